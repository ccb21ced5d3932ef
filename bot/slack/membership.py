"""Who is in which private channel, remembered for a minute: rule 9 asks it of restricted promises at every look.

What cannot be found out counts as not being there, so that nobody sees too much.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.slack.gateway import Gateway, SlackError

logger = logging.getLogger(__name__)

_BELIEVED_FOR = timedelta(seconds=60)
_ASKING_AT_MOST = timedelta(seconds=1)
"""How long Slack is asked within one gesture, which has three seconds in all; the rest is asked at the next one."""


class Memberships:
    """The members of channels as Slack told them; safe to share between threads."""

    def __init__(
        self, gateway: Gateway, real_now: Callable[[], datetime], asking_at_most: timedelta = _ASKING_AT_MOST
    ) -> None:
        self._gateway = gateway
        self._real_now = real_now
        self._asking_at_most = asking_at_most
        self._lock = threading.Lock()
        self._known: dict[str, tuple[frozenset[str], datetime]] = {}

    def of(self, user_id: str, channels: Iterable[str], seen_in: str | None = None) -> frozenset[str]:
        """Return those of the channels that the person is in; `seen_in` is one in which they act at this moment."""
        give_up = self._real_now() + self._asking_at_most
        return frozenset(
            channel for channel in channels if channel == seen_in or user_id in self._members(channel, give_up)
        )

    def _members(self, channel: str, give_up: datetime) -> frozenset[str]:
        with self._lock:
            known = self._known.get(channel)
        now = self._real_now()
        if known and now - known[1] < _BELIEVED_FOR:
            return known[0]
        if now > give_up:
            logger.warning("there was no time to ask who is in %s", channel)
            return frozenset()
        try:
            members = frozenset(self._gateway.members(channel))
        except SlackError as error:
            logger.warning("who is in %s is not known: %s", channel, error)
            members = frozenset()
        with self._lock:
            self._known[channel] = (members, now)
        return members
