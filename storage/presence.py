"""Which processes are at work on a database: a message that a process held which is gone need not wait for its lease.

On SQLite there is one process at a time (`Database.occupy`), so whoever else held something is gone. On PostgreSQL
each process holds an advisory lock for as long as its connection lives, and the server lets go of it when the process
dies, however it does. A stopped process keeps its connection: for that one the lease has to end. (A pooler that shares
sessions between clients breaks this lock; connect past it.)
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database, guarded

_BITS = 63
"""PostgreSQL's advisory locks are named by a signed number of 64 bits."""


class Presence(Protocol):
    """One process among those on a database."""

    id: str
    """A random name of hexadecimal digits."""

    def is_gone(self, other: str) -> bool:
        """Tell whether the process with that id has certainly ended. Raises StorageUnavailable."""

    def keep(self) -> None:
        """See to it that the others notice this process. Raises StorageUnavailable."""

    def leave(self) -> None:
        """Let the others know that this process holds nothing any more."""


class Alone:
    """The only process on its database."""

    def __init__(self) -> None:
        self.id = _new_id()

    def is_gone(self, other: str) -> bool:
        """Every other one is."""
        return other != self.id

    def keep(self) -> None:
        """There is nobody to notice."""

    def leave(self) -> None:
        """There is nobody to notice."""


class Among:
    """One of several processes on a PostgreSQL database."""

    def __init__(self, database: Database) -> None:
        self.id = _new_id()
        self._database = database
        self._lock = threading.Lock()
        self._connection: Connection | None = None

    def keep(self) -> None:
        """Hold this process's lock, again where the connection broke. Raises StorageUnavailable."""
        with self._lock, guarded():
            if self._connection is not None:
                try:
                    self._connection.execute(text("SELECT 1"))
                    return
                except DBAPIError:
                    self._close()
            connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": int(self.id, 16)})
            self._connection = connection

    def is_gone(self, other: str) -> bool:
        """Tell whether nobody holds the lock of that process. Raises StorageUnavailable."""
        if other == self.id:
            return False
        key = int(other, 16)
        held = text(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid = CAST(:high AS bigint)::oid AND objid = CAST(:low AS bigint)::oid"
        )
        with self._database.session() as session:
            found = session.execute(held, {"high": key >> 32, "low": key & 0xFFFFFFFF}).scalar()
        return not found

    def leave(self) -> None:
        """Give the lock back."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(DBAPIError):
                self._connection.invalidate()  # a pooled connection would keep the lock
                self._connection.close()
            self._connection = None


def presence_on(database: Database) -> Presence:
    """Return this process's presence on a database, not kept yet."""
    return Alone() if database.is_sqlite else Among(database)


def _new_id() -> str:
    return f"{secrets.randbits(_BITS):016x}"
