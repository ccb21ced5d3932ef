"""A local workspace with the real bot in it, driven from outside as its people would."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlmodel import col, select

from bot.playground.launch import Playground
from storage.tables import EventRow
from tests import databases

SARA, BEN, LENA, WIM, QUINN, OMAR, PETRA = (
    "U01SARA", "U02BEN", "U03LENA", "U04WIM", "U05QUINN", "U06OMAR", "U07PETRA",
)  # fmt: skip
INES, GUS = "U08INES", "U09GUS"
PROMISES, GENERAL, RANDOM, DEALS, ACME = "C01PROMISES", "C02GENERAL", "C03RANDOM", "G04DEALS", "C05ACME"

LEIPZIG = "40 agents in Leipzig by 1 Feb 2031"
SERVICE = "service level 80/20 from 1 March 2031"
QUALITY = "quality score at least 90 % by 15 March 2031"

Json = dict[str, Any]
T = TypeVar("T")


def in_one_moment(*acts: Callable[[], object]) -> None:
    """Let everybody act at once."""
    with ThreadPoolExecutor(len(acts)) as pool:
        for future in [pool.submit(act) for act in acts]:
            future.result()


def until(look: Callable[[], T | None], what: str, seconds: float = 8.0) -> T:
    """Return what `look` finds as soon as it finds something."""
    give_up = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < give_up, f"waited in vain for {what}"
        time.sleep(0.03)


@dataclass
class World:
    """The workspace from outside: what a program can do over /_control."""

    playground: Playground
    heard: set[tuple[str, str]] = field(default_factory=set)

    def post(self, path: str, **body: Any) -> Json:
        """Make a gesture and return the answer, whatever it is."""
        request = urllib.request.Request(
            f"{self.playground.server.url}/_control/{path}",
            data=json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            return json.load(refused)

    def get(self, path: str) -> Json:
        """Return a picture of the workspace."""
        with urllib.request.urlopen(f"{self.playground.server.url}/_control/{path}", timeout=10) as answer:
            return json.load(answer)

    def do(self, path: str, **body: Any) -> Json:
        """Make a gesture that has to be taken."""
        answer = self.post(path, **body)
        assert answer["ok"], (path, answer)
        self.playground.bot.office.afterwards.finish()  # what is said after the ack
        return answer

    # What people see

    def messages(self, channel: str, user: str = SARA) -> list[Json]:
        """Return what a person reads in a channel, threads and ephemerals included, oldest first."""
        return self.get(f"messages/{channel}?user={user}")["messages"]

    def view(self, user: str) -> Json | None:
        """Return the modal on top for a person."""
        views = self.get(f"views/{user}")["views"]
        return views[-1] if views else None

    def direct(self, user: str) -> list[Json]:
        """Return what a person reads in their conversation with the bot."""
        channels = self.get(f"state?user={user}")["channels"]
        mine = next(channel["id"] for channel in channels if channel["is_im"])
        return self.messages(mine, user)

    def find(self, channel: str, *parts: str, user: str = SARA, seconds: float = 8.0) -> Json:
        """Wait for a message that says all of `parts` (in its text or its blocks), and return the newest."""

        def look() -> Json | None:
            found = [m for m in self.messages(channel, user) if all(part in said(m) for part in parts)]
            return found[-1] if found else None

        return until(look, f"{parts} in {channel}; there is {[said(m)[:200] for m in self.messages(channel, user)]}")

    def find_direct(self, user: str, *parts: str) -> Json:
        """Wait for a DM of the bot that says all of `parts`."""

        def look() -> Json | None:
            found = [m for m in self.direct(user) if all(part in said(m) for part in parts)]
            return found[-1] if found else None

        return until(look, f"a DM to {user} with {parts}; there is {[said(m)[:300] for m in self.direct(user)]}")

    def private(self, user: str, channel: str = PROMISES) -> list[Json]:
        """Return what the bot said in a channel to this person alone, oldest first."""
        return [message for message in self.messages(channel, user) if message.get("ephemeral")]

    def told(self, user: str, *parts: str, channel: str = PROMISES) -> Json:
        """Wait for a new private word to a person that says all of `parts`; nobody else may see it."""

        def look() -> Json | None:
            last = self.private(user, channel)[-1:]
            is_new = last and (last[0]["ts"], said(last[0])) not in self.heard
            return last[0] if is_new and all(part in said(last[0]) for part in parts) else None

        word = until(look, f"{parts} for {user} alone; said: {[said(m)[:300] for m in self.private(user, channel)]}")
        self.heard.add((word["ts"], said(word)))
        for other in self.people_in(channel) - {user}:
            assert word["ts"] not in {message["ts"] for message in self.messages(channel, other)}, other
        return word

    def people_in(self, channel: str) -> set[str]:
        """Return the people who can read a channel."""
        people = [user["id"] for user in self.get("state")["users"] if not user["is_bot"]]
        return {user for user in people if any(c["id"] == channel for c in self.get(f"state?user={user}")["channels"])}

    def wrong(self, user: str) -> dict[str, str]:
        """Return what the form on top says is wrong, block by block."""
        errors: dict[str, str] = self.get(f"views/{user}")["errors"]
        return errors

    def typed(self, user: str) -> dict[str, str]:
        """Return what stands in the text fields of the form on top."""
        view = self.view(user)
        assert view is not None, f"{user} has no form open"
        values = {block: state.get("value") or {} for block, state in view["state"]["values"].items()}
        return {block: value.get("value") or "" for block, value in values.items() if "value" in value}

    def home(self, user: str) -> Json:
        """Open a person's home tab and return it as a message is returned."""
        self.do("open-home", user=user)
        return until(lambda: self.get(f"home/{user}")["view"], f"the home tab of {user}") | {"text": ""}

    def form(self, user: str) -> Json:
        """Return the modal on top as a message is returned."""
        view = self.view(user)
        assert view is not None, f"{user} has no modal open"
        return view | {"text": view["title"]["text"]}

    def settled(self) -> None:
        """Wait until the bot owes Slack nothing."""
        open_rows = "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')"
        until(lambda: self.rows(open_rows)[0][0] == 0, "the outbox to be empty")

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the bot's own database; `?` marks a value."""
        return databases.rows(self.playground.bot.office.store.database, query, *values)

    def events(self) -> list[Json]:
        """Return every fact that is stored, as rows."""
        with self.playground.bot.office.store.read() as tx:
            return [row.model_dump() for row in tx.session.exec(select(EventRow).order_by(col(EventRow.at)))]

    # What people do

    def command(self, user: str, text: str = "", channel: str = PROMISES, command: str = "/promise") -> Json:
        """Type a slash command."""
        return self.do("command", user=user, channel=channel, command=command, text=text)

    def submit(self, user: str, **values: str) -> Json:
        """Send the modal on top, with plain text in these blocks."""
        plain = {block: {"value": {"type": "plain_text_input", "value": value}} for block, value in values.items()}
        return self.do("submit", user=user, values=plain)

    def press(self, user: str, message: Json, action_id: str, channel: str = PROMISES) -> Json:
        """Press a button of a message."""
        button = button_of(message, action_id)
        action = {"action_id": action_id, "block_id": button["block_id"], "value": button.get("value")}
        return self.do("interact", user=user, channel=channel, messageTs=message["ts"], action=action)

    def press_in_view(self, user: str, view: Json, action_id: str) -> Json:
        """Press a button of the modal on top, or of the home tab."""
        button = button_of(view, action_id)
        action = {"action_id": action_id, "block_id": button["block_id"], "value": button.get("value")}
        return self.do("view-action", user=user, action=action)

    def choose(self, user: str, block: str, *figures: str, **values: str) -> Json:
        """Send the form on top with those options ticked that say one of `figures`."""
        element = next(b["element"] for b in self.form(user)["blocks"] if b.get("block_id") == block)
        found = [o for o in element["options"] if any(figure in o["text"]["text"] for figure in figures)]
        key = "selected_options" if element["type"] == "checkboxes" else "selected_option"
        chosen: Json = {"type": element["type"], key: found if element["type"] == "checkboxes" else found[0]}
        texts = {name: {"value": {"type": "plain_text_input", "value": text}} for name, text in values.items()}
        return self.do("submit", user=user, values={block: {"value": chosen}, **texts})

    def react(self, user: str, message: Json, name: str, present: bool = True, channel: str = PROMISES) -> Json:
        """Put a reaction on a message, or take it away."""
        return self.do("reaction", user=user, channel=channel, ts=message["ts"], name=name, present=present)

    def draft(self, user: str = SARA, client: str = "Acme", channel: str = PROMISES, **inputs: str) -> Json:
        """Draft and post a promise, and return its card."""
        before = {m["ts"] for m in self.messages(channel, user)}
        self.command(user, channel=channel)
        values = {"client": client, "needed_by": "2030-11-29 12:00", "figures": "40 agents in Leipzig by 1 Feb 2031"}
        answer = self.submit(user, **{**values, **inputs})
        assert answer["ack"].get("response_action") == "update", answer
        self.submit(user)

        def card() -> Json | None:
            cards = [m for m in self.messages(channel, user) if m["ts"] not in before and not is_reply(m)]
            cards = [m for m in cards if client[:20] in said(m) and not m.get("ephemeral")]
            return cards[-1] if cards else None

        return until(card, "the card")

    def card(self, card: Json, channel: str = PROMISES) -> Json:
        """Return a card as it is now."""
        return next(m for m in self.messages(channel) if m["ts"] == card["ts"])

    def counter(self, user: str, message: Json, figures: str, reason: str, kind: str = "counter") -> Json:
        """Counter (or revise) and post it after a look at the mapping."""
        self.press(user, message, f"promise.{kind}")
        answer = self.submit(user, figures=figures, reason=reason)
        assert answer["ack"].get("response_action") == "update", answer
        return self.submit(user)


