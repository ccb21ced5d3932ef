"""Everything from one database into another that is empty, in one transaction, counted and checked before it counts.

What is compared are values, not bytes: a moment is the same moment in SQLite's words and in PostgreSQL's. Sums are over
rows in any order, because each database sorts text in its own way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Table, func, insert, inspect, select, text
from sqlmodel import Session, SQLModel

from storage.checking import NotWhole, Told, Whole, check_promises
from storage.database import Database
from storage.migrate import refuse_unless_newest, upgrade

_AT_ONCE = 1000
"""How many rows are read and written at a time."""
_SPACE = 1 << 256


class TargetNotEmpty(Exception):
    """There is something in the database to copy to; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What arrived: rows by table, and what was found whole among them."""

    rows: dict[str, int]
    whole: Whole


@dataclass
class _Sum:
    """How many rows there were, and a sum of them in any order."""

    rows: int = 0
    total: int = 0

    def add(self, row: dict[str, Any]) -> None:
        """Count one row in."""
        canonical = json.dumps(row, default=str, sort_keys=True, ensure_ascii=True)
        digest = hashlib.sha256(canonical.encode()).digest()
        self.rows, self.total = self.rows + 1, (self.total + int.from_bytes(digest, "big")) % _SPACE


def copy_database(source: Database, target: Database, copying: Told, checking: Told) -> Copied:
    """Copy everything that was committed in `source` at one moment; the schema of an empty `target` is made first.

    `copying` is told of rows, `checking` of promises. Raises TargetNotEmpty, NotUpToDate (of either), DatabaseTooNew,
    NotWhole, StorageUnavailable; then `target` has no row.
    """
    refuse_unless_newest(source)
    with target.engine.connect() as connection:
        is_new = not inspect(connection).get_table_names()
    if is_new:
        upgrade(target)
    refuse_unless_newest(target)
    with source.session() as reading, target.writing_connection() as writing:
        target.take_time(writing)
        tables = SQLModel.metadata.sorted_tables
        if any(writing.execute(select(table).limit(1)).first() for table in tables):
            raise TargetNotEmpty
        _copy(reading.connection(), writing, tables, copying)
        with Session(writing, join_transaction_mode="create_savepoint") as session:
            whole = check_promises(session, checking)
        return Copied({table.name: _count(writing, table) for table in tables}, whole)


def copy_into_file(source: Database, file: Path, told: Told) -> None:
    """Copy a database into a new or empty SQLite file. Raises as `copy_database`."""
    target = Database(URL.create("sqlite", database=str(file)).render_as_string(hide_password=False))
    try:
        copy_database(source, target, told, lambda _done, _of: None)
    finally:
        target.close()


def _copy(reading: Connection, writing: Connection, tables: list[Table], told: Told) -> None:
    of = sum(_count(reading, table) for table in tables)
    done = 0
    for table in tables:
        sent = _Sum()
        for rows in _batches(reading, table):
            for row in rows:
                sent.add(row)
            writing.execute(insert(table), rows)
            done += len(rows)
            told(done, of)
        arrived = _Sum()
        for rows in _batches(writing, table):
            for row in rows:
                arrived.add(row)
        if sent != arrived:
            raise NotWhole(f"{table.name}: {sent.rows} rows were sent, {arrived.rows} arrived, or they differ")
        _go_on_counting(writing, table)


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    found = connection.execute(select(table).execution_options(yield_per=_AT_ONCE)).mappings()
    for rows in found.partitions():
        yield [dict(row) for row in rows]


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Let numbers that the database gives begin after those that were copied; SQLite does so by itself."""
    column = table.autoincrement_column
    if connection.dialect.name != "postgresql" or column is None:
        return
    highest = connection.execute(select(func.max(column))).scalar_one()
    if highest is not None:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"),
            {"table": table.name, "column": column.name, "highest": highest},
        )
