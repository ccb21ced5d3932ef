"""The canonical line, its parts and its JSON."""

import json
from datetime import date
from decimal import Decimal

import pytest

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
from bot.figures import (
    UnknownMetric,
    format_short,
    format_term,
    format_value,
    metric_label,
    parse_line,
    to_json,
)

TODAY = date(2026, 11, 23)
FEB = date(2027, 2, 1)

WRITTEN = [
    (
        Term("headcount", Quantity(Decimal(1200)), "persons", Bound.MIN, FEB, Scope(("Leipzig",)), ("forecast ±10 %",)),
        "at least 1,200 agents in Leipzig by 1 February 2027, if forecast ±10 %",
        "mindestens 1.200 Agenten in Leipzig bis 1. Februar 2027, wenn forecast ±10 %",
    ),
    (
        Term("headcount", Quantity(Decimal(1)), "persons", due=WeeksAfterAward(1)),
        "1 agent 1 week after award",
        "1 Agent 1 Woche nach Beauftragung",
    ),
    (
        Term("headcount", Question(), "persons", scope=Scope(("Aue", "Kassel", "Halle"))),
        "? agents in Aue, Kassel and Halle",
        "? Agenten in Aue, Kassel und Halle",
    ),
    (
        Term("fte", Quantity(Decimal("12.5")), "FTE billable", Bound.MAX, WeeksAfterAward(10)),
        "at most 12.5 FTE billable 10 weeks after award",
        "höchstens 12,5 FTE abrechenbar 10 Wochen nach Beauftragung",
    ),
    (
        Term("service_level", PercentWithin(Decimal(80), Decimal(20)), "percent/seconds", due=date(2027, 3, 1)),
        "service level 80/20 from 1 March 2027",
        "Servicelevel 80/20 ab 1. März 2027",
    ),
    (
        Term(
            "aht",
            Range(Decimal(300), Decimal(360)),
            "seconds",
            Bound.EXACT,
            None,
            Scope((), "A", "Tech", "chat", "German C1"),
        ),
        "AHT exactly 300 to 360 s, line A, skill Tech, channel chat, language German C1",
        "AHT genau 300 bis 360 s, Linie A, Skill Tech, Kanal chat, Sprache German C1",
    ),
    (
        Term("aht", Quantity(Decimal(300)), "seconds", None, FEB, Scope(("Aue",), channel="chat"), ("A", "B")),
        "AHT 300 s in Aue, channel chat, from 1 February 2027, if A and if B",
        "AHT 300 s in Aue, Kanal chat, ab 1. Februar 2027, wenn A und wenn B",
    ),
    (Term("qa_score", Quantity(Decimal("92.5")), "percent"), "quality score 92.5 %", "Qualitätsscore 92,5 %"),
    (Term("csat", Quantity(Decimal("4.2")), "score_1_5"), "CSAT 4.2 out of 5", "CSAT 4,2 von 5"),
    (Term("go_live", OnDate(FEB), "date"), "go-live 1 February 2027", "Go-live 1. Februar 2027"),
    (
        Term("go_live", OnDate(FEB), "date", Bound.MAX),
        "go-live no later than 1 February 2027",
        "Go-live spätestens 1. Februar 2027",
    ),
    (
        Term("go_live", OnDate(FEB), "date", Bound.MIN),
        "go-live no earlier than 1 February 2027",
        "Go-live frühestens 1. Februar 2027",
    ),
    (
        Term("headcount", Quantity(Decimal(4)), "persons", None, None, Scope(("leipzig", "May")), ("a; b",)),
        '4 agents in leipzig and "May", if "a; b"',
        '4 Agenten in leipzig und "May", wenn "a; b"',
    ),
    (
        Term("nps", Range(Decimal(-10), Decimal(-5)), "points"),
        "NPS -10 to -5 points",
        "NPS -10 bis -5 Punkte",
    ),
    (
        Term("price", Quantity(Decimal("2.8")), "EUR/contact", Bound.MAX),
        "price at most 2.80 EUR per contact",
        "Vergütung höchstens 2,80 EUR pro Kontakt",
    ),
    (
        Term("price", Range(Decimal(1200), Decimal("1200.125")), "EUR/hour"),
        "price 1,200 to 1,200.125 EUR per hour",
        "Vergütung 1.200 bis 1.200,125 EUR pro Stunde",
    ),
    (
        Term("penalty", Quantity(Decimal(6)), "percent malus", due=FEB),
        "penalty 6 % of fee from 1 February 2027",
        "Malus 6 % der Vergütung ab 1. Februar 2027",
    ),
    (Term("penalty", Quantity(Decimal(3)), "percent bonus"), "bonus 3 % of fee", "Bonus 3 % der Vergütung"),
    (Term("penalty", Question(), "percent"), "bonus or penalty ? % of fee", "Bonus-Malus ? % der Vergütung"),
    (
        Term("minimum_commitment", Quantity(Decimal(90)), "percent"),
        "minimum commitment 90 % of forecast",
        "Mindestabnahme 90 % des Forecasts",
    ),
    (
        Term("forecast_tolerance", Quantity(Decimal(10)), "percent", Bound.MAX),
        "forecast tolerance at most ±10 %",
        "Forecast-Abweichung höchstens ±10 %",
    ),
    (
        Term("contact_volume", Quantity(Decimal(800)), "contacts/day handled"),
        "contact volume 800 handled contacts per day",
        "Kontaktvolumen 800 bearbeitete Kontakte pro Tag",
    ),
    (
        Term("contact_volume", Quantity(Decimal(1)), "contacts/hour offered"),
        "contact volume 1 offered contact per hour",
        "Kontaktvolumen 1 angebotener Kontakt pro Stunde",
    ),
]


