"""Real SQLite databases for tests: migrated once, then copied, so that each test begins with a file of its own."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from storage.database import Database
from storage.migrate import upgrade


@cache
def _template() -> Path:
    folder = tempfile.mkdtemp(prefix="promise-bot-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "template.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


def fresh_database(folder: Path) -> Database:
    """Return an empty database of the newest schema in `folder`."""
    path = folder / "promise-bot.db"
    shutil.copyfile(_template(), path)
    return Database(f"sqlite:///{path}")
