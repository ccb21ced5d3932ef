"""Many promises out of one: every row about it is copied under new ids by INSERT … SELECT.

Drafts are left out: nobody typed the copies. Of the outbox only what was sent is copied.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

FAST = ("synchronous=OFF", "cache_size=-200000", "temp_store=MEMORY")
"""How copies are written: what is lost by a power cut is made again."""

_NEW = "replace({column}, :old, 'pr_' || printf('%016x', n))"
_CLIENT = "CASE WHEN :clients > '' THEN :clients || (n % 200) ELSE :client END"
_BODY = (
    "replace(replace("
    + _NEW.format(column="body")
    + ", '\"number\": ' || :number || ',', '\"number\": ' || n || ','), "
    '\'"client": "\' || :client || \'"\', \'"client": "\' || ' + _CLIENT + " || '\"')"
)
_TABLES: dict[str, dict[str, str | None]] = {
    "promises": {
        "id": None, "number": "n", "client": _CLIENT, "client_folded": f"lower({_CLIENT})",
        "card_channel": "coalesce(:channel, card_channel)", "card_ts": "coalesce(:ts, card_ts)",
    },
    "events": {"promise_id": None, "body": _BODY},
    "owed": {"promise_id": None},
    "participants": {"promise_id": None},
    "agenda": {"subject": None, "promise_id": None},
    "renderings": {"promise_id": None, "id": "'r_' || printf('%024x', n)"},
    "outbox": {"promise_id": None, "key": None, "id": "NULL", "rendering_id": "NULL"},
}  # fmt: skip
_WHICH = {
    "promises": "id = :old",
    "renderings": "id = (SELECT max(id) FROM renderings WHERE promise_id = :old)",
    "outbox": "promise_id = :old AND state = 'sent'",
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


@contextmanager
def in_bulk(path: Path) -> Iterator[None]:
    """Write without a journal, and build the indices at the end, in one go each: nobody else may be there meanwhile."""
    indices = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        found = connection.execute(indices).fetchall()
        for name, _sql in found:
            connection.execute(f"DROP INDEX {name}")
        yield
        for _name, sql in found:
            connection.execute(sql)
        connection.execute("PRAGMA journal_mode=WAL")


def clone(path: Path, promise_id: str, numbers: range, card: tuple[str, str] | None = None, clients: str = "") -> None:
    """Copy a promise once for each number; `card` is (channel, ts) of the message that shows them all.

    `clients` spreads the copies over many clients whose names begin so; otherwise they are the first one's.
    """
    with closing(connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        number, client = connection.execute(
            "SELECT number, client FROM promises WHERE id = ?", (promise_id,)
        ).fetchone()
        channel, ts = card or (None, None)
        values = {
            "old": promise_id, "number": number, "client": client, "clients": clients, "channel": channel, "ts": ts,
            "first": numbers.start, "last": numbers.stop - 1,
        }  # fmt: skip
        for table, changed in _TABLES.items():
            _copy(connection, table, changed, values)
        connection.execute("COMMIT")


def _copy(
    connection: sqlite3.Connection, table: str, changed: Mapping[str, str | None], values: Mapping[str, Any]
) -> None:
    """Copy the rows of one table, in the order of its keys."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    told = [(changed[name] or _NEW.format(column=name)) if name in changed else name for name in columns]
    connection.execute(
        "WITH RECURSIVE numbers(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last) "
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {', '.join(told)} FROM numbers CROSS JOIN {table} WHERE {_WHICH.get(table, 'promise_id = :old')}",
        values,
    )
