"""A local workspace with the real bot in it, driven from outside as its people would."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.playground.launch import Playground

SARA, BEN, LENA, WIM, QUINN, OMAR, PETRA = (
    "U01SARA", "U02BEN", "U03LENA", "U04WIM", "U05QUINN", "U06OMAR", "U07PETRA",
)  # fmt: skip
GUS = "U09GUS"
PROMISES, GENERAL, RANDOM, DEALS, ACME = "C01PROMISES", "C02GENERAL", "C03RANDOM", "G04DEALS", "C05ACME"

Json = dict[str, Any]
T = TypeVar("T")


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




def is_reply(message: Json) -> bool:
    """Tell a reply from the message that its thread hangs on."""
    return message.get("thread_ts") not in (None, message["ts"])
