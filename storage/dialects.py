"""Where SQLite and PostgreSQL part ways inside a transaction; both are spoken to in the same words.

On SQLite a writer is alone, so a lock on a row says nothing there. On PostgreSQL several write at once: what is read
in order to be changed is `locked` as it is read, and what two may insert at the same moment is inserted `once`.
"""

from __future__ import annotations

from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

Query = TypeVar("Query", bound=Any)
"""A select statement of SQLModel or SQLAlchemy, without DISTINCT or GROUP BY of its own."""


def locked(query: Query, skip: bool = False) -> Query:
    """Return the query so that it keeps other writers away from the rows it finds until the transaction ends.

    It waits for rows that others hold, and reads what they left; with `skip` it passes over such rows, so that several
    processes share the work. An object that the session read before is read anew.
    """
    found = query.with_for_update(skip_locked=skip).execution_options(populate_existing=True)
    return cast(Query, found)


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
    speaks = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    done = session.execute(speaks.insert(table).values(values).on_conflict_do_nothing())
    return cast("CursorResult[Any]", done).rowcount == 1
