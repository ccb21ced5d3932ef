"""Working time: Monday to Friday, 9 to 17 on the person's own clock, across changes of summer time.

Public holidays are not known here yet; a working day is a weekday.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WORKDAY_BEGINS = time(9)
WORKDAY_ENDS = time(17)
LAST_CALL = timedelta(hours=4)
"""How much working time is left when a person is reminded once more (working hours)."""
BACKUP_AFTER = timedelta(minutes=30)
"""How long an answer that is needed on the same day may stay open before the backup is asked as well."""


def is_working_day(day: date) -> bool:
    """Tell whether people work on that day."""
    return day.weekday() < 5


def next_morning(after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first 9:00 of a working day in `zone` later than `after`, in UTC."""
    day = after.astimezone(zone).date()
    while True:
        morning = _at(day, WORKDAY_BEGINS, zone)
        if morning > after and is_working_day(day):
            return morning
        day += timedelta(days=1)


def next_monday(after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first Monday 9:00 in `zone` later than `after`, in UTC: when the weekly digest goes out."""
    morning = next_morning(after, zone)
    while morning.astimezone(zone).weekday() != 0:
        morning = next_morning(morning, zone)
    return morning


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day on the person's calendar."""
    return moment.astimezone(zone).date()


def is_same_day(one: datetime, other: datetime, zone: ZoneInfo) -> bool:
    """Tell whether two moments fall on one day of the person's calendar."""
    return local_day(one, zone) == local_day(other, zone)


def last_call(needed_by: datetime, zone: ZoneInfo) -> datetime:
    """Return when exactly four working hours are left until `needed_by`, in UTC."""
    left = LAST_CALL
    day = local_day(needed_by, zone)
    while True:
        begins, ends = _at(day, WORKDAY_BEGINS, zone), min(_at(day, WORKDAY_ENDS, zone), needed_by)
        worked = ends - begins if is_working_day(day) and ends > begins else timedelta()
        if worked >= left:
            return ends - left
        left -= worked
        day -= timedelta(days=1)


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
