"""Limits of the vocabulary: hard ones reject, warn ones ask."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.figures import explain, parse_line, validate

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)

JUDGED = [
    ("40 agents", []),
    ("0 agents", ["hard out_of_limits"]),
    ("12.5 agents", ["hard not_whole"]),
    ("35 to 40.5 agents", ["hard not_whole"]),
    ("12.5 FTE billable", []),
    ("12.5 FTE", ["warn say_fte_basis"]),
    ("12.5 FTE, skill billable", []),
    ("12,5 FTE, wenn sie eingeplant sind", []),
    ("12.55 FTE seated", ["hard wrong_step"]),
    ("0 FTE seated", ["hard out_of_limits"]),
    ("service level 80/20", []),
    ("service level 0/20", ["hard out_of_limits"]),
    ("service level 101/20", ["hard out_of_limits"]),
    ("service level 80/0", ["hard out_of_limits"]),
    ("service level 96/20", ["warn unusual"]),
    ("service level 70/10", []),
    ("service level 95/60", []),
    ("service level 69.9/61", ["warn unusual", "warn unusual"]),
    ("service level 96/90, channel chat", []),
    ("service level 96/20, channel Telefon", ["warn unusual"]),
    ("AHT 10 s", ["warn unusual"]),
    ("AHT 9 s", ["hard out_of_limits"]),
    ("AHT 7200 s", ["warn unusual"]),
    ("AHT 7201 s", ["hard out_of_limits"]),
    ("AHT 240 to 540 s", []),
    ("AHT 239 to 540 s", ["warn unusual"]),
    ("AHT 900 s, channel chat", []),
    ("abandon rate 8 %", []),
    ("abandon rate 8.1 %", ["warn unusual"]),
    ("abandon rate 101 %", ["hard out_of_limits"]),
    ("quality score 79 %", ["warn unusual"]),
    ("quality score 96 %", ["warn unusual"]),
    ("quality score 101 %", ["hard out_of_limits"]),
    ("csat 79 %", ["warn unusual"]),
    ("csat 80 %", []),
    ("csat 101 %", ["hard out_of_limits"]),
    ("csat 5 out of 5", []),
    ("csat 5.1 out of 5", ["hard out_of_limits"]),
    ("csat 0.9 out of 5", ["hard out_of_limits"]),
    ("shrinkage 100 %", ["hard out_of_limits"]),
    ("penalty 15 %", []),
    ("penalty 16 %", ["warn unusual"]),
    ("bonus 101 %", ["hard out_of_limits"]),
    ("price EUR 0 per hour", ["hard out_of_limits"]),
    ("price EUR 0.01 per contact", []),
    ("minimum commitment 100 %", []),
    ("minimum commitment 101 %", ["hard out_of_limits"]),
    ("forecast tolerance ±21 %", ["warn unusual"]),
    ("forecast tolerance ±101 %", ["hard out_of_limits"]),
    ("attrition 120 % per year", ["warn unusual"]),
    ("attrition 30 to 45 % per year", []),
    ("NPS -100 to 100", []),
    ("NPS -101", ["hard out_of_limits"]),
    ("first response 0 min", ["hard out_of_limits"]),
    ("0 calls per day", []),
    ("productive hours 0 per month", ["hard out_of_limits"]),
    ("initial training 27 weeks", ["hard out_of_limits"]),
    ("initial training 13 weeks", ["warn unusual"]),
    ("training class size 26 persons", ["warn unusual"]),
    ("answer rate 79 %", ["warn unusual"]),
    ("ASA 31 s", ["warn unusual"]),
    ("ASA 0 s", ["hard out_of_limits"]),
    ("ACW 0 s", []),
    ("FCR 69 %", ["warn unusual"]),
    ("compliance rate 94 %", ["warn unusual"]),
    ("shrinkage 19 to 35 %", ["warn unusual"]),
    ("occupancy 86 %", ["warn unusual"]),
    ("schedule adherence 89 %", ["warn unusual"]),
    ("40 agents by 22 Nov 2026", ["hard date_past"]),
    ("40 agents by 23 Nov 2026", []),
    ("go-live 22 Nov 2026", ["hard date_past"]),
    ("go-live 1 Feb 2027", []),
    ("go-live 31 Jan 2027", ["warn soon"]),
    ("go-live 10 weeks after award", []),
    ("go-live 9 weeks after award", ["warn soon"]),
    ("? agents by 22 Nov 2026", ["hard date_past"]),
    ("? agents", []),
    ("0 agents by 22 Nov 2026", ["hard date_past", "hard out_of_limits"]),
    ("12.55 FTE by 22 Nov 2026", ["hard date_past", "hard wrong_step", "warn say_fte_basis"]),
]


@pytest.mark.parametrize(("line", "doubts"), JUDGED)
def test_limits_are_those_of_the_vocabulary(line, doubts):
    term = parse_line(line, "en", TODAY).term

    assert [f"{doubt.severity} {doubt.code}" for doubt in validate(term, NOW, "Europe/Berlin")] == doubts


@pytest.mark.parametrize(("zone", "is_past"), [("Europe/Berlin", True), ("America/Los_Angeles", False)])
def test_a_date_is_past_when_the_persons_day_is_over(zone, is_past):
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    term = parse_line("40 agents by 2026-11-23", "en", TODAY).term

    assert bool(validate(term, late, zone)) is is_past


def test_ten_weeks_are_counted_in_days():
    for days, doubts in ((69, 1), (70, 0)):
        day = TODAY + timedelta(days=days)
        term = parse_line(f"go-live {day.isoformat()}", "en", TODAY).term
        assert len(validate(term, NOW, "Europe/Berlin")) == doubts


EXPLAINED = [
    (
        "0 agents",
        "Agents (headcount): only at least 1 person is possible.",
        "Agenten (Headcount): Möglich ist nur mindestens 1 Person.",
    ),
    (
        "0 FTE seated",
        "Full-time equivalents: only more than 0 FTE seated is possible.",
        "Vollzeitäquivalente: Möglich ist nur mehr als 0 FTE besetzt.",
    ),
    (
        "shrinkage 100 %",
        "Shrinkage: only at least 0 %, less than 100 % is possible.",
        "Shrinkage: Möglich ist nur mindestens 0 %, weniger als 100 %.",
    ),
    (
        "service level 101/20",
        "Service level: only more than 0 %, at most 100 % is possible.",
        "Servicelevel: Möglich ist nur mehr als 0 %, höchstens 100 %.",
    ),
    (
        "AHT 600 s",
        "Average handling time: usual is 240 to 540 s.",
        "Durchschnittliche Bearbeitungszeit: Üblich ist 240 bis 540 s.",
    ),
    (
        "AHT 9 s",
        "Average handling time: only 10 to 7,200 s is possible.",
        "Durchschnittliche Bearbeitungszeit: Möglich ist nur 10 bis 7.200 s.",
    ),
    (
        "12.5 agents",
        "Agents (headcount): only whole numbers are possible.",
        "Agenten (Headcount): Möglich sind nur ganze Werte.",
    ),
    (
        "12.55 FTE seated",
        "Full-time equivalents: only steps of 0.1 are possible.",
        "Vollzeitäquivalente: Möglich sind nur Schritte von 0,1.",
    ),
    ("40 agents by 22 Nov 2026", "22 November 2026 is over already.", "Der 22. November 2026 ist schon vorbei."),
    (
        "go-live 31 Jan 2027",
        "Go-live in less than ten weeks: enough time only when nobody has to be hired.",
        "Go-live in weniger als zehn Wochen: Das reicht nur, wenn niemand neu eingestellt werden muss.",
    ),
    (
        "12.5 FTE",
        "Are the FTE billable, scheduled or seated? For example: “12.5 FTE billable”.",
        "Sind die FTE abrechenbar, eingeplant oder besetzt? Zum Beispiel: „12,5 FTE abrechenbar“.",
    ),
]


@pytest.mark.parametrize(("line", "english", "german"), EXPLAINED)
def test_a_doubt_is_explained_in_both_languages(line, english, german):
    (doubt,) = validate(parse_line(line, "en", TODAY).term, NOW, "Europe/Berlin")

    assert explain(doubt, "en") == english
    assert explain(doubt, "de") == german
