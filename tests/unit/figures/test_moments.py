"""The moment by which an answer is needed, seen from Monday 23 November 2026, 10:30 in Berlin."""

from datetime import UTC, datetime

import pytest

from bot.figures import MomentError, explain, format_moment, parse_moment

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
BERLIN = "Europe/Berlin"

MOMENTS = [
    ("2026-11-27 12:00", "2026-11-27T11:00"),
    ("2026-11-27T12:00", "2026-11-27T11:00"),
    ("2026-11-27T12:00:00+02:00", "2026-11-27T10:00"),
    ("2026-11-27T12:00Z", "2026-11-27T12:00"),
    ("2026-11-27", "2026-11-27T16:00"),
    ("Fri 27 Nov 12:00", "2026-11-27T11:00"),
    ("Fr. 27. Nov., 12:00", "2026-11-27T11:00"),
    ("by Friday, 27 November 2026 at 12:00", "2026-11-27T11:00"),
    ("27.11. 12 Uhr", "2026-11-27T11:00"),
    ("27.11. um 12.30 Uhr", "2026-11-27T11:30"),
    ("27.11. 12 Uhr 30", "2026-11-27T11:30"),
    ("27.11. 12:30 Uhr", "2026-11-27T11:30"),
    ("27.11 12:00", "2026-11-27T11:00"),
    ("27.11.2026", "2026-11-27T16:00"),
    ("27 Nov", "2026-11-27T16:00"),
    ("Nov 27 at 5 pm", "2026-11-27T16:00"),
    ("27.11. 24:00", "2026-11-27T23:00"),
    ("today 15:00", "2026-11-23T14:00"),
    ("heute 15 Uhr", "2026-11-23T14:00"),
    ("tomorrow noon", "2026-11-24T11:00"),
    ("tomorrow", "2026-11-24T16:00"),
    ("morgen 12 Uhr", "2026-11-24T11:00"),
    ("übermorgen mittag", "2026-11-25T11:00"),
    ("Fr 12:00", "2026-11-27T11:00"),
    ("Freitag 14 Uhr", "2026-11-27T13:00"),
    ("bis Freitag, 14 Uhr", "2026-11-27T13:00"),
    ("Thursday 3 pm", "2026-11-26T14:00"),
    ("Thursday 3:30 pm", "2026-11-26T14:30"),
    ("Thursday 12 am", "2026-11-25T23:00"),
    ("3 pm on Thursday", "2026-11-26T14:00"),
    ("Friday EOD", "2026-11-27T16:00"),
    ("Mon 15:00", "2026-11-23T14:00"),
    ("Mon 10:00", "2026-11-30T09:00"),  # this Monday's is over
    ("15:00", "2026-11-23T14:00"),
    ("in 2 hours", "2026-11-23T11:30"),
    ("in 30 Minuten", "2026-11-23T10:00"),
    ("in zwei Stunden", "2026-11-23T11:30"),
    ("in 3 Wochen", "2026-12-14T16:00"),
    ("1 July 2027 12:00", "2027-07-01T10:00"),  # summer time
    ("13/12 12:00", "2026-12-13T11:00"),
]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("text", "moment"), MOMENTS)
def test_a_moment_is_read_as_people_say_it(language, text, moment):
    assert parse_moment(text, language, NOW, BERLIN) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


REFUSED = [
    ("hello", "no_moment", ()),
    ("", "no_moment", ()),
    ("x" * 500, "no_moment", ()),
    ("27 Nov 12:00 please", "no_moment", ()),
    ("2026-11-27 25:00", "no_moment", ()),
    ("27.11. 25:00", "no_moment", ()),
    ("27.11. 12:61", "no_moment", ()),
    ("27.11. 24:30", "no_moment", ()),
    ("Thursday 13 pm", "no_moment", ()),
    ("Thursday 77", "no_moment", ()),
    ("9999-12-31 12:00", "no_moment", ()),
    ("Thursday 3", "ambiguous_moment", ("3:00", "15:00")),
    ("Thursday 12", "ambiguous_moment", ("12:00", "0:00")),
    ("31.11. 12 Uhr", "bad_date", ()),
    ("Tue 27 Nov", "wrong_weekday", ("Fri 27 November 2026",)),
    ("1/12 12:00", "ambiguous_date", ("1 December 2026", "12 January 2027")),
    ("mid-December", "vague_date", ()),
    ("Q1", "vague_date", ()),
    ("heute 8 Uhr", "past_moment", ()),
    ("2026-11-22", "past_moment", ()),
    ("2027-03-28 02:30", "no_moment", ()),  # clocks go from 2:00 to 3:00
    ("2027-10-31 02:30", "ambiguous_moment", ("2027-10-31T02:30+02:00", "2027-10-31T02:30+01:00")),
]


@pytest.mark.parametrize(("text", "code", "readings"), REFUSED)
def test_what_is_no_moment_to_come_is_refused_with_an_example_that_is(text, code, readings):
    with pytest.raises(MomentError) as caught:
        parse_moment(text, "en", NOW, BERLIN)

    error = caught.value
    assert (error.code, error.readings) == (code, readings)
    assert str(error).startswith(f"{code}: ")
    assert parse_moment(error.example, "en", NOW, BERLIN) > NOW
    assert explain(error, "en").endswith("For example: Tue 24 Nov 12:00")
    assert explain(error, "de").endswith("Zum Beispiel: Tue 24 Nov 12:00")


@pytest.mark.parametrize(
    ("day", "example"), [(23, "Tue 24 Nov 12:00"), (27, "Mon 30 Nov 12:00"), (28, "Mon 30 Nov 12:00")]
)
def test_the_example_is_a_working_day(day, example):
    with pytest.raises(MomentError) as caught:
        parse_moment("?", "en", NOW.replace(day=day), BERLIN)

    assert caught.value.example == example


@pytest.mark.parametrize(
    ("zone", "hour"), [("Europe/Berlin", 11), ("America/New_York", 17), ("Asia/Kolkata", 6), ("UTC", 12)]
)
def test_a_moment_is_one_of_the_persons_zone(zone, hour):
    assert parse_moment("27 Nov 12:00", "en", NOW, zone).hour == hour


def test_a_moment_is_shown_in_each_language_with_the_year_when_it_is_another():
    moment = datetime(2026, 11, 27, 11, tzinfo=UTC)
    later = datetime(2027, 1, 1, 11, tzinfo=UTC)

    assert format_moment(moment, "en", BERLIN, NOW) == "Fri 27 Nov 12:00"
    assert format_moment(moment, "de", BERLIN, NOW) == "Fr. 27. Nov., 12:00"
    assert format_moment(later, "en", BERLIN, NOW) == "Fri 1 Jan 2027 12:00"
    assert format_moment(later, "de", BERLIN, NOW) == "Fr. 1. Jan. 2027, 12:00"
    assert format_moment(moment, "en", BERLIN) == "Fri 27 Nov 2026 12:00"
