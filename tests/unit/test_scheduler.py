"""The tick: again and again, whatever one of them meets, until it is stopped."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import scheduler
from bot.scheduler import Ticker
from storage.database import StorageUnavailable
from storage.unit_of_work import Store
from tests.fresh import fresh_database

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_it_ticks_at_the_bots_time_whatever_one_tick_meets_until_it_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks: list[datetime] = []
    refreshed: list[bool] = []
    enough = threading.Event()
    trouble = [StorageUnavailable("locked"), ZeroDivisionError()]

    def tick(_store: Store, now: datetime) -> int:
        assert len(refreshed) == len(ticks) + 1, "a moved clock is followed before it is read"
        ticks.append(now)
        if trouble:
            raise trouble.pop()
        enough.set()
        return 1

    monkeypatch.setattr(scheduler, "tick", tick)
    monkeypatch.setattr(scheduler, "EVERY_SECONDS", 0.02)
    database = fresh_database(tmp_path)
    ticker = Ticker(Store(database, "T1"), lambda: NOW, lambda: refreshed.append(True))
    ticker.start()
    assert enough.wait(20)
    ticker.stop()
    database.close()

    assert set(ticks) == {NOW}
    assert len(ticks) >= 3
