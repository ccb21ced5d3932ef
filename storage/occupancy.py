"""One bot at a time on an SQLite file: the operating system holds the lock, and lets go of it however the bot ends.

Two bots would send what both believe to be theirs. Commands beside a running bot (settings, import, backup, outbox)
need no lock: each is one transaction after another, and takes its turn in SQLite itself. The lock is on a file of its
own, because whoever closes the database's file loses SQLite's locks on it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_BEYOND = 1 << 30
"""The byte that is locked on Windows, far behind the process id that is written in the file."""


class DatabaseInUse(Exception):
    """Another bot is at work on this file. `process` is its id where it is known."""

    def __init__(self, path: Path, process: str) -> None:
        super().__init__(f"{path} is in use by process {process or '?'}")
        self.path, self.process = path, process


class Occupancy:
    """An SQLite file that this process has to itself, until `release` or until the process ends."""

    def __init__(self, path: Path) -> None:
        """Occupy the database at `path`. Raises DatabaseInUse, OSError."""
        self._file = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._file)
        except OSError as problem:
            process = os.read(self._file, 20).decode("ascii", "replace").strip()
            self.release()
            raise DatabaseInUse(path, process) from problem
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let the next one have it; a second time does nothing."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)


def _lock(file: int) -> None:
    """Lock an open file or raise OSError when somebody else has."""
    if sys.platform == "win32":
        os.lseek(file, _BEYOND, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(file, 0, os.SEEK_SET)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
