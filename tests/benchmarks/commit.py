"""Agree as a use case against the same writes by hand: one transaction, the same pragmas, one commit to disk each.

The statements by hand are those of a real Agree, recorded as they ran, with the ids of another promise in them.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.use_cases import negotiating
from storage.database import BUSY_TIMEOUT_MS
from tests.benchmarks.cloning import clone, promise_id_of, rendering_of
from tests.benchmarks.measuring import Effort, Line, compare
from tests.benchmarks.office import NOW, OWNER, Office

Written = list[tuple[str, tuple[Any, ...]]]
_WRITES = ("INSERT", "UPDATE", "DELETE")
_RENDERING = re.compile(r"\br_[0-9a-f]{24}\b")


def measure(effort: Effort) -> Iterator[Line]:
    """Yield how long one Agree takes."""
    each = effort.amount(200, 5)
    with tempfile.TemporaryDirectory(prefix="promise-bot-benchmark-") as folder:
        office = Office(Path(folder) / "commit.db")
        promise = office.draft()
        office.show(promise)
        count = 2 * each * effort.runs + 1
        clone(office.path, promise.id, range(2, 2 + count))
        numbers = iter(range(2, 2 + count))
        written = _recorded(office, next(numbers))
        with closing(_by_hand(office.path)) as connection:
            yield from compare(
                "commit.agree",
                "ms",
                lambda: {"": _agree(office, [next(numbers) for _ in range(each)])},
                lambda: {"": _write(connection, written, [next(numbers) for _ in range(each)])},
                effort.runs,
            )
        office.store.database.close()


def _agree(office: Office, numbers: list[int]) -> float:
    person = office.people[OWNER]
    began = time.perf_counter()
    for number in numbers:
        negotiating.agree(office.store, person, rendering_of(number), NOW)
    return (time.perf_counter() - began) * 1000 / len(numbers)


def _write(connection: sqlite3.Connection, written: Written, numbers: list[int]) -> float:
    first = promise_id_of(2)
    rows = [
        [
            (sql, tuple(_renamed(value, first, promise_id_of(number), number) for value in values))
            for sql, values in written
        ]
        for number in numbers
    ]
    began = time.perf_counter()
    for statements in rows:
        connection.execute("BEGIN IMMEDIATE")
        for sql, values in statements:
            connection.execute(sql, values)
        connection.execute("COMMIT")
    return (time.perf_counter() - began) * 1000 / len(numbers)


def _renamed(value: Any, old: str, new: str, number: int) -> Any:
    """Return a value as it is written for another promise; ids of renderings are made up, and each is there once."""
    if not isinstance(value, str):
        return value
    return _RENDERING.sub(lambda found: f"{found[0][:-8]}{number:08x}", value.replace(old, new))


def _recorded(office: Office, number: int) -> Written:
    written: Written = []
    with _recording(office, written):
        negotiating.agree(office.store, office.people[OWNER], rendering_of(number), NOW)
    assert any("events" in sql for sql, _ in written), "an Agree writes history"
    return written


@contextmanager
def _recording(office: Office, written: Written) -> Iterator[None]:
    def record(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        if sql.lstrip().upper().startswith(_WRITES):
            written.extend((sql, tuple(one)) for one in (values if many else [values]))

    engine = office.store.database.engine
    event.listen(engine, "before_cursor_execute", record)
    yield
    event.remove(engine, "before_cursor_execute", record)


def _by_hand(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
