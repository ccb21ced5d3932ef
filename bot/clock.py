"""The clock: the only reader of time.

`now` is the domain's time, which a playground may move forward; `real_now` is the machine's, for what must not jump
with it (leases, retries). Both are aware and in UTC. Everything else takes its `now` as a parameter.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Protocol
from urllib.request import ProxyHandler, build_opener

logger = logging.getLogger(__name__)

_REFRESH_SECONDS = 0.5
_TIMEOUT_SECONDS = 1.0


class Clock(Protocol):
    """What tells the time; safe to share between threads."""

    def now(self) -> datetime:
        """The domain's time; cheap."""
        ...

    def real_now(self) -> datetime:
        """The machine's time."""
        ...

    def refresh(self) -> None:
        """Learn how far the domain's time was moved; called with every tick, and never raises."""
        ...


class SystemClock:
    """The machine's time for both."""

    def now(self) -> datetime:
        """The machine's time."""
        return datetime.now(UTC)

    def real_now(self) -> datetime:
        """The machine's time."""
        return datetime.now(UTC)

    def refresh(self) -> None:
        """Nothing moves this clock."""


class FollowingClock(SystemClock):
    """Follows a playground's moved clock, which `GET url` tells as {"now": ISO 8601, "offset_seconds": number}.

    Forward only: an offset smaller than the last one is not believed, and nor is an answer that cannot be read.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._opener = build_opener(ProxyHandler({}))  # the playground is on this machine, whatever HTTP_PROXY says
        self._lock = threading.Lock()
        self._offset = timedelta()
        self._asked_at = -_REFRESH_SECONDS
        self._lost = False

    def now(self) -> datetime:
        """The machine's time plus the last offset that is known."""
        return self.real_now() + self._offset

    def refresh(self) -> None:
        """Ask for the offset, at most every half second; a failure keeps the last one and is logged once."""
        with self._lock:
            if time.monotonic() - self._asked_at < _REFRESH_SECONDS:
                return
            self._asked_at = time.monotonic()
        try:
            offset = self._fetch()
        except (OSError, HTTPException, ValueError, KeyError, TypeError, OverflowError) as problem:
            if not self._lost:
                logger.warning("the playground's clock cannot be read at %s: %r", self._url, problem)
            self._lost = True
            return
        self._lost = False
        with self._lock:
            self._offset = max(self._offset, offset)

    def _fetch(self) -> timedelta:
        with self._opener.open(self._url, timeout=_TIMEOUT_SECONDS) as answer:
            return timedelta(seconds=json.load(answer)["offset_seconds"])
