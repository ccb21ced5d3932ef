"""The workspace's own clock: real time plus an offset that only grows.

Rule: everything that people and the bot see as time (message timestamps, event times) reads this clock; whatever
guards the protocol (signatures, trigger expiry, retries) keeps to real time and never asks here. The bot's own
clock follows this one over HTTP, so this module reads the time itself instead of importing the bot's.
"""

from datetime import UTC, datetime, timedelta


class TimeTravelError(ValueError):
    """The clock was asked to go back, or to a time it cannot read. The message says which."""


class TimeMachine:
    """A clock that can be moved forward."""

    def __init__(self, offset_seconds: float = 0.0) -> None:
        self.offset_seconds = offset_seconds

    def now(self) -> datetime:
        """The workspace's time, aware, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.offset_seconds)

    def advance(self, seconds: float) -> None:
        """Move forward by `seconds`; raises TimeTravelError for a negative number or one beyond the calendar."""
        if not seconds >= 0:  # also refuses NaN
            raise TimeTravelError("the clock moves forward only")
        try:
            self.now() + timedelta(seconds=seconds)
        except OverflowError:
            raise TimeTravelError("that is beyond the calendar") from None
        self.offset_seconds += seconds

    def move_to(self, when: datetime) -> None:
        """Move forward to `when` (aware); raises TimeTravelError when it is past."""
        self.advance((when - self.now()).total_seconds())


def read_moment(text: object) -> datetime:
    """ISO 8601 with a zone, or seconds since 1970, as an aware datetime; raises TimeTravelError otherwise."""
    try:
        if isinstance(text, int | float) and not isinstance(text, bool):
            return datetime.fromtimestamp(text, UTC)
        moment = datetime.fromisoformat(str(text))
    except (ValueError, OverflowError, OSError):
        raise TimeTravelError("set: ISO 8601 with a zone, or seconds since 1970") from None
    if moment.tzinfo is None:
        raise TimeTravelError("set: the time needs a zone, as in 2026-11-23T09:00:00+01:00")
    return moment.astimezone(UTC)
