"""A line that is no figure, or two, is an error with its place, its readings and one correct line."""

from datetime import date

import pytest

from bot.figures import FigureError, explain, metrics, parse_line, parse_lines

TODAY = date(2026, 11, 23)

ERRORS = [
    # line, code, the text in question, readings
    ("en", "hello world", "no_metric", "hello world", ()),
    ("en", "40", "no_metric", "40", ()),
    ("en", "40 agnets in Leipzig", "unknown_word", "agnets", ()),
    ("en", "40 agents in Leipzig not", "unknown_word", "not", ()),
    ("en", "40 agents Serviec", "unknown_word", "Serviec", ()),
    ("en", "40 agents unless it rains", "unknown_word", "unless", ()),
    ("en", "40 agents and 12 FTE", "many_metrics", "FTE", ()),
    ("en", "AHT 300 s, QA 90 %", "many_metrics", "QA", ()),
    ("en", "headcount 12 FTE", "many_metrics", "FTE", ()),
    ("en", "agents in Leipzig", "no_value", "", ()),
    ("en", "go-live", "no_value", "", ()),
    ("en", "40 agents in Leipzig and 20 in Kassel", "many_values", "20", ()),
    ("en", "40 agents, 20 in Kassel, 30 in Aue", "many_values", "20", ()),
    ("en", "service level 80 20 10", "many_values", "10", ()),
    ("en", "go-live 1 March 40", "many_values", "40", ()),
    ("en", "at least 40 and at most 50 agents", "many_bounds", "at most", ()),
    ("en", "<!channel> 40 agents", "many_bounds", ">", ()),
    ("de", "Servicelevel 80 %", "no_seconds", "80", ()),
    ("en", "csat 85", "no_unit", "85", ("85 %",)),  # 85 out of 5 is no reading
    ("de", "CSAT 85", "no_unit", "85", ("85 %",)),
    ("en", "csat 4.2", "no_unit", "4.2", ("4.2 %", "4.2 out of 5")),
    ("de", "CSAT 4,2", "no_unit", "4,2", ("4,2 %", "4,2 von 5")),
    ("en", "csat 101", "no_unit", "101", ()),
    ("en", "csat 80-85", "no_unit", "85", ("85 %",)),
    ("en", "price 30", "no_unit", "30", ("30 EUR per hour", "30 EUR per contact")),
    ("de", "Preis 2,80 €", "no_unit", "2,80", ("2,80 EUR pro Stunde", "2,80 EUR pro Kontakt")),
    (
        "en",
        "contact volume 800",
        "no_unit",
        "800",
        ("800 contacts per day", "800 contacts per hour", "800 contacts per week", "800 contacts per month"),
    ),
    ("de", "Stundenvergütung 2,80 EUR pro Kontakt", "wrong_unit", "pro Kontakt", ()),
    ("en", "hourly rate 2.80 EUR per contact", "wrong_unit", "per contact", ()),
    ("en", "40 agents per hour", "wrong_unit", "per hour", ()),
    ("en", "bonus 3 % and penalty 6 %", "many_metrics", "penalty", ()),
    ("en", "bonus 3 % of fee, price", "many_metrics", "price", ()),
    ("en", "headcount 40, 800 calls per day", "many_metrics", "calls per day", ()),
    ("en", "NPS -5 to -10", "bad_range", "5 to -10", ()),
    ("en", "NPS 5 and -10, 3", "many_values", "10", ()),
    ("en", "occupancy 80 % 82 %", "many_values", "82", ()),
    ("de", "je 20 Agenten in Leipzig und Kassel", "each_site", "je", ()),
    ("en", "20 agents each in Leipzig and Kassel", "each_site", "each", ()),
    ("de", "40 Agenten in Leipzig, Angebot gilt", "unknown_word", "Angebot", ()),
    ("en", "40 % agents", "wrong_unit", "%", ()),
    ("en", "abandon rate 5 s", "wrong_unit", "s", ()),
    ("en", "qa 5:30", "wrong_unit", "5:30", ()),
    ("en", "1.2.3,4.5 agents", "bad_number", "1.2.3,4.5", ()),
    ("en", "1,2.3,4 agents", "bad_number", "1,2.3,4", ()),
    ("en", "60 to 40 agents", "bad_range", "60 to 40", ()),
    ("en", "40 agents by 31 Feb", "bad_date", "31 Feb", ()),
    ("en", "40 agents by 2027-02-30", "bad_date", "2027-02-30", ()),
    ("en", "40 agents by 31.02.2027", "bad_date", "31.02.2027", ()),
    ("en", "40 agents by 30/30/2027", "bad_date", "30/30/2027", ()),
    ("en", "40 agents by week 60", "bad_date", "week 60", ()),
    ("en", "40 agents by Tue 1 Feb", "wrong_weekday", "Tue 1 Feb", ("Mon 1 February 2027",)),
    ("en", "40 agents by mid-March", "vague_date", "mid-March", ()),
    ("de", "40 Agenten ab Anfang März", "vague_date", "Anfang März", ()),
    ("de", "40 Agenten Mitte 2027", "vague_date", "Mitte 2027", ()),
    ("de", "40 Agenten bis Ostern", "vague_date", "Ostern", ()),
    ("en", "40 agents around 1 Feb", "vague_date", "around 1 Feb", ()),
    ("en", "40 agents in 10 working days", "vague_date", "10 working days", ()),
    ("en", "40 agents not before 1 Feb", "vague_date", "not before 1 Feb", ()),
    ("en", "40 agents by 1/2/2027", "ambiguous_date", "1/2/2027", ("2 January 2027", "1 February 2027")),
    ("de", "40 Agenten bis 01/02", "ambiguous_date", "01/02", ("2. Januar 2027", "1. Februar 2027")),
    ("de", "40 Agenten bis Q2", "ambiguous_date", "bis Q2", ("1. April 2027", "30. Juni 2027")),
    ("en", "40 agents by 2028", "ambiguous_date", "by 2028", ("1 January 2028", "31 December 2028")),
    (
        "en",
        "40 agents by end of CW 8",
        "ambiguous_date",
        "end of CW 8",
        ("Fri 26 February 2027", "Sun 28 February 2027"),
    ),
    ("en", "AHT 60", "ambiguous_unit", "60", ("60 s", "60 min")),
    (
        "en",
        "40 agents in Leipzig by 1 Feb?",
        "ambiguous_question",
        "?",
        ("40 agents in Leipzig by 1 Feb", "? agents in Leipzig by 1 Feb"),
    ),
    ("en", "go-live 1 March?", "ambiguous_question", "?", ("go-live 1 March", "go-live ?")),
    ("en", "40 agents by 1 Feb, 1 March", "many_dates", "1 March", ()),
    ("en", "go-live 1 Feb or 1 March", "many_dates", "1 March", ()),
    ("de", "40 Agenten 3 Monate nach Beauftragung", "only_weeks_after_award", "3 Monate nach Beauftragung", ()),
    ("de", "40 Agenten 10 Tage nach Beauftragung", "only_weeks_after_award", "10 Tage nach Beauftragung", ()),
    ("en", "40 agents in Leipzig at Kassel", "many_scopes", "Kassel", ()),
    ("en", "40 agents, voice, chat", "many_scopes", "chat", ()),
    ("en", '40 agents in ""', "no_scope", '""', ()),
    ("en", "40 agents in " + "X" * 81, "no_scope", "X" * 81, ()),
    ("en", "40 agents if", "empty_condition", "if", ()),
    ("de", "40 Agenten, wenn A und wenn", "empty_condition", "wenn", ()),
    ("en", "", "empty", "", ()),
    ("en", " - ", "empty", "", ()),
]


