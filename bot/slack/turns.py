"""One at a time: where Slack has to be asked between a look and an act, a form that is sent twice at once waits."""

from __future__ import annotations

import threading
from weakref import WeakValueDictionary


class Turns:
    """Lets one thread at a time deal with one thing; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()

    def of(self, name: str) -> threading.Lock:
        """Return the lock of one thing; it lives for as long as somebody holds it or waits for it."""
        with self._lock:
            return self._taken.setdefault(name, threading.Lock())
