"""Which phrases mean what: the tables of words.toml and of the catalogue, indexed by their first word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib import resources

from bot.figures.catalogue import metrics, units
from bot.figures.tokens import GLUE, Token, fold

_WORD = re.compile(r"\d+|[^\W\d_](?:[^\W_]|['’])*|>=|<=|=>|=<|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase that was found: what it means, and the index of the token after it."""

    meaning: str
    end: int


Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


@cache  # most phrases stand in two indexes
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


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(resources.files("bot.figures").joinpath("words.toml").read_text(encoding="utf-8"))


def _pairs(kind: str) -> Iterator[tuple[str, str]]:
    for meaning, phrases in _tables()[kind].items():
        for phrase in phrases:
            yield phrase, meaning


@lru_cache(maxsize=1)
def _indexes() -> Mapping[str, Phrases]:
    built = {kind: _index(_pairs(kind)) for kind in _tables()}
    built["metric"] = _index(_metric_pairs())
    built["implying"] = _index(
        (word, unit.name) for unit in units().values() if unit.implies for word in (*unit.words, *unit.mark)
    )
    for unit in units().values():
        words = [*((word, str(factor)) for word, factor in unit.words.items()), *((word, "1") for word in unit.beside)]
        built[f"unit:{unit.name}"] = _index(iter(words))
        built[f"mark:{unit.name}"] = _index((word, unit.name) for word in unit.mark)
    for entry in metrics().values():
        built[f"of:{entry.id}"] = _index((phrase, entry.id) for phrase in (*entry.of_en, *entry.of_de))
    return built


def _metric_pairs() -> Iterator[tuple[str, str]]:
    """Yield the words of metrics with the identifier, and the unit after a blank where they say that, too."""
    for entry in metrics().values():
        for word in entry.words:
            yield word, entry.id
        for unit, spoken in entry.in_unit.items():
            for word in spoken.words:
                yield word, f"{entry.id} {unit}"


@lru_cache(maxsize=1)
def known_words() -> Mapping[str, str]:
    """Return the single words that mean something by themselves, folded, with their usual spelling."""
    kinds = ("bound", "month", "channel", "language", "part")
    phrases = [phrase for kind in kinds for phrase, _ in _pairs(kind)]
    phrases += [word for phrase, _ in _metric_pairs() for word in phrase.split()]
    phrases += [word for unit in units().values() for word in unit.words]
    return {fold(phrase): phrase for phrase in phrases if len(phrase) > 3 and phrase.isalpha()}


def meant_word(key: str) -> str:
    """Return the known word that a mistyped one, folded, may have been meant as, or nothing."""
    known = known_words()
    close = get_close_matches(key[:40], known, n=1, cutoff=0.8) if key not in known else []
    return known[close[0]] if close else ""


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
