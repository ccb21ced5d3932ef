"""Whatever is typed: an answer, or an error that names the line and a place in it; nothing else, and soon."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.figures import FigureError, MomentError, Reading, explain, format_term, parse_lines, parse_moment, to_json

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
WORDS = [
    "40",
    "12,5",
    "1.200",
    "80/20",
    "5:30",
    "92,5",
    "?",
    "%",
    "s",
    "min",
    "agents",
    "Agenten",
    "MA",
    "FTE",
    "SL",
    "AHT",
    "csat",
    "go-live",
    "QA",
    "at",
    "least",
    "mindestens",
    "max.",
    "by",
    "ab",
    "bis",
    "1",
    "Feb",
    "1.2.",
    "1/2/2027",
    "2027-02-31",
    "31.",
    "Februar",
    "KW",
    "54",
    "Q5",
    "Q1",
    "end",
    "of",
    "Ende",
    "March",
    "May",
    "mid",
    "today",
    "in",
    "Leipzig",
    "und",
    "and",
    ",",
    "for",
    "für",
    "skill",
    "channel",
    "Chat",
    "language",
    "Deutsch",
    "C1",
    "if",
    "wenn",
    "sofern",
    "provided",
    "and",
    "if",
    ";",
    "(",
    ")",
    '"',
    "„",
    "<",
    ">",
    "<!channel>",
    "&amp;",
    "🎉",
    "±",
    "+/-",
    "-",
    "–",
    "•",
    "k",
    "von",
    "5",
    "to",
    "10",
    "weeks",
    "after",
    "award",
    "Wochen",
    "nach",
    "Beauftragung",
    "3",
    "Monate",
    "between",
    "zwischen",
    "=",
    "/",
]
HOSTILE = [
    "a" * 3000,
    "40 " * 1000,
    "80/20 " * 150,
    '"' * 900,
    "„" * 900,
    "-" * 900 + "40 agents",
    "go" + "-" * 900 + "live",
    "if " * 300,
    "in A, " * 150,
    "(" * 900,
    "1.2." * 200,
    "9" * 900,
    "1.000" * 150,
    "\u202e40 agents\u202c \u200f in \u2066Leipzig",
    "40 agents\x00\x07\x1b[31m in Leipzig",
    "<!channel> <@U123|x> <https://example.org|y> 40 agents",
    "４０ agents in ٤٠",
    "40 agents in Le\u0301ipzig 👩‍👩‍👧 by 1 Feb",
    "\ud800 40 agents",
    "40 agents by 0/0/0000, 00.00.0000, 2027-13-45",
    "99999999999999999999 agents",
    "in 99999 weeks go-live",
    "AHT 999:99",
]

typed = st.text(max_size=300) | st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


def check(text, language):
    for found in parse_lines(text, language, TODAY):
        if isinstance(found, Reading):
            assert found.span in found.source
            assert to_json(found.term, found.span)["metric"] == found.term.metric
            assert format_term(found.term, language)
            assert all(explain(notice, language) for notice in found.notices)
        else:
            assert isinstance(found, FigureError)
            assert 0 <= found.start <= found.end <= len(found.source)
            assert found.example in explain(found, language)


@pytest.mark.parametrize("language", ["de", "en"])
@given(text=typed)
@example(text="")
def test_any_text_is_read_or_refused_with_a_place(language, text):
    check(text, language)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_line_is_read_or_refused(language, text):
    check(text, language)


@pytest.mark.parametrize("language", ["de", "en"])
@given(text=typed)
@example(text="9999-12-31 23:59")
@example(text="0001-01-01")
@example(text="in 999 weeks")
def test_any_text_is_a_moment_to_come_or_refused(language, text):
    try:
        moment = parse_moment(text, language, NOW, "Europe/Berlin")
    except MomentError as error:
        assert error.example in explain(error, language)
    else:
        assert moment > NOW
        assert moment.tzinfo is UTC
