"""What every act asks: Core statements, built once, beside the unit of work of the ORM.

An ORM query costs several times its answer, most of it for building the statement anew and for objects that only
carry values. What is asked here is asked with what the session still holds already written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable, Table
from sqlmodel import Session, SQLModel


def table_of(row: type[SQLModel]) -> Table:
    """Return the table of a class of rows."""
    return SQLModel.metadata.tables[str(row.__tablename__)]


def rows(session: Session, statement: Executable, **values: Any) -> Sequence[Any]:  # noqa: ANN401 - columns vary
    """Return every row that the statement finds with these values."""
    write_pending(session)
    return session.connection().execute(statement, values).all()


def run(session: Session, statement: Executable, values: dict[str, Any] | list[dict[str, Any]]) -> None:
    """Execute a statement that changes rows, once for each set of values."""
    if values:
        write_pending(session)
        session.connection().execute(statement, values)


def write_pending(session: Session) -> None:
    """Write what was only given to the session: a Core statement does not do so by itself."""
    if session.new or session.dirty or session.deleted:
        session.flush()
