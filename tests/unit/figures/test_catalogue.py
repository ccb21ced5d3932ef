"""The catalogue is data: what it holds, and that an entry is all a new metric of an existing kind needs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import resources

import pytest

from bot.domain.terms import Quantity
from bot.figures import (
    FigureError,
    UnknownMetric,
    catalogue,
    explain,
    format_term,
    lexicon,
    metric,
    metric_label,
    metrics,
    parse_line,
    to_json,
    validate,
    writing,
)

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def test_every_metric_has_units_that_exist_and_words_in_both_languages():
    for entry in metrics().values():
        assert all(limits.unit in catalogue.units() for limits in entry.units), entry.id
        assert all((entry.label("de"), entry.label("en"), entry.name("de"), entry.name("en"))), entry.id
        assert entry.due in {"by", "from"}


def test_no_word_means_two_metrics():
    seen = {}
    for entry in metrics().values():
        for word in entry.words:
            assert seen.setdefault(word, entry.id) == entry.id


def test_an_unknown_metric_is_refused():
    with pytest.raises(UnknownMetric):
        metric("happiness")


@pytest.mark.parametrize(
    ("interval", "inside", "outside"),
    [("[1, 5]", [1, 3, 5], [0, 6]), ("(1, 5)", [2, 4], [1, 5]), ("(0, )", [1, 10**9], [0, -1]), ("", [-1, 0, 1], [])],
)
def test_intervals_say_whether_their_ends_belong_to_them(interval, inside, outside):
    read = catalogue._interval(interval)

    assert all(Decimal(value) in read for value in inside)
    assert not any(Decimal(value) in read for value in outside)


def test_a_wrong_interval_is_an_error():
    with pytest.raises(ValueError, match="not an interval"):
        catalogue._interval("1 to 5")


VOCABULARY = (
    "headcount fte productive_hours go_live training_duration class_size contact_volume service_level answer_rate "
    "abandon_rate asa aht acw first_response fcr csat nps qa_score compliance shrinkage occupancy adherence attrition "
    "forecast_tolerance penalty minimum_commitment price"
)


def test_every_metric_of_the_vocabulary_is_there_and_no_other():
    assert set(metrics()) == set(VOCABULARY.split())


ENTRY = """
[unit."callbacks/day"]
en = ["callback per day", "callbacks per day"]
de = ["Rückruf pro Tag", "Rückrufe pro Tag"]
words = ["callback {a_day}", "callbacks {a_day}", "rückruf {a_day}", "rückrufe {a_day}"]
beside = ["{a_day}"]
implies = "callbacks"

[metric.callbacks]
kind = "quantity"
en = { label = "promised callbacks", name = "callbacks" }
de = { label = "zugesagte Rückrufe", name = "Rückrufe" }
words = ["callbacks", "callback volume", "rückrufe", "rückrufvolumen"]
units = [{ unit = "callbacks/day", hard = "[0, 5000]", warn = "[0, 500]" }, { unit = "percent", hard = "[0, 100]" }]
whole = true
at_most = "contact_volume"
due = "from"
example = { en = "120 callbacks per day", de = "120 Rückrufe pro Tag" }
"""
CACHES = (
    catalogue._data,
    catalogue.metrics,
    catalogue.units,
    lexicon._indexes,
    lexicon.known_words,
    lexicon._unit_kinds,
    writing._site,
    writing._named,
    writing._condition,
)


def forget():
    for cached in CACHES:
        cached.cache_clear()


@pytest.fixture
def with_callbacks(monkeypatch, tmp_path):
    """A copy of the catalogue with one more entry; nothing else is changed."""
    packaged = resources.files("bot.figures").joinpath("metrics.toml").read_text(encoding="utf-8")
    copy = tmp_path / "metrics.toml"
    copy.write_text(packaged + ENTRY, encoding="utf-8")
    forget()
    monkeypatch.setattr(catalogue, "_source", lambda: copy)
    yield
    monkeypatch.undo()
    forget()


@pytest.mark.usefixtures("with_callbacks")
@pytest.mark.parametrize(
    ("language", "line", "written", "label", "doubts"),
    [
        (
            "en",
            "at least 1,200 callbacks a day in Leipzig and Kassel from 1 March",
            "callbacks at least 1,200 callbacks per day in Leipzig and Kassel from 1 March 2027",
            "promised callbacks",
            ["Promised callbacks: usual is 0 to 500 callbacks per day."],
        ),
        (
            "de",
            "mindestens 1.200 Rueckrufe/Tag in Leipzig und Kassel ab 1.3.",
            "Rückrufe mindestens 1.200 Rückrufe pro Tag in Leipzig und Kassel ab 1. März 2027",
            "zugesagte Rückrufe",
            ["Zugesagte Rückrufe: Üblich ist 0 bis 500 Rückrufe pro Tag."],
        ),
    ],
)
def test_a_new_metric_is_one_entry_of_the_catalogue(language, line, written, label, doubts):
    reading = parse_line(line, language, TODAY)
    term = reading.term

    assert (term.metric, term.unit, term.value) == ("callbacks", "callbacks/day", Quantity(Decimal(1200)))
    assert format_term(term, language) == written
    for other in ("de", "en"):
        assert parse_line(format_term(term, other), other, TODAY).term == term
    assert metric_label("callbacks", language) == label
    assert [explain(doubt, language) for doubt in validate(term, NOW, "Europe/Berlin")] == doubts
    assert to_json(term, reading.span) == {
        "metric": "callbacks",
        "value": 1200,
        "unit": "callbacks/day",
        "by": "2027-03-01",
        "scope": "Leipzig, Kassel",
        "span": line.split(" in ")[0].split(" ", 2 if language == "en" else 1)[-1],
        "bound": "min",
    }


@pytest.mark.usefixtures("with_callbacks")
@pytest.mark.parametrize("line", ["5001 callbacks per day", "callbacks 12.5 per day", "callbacks 101 %"])
def test_the_limits_of_a_new_metric_hold(line):
    (doubt,) = [doubt for doubt in validate(parse_line(line, "en", TODAY).term, NOW, "UTC") if doubt.is_hard]

    assert doubt.metric == "callbacks"


@pytest.mark.usefixtures("with_callbacks")
def test_a_new_metric_is_named_in_errors():
    with pytest.raises(FigureError) as caught:
        parse_line("callbacks in Leipzig", "en", TODAY)

    assert "promised callbacks" in explain(caught.value, "en")
    assert "120 callbacks per day" in explain(caught.value, "en")


def test_the_packaged_catalogue_is_as_before():
    assert set(metrics()) == set(VOCABULARY.split())
