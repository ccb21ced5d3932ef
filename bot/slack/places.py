"""What a conversation is, remembered for some seconds: a button is pressed more often than Slack answers questions.

Rule 8 hangs on it: before a promise is opened, Slack is asked anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.slack.gateway import Gateway, Place

_BELIEVED_FOR = timedelta(seconds=10)
_KNOWN_FOR = timedelta(minutes=10)
_FIT_FOR = timedelta(seconds=2)
"""So one channel is asked about thirty times a minute at most: Slack answers fifty such questions."""


class Places:
    """Conversations as Slack described them; safe to share between threads."""

    def __init__(self, gateway: Gateway, real_now: Callable[[], datetime]) -> None:
        self._gateway = gateway
        self._real_now = real_now
        self._lock = threading.Lock()
        self._known: dict[str, tuple[Place, datetime]] = {}
        self._fit: dict[str, datetime] = {}

    def ask(self, channel: str) -> Place:
        """Return what Slack says of a conversation now. Raises SlackError."""
        place = self._gateway.place(channel)
        with self._lock:
            self._known[channel] = (place, self._real_now())
        return place

    def recent(self, channel: str) -> Place:
        """Return what Slack says, or said some seconds ago. Raises SlackError."""
        return self._believed(channel, _BELIEVED_FOR)

    def known(self, channel: str) -> Place:
        """Return what Slack says, or said some minutes ago, for what is checked again. Raises SlackError."""
        return self._believed(channel, _KNOWN_FOR)

    def note_fit(self, channel: str) -> None:
        """Remember for a moment that a conversation, with everybody who is in it, may hold promises."""
        with self._lock:
            self._fit[channel] = self._real_now()

    def was_fit(self, channel: str) -> bool:
        """Tell whether a conversation could hold promises a moment ago, for what is checked again."""
        with self._lock:
            noted = self._fit.get(channel)
        return noted is not None and self._real_now() - noted < _FIT_FOR

    def _believed(self, channel: str, period: timedelta) -> Place:
        with self._lock:
            known = self._known.get(channel)
        if known and self._real_now() - known[1] < period:
            return known[0]
        return self.ask(channel)
