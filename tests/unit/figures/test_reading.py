"""Lines of text become terms: one table in both languages, seen from Monday 23 November 2026."""

from datetime import date
from decimal import Decimal

import pytest

from bot.domain.terms import (
    Bound,
    Question,
    Range,
    Scope,
    Term,
    WeeksAfterAward,
)
from bot.figures import format_term, parse_line, parse_lines, read_text
from tests.unit.figures.terms import FEB, LEIPZIG, MAR, TODAY, level, live, people, span_of, term

LINES = [
    # headcount
    ("en", "at least 40 agents in Leipzig by 1 Feb", people(40, FEB, LEIPZIG, Bound.MIN)),
    ("de", "mindestens 40 Agenten in Leipzig ab 1.2.", people(40, FEB, LEIPZIG, Bound.MIN)),
    ("de", "40 MA Leipzig 10 Wochen nach Beauftragung", people(40, WeeksAfterAward(10), LEIPZIG)),
    ("en", "40 agents ten weeks after the award", people(40, WeeksAfterAward(10))),
    ("en", "40 agents 70 days after award", people(40, WeeksAfterAward(10))),
    ("de", "40 Agenten ab Beauftragung", people(40, WeeksAfterAward(0))),
    ("en", "headcount 40", people(40)),
    ("en", "40 agents no later than 1 Feb", people(40, FEB)),
    ("de", "40 Agenten spätestens 1.2.", people(40, FEB)),
    ("de", "40 Kräfte", people(40)),
    ("de", "40 Plätze", people(40)),
    ("de", "40 Köpfe", people(40)),
    ("de", "40 Mitarbeitende", people(40)),
    ("de", "elf Agenten in Utrecht", people(11, scope=Scope(("Utrecht",)))),
    ("en", "eleven agents", people(11)),
    ("en", "60k agents", people(60000)),
    ("en", "+5 agents", people(5)),
    ("en", "1,200 agents", people(1200)),
    ("de", "1.200 Agenten", people(1200)),
    ("de", "Ab dem 1. April arbeiten 20 Agenten in Weimar für Sie.", people(20, date(2027, 4, 1), Scope(("Weimar",)))),
    ("en", "By the end of June we add eleven agents in Utrecht.", people(11, date(2027, 6, 30), Scope(("Utrecht",)))),
    ("en", "40 agents max", people(40, bound=Bound.MAX)),
    ("en", "exactly 40 agents", people(40, bound=Bound.EXACT)),
    ("de", "nicht weniger als 40 Agenten", people(40, bound=Bound.MIN)),
    ("de", "HOECHSTENS 40 KRAEFTE", people(40, bound=Bound.MAX)),
    # ranges
    ("en", "35 to 40 agents", Term("headcount", Range(Decimal(35), Decimal(40)), "persons")),
    ("de", "zwischen 35 und 40 Agenten", Term("headcount", Range(Decimal(35), Decimal(40)), "persons")),
    (
        "de",
        "8 bis 10 Agenten ab 3. Mai",
        Term("headcount", Range(Decimal(8), Decimal(10)), "persons", due=date(2027, 5, 3)),
    ),
    ("en", "AHT 5-6 min", Term("aht", Range(Decimal(300), Decimal(360)), "seconds")),
    ("en", "csat 4.0 to 4.2 out of 5", Term("csat", Range(Decimal(4), Decimal("4.2")), "score_1_5")),
    # fte
    ("de", "12,5 FTE", term("fte", "12.5", "FTE")),
    ("de", "12,5 VZÄ", term("fte", "12.5", "FTE")),
    ("en", "12.5 full-time equivalents", term("fte", "12.5", "FTE")),
    ("de", "12.5 FTE", term("fte", "12.5", "FTE")),
    ("en", "12.5 billable FTE", term("fte", "12.5", "FTE billable")),
    # go-live
    ("en", "go-live 1 March 2027", live(MAR)),
    ("de", "Go-live am 1.3.", live(MAR)),
    ("de", "Produktivstart KW 8", live(date(2027, 2, 22))),
    ("de", "Go-live spätestens 1.3.", live(MAR, bound=Bound.MAX)),
    ("en", "go-live no earlier than 1 March", live(MAR, bound=Bound.MIN)),
    ("en", "go-live 10 weeks after award", live(WeeksAfterAward(10))),
    ("en", "go-live in 12 weeks", live(date(2027, 2, 15))),
    ("en", "go-live in 3 months", live(date(2027, 2, 23))),
    ("en", "go-live by 1 March at the latest", live(MAR)),
    # service level
    ("en", "service level 80/20 from 1 March", level(80, 20, MAR)),
    ("de", "SL 80 % in 20 Sekunden", level(80, 20)),
    ("en", "80/20 service level", level(80, 20)),
    ("en", "service level 80 % of calls answered within 20 seconds", level(80, 20)),
    ("de", "Servicelevel 80 % innerhalb von 2 Minuten", level(80, 120)),
    ("de", "Service-Level von 85/15", level(85, 15)),
    ("en", "SL 80 % in 0:20 min", level(80, 20)),
    ("en", "80/20", level(80, 20)),
    ("de", "80/20 service level by 1 Feb", level(80, 20, FEB)),
    ("de", "Erreichbarkeit 80/20", level(80, 20)),
    ("de", "Erreichbarkeit 90 %", term("answer_rate", 90, "percent")),
    # handling time
    ("en", "AHT max. 300 s", term("aht", 300, "seconds", bound=Bound.MAX)),
    ("en", "AHT 5:30 min", term("aht", 330, "seconds")),
    ("en", "AHT 5:30", term("aht", 330, "seconds")),
    ("en", "AHT 1:30 h", term("aht", 5400, "seconds")),
    ("en", "AHT 5 minutes", term("aht", 300, "seconds")),
    ("en", "AHT 5 min 30 s", term("aht", 330, "seconds")),
    ("en", "AHT 300", term("aht", 300, "seconds")),
    ("en", "AHT min 300 s", term("aht", 300, "seconds", bound=Bound.MIN)),
    ("en", "first response 6 hours", term("first_response", 360, "minutes")),
    # rates and scores
    ("de", "QA 92,5 % ab KW 8", term("qa_score", "92.5", "percent", date(2027, 2, 22))),
    ("en", "quality score ≥ 90 %, 15 Mar", term("qa_score", 90, "percent", date(2027, 3, 15), bound=Bound.MIN)),
    ("en", "abandon rate below 5 %", term("abandon_rate", 5, "percent", bound=Bound.MAX)),
    ("de", "Abbruchrate höchstens 5 % ab Q2", term("abandon_rate", 5, "percent", date(2027, 4, 1), bound=Bound.MAX)),
    ("en", "csat 85 %", term("csat", 85, "percent")),
    ("de", "CSAT 4,2 von 5", term("csat", "4.2", "score_1_5")),
    ("en", "csat 4.2 out of 5", term("csat", "4.2", "score_1_5")),
    ("en", "csat 4.2/5", term("csat", "4.2", "score_1_5")),
    ("en", "NPS -5", term("nps", -5, "points")),
    ("en", "NPS +5", term("nps", 5, "points")),
    ("en", "forecast tolerance ±10 %", term("forecast_tolerance", 10, "percent")),
    ("de", "2.100 Produktivstunden/Monat", term("productive_hours", 2100, "hours/month")),
    ("en", "contact volume 800 calls per day", term("contact_volume", 800, "contacts/day")),
    ("en", "attrition of 40 % per year", term("attrition", 40, "percent/year")),
    ("en", "Training classes have 13 people", term("class_size", 13, "persons")),
    # every metric has ranges
    ("de", "Auslastung 78-82 %", span_of("occupancy", 78, 82, "percent")),
    ("de", "Auslastung 78–82 %", span_of("occupancy", 78, 82, "percent")),
    ("en", "fcr 70%-75%", span_of("fcr", 70, 75, "percent")),
    ("en", "first response 30 min to 2 hours", span_of("first_response", 30, 120, "minutes")),
    ("de", "AHT zwischen 5:00 und 6:00 Minuten", span_of("aht", 300, 360, "seconds")),
    ("de", "Erstschulung 6 bis 8 Wochen", span_of("training_duration", 6, 8, "weeks")),
    ("de", "2.000 bis 2.100 Produktivstunden pro Monat", span_of("productive_hours", 2000, 2100, "hours/month")),
    ("en", "forecast tolerance 10 to 15 %", span_of("forecast_tolerance", 10, 15, "percent")),
    ("en", "12 to 14.5 FTE seated", span_of("fte", 12, "14.5", "FTE seated")),
    # signs
    ("en", "NPS −5", term("nps", -5, "points")),
    ("de", "NPS minus 5", term("nps", -5, "points")),
    ("en", "-5 NPS", term("nps", -5, "points")),
    ("en", "- 5 NPS", term("nps", 5, "points")),  # a bullet
    ("en", "NPS of at least -5 points", term("nps", -5, "points", bound=Bound.MIN)),
    ("en", "NPS -10 to 5", span_of("nps", -10, 5, "points")),
    ("de", "NPS von -10 bis -5 Punkte", span_of("nps", -10, -5, "points")),
    ("en", "NPS between -10 and 10", span_of("nps", -10, 10, "points")),
    ("en", "NPS 5-10", span_of("nps", 5, 10, "points")),
    ("en", "NPS -10 - -5", span_of("nps", -10, -5, "points")),
    ("de", "NPS minus 10 bis minus 5", span_of("nps", -10, -5, "points")),
    ("en", "forecast tolerance plus or minus 10 %", term("forecast_tolerance", 10, "percent")),
    ("de", "Korridor +/- 10 %", term("forecast_tolerance", 10, "percent")),
    ("de", "Forecast-Abweichung max. ±10 %", term("forecast_tolerance", 10, "percent", bound=Bound.MAX)),
    # volumes
    ("de", "800 Anrufe/Tag", term("contact_volume", 800, "contacts/day")),
    ("en", "120 calls/h", term("contact_volume", 120, "contacts/hour")),
    ("de", "5.000 Anrufe je Woche", term("contact_volume", 5000, "contacts/week")),
    ("de", "5.000 Kontakte wöchentlich", term("contact_volume", 5000, "contacts/week")),
    ("en", "60k contacts per month", term("contact_volume", 60000, "contacts/month")),
    ("en", "contact volume 800 to 1,000 per day", span_of("contact_volume", 800, 1000, "contacts/day")),
    ("en", "800 offered calls per day", term("contact_volume", 800, "contacts/day offered")),
    ("en", "contact volume 800 calls per day offered", term("contact_volume", 800, "contacts/day offered")),
    ("de", "800 angebotene Anrufe pro Tag", term("contact_volume", 800, "contacts/day offered")),
    ("en", "800 calls handled per hour", term("contact_volume", 800, "contacts/hour handled")),
    ("de", "800 angenommene Anrufe pro Monat", term("contact_volume", 800, "contacts/month handled")),
    (
        "en",
        "500 e-mails per day in Aue",
        term("contact_volume", 500, "contacts/day", scope=Scope(("Aue",), channel="e-mails")),
    ),
    # money
    ("en", "price EUR 30.40 per hour", term("price", "30.4", "EUR/hour")),
    ("en", "price € 2.80 per contact", term("price", "2.8", "EUR/contact")),
    ("de", "30,40 EUR/h", term("price", "30.4", "EUR/hour")),
    ("de", "Vergütung 30,40 € pro Stunde", term("price", "30.4", "EUR/hour")),
    ("de", "Stundenvergütung 30,40 EUR", term("price", "30.4", "EUR/hour")),
    ("de", "Stückvergütung höchstens 2,80", term("price", "2.8", "EUR/contact", bound=Bound.MAX)),
    ("de", "Preis pro Kontakt: 2,80 €", term("price", "2.8", "EUR/contact")),
    ("en", "€30-32 per hour", span_of("price", 30, 32, "EUR/hour")),
    ("en", "EUR 30 to EUR 32 per hour", span_of("price", 30, 32, "EUR/hour")),
    ("de", "Malus maximal 6 % der Monatsrechnung", term("penalty", 6, "percent malus", bound=Bound.MAX)),
    ("de", "Bonus bis zu 3 % der Vergütung", term("penalty", 3, "percent bonus", bound=Bound.MAX)),
    ("en", "bonus up to 3 % of the monthly fee", term("penalty", 3, "percent bonus", bound=Bound.MAX)),
    ("de", "Pönale 5 %", term("penalty", 5, "percent malus")),
    ("de", "Bonus-Malus 5 %", term("penalty", 5, "percent")),
    ("en", "bonus or penalty of 2 to 5 %", span_of("penalty", 2, 5, "percent")),
    ("en", "minimum commitment of 90 % of the forecast", term("minimum_commitment", 90, "percent")),
    ("de", "Mindestabnahme 85-90 % des Forecasts", span_of("minimum_commitment", 85, 90, "percent")),
    # further words
    ("en", "6 weeks of training", term("training_duration", 6, "weeks")),
    ("de", "sechs Wochen Schulung", term("training_duration", 6, "weeks")),
    ("en", "annual attrition 40 %", term("attrition", 40, "percent/year")),
    ("de", "Fluktuation 120 % p. a.", term("attrition", 120, "percent/year")),
    ("de", "CSAT 4,2 auf einer Skala von 1 bis 5", term("csat", "4.2", "score_1_5")),
    ("en", "csat 4.0-4.2/5", span_of("csat", 4, "4.2", "score_1_5")),
    # questions
    ("en", "price ? per hour", Term("price", Question(), "EUR/hour")),
    ("de", "? Anrufe pro Tag", Term("contact_volume", Question(), "contacts/day")),
    ("de", "Malus ?", Term("penalty", Question(), "percent malus")),
    ("en", "? agents in Kassel by 1 Feb", Term("headcount", Question(), "persons", due=FEB, scope=Scope(("Kassel",)))),
    (
        "de",
        "wie viele Agenten in Kassel bis 1.2.?",
        Term("headcount", Question(), "persons", due=FEB, scope=Scope(("Kassel",))),
    ),
    ("en", "AHT ?", Term("aht", Question(), "seconds")),
    ("en", "service level ? from 1 March", Term("service_level", Question(), "percent/seconds", due=MAR)),
    ("en", "? csat out of 5", Term("csat", Question(), "score_1_5")),
    ("en", "go-live ?", Term("go_live", Question(), "date")),
]


