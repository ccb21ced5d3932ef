"""To which moments a world's clock is moved: over both changes of summer time, with reminders due and not yet due.

Rule: a stop is a moment at which the bot is given time to look. Around each change there are stops before and after
nine o'clock in each zone, so that a reminder an hour early or late is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

_AROUND = (
    (-2, 8, 20), (-2, 13, 5),
    (1, 7, 10), (1, 8, 20), (1, 9, 10), (1, 13, 5),
    (2, 7, 40), (2, 9, 10), (2, 15, 20),
)  # fmt: skip
"""Days from the Sunday of the change, hour and minute in UTC: nine in Berlin is 8:00 in winter and 7:00 in summer, and
an hour later in London and Lisbon."""


def stops(first: date, is_autumn_first: bool) -> Iterator[datetime]:
    """Yield moments in UTC, each later than the one before, from the first change after `first` on, without end.

    Around a change: its Friday, Monday and Tuesday.
    """
    year, turn = first.year + 1, int(is_autumn_first)
    while True:
        sunday = _last_sunday(year, 10 if turn else 3)
        yield from _around(sunday)
        year, turn = year + turn, 1 - turn


def _around(sunday: date) -> Iterator[datetime]:
    for days, hour, minute in _AROUND:
        day = sunday + timedelta(days=days)
        yield datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)  # both months have 31 days
    return last - timedelta(days=(last.weekday() + 1) % 7)
