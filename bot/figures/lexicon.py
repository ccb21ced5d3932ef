"""Which phrases mean what: the tables of `words` and the catalogue, indexed by their first word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.figures import words
from bot.figures.catalogue import metrics, units
from bot.figures.tokens import GLUE, Token, fold

_WORD = re.compile(r"\d+|[^\W\d_](?:[^\W_]|['’])*|>=|<=|=>|=<|[^\w\s]")

_TABLES: Mapping[str, Mapping[str, str]] = {
    "month": words.MONTHS,
    "weekday": words.WEEKDAYS,
    "day": words.DAYS,
    "number": words.NUMBERS,
    "magnitude": words.MAGNITUDES,
    "bound": words.BOUNDS,
    "due": words.DUE,
    "latest_after": words.LATEST_AFTER,
    "article": words.ARTICLES,
    "end": words.PERIOD_ENDS,
    "year_end": words.YEAR_ENDS,
    "vague": words.VAGUE,
    "vague_day": words.VAGUE_DAYS,
    "week": words.WEEK_NAMES,
    "quarter": words.QUARTERS,
    "duration": words.DURATIONS,
    "after": words.AFTER,
    "award": words.AWARDS,
    "condition": words.CONDITIONS,
    "and_condition": words.AND_CONDITIONS,
    "site": words.SITE_OPENERS,
    "site_follower": words.SITE_FOLLOWERS,
    "joiner": words.JOINERS,
    "part": words.PART_OPENERS,
    "for": words.FOR,
    "channel": words.CHANNELS,
    "language": words.LANGUAGES,
    "question": words.QUESTIONS,
    "approximate": words.APPROXIMATE,
    "calls": words.CALLS,
    "within": words.WITHIN,
    "range": words.RANGES,
    "between": words.RANGE_OPENERS,
    "filler": words.FILLERS,
    "basis": words.BASES,
}


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase that was found: what it means, and the index of the token after it."""

    meaning: str
    end: int


Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


def _keys(phrase: str) -> tuple[str, ...]:
    return tuple(key for word in _WORD.findall(phrase) if (key := fold(word)) not in GLUE or phrase == word)


def _index(pairs: Iterator[tuple[str, str]]) -> Phrases:
    index: Phrases = {}
    for phrase, meaning in pairs:
        keys = _keys(phrase)
        index.setdefault(keys[0], []).append((keys, meaning))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def _split(table: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for phrases, meaning in table.items():
        for phrase in phrases.split("|"):
            yield phrase, meaning


@lru_cache(maxsize=1)
def _indexes() -> Mapping[str, Phrases]:
    built = {kind: _index(_split(table)) for kind, table in _TABLES.items()}
    built["metric"] = _index((word, entry.id) for entry in metrics().values() for word in entry.words)
    built["implying"] = _index(
        (word, unit.name) for unit in units().values() if unit.implies for word in unit.words
    )
    for unit in units().values():
        built[f"unit:{unit.name}"] = _index((word, str(factor)) for word, factor in unit.words.items())
    return built


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return every first word that means something by itself, folded; what a mistyped word may have been meant as."""
    kinds = ("metric", "implying", "bound", "due", "month", "channel", "language", "part")
    return frozenset(word for kind in kinds for word in _indexes()[kind] if len(word) > 3)


def find(tokens: Sequence[Token], at: int, kind: str) -> Match | None:
    """Return the longest phrase of a kind that begins at the token `at`, or None."""
    if at >= len(tokens):
        return None
    for keys, meaning in _indexes()[kind].get(tokens[at].key, ()):
        end = _matched(tokens, at, keys)
        if end is not None:
            return Match(meaning, end)
    return None


def _matched(tokens: Sequence[Token], at: int, keys: tuple[str, ...]) -> int | None:
    position = at + 1
    for key in keys[1:]:
        while position < len(tokens) and tokens[position].key in GLUE and key not in GLUE:
            position += 1
        if position >= len(tokens) or tokens[position].key != key:
            return None
        position += 1
    return position


@lru_cache(maxsize=1)
def _unit_kinds() -> tuple[str, ...]:
    return tuple(kind for kind in _indexes() if kind.startswith("unit:"))


def is_unit(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a word of any unit begins at the token `at`."""
    return any(find(tokens, at, kind) for kind in _unit_kinds())