@pytest.mark.parametrize(("language", "line", "code", "text", "readings"), ERRORS)
def test_a_line_that_is_no_figure_says_why_and_where(language, line, code, text, readings):
    with pytest.raises(FigureError) as caught:
        parse_line(line, language, TODAY)

    error = caught.value
    assert (error.code, error.readings) == (code, readings)
    assert error.text.strip() == text.strip()
    assert line[error.start : error.end].strip() == text.strip()


@pytest.mark.parametrize(("language", "line", "code", "text", "readings"), ERRORS)
def test_its_explanation_names_line_place_and_a_correct_line_in_both_languages(language, line, code, text, readings):
    with pytest.raises(FigureError) as caught:
        parse_line(line, language, TODAY)

    error = caught.value
    english, german = explain(error, "en"), explain(error, "de")
    assert english.startswith(f"Line 1, character {error.start + 1}: ")
    assert german.startswith(f"Zeile 1, Zeichen {error.start + 1}: ")
    assert english.endswith(f"For example: {error.example}")
    assert german.endswith(f"Zum Beispiel: {error.example}")
    assert all(reading in english for reading in readings)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("identifier", list(metrics()))
def test_each_example_is_a_correct_line_of_its_metric(language, identifier):
    example = metrics()[identifier].example(language)

    assert parse_line(example, language, TODAY).term.metric == identifier


def test_the_example_belongs_to_the_metric_that_was_meant():
    with pytest.raises(FigureError) as caught:
        parse_line("AHT 60", "en", TODAY)

    assert caught.value.example == "AHT at most 300 s from 1 March"


def test_a_mistyped_word_is_shown_with_what_may_have_been_meant():
    (error,) = parse_lines("40 agnets in Leipzig", "en", TODAY)

    assert "Is “agents” meant?" in explain(error, "en")
    assert "Ist „agents“ gemeint?" in explain(error, "de")


def test_an_error_keeps_the_number_of_its_line():
    _, error = parse_lines("40 agents\n\n40 agents by 31 Feb", "en", TODAY)

    assert error.line_number == 3
    assert explain(error, "en") == (
        "Line 3, character 14: “31 Feb” is not in the calendar. For example: at least 40 agents in Leipzig by 1 Feb"
    )
    assert str(error) == "bad_date at 3:14: '31 Feb'"


def test_a_line_that_is_too_long_is_refused():
    (error,) = parse_lines("40 agents if " + "x " * 600, "en", TODAY)

    assert error.code == "too_long"
    assert len(explain(error, "de")) < 200


def test_places_count_in_the_line_with_its_bullet_and_composed_letters():
    (error,) = parse_lines("  - ko\u0308ln 40", "de", TODAY)

    assert error.source[error.start : error.end] == "köln 40"


def test_errors_pass_context_managers_unharmed():
    from contextlib import contextmanager

    @contextmanager
    def guard():
        yield

    with pytest.raises(FigureError), guard():
        parse_line("nothing", "en", TODAY)
