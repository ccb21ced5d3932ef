"""The clock tick: APScheduler calls every second of real time, and the database knows what is due.

The job store is in memory on purpose: nothing that matters lives in it, and a second process ticking is harmless.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from bot.use_cases.ticking import tick
from bot.use_cases.tidying import tidy
from storage.database import StorageUnavailable
from storage.unit_of_work import Store

log = logging.getLogger(__name__)

EVERY_SECONDS = 1
GRACE_SECONDS = 3600
"""A tick that comes late is still a tick: APScheduler would skip it after one second."""
TIDY_EVERY = timedelta(hours=12)


class Ticker:
    """Ticks until it is stopped. `now` gives the bot's time, `refresh` lets a moved clock be followed.

    `on_tick` is told how each tick ended: done, busy (the next one does its work) or failed.
    """

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        refresh: Callable[[], None],
        on_tick: Callable[[str], None] = lambda outcome: None,
    ) -> None:
        self._store = store
        self._now = now
        self._refresh = refresh
        self._on_tick = on_tick
        self._tidied_at: datetime | None = None
        self._scheduler = BackgroundScheduler()

    def start(self) -> None:
        """Begin ticking."""
        self._scheduler.add_job(
            self._tick,
            "interval",
            seconds=EVERY_SECONDS,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=GRACE_SECONDS,
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Finish the tick at hand and stop."""
        self._scheduler.shutdown(wait=True)

    def _tick(self) -> None:
        outcome = "failed"
        try:
            outcome = self._work()
        finally:
            self._on_tick(outcome)

    def _work(self) -> str:
        self._refresh()
        now = self._now()
        try:
            handled = tick(self._store, now)
            if self._tidied_at is None or now - self._tidied_at >= TIDY_EVERY:
                tidy(self._store, now)
                self._tidied_at = now
        except StorageUnavailable:
            log.warning("a tick found the database busy; the next one does its work")
            return "busy"
        if handled:
            log.info("tick: %s due", handled)
        return "done"


class Follower:
    """Follows a moved clock every second, in a process that does not tick."""

    def __init__(self, refresh: Callable[[], None]) -> None:
        self._refresh = refresh
        self._scheduler = BackgroundScheduler()

    def start(self) -> None:
        """Begin following."""
        self._scheduler.add_job(self._refresh, "interval", seconds=EVERY_SECONDS, coalesce=True)
        self._scheduler.start()

    def stop(self) -> None:
        """Stop."""
        self._scheduler.shutdown(wait=True)
