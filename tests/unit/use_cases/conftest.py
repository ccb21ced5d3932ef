from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.use_cases.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = Office.open(tmp_path)
    yield opened
    opened.store.database.close()
