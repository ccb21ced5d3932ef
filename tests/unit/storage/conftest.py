from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.unit_of_work import Store
from tests.fresh import fresh_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = fresh_database(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database, "T1")
