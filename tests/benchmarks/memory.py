"""Resident memory after ten thousand acts over Socket Mode: each is an Agree that changes another promise.

Beside the bot, the bare app with the packages that the bot is to be built with: what only loading them takes.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.benchmarks.cloning import clone
from tests.benchmarks.gestures import card_in, post, press
from tests.benchmarks.measuring import Effort, Line, compare, note
from tests.benchmarks.office import CHANNEL, Office
from tests.benchmarks.processes import bot_environment, slack_server, started
from tests.benchmarks.start import BARE, GIVEN, OURS, wait_until_connected

_BATCH = 200
_AT_ONCE = 4
_FIRST = 2


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the resident set of both."""
    acts = effort.amount(10_000, 40)
    with tempfile.TemporaryDirectory(prefix="promise-bot-benchmark-") as name:
        folder = Path(name)
        promise = _prepared(folder / "first.db")
        numbers = iter(range(10**6))
        for part, arguments, amount in (("resident", OURS, acts), ("given", GIVEN, 0)):
            yield from compare(
                f"memory.{part}",
                "MB",
                lambda ours=arguments, n=amount: {"": _after(n, ours, folder, promise, next(numbers))},  # type: ignore[misc]
                lambda n=amount: {"": _after(n, BARE, folder, promise, next(numbers))},  # type: ignore[misc]
                effort.runs,
            )


def _prepared(path: Path) -> str:
    office = Office(path)
    promise = office.draft()
    office.show(promise)
    office.store.database.close()
    return promise.id


def _after(acts: int, arguments: list[str], folder: Path, promise_id: str, run: int) -> float:
    """Return the resident memory in MB of a process that has just begun and dealt with the acts."""
    database = folder / f"run{run}.db"
    with closing(sqlite3.connect(folder / "first.db")) as first, closing(sqlite3.connect(database)) as copy:
        first.backup(copy)
    with slack_server(folder) as slack:
        environment = bot_environment(slack, database, 0, "socket")
        if arguments is OURS or not (folder / "card.json").exists():
            with started(OURS, environment, folder, "bot.log") as process:
                wait_until_connected(slack, True, process)
                (folder / "card.json").write_text(json.dumps(card_in(slack)))
            wait_until_connected(slack, False)
        card: dict[str, Any] = json.loads((folder / "card.json").read_text())
        clone(database, promise_id, range(_FIRST, _FIRST + acts), (CHANNEL, card["ts"]))
        with started(arguments, environment, folder, "app.log") as process:
            wait_until_connected(slack, True, process)
            for start in range(0, acts, _BATCH):
                some = [press(card, _FIRST + number, number) for number in range(start, min(acts, start + _BATCH))]
                answer = post(slack, "deliver", {"payloads": some, "at_once": _AT_ONCE})
                assert answer["acknowledged"] == len(some), answer
            if arguments is OURS:
                note(f"  memory: {_agreed(database)} agreements")
                assert _agreed(database) == acts
            return _resident(process.pid)


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _agreed(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM events WHERE kind = 'TermAgreed'").fetchone()[0])
