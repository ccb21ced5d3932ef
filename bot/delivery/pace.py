"""How fast Slack may be called: limits that let a short burst through and then one call each so often.

Slack allows about one message a second and channel, some hundred messages a minute and workspace, and of its tier 3
methods 50 calls a minute and workspace. A burst and a minute's steady calls together stay below a minute's limit. How
far a limit is used up is kept in the database (`storage.paces`), so that it holds for all processes together. A 429
closes a channel for a message, and everywhere for the other methods, whose limit is the workspace's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

POST = "chat.postMessage"
UPDATE = "chat.update"
DELETE = "chat.delete"
OPEN = "conversations.open"


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` calls at once where nothing was called for long, and one each `every` in the long run.

    Its state is one moment, until when it is filled: a call adds `every` to it, and time empties it.
    """

    every: timedelta
    burst: int

    def opens_at(self, filled_until: datetime) -> datetime:
        """Return when the next call may be made."""
        return filled_until - self.every * (self.burst - 1)

    def with_call(self, filled_until: datetime | None, at: datetime) -> datetime:
        """Return until when it is filled with one more call, that reached Slack at `at` at the latest."""
        return max(filled_until or at, at) + self.every

    def closed_until(self, moment: datetime) -> datetime:
        """Return until when it is filled so that it opens at `moment`, for one call at first."""
        return moment + self.every * (self.burst - 1)


NO_LIMIT = Limit(timedelta(), 1)
"""Only a 429 closes it."""
CHANNEL = Limit(timedelta(seconds=1), burst=4)
WORKSPACE = Limit(timedelta(minutes=1) / 200, burst=40)
"""At most 240 messages in any minute."""
TIER_3 = Limit(timedelta(minutes=1) / 40, burst=10)
"""At most 50 calls in any minute."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The limits that are kept to: one for each channel, and one for each method in the whole workspace."""

    channel: Limit = CHANNEL
    methods: Mapping[str, Limit] = field(
        default_factory=lambda: {POST: WORKSPACE, UPDATE: TIER_3, DELETE: TIER_3, OPEN: TIER_3}
    )

    def of(self, name: str) -> Limit:
        """Return the limit of a method or a queue."""
        return self.methods.get(name, self.channel)


PACE = Pace()
PER_CHANNEL = replace(PACE, methods={**PACE.methods, POST: NO_LIMIT})
"""Without the cap on the whole workspace, to measure how near the dispatcher comes to the limit of its channels."""
UNPACED = Pace(NO_LIMIT, dict.fromkeys((POST, UPDATE, DELETE, OPEN), NO_LIMIT))
"""For tests and local workspaces, which have no such limits."""