def said(message: Json) -> str:
    """Return everything a message says."""
    return message["text"] + "\n" + json.dumps(message.get("blocks") or [], ensure_ascii=False)


def button_of(message: Json, action_id: str) -> Json:
    """Return a button of a message with the id of its block."""
    for block in message.get("blocks") or []:
        elements = [*(block.get("elements") or []), *([block["accessory"]] if block.get("accessory") else [])]
        for element in elements:
            if element.get("action_id") == action_id:
                return {**element, "block_id": block["block_id"]}
    raise AssertionError(f"no {action_id} in {said(message)}")


def buttons_of(message: Json) -> list[str]:
    """Return the action ids of a message's buttons, in their order."""
    elements = [element for block in message.get("blocks") or [] for element in block.get("elements") or []]
    return [element["action_id"] for element in elements if element.get("type") == "button"]


def is_reply(message: Json) -> bool:
    """Tell a reply from the message that its thread hangs on."""
    return message.get("thread_ts") not in (None, message["ts"])


def drafted(world: World, figures: str = f"{LEIPZIG}\n{SERVICE}", **inputs: str) -> Json:
    card = world.draft(SARA, figures=figures, **inputs)
    world.find(PROMISES, "Can these figures be kept?")
    world.settled()
    return world.card(card)


def more(world: World, user: str, message: Json) -> Json:
    world.press(user, message, "promise.more")
    return world.form(user)


def agreed(world: World, card: Json, progress: str) -> None:
    until(lambda: f"{progress} agreed" in said(world.card(card)) or None, f"{progress} on {said(world.card(card))}")


def replies(world: World, text: str) -> list[Json]:
    world.settled()
    return [message for message in world.messages(PROMISES) if is_reply(message) and text in message["text"]]
