"""Bringing a database to the newest schema; SQLite does it by itself when the bot starts."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage.database import Database, guarded


class DatabaseTooNew(Exception):
    """The database was made by a newer program; this one must not touch it."""


def upgrade(database: Database) -> str:
    """Bring the database to the newest schema, all of it or nothing, and return its revision.

    Raises DatabaseTooNew, StorageUnavailable. Two programs that start at once take turns.
    """
    config = _config()
    with database.writing_connection() as connection:
        _refuse_newer(connection, config)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return _head(config)


def standing(database: Database) -> tuple[str | None, str]:
    """Return the revision that the database is at (None before the first) and the newest one. Changes nothing.

    Raises DatabaseTooNew, StorageUnavailable.
    """
    config = _config()
    with guarded(), database.engine.connect() as connection:
        _refuse_newer(connection, config)
        found = MigrationContext.configure(connection).get_current_revision()
    return found, _head(config)


def _head(config: Config) -> str:
    head = ScriptDirectory.from_config(config).get_current_head()
    assert head is not None, "there is at least one migration"
    return head


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _refuse_newer(connection: Connection, config: Config) -> None:
    if not inspect(connection).has_table("alembic_version"):
        return
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    unknown = [revision for revision in found if revision not in known]
    if unknown:
        raise DatabaseTooNew(f"the database is at revision {unknown[0]}, which this program does not know")
