"""The catalogue is data: what it holds, and that an entry is all a new metric of an existing kind needs."""

import tomllib
from decimal import Decimal
from importlib import resources

import pytest

from bot.figures import UnknownMetric, catalogue, lexicon, metric, metrics, parse_line

REQUIRED = ["headcount", "fte", "go_live", "service_level", "aht", "abandon_rate", "qa_score", "csat"]


def test_the_required_metrics_are_there():
    assert set(REQUIRED) <= set(metrics())


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


CACHES = (catalogue._data, catalogue.metrics, catalogue.units, lexicon._indexes, lexicon.known_words)


def forget():
    for cached in CACHES:
        cached.cache_clear()


def test_a_metric_of_an_existing_kind_is_one_entry(monkeypatch):
    from datetime import date

    text = resources.files("bot.figures").joinpath("metrics.toml").read_text(encoding="utf-8")
    entry = """
[metric.callback_rate]
kind = "quantity"
en = { label = "callback rate" }
de = { label = "Rückrufquote" }
words = ["callback rate", "rückrufquote"]
units = [{ unit = "percent", hard = "[0, 100]" }]
due = "from"
example = { en = "callback rate 5 %", de = "Rückrufquote 5 %" }
"""
    data = tomllib.loads(text + entry)
    forget()
    monkeypatch.setattr(catalogue, "_data", lambda: data)
    try:
        read = parse_line("Rueckrufquote höchstens 5 % ab 1.3.", "de", date(2026, 11, 23))
    finally:
        monkeypatch.undo()
        forget()

    assert (read.term.metric, read.term.unit, read.term.due) == ("callback_rate", "percent", date(2027, 3, 1))
