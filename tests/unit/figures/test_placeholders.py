"""Templates: dates that move with the day of the award."""

from datetime import date, timedelta

import pytest

from bot.domain.terms import OnDate, WeeksAfterAward
from bot.figures import parse_line, parse_lines, relative_to_award, resolved, template_text, text_from_template

TODAY = date(2026, 11, 23)
AWARD = date(2026, 11, 23)
NEXT_AWARD = date(2027, 11, 22)


def read(line):
    return parse_line(line, "en", TODAY).term


def test_a_date_becomes_weeks_after_the_award_and_a_date_again():
    term = read("40 agents in Leipzig by 1 Feb 2027")

    relative = relative_to_award(term, AWARD)

    assert relative == read("40 agents in Leipzig 10 weeks after award")
    assert resolved(relative, AWARD) == term
    assert resolved(relative, NEXT_AWARD) == read("40 agents in Leipzig by 31 Jan 2028")


def test_a_go_live_is_a_date_too():
    relative = relative_to_award(read("go-live 1 Feb 2027"), AWARD)

    assert relative.value == OnDate(WeeksAfterAward(10))
    assert resolved(relative, AWARD).value == OnDate(date(2027, 2, 1))


@pytest.mark.parametrize(("days", "weeks"), [(0, 0), (1, 1), (6, 1), (7, 1), (8, 2)])
def test_a_date_between_two_weeks_moves_to_the_later_one(days, weeks):
    term = read(f"40 agents by {AWARD + timedelta(days=days)}")

    assert relative_to_award(term, AWARD).due == WeeksAfterAward(weeks)


@pytest.mark.parametrize("line", ["40 agents", "40 agents 3 weeks after award", "? agents by 22 Nov 2026"])
def test_what_is_no_date_after_the_award_stays(line):
    assert relative_to_award(read(line), AWARD) == read(line)


def test_without_an_award_date_nothing_is_relative():
    term = read("40 agents by 1 Feb 2027")

    assert relative_to_award(term, None) == term
    assert template_text([term], "en", None) == "40 agents by 1 February 2027"


LINES = [
    "at least 40 agents in Leipzig and Kassel by 1 Feb 2027, if forecast within ±10 %",
    "service level 80/20, channel chat, from 1 March 2027",
    "go-live no later than 30 November 2026",
    "AHT at most 300 s from 23 November 2026",
    "12.5 FTE billable 10 weeks after award",
    "? agents by 22 Nov 2026",
    "penalty 6 % of fee",
]
ENGLISH = """\
at least 40 agents in Leipzig and Kassel by {award + 10 weeks}, if forecast within ±10 %
service level 80/20, channel chat, from {award + 14 weeks}
go-live no later than {award + 1 week}
AHT at most 300 s from {award + 0 weeks}
12.5 FTE billable 10 weeks after award
? agents by 22 November 2026
penalty 6 % of fee"""
GERMAN = """\
mindestens 40 Agenten in Leipzig und Kassel bis {Beauftragung + 10 Wochen}, wenn forecast within ±10 %
Servicelevel 80/20, Kanal chat, ab {Beauftragung + 14 Wochen}
Go-live spätestens {Beauftragung + 1 Woche}
AHT höchstens 300 s ab {Beauftragung + 0 Wochen}
12,5 FTE abrechenbar 10 Wochen nach Beauftragung
? Agenten bis 22. November 2026
Malus 6 % der Vergütung"""


@pytest.mark.parametrize(("language", "template"), [("en", ENGLISH), ("de", GERMAN)])
def test_a_template_holds_the_canonical_lines_with_placeholders(language, template):
    terms = [read(line) for line in LINES]

    assert template_text(terms, language, AWARD) == template


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("award", [AWARD, NEXT_AWARD, None])
def test_a_template_is_read_back_as_the_same_figures_at_another_award(language, award):
    terms = [read(line) for line in LINES]
    text = text_from_template(template_text(terms, language, AWARD), language, award)

    found = [reading.term for reading in parse_lines(text, language, TODAY)]

    relative = [relative_to_award(term, AWARD) for term in terms]
    if award is None:
        assert found == relative
    else:
        # What was weeks after the award in the first place is so in the template, too.
        kept = [isinstance(term.due, WeeksAfterAward) for term in terms]
        assert found == [term if keep else resolved(term, award) for term, keep in zip(relative, kept, strict=True)]


@pytest.mark.parametrize(
    ("language", "typed", "filled"),
    [
        ("en", "40 agents by {award+10weeks}", "40 agents by 31 January 2028"),
        ("en", "40 agents by {Beauftragung + 10 Wochen}", "40 agents by 31 January 2028"),
        ("de", "40 Agenten ab { AWARD + 10 weeks }", "40 Agenten ab 31. Januar 2028"),
        ("de", "Go-live {Beauftragung}", "Go-live 22. November 2027"),
        ("en", "40 agents if access by {award + 1 week}", "40 agents if access by 29 November 2027"),
        ("en", "40 agents by {award + many weeks}", "40 agents by {award + many weeks}"),
        ("en", "Dear {name}", "Dear {name}"),
    ],
)
def test_placeholders_are_read_in_either_language_and_everything_else_stays(language, typed, filled):
    assert text_from_template(typed, language, NEXT_AWARD) == filled


@pytest.mark.parametrize(
    ("language", "typed", "filled"),
    [
        ("en", "40 agents by {award + 10 weeks}", "40 agents 10 weeks after award"),
        ("de", "40 Agenten bis {award + 1 week}", "40 Agenten 1 Woche nach Beauftragung"),
        ("en", "go-live {award}", "go-live 0 weeks after award"),
    ],
)
def test_without_an_award_date_placeholders_are_weeks_after_it(language, typed, filled):
    assert text_from_template(typed, language, None) == filled