@pytest.mark.parametrize(("language", "line", "wanted"), LINES)
def test_a_line_is_read(language, line, wanted):
    assert parse_line(line, language, TODAY).term == wanted


@pytest.mark.parametrize(("language", "line", "wanted"), LINES)
def test_what_was_read_is_written_so_that_it_reads_the_same_in_both_languages(language, line, wanted):
    read = parse_line(line, language, TODAY).term

    assert parse_line(format_term(read, "de"), "de", TODAY).term == read
    assert parse_line(format_term(read, "en"), "en", TODAY).term == read


SPANS = [
    ("en", "at least 40 agents in Leipzig by 1 Feb", "40 agents"),
    ("de", "Service-Level von 85/15", "85/15"),
    ("de", "Servicelevel 80 % in 20 Sekunden ab 1.3.", "80 % in 20 Sekunden"),
    ("de", "Erstlösungsquote von mindestens 70 %", "70 %"),
    ("en", "NPS 30", "NPS 30"),
    ("en", "headcount: 40", "40"),
    ("en", "40 headcount", "40 headcount"),
    ("de", "Go-live am 3. Mai", "3. Mai"),
    ("en", "CSAT 4.1 out of 5", "4.1 out of 5"),
    ("de", "2.100 Produktivstunden/Monat", "2.100 Produktivstunden/Monat"),
    ("de", "8 bis 10 Agenten", "8 bis 10 Agenten"),
    ("en", "eleven agents", "eleven agents"),
    ("en", "AHT 5:30 min", "5:30 min"),
    ("en", "we bill EUR 2.80 per contact", "EUR 2.80 per contact"),
    ("de", "Vergütung 30,40 EUR pro Stunde", "30,40 EUR pro Stunde"),
    ("de", "Stundensatz 30 €", "30 €"),
    ("de", "Malus maximal 6 % der Monatsrechnung", "6 %"),
    ("de", "Mindestabnahme 90 % des Forecasts", "90 %"),
    ("en", "attrition of 40 % per year", "40 % per year"),
    ("en", "occupancy of 78-82 %", "78-82 %"),
    ("en", "800 calls per day", "800 calls per day"),
]


