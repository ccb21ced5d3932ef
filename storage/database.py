"""The engine and its transactions.

A writer says so: on SQLite its transaction is BEGIN IMMEDIATE behind a lock within the process, so that no update is
lost and nobody fails half-way (a deferred BEGIN loses or fails them); on PostgreSQL rows are locked as they are read.
What was committed survives a power cut: WAL with synchronous=FULL.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session, SQLModel

BUSY_TIMEOUT_MS = 1500
"""How long a writer waits for another process."""
LOCK_SECONDS = 1.0
"""How long a writer waits for the others of this process; with BUSY_TIMEOUT_MS it stays below the three seconds in
which Slack wants its answer, even for those who queue behind one that waits in vain."""


class StorageUnavailable(Exception):
    """The database is locked, full or gone; nothing was written, and trying again later may help."""


class Database:
    """One database with its engine; safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Open `url` (an SQLAlchemy URL); the SQLite file is created when it is missing.

        Raises StorageUnavailable when it cannot be.
        """
        self.url = url
        self.engine = _engine(url)
        self._writer = self.engine.execution_options(write=True)
        self._write_lock = threading.Lock()
        self.after_write: list[Callable[[], None]] = []
        """Called after every committed writing transaction, so that whoever delivers what it owes wakes up."""

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is SQLite."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def session(self, write: bool = False) -> Iterator[Session]:
        """Yield a session in one transaction: committed at the end, rolled back when anything is raised.

        Raises StorageUnavailable when the database cannot take or keep the transaction.
        """
        lock = self._turn() if write and self.is_sqlite else nullcontext()
        with lock, guarded(), Session(self._writer if write else self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()
        for wake in self.after_write if write else ():
            wake()

    def clear(self) -> None:
        """Throw away everything that is stored, keeping the schema: a playground begins anew."""
        with self.session(write=True) as session:
            for table in reversed(SQLModel.metadata.sorted_tables):
                session.execute(table.delete())

    def compact(self) -> None:
        """Write the file anew, so that nothing which was removed can still be read in it. Raises StorageUnavailable."""
        if not self.is_sqlite:
            return
        with closing(self.engine.raw_connection()) as connection:  # beside SQLAlchemy, which begins a transaction
            try:
                for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    connection.cursor().execute(statement)
            except sqlite3.OperationalError as problem:
                raise StorageUnavailable(str(problem)) from problem

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def writing_connection(self) -> Iterator[Connection]:
        """Yield a connection in one writing transaction, for migrations; committed and rolled back like a session.

        Raises StorageUnavailable.
        """
        with guarded(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._write_lock.acquire(timeout=LOCK_SECONDS):
            raise StorageUnavailable("other writers of this process take too long")
        try:
            yield
        finally:
            self._write_lock.release()


@contextmanager
def guarded() -> Iterator[None]:
    """Say StorageUnavailable where the database is locked, full or gone; any other mistake stays what it is."""
    try:
        yield
    except OperationalError as problem:
        raise StorageUnavailable(str(problem.orig)) from problem
    except DBAPIError as problem:
        if problem.connection_invalidated:
            raise StorageUnavailable(str(problem.orig)) from problem
        raise


def _engine(url: str) -> Engine:
    """Return the engine of an address; what a statement was about stands in no error and so in no log (rule 9)."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        _create_private(Path(parsed.database))
    engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _create_private(path: Path) -> None:
    """Create the file so that only its owner can read it: it holds what is not yet fit for anyone else."""
    try:
        path.touch(mode=0o600)
    except OSError as problem:
        raise StorageUnavailable(f"{path}: {problem.strerror}") from problem


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where the driver guesses
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
