"""How long Slack waits for its answer: `/promise` and Agree over signed HTTP, against an app that only answers.

Both are processes of their own with the same server under them, and so is the Slack that they call. Every Agree signs
another promise. At 1 and at 50 at a time.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain.promise import Promise
from tests.benchmarks.bare_app import MODAL
from tests.benchmarks.cloning import clone, rendering_of
from tests.benchmarks.measuring import Effort, Line, compare, percentile
from tests.benchmarks.office import CHANNEL, OWNER, SALES, TEAM, Office
from tests.benchmarks.processes import bot_environment, free_port, slack_server, started, wait_for
from tests.benchmarks.signed import deliver, form, interaction

AT_ONCE = (1, 50)
_USERS = ("U01SARA", "U02BEN", "U04WIM", "U05QUINN", "U06OMAR", "U07PETRA")
_FIRST = 2
_WAIT = 60.0


@dataclass
class Stage:
    """Both apps at work, and the promises that are left to agree on."""

    slack: int
    ours: int
    bare: int
    card: dict[str, Any]
    numbers: Iterator[int]
    gestures: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**9)))

    def commands(self, amount: int) -> list[bytes]:
        """Return as many `/promise`."""
        return [form(_command(next(self.gestures))) for _ in range(amount)]

    def agreements(self, amount: int) -> list[bytes]:
        """Return as many presses of Agree, each on a promise that nobody has agreed to."""
        return [interaction(_press(self.card, next(self.numbers), next(self.gestures))) for _ in range(amount)]


def measure(effort: Effort) -> Iterator[Line]:
    """Yield medians and 99th percentiles."""
    with tempfile.TemporaryDirectory(prefix="promise-bot-benchmark-") as folder, ExitStack() as stack:
        alone, together = effort.amount(100, 5), effort.amount(300, 50)
        stage = _set_up(stack, Path(folder), copies=(effort.runs + 1) * (alone + together) + 200)
        kinds: list[tuple[str, Callable[[int], Sequence[bytes]]]] = [
            ("promise", stage.commands),
            ("agree", stage.agreements),
        ]
        for kind, bodies in kinds:
            for at_once, amount in zip(AT_ONCE, (alone, together), strict=True):
                deliver(stage.ours, bodies(10), min(10, at_once))  # what is done once is done before
                deliver(stage.bare, bodies(10), min(10, at_once))
                yield from compare(
                    f"ack.{kind}.{at_once}",
                    "ms",
                    lambda make=bodies, n=amount, c=at_once: _times(deliver(stage.ours, make(n), c)),  # type: ignore[misc]
                    lambda make=bodies, n=amount, c=at_once: _times(deliver(stage.bare, make(n), c)),  # type: ignore[misc]
                    effort.runs,
                )


def _times(took: Sequence[float]) -> Mapping[str, float]:
    return {"median": percentile(took, 50), "p99": percentile(took, 99)}


def _set_up(stack: ExitStack, folder: Path, copies: int) -> Stage:
    slack = stack.enter_context(slack_server(folder))
    database = folder / "bot.db"
    promise = _first_promise(Office(database))
    ours = free_port()
    bot = stack.enter_context(
        started(["-m", "bot", "run", "--http"], bot_environment(slack, database, ours, "http"), folder, "bot.log")
    )
    wait_for(ours, bot, folder / "bot.log")
    card = _card(slack)
    clone(database, promise.id, range(_FIRST, _FIRST + copies), (CHANNEL, card["ts"]))
    deliver(ours, [form(_command(0))], 1)
    (folder / MODAL).write_text(json.dumps(_modal(slack)))
    bare = free_port()
    reference = stack.enter_context(
        started(
            ["-m", "tests.benchmarks.bare_app", "http"], bot_environment(slack, database, bare, "http"), folder, "bare.log"
        )
    )
    wait_for(bare, reference, folder / "bare.log")
    return Stage(slack, ours, bare, card, iter(range(_FIRST, _FIRST + copies)))


def _first_promise(office: Office) -> Promise:
    promise = office.draft()
    office.show(promise)
    office.store.database.close()
    return promise


def _card(slack: int) -> dict[str, Any]:
    """Return the card that the bot posts, as it is in Slack."""
    import time

    give_up = time.monotonic() + _WAIT
    while time.monotonic() < give_up:
        for message in _get(slack, f"messages/{CHANNEL}?user={SALES}")["messages"]:
            if "promise.agree" in json.dumps(message.get("blocks")) and message.get("thread_ts") in (None, message["ts"]):
                return dict(message)
        time.sleep(0.1)
    raise RuntimeError("the bot posted no card")


def _modal(slack: int) -> dict[str, Any]:
    """Return the form that the bot opened, as it was sent."""
    entries = _get(slack, "log")["entries"]
    sent = next(entry["request"] for entry in reversed(entries) if entry["kind"] == "views.open")
    view = sent["view"]
    return dict(json.loads(view) if isinstance(view, str) else view)


def _get(slack: int, path: str) -> dict[str, Any]:
    with closing(urllib.request.urlopen(f"http://127.0.0.1:{slack}/_control/{path}", timeout=10)) as answer:
        return dict(json.load(answer))


def _command(number: int) -> dict[str, Any]:
    user = _USERS[number % len(_USERS)]
    return {
        "token": "t", "team_id": TEAM, "team_domain": "nordlicht-service", "channel_id": CHANNEL,
        "channel_name": "promises", "user_id": user, "user_name": "somebody", "command": "/promise", "text": "",
        "api_app_id": "A01PROMISE", "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T/1/x", "trigger_id": f"{user}.{number}",
    }  # fmt: skip


def _press(card: dict[str, Any], promise: int, number: int) -> dict[str, Any]:
    button = next(
        {**element, "block_id": block["block_id"]}
        for block in card["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == "promise.agree"
    )
    return {
        "type": "block_actions", "team": {"id": TEAM, "domain": "nordlicht-service"},
        "user": {"id": OWNER, "username": "lena", "name": "lena", "team_id": TEAM},
        "api_app_id": "A01PROMISE", "token": "t", "enterprise": None, "is_enterprise_install": False,
        "container": {"type": "message", "message_ts": card["ts"], "channel_id": CHANNEL, "is_ephemeral": False},
        "trigger_id": f"{OWNER}.{number}", "channel": {"id": CHANNEL, "name": "promises"}, "message": card,
        "state": {"values": {}},
        "actions": [{**button, "value": rendering_of(promise), "action_ts": card["ts"]}],
    }  # fmt: skip


def agreed(database: Path) -> int:
    """Return how many agreements of operations a database holds, so that a test can see that they were real."""
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM events WHERE kind = 'TermAgreed'").fetchone()[0])
