"""Where SQLite and PostgreSQL part ways inside a transaction; both are spoken to in the same words.

On SQLite a writer is alone, so a lock on a row says nothing there. On PostgreSQL several write at once: what is read
in order to be changed is `locked` as it is read, and what two may insert at the same moment is inserted `once`.
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

Query = TypeVar("Query", bound=Any)
"""A select statement of SQLModel or SQLAlchemy, without DISTINCT or GROUP BY of its own."""

_COUNTED: dict[str, Any] = {"execution_options": {"preserve_rowcount": True}}
"""SQLAlchemy forgets how many rows an INSERT made unless it is told to remember."""


def locked(query: Query, skip: bool = False) -> Query:
    """Return the query so that it keeps other writers away from the rows it finds until the transaction ends.

    It waits for rows that others hold, and reads what they left; with `skip` it passes over such rows, so that several
    processes share the work. An object that the session read before is read anew.
    """
    found = query.with_for_update(skip_locked=skip).execution_options(populate_existing=True)
    return cast(Query, found)


def writes(session: Session) -> bool:
    """Tell whether the transaction may write: one that reads must not lock anything."""
    return bool(session.get_bind().get_execution_options().get("write"))


def locked_to_write(session: Session, query: Query) -> Query:
    """Return the query as `locked` does in a transaction that writes, and as it is in one that reads."""
    return locked(query) if writes(session) else query


def is_postgres(session: Session) -> bool:
    """Tell whether several may write at once."""
    return session.get_bind().dialect.name == "postgresql"


def take_turns(session: Session, *about: str) -> None:
    """Let nobody else who takes turns about the same do so until this transaction ends.

    For what no row stands for yet: the next number, a table that is replaced as a whole. It is the first thing that a
    transaction does about it, and what it reads afterwards is what the one before left.
    """
    if is_postgres(session):
        name = hashlib.sha256("\0".join(about).encode()).digest()[:8]
        session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(name, "big", signed=True))))


def insert_once(session: Session, row: SQLModel) -> bool:
    """Insert the row at once, unless one with one of its unique keys is there; tell whether it was inserted.

    Another transaction that inserts the same key is waited for: after False the row of the other can be read. `row`
    itself does not become part of the session.
    """
    table: Table = SQLModel.metadata.tables[str(row.__tablename__)]
    values = {column.name: getattr(row, column.name) for column in table.columns}
    if table.autoincrement_column is not None and values[table.autoincrement_column.name] is None:
        del values[table.autoincrement_column.name]
    session.flush()  # in the order in which it was asked for
    if is_postgres(session):
        done = session.execute(postgresql.insert(table).values(values).on_conflict_do_nothing(), **_COUNTED)
    else:
        done = session.execute(sqlite.insert(table).values(values).on_conflict_do_nothing(), **_COUNTED)
    return cast("CursorResult[Any]", done).rowcount == 1


def put(session: Session, row: SQLModel, *columns: str) -> None:
    """Insert the row at once; where one with its primary key is there, only these columns of that one are set.

    Without any columns the row stays as it is, and is kept from others all the same: whoever is about to remove it has
    done so before.
    """
    table: Table = SQLModel.metadata.tables[str(row.__tablename__)]
    values = {column.name: getattr(row, column.name) for column in table.columns}
    keys = [column.name for column in table.primary_key]
    session.flush()
    unchanged = {keys[0]: table.c[keys[0]]}
    if is_postgres(session):
        there = postgresql.insert(table).values(values)
        change = {name: there.excluded[name] for name in columns} or unchanged
        session.execute(there.on_conflict_do_update(index_elements=keys, set_=change))
    else:
        here = sqlite.insert(table).values(values)
        change = {name: here.excluded[name] for name in columns} or unchanged
        session.execute(here.on_conflict_do_update(index_elements=keys, set_=change))
