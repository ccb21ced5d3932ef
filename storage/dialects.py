"""Where SQLite and PostgreSQL part ways inside a transaction; both are spoken to in the same words.

On SQLite a writer is alone, so a lock on a row says nothing there. On PostgreSQL several write at once: what is read
in order to be changed is `locked` as it is read, and what two may insert at the same moment is inserted `once`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Insert, Select, Table, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlmodel import Session, SQLModel

from storage.statements import table_of, write_pending

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


def lock_row(session: Session, statement: Select[Any], **values: object) -> None:
    """Keep other writers away from what the statement finds; waits for those who hold it. A reader locks nothing."""
    if is_postgres(session) and writes(session):
        write_pending(session)
        session.connection().execute(statement.with_for_update(), values)


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
    return insert_values_once(session, type(row), {name: getattr(row, name) for name in _names(type(row))})


def insert_values_once(session: Session, kind: type[SQLModel], values: Mapping[str, Any]) -> bool:
    """Do the same with the values of a row, for what every act writes; what is not among them is as usual."""
    write_pending(session)  # in the order in which it was asked for
    statement = _insert(kind, None, is_postgres(session))
    return session.connection().execute(statement, {**_usual(kind), **values}, **_COUNTED).rowcount == 1


def put(session: Session, kind: type[SQLModel], rows: Sequence[Mapping[str, Any]], *columns: str) -> None:
    """Insert rows of one table at once; where one with its primary key is there, only these columns of that are set.

    `rows` are the values of each column. Without any columns a row stays as it is, and is kept from others all the
    same: whoever is about to remove it has done so before.
    """
    if rows:
        write_pending(session)
        session.connection().execute(_insert(kind, columns, is_postgres(session)), list(rows))


@cache
def upsert(kind: type[SQLModel], change: Callable[[Any], dict[str, Any]], for_postgres: bool) -> Insert:
    """Return the statement that inserts a row, or where one with its primary key is there, changes that.

    `change` is given the columns of what would have been inserted, and returns what the columns become.
    """
    statement = _insert_values(kind, for_postgres)
    keys = [column.name for column in table_of(kind).primary_key]
    return cast(Insert, statement.on_conflict_do_update(index_elements=keys, set_=change(statement.excluded)))


@cache
def _usual(kind: type[SQLModel]) -> Mapping[str, Any]:
    """Return what the columns hold where nothing is said."""
    fields = kind.model_fields
    return {name: fields[name].get_default() for name in _names(kind) if not fields[name].is_required()}


@cache
def _names(kind: type[SQLModel]) -> tuple[str, ...]:
    """Return the columns that are written: not the one that the database numbers by itself."""
    table = table_of(kind)
    return tuple(column.name for column in table.columns if column is not table.autoincrement_column)


@cache
def _insert(kind: type[SQLModel], columns: tuple[str, ...] | None, for_postgres: bool) -> Insert:
    """Return the statement, built once: with None for `columns` a row that is there is passed over."""
    table, statement = table_of(kind), _insert_values(kind, for_postgres)
    if columns is None:
        return cast(Insert, statement.on_conflict_do_nothing())
    keys = [column.name for column in table.primary_key]
    change = {name: statement.excluded[name] for name in columns} or {keys[0]: table.c[keys[0]]}
    return cast(Insert, statement.on_conflict_do_update(index_elements=keys, set_=change))


def _insert_values(kind: type[SQLModel], for_postgres: bool) -> Any:  # noqa: ANN401 - as below
    table = table_of(kind)
    values: dict[str, Any] = {name: bindparam(name) for name in _names(kind)}
    return (_postgres_insert(table) if for_postgres else sqlite.insert(table)).values(values)


def _postgres_insert(table: Table) -> Any:  # noqa: ANN401 - the two dialects' statements have no common type
    from sqlalchemy.dialects import postgresql  # takes long to load, and SQLite needs nothing of it

    return postgresql.insert(table)