@pytest.mark.parametrize(("language", "line", "span"), SPANS)
def test_the_span_is_the_shortest_text_with_number_and_unit(language, line, span):
    assert parse_line(line, language, TODAY).span == span


@pytest.mark.parametrize("bullet", ["- ", "• ", "•", "* ", "1. ", "12) ", "  – ", "‣ "])
def test_bullets_are_ignored(bullet):
    assert parse_line(f"{bullet}40 agents in Leipzig by 1 Feb", "en", TODAY).term == people(40, FEB, LEIPZIG)


def test_a_date_at_the_beginning_is_no_bullet():
    assert parse_line("1. Februar: 40 Agenten in Leipzig", "de", TODAY).term == people(40, FEB, LEIPZIG)


def test_lines_are_parted_at_line_breaks_and_semicolons_and_keep_their_number():
    text = "40 agents by 1 Feb in Leipzig; service level 80/20 from 1 March\r\n\n- \n nonsense\n• AHT 300 s"

    found = parse_lines(text, "en", TODAY)

    assert [entry.line_number for entry in found] == [1, 1, 4, 5]
    assert [getattr(entry, "term", None) and entry.term.metric for entry in found] == [
        "headcount",
        "service_level",
        None,
        "aht",
    ]


def test_a_semicolon_in_quotes_parts_nothing():
    (found,) = parse_lines('40 agents if "A; B"', "en", TODAY)

    assert found.term.conditions == ("A; B",)


def test_running_text_gives_the_lines_that_are_figures():
    text = "Hello,\n40 agents in Leipzig\nBest regards\nTel. 020 7946 0155"

    assert [reading.term for reading in read_text(text, "en", TODAY)] == [people(40, scope=LEIPZIG)]


def test_each_in_a_rate_is_no_share_of_several_sites():
    term = parse_line("5.000 Anrufe je Tag in Leipzig und Kassel", "de", TODAY).term

    assert (term.unit, term.scope.sites) == ("contacts/day", ("Leipzig", "Kassel"))


def test_of_two_days_the_one_that_is_over_is_no_reading():
    reading = parse_line("40 agents by 1/12/2026", "en", TODAY)

    assert reading.term.due == date(2026, 12, 1)
    assert [notice.code for notice in reading.notices] == ["date_read"]