@pytest.mark.parametrize(("term", "english", "german"), WRITTEN)
def test_the_canonical_line(term, english, german):
    assert format_term(term, "en") == english
    assert format_term(term, "de") == german


def test_the_short_line_leaves_the_conditions_out():
    assert format_short(WRITTEN[0][0], "en") == "at least 1,200 agents in Leipzig by 1 February 2027"


@pytest.mark.parametrize(
    ("at", "english", "german"),
    [
        (0, "at least 1,200 agents", "mindestens 1.200 Agenten"),
        (4, "80/20", "80/20"),
        (7, "92.5 %", "92,5 %"),
        (9, "1 February 2027", "1. Februar 2027"),
    ],
)
def test_the_value_alone_has_its_unit(at, english, german):
    assert format_value(WRITTEN[at][0], "en") == english
    assert format_value(WRITTEN[at][0], "de") == german


def test_labels_are_those_of_the_vocabulary():
    assert metric_label("aht", "en") == "average handling time"
    assert metric_label("aht", "de") == "durchschnittliche Bearbeitungszeit"


def test_an_unknown_metric_is_named():
    with pytest.raises(UnknownMetric, match="happiness"):
        metric_label("happiness", "en")


JSON = [
    (
        "en",
        "at least 40 agents in Leipzig by 1 Feb",
        {
            "metric": "headcount",
            "value": 40,
            "unit": "persons",
            "by": "2027-02-01",
            "scope": "Leipzig",
            "span": "40 agents",
            "bound": "min",
        },
    ),
    (
        "de",
        "QA 92,5 % ab KW 8, if forecast within ±10 %",
        {
            "metric": "qa_score",
            "value": 92.5,
            "unit": "percent",
            "by": "2027-02-22",
            "scope": None,
            "span": "92,5 %",
            "conditions": ["forecast within ±10 %"],
        },
    ),
    (
        "en",
        "service level 80/20 for Tech",
        {
            "metric": "service_level",
            "value": [80, 20],
            "unit": "percent/seconds",
            "by": None,
            "scope": "Tech",
            "span": "80/20",
        },
    ),
    (
        "de",
        "8 bis 10 Agenten in Aue und Kassel",
        {
            "metric": "headcount",
            "value": {"min": 8, "max": 10},
            "unit": "persons",
            "by": None,
            "scope": "Aue, Kassel",
            "span": "8 bis 10 Agenten",
        },
    ),
    (
        "de",
        "Go-live am 3. Mai",
        {
            "metric": "go_live",
            "value": "2027-05-03",
            "unit": "date",
            "by": None,
            "scope": None,
            "span": "3. Mai",
        },
    ),
    (
        "en",
        "go-live 10 weeks after award",
        {
            "metric": "go_live",
            "value": None,
            "unit": "date",
            "by": None,
            "scope": None,
            "span": "10 weeks after award",
            "weeks_after_award": 10,
        },
    ),
    (
        "de",
        "40 MA Leipzig 10 Wochen nach Beauftragung",
        {
            "metric": "headcount",
            "value": 40,
            "unit": "persons",
            "by": None,
            "scope": "Leipzig",
            "span": "40 MA",
            "weeks_after_award": 10,
        },
    ),
    (
        "en",
        "? agents, channel chat",
        {
            "metric": "headcount",
            "value": "?",
            "unit": "persons",
            "by": None,
            "scope": "chat",
            "span": "? agents",
        },
    ),
    (
        "en",
        "exactly 12.5 FTE billable",
        {
            "metric": "fte",
            "value": 12.5,
            "unit": "FTE",
            "by": None,
            "scope": None,
            "span": "12.5 FTE billable",
        },
    ),
    (
        "de",
        "Malus maximal 6 % der Monatsrechnung",
        {"metric": "penalty", "value": 6, "unit": "percent", "by": None, "scope": None, "span": "6 %", "bound": "max"},
    ),
    (
        "en",
        "we bill EUR 2.80 per contact",
        {
            "metric": "price",
            "value": 2.8,
            "unit": "EUR/contact",
            "by": None,
            "scope": None,
            "span": "EUR 2.80 per contact",
        },
    ),
    (
        "en",
        "800 offered calls per day in Leipzig and Kassel",
        {
            "metric": "contact_volume",
            "value": 800,
            "unit": "contacts/day",
            "by": None,
            "scope": "Leipzig, Kassel",
            "span": "800 offered calls per day",
        },
    ),
    (
        "en",
        "NPS -10 to 5 points",
        {
            "metric": "nps",
            "value": {"min": -10, "max": 5},
            "unit": "points",
            "by": None,
            "scope": None,
            "span": "-10 to 5 points",
        },
    ),
]


@pytest.mark.parametrize(("language", "line", "wanted"), JSON)
def test_other_programs_get_these_keys(language, line, wanted):
    reading = parse_line(line, language, TODAY)
    figure = to_json(reading.term, reading.span)

    assert json.loads(json.dumps(figure)) == wanted
    assert list(figure)[:6] == ["metric", "value", "unit", "by", "scope", "span"]
