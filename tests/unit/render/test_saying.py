"""The sentence for a client who has to wait names a time, and no figure of any promise."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures import format_short
from bot.slack.render.saying import holding_sentence
from tests.unit.render.stage import Play

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2030, 11, 25, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "english", "german"),
    [
        ("2030-11-28 12:00", "by Thursday noon.", "bis Donnerstag 12 Uhr."),
        ("2030-11-28 14:30", "by Thursday 2:30 pm.", "bis Donnerstag 14:30 Uhr."),
        ("2030-11-25 16:00", "by 4 pm today.", "bis heute 16 Uhr."),
        ("2030-11-26 12:00", "by noon tomorrow.", "bis morgen 12 Uhr."),
        ("2030-12-03 12:00", "by Tuesday 3 December, noon.", "bis Dienstag, 3. Dezember, 12 Uhr."),
        ("2031-01-07 09:00", "by Tuesday 7 January 2031, 9 am.", "bis Dienstag, 7. Januar 2031, 9 Uhr."),
    ],
)
def test_the_time_is_said_as_people_say_it(at, english, german):
    moment = datetime.fromisoformat(at).replace(tzinfo=BERLIN)
    assert holding_sentence(moment, "en", BERLIN, MONDAY) == f"We will give you reliable figures {english}"
    assert holding_sentence(moment, "de", BERLIN, MONDAY) == f"Belastbare Zahlen nennen wir Ihnen {german}"


@pytest.mark.parametrize("language", ["en", "de"])
def test_without_a_time_there_is_no_number_at_all(language):
    assert not re.search(r"\d", holding_sentence(None, language, BERLIN, MONDAY))


@settings(deadline=None)
@given(st.integers(1, 400 * 24 * 60), st.sampled_from(["en", "de"]))
def test_every_number_in_it_belongs_to_the_time(minutes, language):
    at = MONDAY + timedelta(minutes=minutes)
    local = at.astimezone(BERLIN)
    hours = {local.hour, local.hour % 12 or 12}
    of_the_time = {*hours, local.minute, local.day, local.year}
    sentence = holding_sentence(at, language, BERLIN, MONDAY)
    assert {int(number) for number in re.findall(r"\d+", sentence)} <= of_the_time
    assert not any(format_short(line.term, language) in sentence for line in Play().promise.terms)
