"""A small workspace in which everything has happened once: promises in every state, and a recording of every route."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.slack.register import ROUTES
from storage.unit_of_work import Store
from tests.integration.world import (
    BEN,
    DEALS,
    LENA,
    PROMISES,
    QUINN,
    SARA,
    WIM,
    Json,
    World,
    button_of,
    buttons_of,
    said,
    until,
)
from tests.unit.use_cases.office import LEIPZIG, SERVICE, Office

FIGURES = "40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031"
LESS = "28 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031"
OTHER_TEAM = "T99OTHER"
INTERACTIVE, COMMANDS, EVENTS = "interactive", "slash_commands", "events_api"
_WORTH_RECORDING = (INTERACTIVE, COMMANDS, EVENTS)


@dataclass(frozen=True)
class Recorded:
    """One payload that the bot was sent: how, what it is for ("press promise.agree"), and the payload."""

    kind: str
    name: str
    payload: Json
    before: sqlite3.Connection | None = field(default=None, compare=False)
    """The bot's database as it was when this was sent, in memory."""


@dataclass
class Recorder:
    """Takes down what passes from the workspace to the bot."""

    world: World
    taken: list[Recorded] = field(default_factory=list)
    last: int = 0
    _before: dict[str, sqlite3.Connection] = field(default_factory=dict)

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Keep the database as it is before each gesture, by the gesture's trigger."""
        delivery = self.world.playground.server.slack.delivery
        interact, path = delivery.interact, str(self.world.playground.bot.office.store.database.engine.url.database)

        async def kept(kind: str, payload: Json, summary: str) -> Any:
            self._before[payload.get("trigger_id", "")] = copied(path)
            return await interact(kind, payload, summary)

        delivery.interact = kept  # type: ignore[method-assign]
        try:
            yield
        finally:
            delivery.interact = interact  # type: ignore[method-assign]

    def listen(self) -> None:
        """Take down what came since the last time: the log keeps only so much."""
        for entry in self.world.get(f"log?after={self.last}")["entries"]:
            self.last = entry["n"]
            if entry["kind"] in _WORTH_RECORDING:
                sent = entry["request"]
                before = self._before.get(sent.get("trigger_id"))
                self.taken.append(Recorded(entry["kind"], name_of(entry["kind"], sent), sent, before))


