"""Several worlds side by side, each in a process of its own, and one result of them all."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.databases import drop, fresh_postgres
from tests.faults.findings import Findings
from tests.faults.world import Plan
from tests.fresh import fresh_database

MOST_ROUNDS = 20
"""Rounds of one world: its channel grows, and everything is looked at again at its end."""

_one_at_a_time = threading.Lock()
"""Of those who make databases: the first one makes the template of all others."""


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    rounds: int
    seed: int
    database: str
    processes: int
    worlds: int
    is_reconciling: bool = True
    latest: float = 4.0
    keep: Path | None = None


@dataclass
class Result:
    """What came of all worlds, or of one."""

    rounds: int = 0
    kills: int = 0
    faults: int = 0
    played: dict[str, int] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    processor_seconds: float = 0.0
    """Of the worlds and their bots, without PostgreSQL's server."""
    broken: list[str] = field(default_factory=list)
    """Worlds that did not come to an end."""

    def add(self, other: Result) -> None:
        """Take another world's result in."""
        self.rounds += other.rounds
        self.kills += other.kills
        self.faults += other.faults
        self.processor_seconds += other.processor_seconds
        for kind, times in other.played.items():
            self.played[kind] = self.played.get(kind, 0) + times
        for name in ("lost", "duplicated", "stale", "untrue"):
            getattr(self.findings, name).extend(getattr(other.findings, name))
        self.findings.acknowledged += other.findings.acknowledged
        self.broken += other.broken

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing at all is wrong."""
        found = self.findings
        return not (found.lost or found.duplicated or found.stale or found.untrue or self.broken)

    def summary(self) -> dict[str, Any]:
        """Return the counts, and what is wrong in words."""
        found = asdict(self.findings)
        wrong = {name: found[name] for name in ("lost", "duplicated", "stale", "untrue")}
        counts = {"rounds": self.rounds, "kills": self.kills, "faults": self.faults}
        counts |= {"acknowledged": self.findings.acknowledged, **{name: len(texts) for name, texts in wrong.items()}}
        used = {"processor_seconds": round(self.processor_seconds, 1)}
        details = {name: texts[:50] for name, texts in {**wrong, "broken": self.broken}.items() if texts}
        return {**counts, "broken": len(self.broken), "played": self.played, **used, "details": details}


def run(wanted: Wanted, tell: Callable[[int], None]) -> Result:
    """Live through `wanted.rounds` rounds; `tell` hears after each how many there were so far."""
    total, done = Result(), 0
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.living"])

    def live(number: int, rounds: int) -> Iterator[int | Result]:
        with _place(wanted, number) as (folder, url):
            plan = Plan(
                number, wanted.seed, rounds, wanted.processes, folder, url, wanted.is_reconciling, wanted.latest
            )
            yield from _in_a_process(context, plan)

    def follow(number: int, rounds: int) -> Result:
        nonlocal done
        for word in live(number, rounds):
            if isinstance(word, Result):
                return word
            done += word
            tell(done)
        raise AssertionError("a world ends with its result")

    with ThreadPoolExecutor(wanted.worlds) as pool:
        for future in as_completed([pool.submit(follow, *one) for one in enumerate(shares(wanted))]):
            total.add(future.result())
    return total


def shares(wanted: Wanted) -> list[int]:
    """Return how many rounds each world has: as many worlds as are asked for at least, none of them too long."""
    worlds = min(wanted.rounds, max(wanted.worlds, -(-wanted.rounds // MOST_ROUNDS)))
    least, more = divmod(wanted.rounds, worlds)
    return [least + (number < more) for number in range(worlds)]


@contextmanager
def _place(wanted: Wanted, number: int) -> Iterator[tuple[str, str]]:
    """Give a folder and a database for one world; kept when its owner asks for it."""
    if wanted.keep:
        wanted.keep.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"promise-bot-faults-{number}-", dir=wanted.keep))
    url = ""
    try:
        with _one_at_a_time:
            if wanted.database == "postgres":
                url = fresh_postgres()
            else:
                fresh_database(folder).close()
                url = f"sqlite:///{folder / 'promise-bot.db'}"
        yield str(folder), url
    finally:
        if wanted.database == "postgres" and url:
            drop(url)
        if wanted.keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _in_a_process(context: Any, plan: Plan) -> Iterator[int | Result]:
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, plan), daemon=True)
    process.start()
    theirs.close()
    try:
        while True:
            word: int | Result = ours.recv()
            yield word
            if isinstance(word, Result):
                return
    except EOFError:
        yield Result(broken=[f"world {plan.number} ended without a word"])
    finally:
        process.join(10)


def _work(connection: Connection, plan: Plan) -> None:
    from tests.faults.living import live

    # A bot that outlives its world would speak to the next one that is given its port.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    began = time.monotonic()
    try:
        connection.send(live(plan, lambda: connection.send(1)))
    except Exception:  # noqa: BLE001 - guards the other worlds; whatever it was is a finding of its own
        words = f"world {plan.number} after {time.monotonic() - began:.0f} s: {traceback.format_exc()}"
        connection.send(Result(broken=[words]))
    sys.stdout.flush()
