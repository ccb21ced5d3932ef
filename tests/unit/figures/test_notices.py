"""Whatever was read in a particular way is shown."""

from datetime import date
from decimal import Decimal

import pytest

from bot.domain.terms import Quantity
from bot.figures import explain, parse_line

TODAY = date(2026, 11, 23)

NOTICES = [
    ("de", "1.200 FTE", ["„1.200“ wird gelesen als: 1200."]),
    ("en", "1.200 FTE", ["“1.200” is read as 1.2."]),
    ("en", "1,200 FTE", ["“1,200” is read as 1200."]),
    ("en", "1.200 agents", ["“1.200” is read as 1,200."]),
    ("de", "1,200 Agenten", ["„1,200“ wird gelesen als: 1.200."]),
    ("de", "1.200 Agenten", []),
    ("en", "1,200 agents", []),
    ("de", "AHT 1.200 s", []),  # 1.2 s are below the hard limit
    ("de", "92.5 % QA", []),
    ("en", "40 agents by 1 Feb", ["“1 Feb” is read as 1 February 2027."]),
    ("de", "40 Agenten ab KW 8", ["„KW 8“ wird gelesen als: 22. Februar 2027."]),
    ("en", "40 agents by 1 Feb 2027", []),
    ("en", "40 agents by Feb 1, 2027", []),
    ("de", "40 Agenten bis 1.2.2027", []),
    ("de", "Go-live in 12 Wochen", ["„12 Wochen“ wird gelesen als: 15. Februar 2027."]),
    ("de", "Erreichbarkeit 80/20", ["„Erreichbarkeit 80/20“ wird gelesen als: Servicelevel."]),
    ("en", "80/20", ["“80/20” is read as service level."]),
    ("en", "AHT 300", ["“300” is read as 300 s."]),
    ("en", "AHT 5", ["“5” is read as 300 s."]),
    ("en", "QA 90", ["“90” is read as 90 %."]),
    ("en", "csat ?", ["“?” is read as ? %."]),
    ("de", "40 MA Leipzig", ["„Leipzig“ wird als Standort gelesen."]),
    ("en", "40 agents for Tech", ["“Tech” is read as the skill."]),
    ("de", "rund 40 Agenten", ["„rund“ entfällt: Eine Zahl wird ohne diesen Zusatz zugesagt."]),
    ("en", "AHT ±300 s", ["“±” is left out: a figure is promised without it."]),
    ("en", "forecast tolerance ±10 %", []),
    ("de", "Korridor ±10 %", []),
    ("en", "AHT plus or minus 300 s", ["“plus or minus” is left out: a figure is promised without it."]),
    ("de", "Stundenvergütung 30,4", ["„30,4“ wird gelesen als: 30,40 EUR pro Stunde."]),
    ("de", "Stundenvergütung 30,40 €", []),
    ("en", "hourly rate EUR 30", []),
    ("de", "40 Agenten in Leipzig, Kassel", ["„Kassel“ wird als Standort gelesen."]),
    ("de", "40 Agenten in Leipzig, Aue und Kassel", []),
]


@pytest.mark.parametrize(("language", "line", "notices"), NOTICES)
def test_a_reading_comes_with_what_the_person_should_see(language, line, notices):
    assert [explain(notice, language) for notice in parse_line(line, language, TODAY).notices] == notices


@pytest.mark.parametrize(("language", "amount"), [("de", "1200"), ("en", "1.2")])
def test_the_persons_language_decides_between_two_possible_numbers(language, amount):
    assert parse_line("1.200 FTE", language, TODAY).term.value == Quantity(Decimal(amount))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.200,5", "1200.5"),
        ("1,200.5", "1200.5"),
        ("1.200.000", "1200000"),
        ("1'200", "1200"),
        ("1\u202f200,5", "1200.5"),
        ("0,125", "0.125"),
        ("1,5k", "1500"),
        ("2 Tsd", "2000"),
        ("1200,50", "1200.5"),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_number_with_one_meaning_is_read_in_both_languages(language, text, amount):
    reading = parse_line(f"AHT {text} s", language, TODAY)

    assert reading.term.value == Quantity(Decimal(amount))
    assert reading.notices == ()


def test_a_notice_has_its_place():
    (notice,) = parse_line("- 40 agents by 1 Feb", "en", TODAY).notices

    assert (notice.start, notice.end, notice.text, notice.reading) == (15, 20, "1 Feb", date(2027, 2, 1))
