"""What is written is read back: every valid term in either language, and every moment."""

import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain.terms import (
    Bound,
    OnDate,
    PercentWithin,
    Quantity,
    Question,
    Range,
    Scope,
    Term,
    WeeksAfterAward,
)
from bot.figures import format_moment, format_short, format_term, metrics, parse_line, parse_lines, parse_moment

TODAY = date(2026, 11, 23)
NAMES = [
    "Leipzig",
    "FTE",
    "AHT",
    "Bad Homburg",
    "Frankfurt am Main",
    "St. Pölten",
    "L'Aquila",
    "Chat",
    "e-mail",
    "German C1",
    "May",
    "40",
    "Leipzig und Kassel",
    "if",
    "Standort",
    "second level",
    "Agenten",
    "ab 1.2.",
    "für Tech",
    "von 5",
    "in Leipzig",
    "?",
    "Line, Skill",
    "k",
    "1/2/2027",
    "80/20",
    "東京",
    "Team (A)",
    "–",
    "€",
    "A;B",
]


def is_tidy(text):
    """A text that a person can have typed as a name: composed, visible characters, single spaces."""
    normal = unicodedata.normalize("NFC", text)
    return text == " ".join(normal.split()) != "" and text.isprintable() and not set(text) & set('"„“”«»')


free_text = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=30)
names = st.sampled_from(NAMES) | free_text.filter(is_tidy)
condition_texts = st.sampled_from(
    ["forecast within ±10 %", "Zugänge bis 15.1. stehen", "A and if B", "und wenn", "x; y", ", a.", "(b)"]
) | free_text.filter(is_tidy)
dues = st.dates(TODAY, date(2199, 12, 31)) | st.integers(0, 520).map(WeeksAfterAward)
scopes = st.builds(
    Scope,
    sites=st.lists(names, max_size=3).map(tuple),
    line=st.none() | names,
    skill=st.none() | names,
    channel=st.none() | names,
    language=st.none() | names,
)


def amounts(metric, limits):
    low = int(limits.hard.low or 0) if limits.hard.low is not None else 0
    high = int(limits.hard.high) if limits.hard.high is not None else 2_000_000
    places = 0 if metric.whole else 1 if metric.step else 3
    numbers = st.integers(low, high).map(Decimal) | st.decimals(low, high, places=places)
    return numbers.filter(lambda amount: metric.fits(amount, limits.unit))


@st.composite
def terms(draw):
    metric = metrics()[draw(st.sampled_from(list(metrics())))]
    limits = draw(st.sampled_from(metric.units))
    due = draw(st.none() | dues)
    if draw(st.integers(0, 9)) == 0:
        value = Question()
    elif metric.kind == "date":
        value, due = OnDate(draw(dues)), None
    elif metric.kind == "percent_within":
        value = PercentWithin(draw(amounts(metric, limits)), Decimal(draw(st.integers(1, 5000))))
    else:
        one, other = draw(amounts(metric, limits)), draw(amounts(metric, limits))
        value = draw(st.sampled_from([Quantity(one), Range(min(one, other), max(one, other))]))
    conditions = tuple(draw(st.lists(condition_texts, max_size=3)))
    bound = draw(st.none() | st.sampled_from(Bound))
    return Term(metric.id, value, limits.unit, bound, due, draw(scopes), conditions)


@pytest.mark.parametrize("language", ["de", "en"])
@given(term=terms())
@example(term=Term("headcount", Quantity(Decimal(1200)), "persons", Bound.MIN, date(2027, 2, 1), Scope(("Leipzig",))))
@example(term=Term("fte", Quantity(Decimal("1.2")), "FTE"))
@example(term=Term("nps", Quantity(Decimal(-5)), "points"))
@example(term=Term("nps", Range(Decimal(-10), Decimal(-5)), "points"))
@example(term=Term("price", Range(Decimal("2.8"), Decimal("3.125")), "EUR/contact"))
@example(term=Term("penalty", Quantity(Decimal(6)), "percent malus", Bound.MAX))
@example(term=Term("contact_volume", Quantity(Decimal(1)), "contacts/hour offered"))
@example(term=Term("forecast_tolerance", Quantity(Decimal(10)), "percent", Bound.MAX, WeeksAfterAward(3)))
def test_a_written_term_reads_back_as_itself(language, term):
    line = format_term(term, language)

    assert parse_line(line, language, TODAY).term == term
    assert [reading.term for reading in parse_lines(line, language, TODAY)] == [term]


@pytest.mark.parametrize("language", ["de", "en"])
@given(term=terms())
def test_the_short_line_is_the_whole_term_but_its_conditions(language, term):
    read = parse_line(format_short(term, language), language, TODAY).term

    assert read == Term(term.metric, term.value, term.unit, term.bound, term.due, term.scope)


@pytest.mark.parametrize("language", ["de", "en"])
@given(term=terms())
def test_a_date_is_written_with_its_year_and_needs_no_notice(language, term):
    notices = parse_line(format_term(term, language), language, TODAY).notices

    assert [notice for notice in notices if notice.code == "date_read"] == []


@pytest.mark.parametrize("language", ["de", "en"])
@given(
    minutes=st.integers(1, 60 * 24 * 2000),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"]),
)
def test_a_written_moment_reads_back_as_itself(language, minutes, zone):
    now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    moment = now + timedelta(minutes=minutes)
    local = moment.astimezone(ZoneInfo(zone))
    assume(local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset())  # an hour that comes twice is asked

    assert parse_moment(format_moment(moment, language, zone, now), language, now, zone) == moment
    assert parse_moment(format_moment(moment, language, zone), language, now, zone) == moment
