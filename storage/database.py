"""The engine and its transactions.

A writer says so: on SQLite its transaction is BEGIN IMMEDIATE behind a lock within the process, so that no update is
lost and nobody fails half-way (a deferred BEGIN loses or fails them); on PostgreSQL rows are locked as they are read
(see dialects.py). A reader sees one moment throughout: WAL's snapshot on SQLite, REPEATABLE READ on PostgreSQL.
What was committed survives a power cut: WAL with synchronous=FULL.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session, SQLModel

from storage.occupancy import Occupancy

BUSY_TIMEOUT_MS = 1500
"""How long a writer waits for another process."""
LOCK_SECONDS = 1.0
"""How long a writer waits for the others of this process; with BUSY_TIMEOUT_MS it stays below the three seconds in
which Slack wants its answer, even for those who queue behind one that waits in vain."""
_CLEARING_TRIES = 5
CONNECTIONS = 20
"""How many connections to PostgreSQL one process holds at most; it lets go of those above half of them again."""
_POSTGRES_SESSION = {
    "timezone": "UTC",
    "lock_timeout": f"{BUSY_TIMEOUT_MS}ms",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",  # a process that hangs must not keep everybody's rows
}
_POSTGRES_CONNECTION = {"connect_timeout": 3, "application_name": "promise-bot"}
"""Unless the address says otherwise."""
_AT_ONCE = {"23505"}  # unique_violation: somebody did the same at the same moment
_ELSEWHERE = {"25006", "25P03"}  # a stand-by that cannot write (yet); a transaction that idled

_NUL_IN_JSON = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
"""What stands for NUL in JSON, and not a backslash that somebody typed before the letters u0000."""

FACTS = "facts"
"""Where a session notes the kinds of the facts that it adds to the history."""


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
        self._reader = self.engine if self.is_sqlite else self.engine.execution_options(**_ONE_MOMENT)
        self._write_lock = threading.Lock()
        self._occupancy: Occupancy | None = None
        self.after_write: list[Callable[[], None]] = []
        """Called after every committed writing transaction, so that whoever delivers what it owes wakes up."""
        self.after_facts: list[Callable[[Sequence[str]], None]] = []
        """Called with the kinds of the facts that a transaction added to the history, once they are committed."""

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
        with lock, guarded(), Session(self._writer if write else self._reader, expire_on_commit=False) as session:
            self._begin(session.connection(), write)
            yield session
            session.commit()
        for wake in self.after_write if write else ():
            wake()
        facts: Sequence[str] = session.info.get(FACTS, ())
        for tell in self.after_facts if facts else ():
            tell(facts)

    def occupy(self) -> None:
        """Be the one bot on this SQLite file until `close`; PostgreSQL takes any number.

        Raises DatabaseInUse, StorageUnavailable.
        """
        path = self.engine.url.database
        if not self.is_sqlite or self._occupancy is not None or path in (None, "", ":memory:"):
            return
        try:
            self._occupancy = Occupancy(Path(str(path)))
        except OSError as problem:
            raise StorageUnavailable(f"{path}: {problem.strerror}") from problem

    def clear(self) -> None:
        """Throw away everything that is stored, keeping the schema: a playground begins anew.

        Whoever is at work meanwhile may hold one table and want another: then it is tried again. Raises
        StorageUnavailable.
        """
        for _ in range(_CLEARING_TRIES - 1):
            try:
                return self._clear()
            except StorageUnavailable:
                continue
        return self._clear()

    def _clear(self) -> None:
        tables = list(reversed(SQLModel.metadata.sorted_tables))
        with self.session(write=True) as session:
            if not self.is_sqlite:
                session.execute(text(f"TRUNCATE {', '.join(table.name for table in tables)}"))
                return
            for table in tables:
                session.execute(table.delete())

    def compact(self) -> None:
        """Write the files anew, so that nothing which was removed can still be read in them.

        Raises StorageUnavailable.
        """
        if not self.is_sqlite:
            self._compact_tables()
            return
        with closing(self.engine.raw_connection()) as connection:  # beside SQLAlchemy, which begins a transaction
            try:
                for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    connection.cursor().execute(statement)
            except sqlite3.OperationalError as problem:
                raise StorageUnavailable(str(problem)) from problem

    def _compact_tables(self) -> None:
        with guarded(), self.engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("SET statement_timeout = 0")
            try:
                for table in SQLModel.metadata.sorted_tables:
                    connection.exec_driver_sql(f"VACUUM FULL {table.name}")
            finally:
                connection.invalidate()  # the next one to use it would have all the time in the world

    def close(self) -> None:
        """Close every connection, and let another bot have the file."""
        self.engine.dispose()
        if self._occupancy is not None:
            self._occupancy.release()
            self._occupancy = None

    @contextmanager
    def writing_connection(self) -> Iterator[Connection]:
        """Yield a connection in one writing transaction, for migrations; committed and rolled back like a session.

        Raises StorageUnavailable.
        """
        with guarded(), self._writer.begin() as connection:
            self._begin(connection, write=True)
            yield connection

    def take_time(self, connection: Connection) -> None:
        """Let a migration or a copy take long, and wait for others as long as they need."""
        if self.is_sqlite:
            return
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET LOCAL {name} = 0"))

    def _begin(self, connection: Connection, write: bool) -> None:
        """Begin on SQLite, whose driver is told not to by itself. (SQLAlchemy's event for it would slow each query.)"""
        if self.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

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
    """Say StorageUnavailable where the database is locked, full or gone, or where somebody else was first.

    On SQLite a writer is alone, so a key that is taken is a mistake there and stays one, as any other mistake does.
    """
    try:
        yield
    except (OperationalError, NoConnectionLeft, StaleDataError) as problem:
        raise StorageUnavailable(_reason(problem)) from problem
    except DBAPIError as problem:
        state = getattr(problem.orig, "sqlstate", None)
        at_once = isinstance(problem, IntegrityError) and state in _AT_ONCE
        if at_once or problem.connection_invalidated or state in _ELSEWHERE:
            raise StorageUnavailable(_reason(problem)) from problem
        raise


def _reason(problem: Exception) -> str:
    """Return what went wrong without the statement: it may hold what nobody may read in a log."""
    return " ".join(str(getattr(problem, "orig", None) or problem).split())


_ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _engine(url: str) -> Engine:
    """Return the engine of an address; what a statement was about stands in no error and so in no log (rule 9)."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _postgres(parsed)
    if parsed.database and parsed.database != ":memory:":
        _create_private(Path(parsed.database))
    engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True)
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _postgres(url: URL) -> Engine:
    try:
        import psycopg  # noqa: F401 - an installation without its C library only fails when it is imported
    except ImportError as problem:
        raise StorageUnavailable(" ".join(str(problem).split())) from problem
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={name: value for name, value in _POSTGRES_CONNECTION.items() if name not in url.query},
        hide_parameters=True,  # what people typed stands in no trace
        json_serializer=_json_without_nul,
        pool_pre_ping=True,  # a server that was restarted is noticed before a transaction begins, not in its middle
        pool_size=CONNECTIONS // 2,
        max_overflow=CONNECTIONS - CONNECTIONS // 2,
        pool_timeout=LOCK_SECONDS + BUSY_TIMEOUT_MS / 1000,
    )
    event.listen(engine, "connect", _set_up_session)
    return engine


def _json_without_nul(value: object) -> str:
    return _NUL_IN_JSON.sub(r"\1", json.dumps(value))


def _drop_nul(connection: Any) -> None:  # noqa: ANN401 - psycopg's own connection
    """Let text lose its NUL characters on the way: PostgreSQL refuses them, and nobody can see them anyway."""
    from psycopg.types.string import StrDumperUnknown  # only where the driver is installed

    class WithoutNul(StrDumperUnknown):
        def dump(self, obj: str) -> Any:  # noqa: ANN401 - whatever the driver makes of it
            return super().dump(obj.replace("\0", "") if "\0" in obj else obj)

    connection.adapters.register_dumper(str, WithoutNul)


def _set_up_session(connection: DBAPIConnection, _record: object) -> None:
    _drop_nul(connection)
    cursor = connection.cursor()
    for name, value in _POSTGRES_SESSION.items():
        cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
    cursor.close()
    connection.commit()


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
