"""Working time on the person's own clock: weekends, zones and both changes of summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.deadlines import is_same_day, is_working_day, last_call, local_day, next_monday, next_morning

BERLIN, NEW_YORK, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "after", "morning"),
    [
        (BERLIN, "2026-11-23 07:59:59", "2026-11-23 08:00"),  # Monday, one second before
        (BERLIN, "2026-11-23 08:00", "2026-11-24 08:00"),  # nine sharp: the next one
        (BERLIN, "2026-11-23 23:30", "2026-11-24 08:00"),  # already Tuesday there
        (BERLIN, "2026-11-27 08:00", "2026-11-30 08:00"),  # Friday to Monday
        (BERLIN, "2026-11-28 12:00", "2026-11-30 08:00"),  # Saturday
        (NEW_YORK, "2026-11-24 01:00", "2026-11-24 14:00"),  # Monday evening there
        (NEW_YORK, "2026-11-28 02:00", "2026-11-30 14:00"),  # Friday evening there
        (KOLKATA, "2026-11-23 03:00", "2026-11-23 03:30"),
        (KOLKATA, "2026-11-27 20:00", "2026-11-30 03:30"),  # Saturday there
        (BERLIN, "2027-03-26 08:00", "2027-03-29 07:00"),  # clocks go forward on Sunday 28 March
        (BERLIN, "2026-10-23 07:00", "2026-10-26 08:00"),  # clocks go back on Sunday 25 October
        (NEW_YORK, "2027-03-12 14:00", "2027-03-15 13:00"),  # forward on 14 March
        (NEW_YORK, "2026-10-30 13:00", "2026-11-02 14:00"),  # back on 1 November
        (KOLKATA, "2027-03-26 03:30", "2027-03-29 03:30"),  # no summer time
    ],
)
def test_next_morning_is_nine_on_a_working_day(zone: ZoneInfo, after: str, morning: str) -> None:
    assert next_morning(utc(after), zone) == utc(morning)
    assert next_morning(utc(after), zone).tzinfo is UTC


@pytest.mark.parametrize(
    ("zone", "after", "monday"),
    [
        (BERLIN, "2026-11-23 07:59", "2026-11-23 08:00"),
        (BERLIN, "2026-11-23 08:00", "2026-11-30 08:00"),
        (BERLIN, "2026-11-22 23:00", "2026-11-23 08:00"),
        (BERLIN, "2026-10-24 12:00", "2026-10-26 08:00"),
        (BERLIN, "2027-03-27 12:00", "2027-03-29 07:00"),
        (NEW_YORK, "2026-11-23 08:00", "2026-11-23 14:00"),
        (KOLKATA, "2026-11-23 03:30", "2026-11-30 03:30"),
    ],
)
def test_next_monday_is_nine_on_a_monday(zone: ZoneInfo, after: str, monday: str) -> None:
    assert next_monday(utc(after), zone) == utc(monday)


@pytest.mark.parametrize(
    ("zone", "needed_by", "call"),
    [
        (BERLIN, "2026-11-27 11:00", "2026-11-26 15:00"),  # Friday noon: three hours there, one the day before
        (BERLIN, "2026-11-27 12:00", "2026-11-27 08:00"),  # 13:00: exactly from nine
        (BERLIN, "2026-11-27 16:00", "2026-11-27 12:00"),
        (BERLIN, "2026-11-27 21:00", "2026-11-27 12:00"),  # the evening does not count
        (BERLIN, "2026-11-27 08:00", "2026-11-26 12:00"),  # at nine: all four the day before
        (BERLIN, "2026-11-27 05:00", "2026-11-26 12:00"),  # nor does the early morning
        (BERLIN, "2026-11-30 10:00", "2026-11-27 14:00"),  # Monday 11:00: two there, two on Friday
        (BERLIN, "2026-11-29 12:00", "2026-11-27 12:00"),  # a Sunday has no hours
        (BERLIN, "2026-10-26 10:00", "2026-10-23 13:00"),  # the same across the end of summer time
        (BERLIN, "2027-03-29 09:00", "2027-03-26 14:00"),  # and across its beginning
        (NEW_YORK, "2026-11-02 16:00", "2026-10-30 19:00"),
        (NEW_YORK, "2027-03-15 15:00", "2027-03-12 20:00"),
        (KOLKATA, "2026-11-30 05:30", "2026-11-27 09:30"),
    ],
)
def test_last_call_leaves_four_working_hours(zone: ZoneInfo, needed_by: str, call: str) -> None:
    assert last_call(utc(needed_by), zone) == utc(call)


def test_any_zone_may_be_asked_with() -> None:
    friday_noon = datetime(2026, 11, 27, 12, tzinfo=BERLIN)
    assert last_call(friday_noon, BERLIN) == utc("2026-11-26 15:00")
    assert next_morning(friday_noon, NEW_YORK) == utc("2026-11-27 14:00")


def test_a_day_is_the_one_on_the_persons_calendar() -> None:
    late = utc("2026-11-23 23:30")
    days = [local_day(late, zone).day for zone in (NEW_YORK, BERLIN, KOLKATA)]
    assert days == [23, 24, 24]
    assert is_same_day(utc("2026-11-23 08:00"), late, NEW_YORK)
    assert not is_same_day(utc("2026-11-23 08:00"), late, BERLIN)


def test_working_days_are_monday_to_friday() -> None:
    assert [is_working_day(date(2026, 11, day)) for day in range(23, 30)] == [True] * 5 + [False] * 2
