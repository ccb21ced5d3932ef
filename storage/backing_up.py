"""A backup: one SQLite file with everything that was committed at one moment, made while the bot works.

It appears under its name only when it is complete and checked, readable by its owner alone. It carries a mark, so that
a bot that is started on it knows that Slack may be ahead of it (see bot/use_cases/resuming.py); nothing that was
removed before can be read in it any more.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, create_engine
from sqlmodel import Session

from storage.checking import NotWhole, Told, Whole, check_promises
from storage.database import Database, StorageUnavailable, guarded
from storage.migrate import REVISION_TABLE
from storage.restored import BACKED_UP_AT

_PAGES = 2048
"""How many pages are copied between two words about it: 8 MB."""

_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file; with another file of that name it would be taken for that one's."""

Copy = Callable[[Database, Path, Told], None]
"""Copies a database that is no SQLite file into a new SQLite file, all of it as of one moment."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds."""

    rows: int
    whole: Whole


@dataclass(frozen=True, slots=True)
class Stages:
    """Who is told while a backup is made: first it is copied, then checked."""

    copying: Told
    checking: Told


def back_up(database: Database, target: Path, now: datetime, stages: Stages, copy: Copy) -> BackedUp:
    """Write a backup to `target`, which must not be there. `copy` is used where the database is no SQLite file.

    Raises FileExistsError, OSError, NotWhole, StorageUnavailable; then nothing is left behind.
    """
    with _appearing(target) as file, _in_words():
        (_copy_file if database.is_sqlite else copy)(database, file, stages.copying)
        _finish(file, now)
        return _checked(file, stages.checking)


def restore_file(backup: Path, target: Path, stages: Stages) -> BackedUp:
    """Put a backup where the bot's SQLite file is to be, which must not be there. Raises as `back_up`."""
    for there in (target.with_name(target.name + end) for end in ("", *_BESIDE)):
        if there.exists():
            raise FileExistsError(str(there))
    with _appearing(target) as file, _in_words():
        with backup.open("rb") as source, file.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        return _checked(file, stages.checking)


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """Yield an empty private file beside `target`; it gets that name at the end, unless anything was raised."""
    if target.exists():
        raise FileExistsError(str(target))
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)  # only its owner can read it
    os.close(handle)
    file = Path(name)
    try:
        yield file
        _to_disk(file)
        _name(file, target)
        with suppress(OSError):  # not every system opens a folder
            _to_disk(target.parent)
    finally:
        for end in ("", *_BESIDE):
            file.with_name(file.name + end).unlink(missing_ok=True)


def _name(file: Path, target: Path) -> None:
    """Give a file its name, never in the place of what somebody put there meanwhile. Raises FileExistsError."""
    try:
        os.link(file, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(str(target)) from None
        file.rename(target)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _in_words() -> Iterator[None]:
    """Say what SQLite's driver says in the words of the storage."""
    try:
        with guarded():
            yield
    except sqlite3.OperationalError as problem:
        raise StorageUnavailable(str(problem)) from problem
    except sqlite3.DatabaseError as problem:
        raise NotWhole(f"it is no backup of this program: {problem}") from problem


def _copy_file(database: Database, file: Path, told: Told) -> None:
    """Copy an SQLite file as of one moment, writers unhindered. Raises NotWhole unless every row has come along."""
    with closing(database.engine.raw_connection()) as pooled, closing(sqlite3.connect(file)) as copy:
        source = pooled.driver_connection
        assert isinstance(source, sqlite3.Connection), "SQLAlchemy uses the standard library's driver"
        source.execute("BEGIN")  # what is read from here on is of one moment: the copy never begins anew
        try:
            expected = _counts(source)
            source.backup(copy, pages=_PAGES, progress=lambda _status, left, of: told(of - left, of))
        finally:
            source.execute("ROLLBACK")
        if _counts(copy) != expected:
            raise NotWhole("rows are missing")


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}


def _finish(file: Path, now: datetime) -> None:
    """Mark the backup, and write it anew without what was removed before, as one file with no other beside it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        mark = "INSERT OR REPLACE INTO workspace_settings (team_id, key, value) VALUES (?, ?, ?)"
        for (team,) in connection.execute("SELECT DISTINCT team_id FROM people").fetchall():
            connection.execute(mark, (team, BACKED_UP_AT, now.isoformat()))
        connection.execute("VACUUM")


def _checked(file: Path, told: Told) -> BackedUp:
    """Look at every page, replay every history and verify every seal. Raises NotWhole."""
    with closing(sqlite3.connect(file)) as connection:
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            raise NotWhole(f"its integrity is broken: {said}")
        counts = _counts(connection)
    counts.pop(REVISION_TABLE, None)  # of which revision the schema is: no row that anybody wrote
    if "events" not in counts:
        raise NotWhole("it is no backup of this program")
    engine = create_engine(URL.create("sqlite", database=str(file)))
    try:
        with Session(engine) as session:
            return BackedUp(sum(counts.values()), check_promises(session, told))
    finally:
        engine.dispose()
