"""Bringing a database to the newest schema; SQLite does it by itself when the bot starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from storage.database import Database, guarded

if TYPE_CHECKING:  # Alembic takes long to load, and a database that is up to date needs nothing of it
    from alembic.config import Config

REVISION_TABLE = "alembic_version"
"""Where Alembic keeps of which revision the schema is."""
_MIGRATING = 0x70726F6D697365  # "promise": the advisory lock of those who change the schema


class DatabaseTooNew(Exception):
    """The database was made by a newer program; this one must not touch it."""


class NotUpToDate(Exception):
    """The database is not at the newest schema, or it has none yet."""


def upgrade(database: Database, told: Callable[[int, int], None] = lambda done, of: None, to: str = "head") -> str:
    """Bring the database to the newest schema (or as far as `to`), all of it or nothing, and return its revision.

    `told` hears how many of how many steps are done. Raises DatabaseTooNew, StorageUnavailable. Two programs that start
    at once take turns: SQLite has one writer at a time, PostgreSQL a lock for this alone.
    """
    if to == "head" and _revision(database) == newest():
        return newest()
    from alembic import command

    config = _config()
    with _turn(database) as connection:
        _refuse_newer(connection, config)
        steps = _steps(connection, config, to)
        config.attributes["connection"] = connection
        config.attributes["told"] = lambda done: told(done, steps)
        command.upgrade(config, to)
    return _head(config)


def newest() -> str:
    """Return the newest revision: the files are numbered in the order in which they are applied."""
    return max(path.name[:4] for path in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))


def _revision(database: Database) -> str | None:
    """Return the one revision that the database is at, as far as it can be told at a glance."""
    with guarded(), database.engine.connect() as connection:
        if not inspect(connection).has_table(REVISION_TABLE):
            return None
        found = connection.execute(text(f"SELECT version_num FROM {REVISION_TABLE}")).scalars().all()
    return str(found[0]) if len(found) == 1 else None


@contextmanager
def _turn(database: Database) -> Iterator[Connection]:
    with database.writing_connection() as connection:
        database.take_time(connection)
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
        yield connection


def _steps(connection: Connection, config: Config, to: str) -> int:
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    found = MigrationContext.configure(connection).get_current_revision()
    return sum(1 for _ in ScriptDirectory.from_config(config).iterate_revisions(to, found or "base"))


def refuse_unless_newest(database: Database) -> None:
    """Raise NotUpToDate unless the database is at the newest schema; otherwise as `standing`."""
    found, newest = standing(database)
    if found != newest:
        raise NotUpToDate(f"the database is at revision {found or 'none'}, not at {newest}")


def standing(database: Database) -> tuple[str | None, str]:
    """Return the revision that the database is at (None before the first) and the newest one. Changes nothing.

    Raises DatabaseTooNew, StorageUnavailable.
    """
    from alembic.migration import MigrationContext

    config = _config()
    with guarded(), database.engine.connect() as connection:
        _refuse_newer(connection, config)
        found = MigrationContext.configure(connection).get_current_revision()
    return found, _head(config)


def _head(config: Config) -> str:
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(config).get_current_head()
    assert head is not None, "there is at least one migration"
    return head


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _refuse_newer(connection: Connection, config: Config) -> None:
    from alembic.script import ScriptDirectory

    if not inspect(connection).has_table(REVISION_TABLE):
        return
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = connection.execute(text(f"SELECT version_num FROM {REVISION_TABLE}")).scalars().all()
    unknown = [revision for revision in found if revision not in known]
    if unknown:
        raise DatabaseTooNew(f"the database is at revision {unknown[0]}, which this program does not know")
