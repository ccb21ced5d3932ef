"""Many promises out of one: every row about it is copied under new ids by INSERT … SELECT.

Rows of the outbox and drafts are left out: what was posted about the first one was not posted about its copies.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

FAST = ("journal_mode=WAL", "synchronous=OFF", "cache_size=-200000", "temp_store=MEMORY")
"""How copies are written: what is lost by a power cut is made again."""

_NEW = "replace({column}, :old, 'pr_' || printf('%016x', n))"
_TABLES = {
    "promises": {"id": None, "number": "n", "card_channel": ":channel", "card_ts": ":ts"},
    "events": {
        "promise_id": None,
        "body": "replace(" + _NEW.format(column="body") + ", '\"number\": ' || :number || ',', '\"number\": ' || n || ',')",
    },
    "owed": {"promise_id": None},
    "participants": {"promise_id": None},
    "agenda": {"subject": None, "promise_id": None},
    "renderings": {"promise_id": None, "id": "'r_' || printf('%024x', n)"},
}


def promise_id_of(number: int) -> str:
    """Return the id of the copy with this number."""
    return f"pr_{number:016x}"


def rendering_of(number: int) -> str:
    """Return the id of the rendering with which the copy was shown; its original had one."""
    return f"r_{number:024x}"


def connect(path: Path) -> sqlite3.Connection:
    """Open a database to write copies into it."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=60)
    for pragma in FAST:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def clone(path: Path, promise_id: str, numbers: range, card: tuple[str, str] | None = None) -> None:
    """Copy a promise once for each number; `card` is (channel, ts) of the message that shows them all."""
    with closing(connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        clone_in(connection, promise_id, numbers, card)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")


def clone_in(
    connection: sqlite3.Connection, promise_id: str, numbers: range, card: tuple[str, str] | None = None
) -> None:
    """As `clone`, within a transaction; every table is filled in the order of its keys."""
    (number,) = connection.execute("SELECT number FROM promises WHERE id = ?", (promise_id,)).fetchone()
    channel, ts = card or (None, None)
    values = {
        "old": promise_id, "number": number, "first": numbers.start, "last": numbers.stop - 1, "step": numbers.step,
        "channel": channel, "ts": ts,
    }  # fmt: skip
    for table, changed in _TABLES.items():
        key = "id" if table == "promises" else "promise_id"
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        told = [changed.get(name, name) or _NEW.format(column=name) for name in columns]
        of = "id = (SELECT max(id) FROM renderings WHERE promise_id = :old)" if table == "renderings" else f"{key} = :old"
        connection.execute(
            "WITH RECURSIVE numbers(n) AS (SELECT :first UNION ALL SELECT n + :step FROM numbers WHERE n < :last) "
            f"INSERT INTO {table} ({', '.join(columns)}) "
            f"SELECT {', '.join(told)} FROM numbers CROSS JOIN {table} WHERE {of}",
            values,
        )
