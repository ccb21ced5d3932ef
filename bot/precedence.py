"""Whoever waits for an acknowledgement goes first: Slack gives them three seconds, and what is said next has time.

One process has one interpreter: an answer that is rendered, or a message that is posted, while presses come in would
make each of them wait. So both give way to a burst, but never for long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

QUIET_SECONDS = 0.015
"""So long nobody has waited when a burst counts as over."""
MOST_SECONDS = 5.0
"""So long, at most, is given way: people want to see what they did, and a burst may have no end. As long
as this waits only who acts while more comes in, for seconds, than the process can deal with."""


class Precedence:
    """Knows whether somebody waits for an acknowledgement; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting = 0
        self._last = float("-inf")

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """Say that somebody waits for what is done in this block."""
        with self._lock:
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1
                self._last = time.monotonic()

    def give_way(self, since: float) -> None:
        """Return when nobody waits, or MOST_SECONDS after `since` (time.monotonic)."""
        while (now := time.monotonic()) < since + MOST_SECONDS:
            quiet = now - self._last
            if not self._waiting and quiet >= QUIET_SECONDS:
                return
            time.sleep(QUIET_SECONDS if self._waiting else QUIET_SECONDS - quiet)