def copied(path: str) -> sqlite3.Connection:
    """Return a copy of a database, in memory."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(sqlite3.connect(path, timeout=30)) as there:
        there.backup(copy)
    return copy


def name_of(kind: str, payload: Json) -> str:
    """Return what a payload is for, in the words of the routes where they have some."""
    if kind == COMMANDS:
        return f"command {payload['command']}"
    if kind == EVENTS:
        return f"event {payload['event']['type']}"
    if payload["type"] == "block_actions":
        return f"press {payload['actions'][0]['action_id']}"
    if payload["type"] == "view_submission":
        return f"submission {payload['view']['callback_id']}"
    return str(payload["type"])


@dataclass(frozen=True)
class Town:
    """What the campaign begins with; `recorded` is in a fixed order, each name once or more."""

    world: World
    recorded: tuple[Recorded, ...]
    foreign: tuple[str, ...]


def furnish(world: World) -> Town:
    """Let everything happen once, and return what was sent meanwhile. Every route has a recording."""
    recorder = Recorder(world)
    with recorder.keeping():
        for scene in _SCENES:
            scene(world)
            world.settled()
            for user in (SARA, BEN, LENA, WIM, QUINN):
                world.post("close", user=user, all=True)  # refused where nothing is open
            recorder.listen()
    foreign = _another_workspace(world)
    recorded = [*recorder.taken, *_never_pressed(recorder.taken), *_asked_by_slack()]
    missing = {f"{route.kind} {route.name}" for route in ROUTES} - {one.name for one in recorded}
    assert not missing, f"no recording of {sorted(missing)}"
    first: dict[tuple[str, str], Recorded] = {}
    for index, one in enumerate(recorded):
        user = str(one.payload.get("user", one.payload.get("user_id", index)))
        first.setdefault((one.name, user), one)
    return Town(world, tuple(first[key] for key in sorted(first)), foreign)


def _more(world: World, user: str, card: Json, action: str) -> None:
    world.press(user, world.card(card), "promise.more")
    world.press_in_view(user, world.form(user), action)


def _until(world: World, card: Json, words: str) -> Json:
    return until(lambda: (now := world.card(card)) and words in said(now) and now, f"{words} on the card")


def _signed(world: World, client: str) -> Json:
    card = world.draft(SARA, client, figures=FIGURES)
    world.settled()
    for user in (LENA, WIM):
        world.press(user, world.card(card), "promise.agree")
    return _until(world, card, "jointly signed off")


def _a_draft(world: World) -> None:
    world.command(SARA, "help")
    world.command(SARA, "list", command="/zusage")
    world.command(SARA, "Acme: 40 agents by 1 Feb in Leipzig")
    world.submit(SARA, client="Acme", needed_by="2030-11-29 12:00", figures=FIGURES)
    world.press_in_view(SARA, world.form(SARA), "promise.back")
    world.post("close", user=SARA, all=True)


def _a_negotiation(world: World) -> None:
    card = world.draft(SARA, "Acme Ltd", figures=FIGURES, conditions="forecast within 10 %")
    world.settled()
    world.command(BEN)
    world.submit(BEN, client="Acme Limited", needed_by="2030-11-29 12:00", figures=FIGURES)
    world.post("close", user=BEN, all=True)
    reply = world.do("message", user=LENA, channel=PROMISES, thread_ts=card["ts"], text="looks good")
    world.do("edit-message", user=LENA, channel=PROMISES, ts=reply["ts"], text="looks very good")
    world.do("message", user=BEN, channel=PROMISES, thread_ts=card["ts"], text="to be deleted")
    gone = world.do("message", user=BEN, channel=PROMISES, thread_ts=card["ts"], text="to be deleted, too")
    world.do("delete-message", user=BEN, channel=PROMISES, ts=gone["ts"])
    for present in (True, False):
        world.react(WIM, card, "white_check_mark", present)
    world.react(LENA, card, "x")
    world.press(WIM, world.card(card), "promise.agree")
    world.press(WIM, world.told(WIM, "P-1"), "promise.retract")
    _more(world, WIM, card, "promise.checking")
    world.submit(WIM, until="2030-11-28 14:00")
    world.press(LENA, world.card(card), "promise.object")
    world.choose(LENA, "terms", "40", reason="one class only")
    world.counter(LENA, card, "28 agents in Leipzig by 1 Feb 2031", "one class only")
    reply = world.find(PROMISES, "proposes", "28 agents")
    world.counter(SARA, reply, "38 agents in Leipzig by 1 Feb 2031", "the client moved", kind="revise")
    world.counter(LENA, world.card(card), "30 agents in Leipzig by 1 Feb 2031", "two classes")
    world.press(SARA, world.find(PROMISES, "proposes", "30 agents"), "promise.accept")
    _more(world, SARA, card, "promise.edit")
    world.submit(SARA, title="inbound line", notes="soon", link="https://example.com/tender")
    _more(world, SARA, card, "promise.restate")
    world.submit(SARA, client="Acme Ltd", conditions="forecast within 5 %", reason="the client insists")
    _more(world, SARA, card, "promise.phone")
    chosen = {"colleague": {"value": {"type": "users_select", "selected_user": LENA}}}
    world.do("submit", user=SARA, values=chosen)
    word = world.find_direct(LENA, "P-1", "agree_phoned")
    dm = next(c["id"] for c in world.get(f"state?user={LENA}")["channels"] if c["is_im"])
    world.press(LENA, word, "promise.agree_phoned", channel=dm)


def _moves(world: World) -> None:
    card = world.draft(SARA, "Beta", figures=FIGURES + "\nquality score at least 90 % by 15 March 2031")
    world.settled()
    _more(world, SARA, card, "promise.move")
    world.choose(SARA, "terms", "80/20", reason="asked for by itself")
    asked = world.find(PROMISES, "does it hold alone")
    world.press(WIM, asked, "promise.confirm_move")
    _more(world, SARA, card, "promise.reassign")
    blocks = {b["block_id"]: b["element"] for b in world.form(SARA)["blocks"] if b["type"] == "input"}
    first, other = blocks["area"]["options"][0], blocks["to"]["options"][-1]
    chosen = {
        name: {"value": {"type": "static_select", "selected_option": o}} for name, o in (("area", first), ("to", other))
    }
    world.do("submit", user=SARA, values={**chosen, "reason": {"value": {"type": "plain_text_input", "value": "away"}}})
    _more(world, SARA, card, "promise.drop")
    world.choose(SARA, "terms", "90", reason="not asked for")


def _after_sign_off(world: World) -> None:
    card = _signed(world, "Gamma")
    _more(world, LENA, card, "promise.cannot_keep")
    world.choose(LENA, "terms", "40", reason="two classes fell through")
    world.post("close", user=LENA, all=True)
    _more(world, LENA, card, "promise.keep_again")
    view = world.form(LENA)
    block = next(b for b in view["blocks"] if b.get("block_id") == "terms")
    assert block
    world.choose(LENA, "terms", "40", reason="they came after all")
    _more(world, SARA, card, "promise.renegotiate")
    world.submit(SARA, figures=LESS, reason="the client wants less")
    world.submit(SARA)
    _until(world, card, "being renegotiated")
    _more(world, SARA, card, "promise.end_renegotiation")
    world.submit(SARA, reason="the client came back")
    _more(world, LENA, card, "promise.cannot_keep")
    world.choose(LENA, "terms", "40", reason="fell through again")


def _templates(world: World) -> None:
    card = world.draft(BEN, "Delta", figures=FIGURES)
    world.settled()
    _more(world, BEN, card, "promise.copy")
    world.post("close", user=BEN, all=True)
    for name in ("Inbound voice", "Outbound"):
        _more(world, BEN, card, "promise.template")
        world.submit(BEN, name=name)
        world.post("close", user=BEN, all=True)
    for act in ("promise.use_template", "promise.delete_template"):
        world.command(BEN, "template")
        listed = until(lambda act=act: [m for m in world.private(BEN) if act in buttons_of(m)], "templates")[-1]
        world.press(BEN, listed, act)


def _what_is_discreet(world: World) -> None:
    card = world.draft(SARA, "Epsilon", figures=FIGURES, channel=DEALS)
    world.settled()
    world.press(SARA, _in(world, DEALS, card), "promise.more", channel=DEALS)
    world.press_in_view(SARA, world.form(SARA), "promise.visibility")
    chosen = {"visibility": {"value": {"type": "static_select", "selected_option": {"value": "confidential"}}}}
    world.do("submit", user=SARA, values=chosen)


def _in(world: World, channel: str, card: Json) -> Json:
    return next(message for message in world.messages(channel) if message["ts"] == card["ts"])


def _endings(world: World) -> None:
    card = world.draft(SARA, "Zeta", figures=FIGURES)
    world.settled()
    _more(world, SARA, card, "promise.withdraw")
    world.submit(SARA, reason="somebody else got it")
    _signed(world, "Eta")
    card = _signed(world, "Theta")
    _more(world, SARA, card, "promise.renegotiate")
    world.submit(SARA, figures=LESS, reason="the client wants less")
    world.submit(SARA)
    world.draft(SARA, "Iota", figures=FIGURES)


def _people_and_places(world: World) -> None:
    for user in (LENA, SARA, WIM):
        home = world.home(user)
        for act in ("promise.show", "promise.open"):
            if act in json.dumps(home) and act in buttons_of(home):
                world.press_in_view(user, home, act)
    world.do("user", id=QUINN, tz="Europe/Paris")
    for words in ("show P-1", "list", "say Gamma", "digest", "owners", "template"):
        world.command(LENA, words)
    for user in (LENA, SARA):
        found = [m for m in world.private(user) if {"promise.show", "promise.open"} & set(buttons_of(m))]
        for message in found[-1:]:
            for act in {"promise.show", "promise.open"} & set(buttons_of(message)):
                button = button_of(message, act)
                action = {"action_id": act, "block_id": button["block_id"], "value": button.get("value")}
                world.post("interact", user=user, channel=PROMISES, messageTs=message["ts"], action=action)


_SCENES: tuple[Callable[[World], None], ...] = (
    _a_draft, _a_negotiation, _moves, _after_sign_off, _templates, _what_is_discreet, _endings, _people_and_places,
)  # fmt: skip


def _never_pressed(taken: list[Recorded]) -> list[Recorded]:
    """Return what no scene comes to, made from what is nearest to it."""
    command = next(one for one in taken if one.name == "command /promise").payload
    press = next(one for one in taken if one.name == "press promise.more").payload
    view = next(one for one in taken if one.name == "submission promise.review").payload
    message = next(one for one in taken if one.name == "event message").payload
    frame = {
        key: value for key, value in press.items() if key not in ("type", "actions", "message", "state", "container")
    }
    moved = {"type": "channel_id_changed", "old_channel_id": "C77GONE", "new_channel_id": "C78NEW", "event_ts": "1.0"}
    made: list[tuple[str, Json]] = [
        (INTERACTIVE, {**frame, "type": "shortcut", "callback_id": "promise.draft", "action_ts": "1.0"}),
        (INTERACTIVE, {**frame, "type": "message_action", "callback_id": "promise.more", "message": press["message"]}),
        (INTERACTIVE, {**view, "type": "view_closed", "is_cleared": False}),
        (INTERACTIVE, {**frame, "type": "block_suggestion", "action_id": "value", "block_id": "team", "value": "a"}),
        (EVENTS, {**message, "event": moved}),
        (EVENTS, {**message, "event": {"type": "app_mention", "user": SARA, "ts": "1.0", "channel": PROMISES}}),
        (COMMANDS, {**command, "text": "Acme: 40 agents by 1 Feb in Leipzig; service level 80/20 from 1 March"}),
    ]  # fmt: skip
    others = [Recorded(kind, name_of(kind, payload), payload) for kind, payload in made]
    known = {one.name for one in taken}
    swapped = [
        Recorded(INTERACTIVE, f"press {name}", {**press, "actions": [{**press["actions"][0], "action_id": name}]})
        for name in ("promise.show", "promise.open", "promise.use_name")
        if f"press {name}" not in known
    ]
    return [*others, *swapped]


def _asked_by_slack() -> list[Recorded]:
    return [
        Recorded(EVENTS, "url_verification", {"type": "url_verification", "token": "x", "challenge": "3eZbrw1a"}),
        Recorded(COMMANDS, "ssl_check", {"ssl_check": "1", "token": "x"}),
    ]


def _another_workspace(world: World) -> tuple[str, ...]:
    """Let another workspace have a promise in the same database, and return every id of it."""
    store = Store(world.playground.bot.office.store.database, OTHER_TEAM)
    office = Office.on(store)
    promise = office.draft(LEIPZIG, SERVICE, client="Elsewhere")
    office.deliver()
    queries: tuple[tuple[str, str], ...] = (
        ("renderings", "id"), ("promises", "id"), ("drafts", "id"), ("slots", "id"), ("people", "ref"),
    )  # fmt: skip
    found: list[Any] = [str(term) for term in promise.versions]
    for table, column in queries:
        rows = world.rows(f"SELECT {column} FROM {table} WHERE team_id = '{OTHER_TEAM}' ORDER BY {column}")
        found += [row[0] for row in rows]
    return tuple(found)
