"""Names of clients that are probably the same client in another spelling.

Case, legal forms, hyphens and the spelling of umlauts do not matter. Beyond that one slip of the pen is forgiven in the
whole name, and only where it can hardly be another company: never in a short word, never in a number, and seldom at a
word's beginning or end (Nordbank and Nordbahn are two companies). What is found is offered, never taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import product

_WORD = re.compile(r"[^\W_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"})
_JOINING = frozenset({"and", "und", "et", "y"})
_OPENING = frozenset({"firma", "fa", "the", "die", "der", "das"})
# fmt: off
_LEGAL_FORMS = frozenset({
    "ag", "gmbh", "ggmbh", "mbh", "ug", "se", "kg", "kgaa", "ohg", "ek", "eg", "ev", "gbr", "co", "cie", "inc",
    "incorporated", "corp", "corporation", "llc", "llp", "lp", "ltd", "limited", "plc", "company", "bv", "nv", "sa",
    "sas", "sarl", "spa", "srl", "ab", "oy", "oyj", "aps", "asa", "group", "gruppe",
})
# fmt: on
# Letters that one hears alike.
_ALIKE = frozenset(frozenset(pair) for pair in ("ck", "iy", "sz", "fv", "dt"))
_SHORTEST = 6
_SHORT = 7
_LONG = 9

_Words = tuple[str, ...]


def similar_names(name: str, existing: Sequence[str]) -> list[str]:
    """Return the existing names that may mean the same client as `name`, the closest first; `name` itself is left out.

    Args:
        name: as typed.
        existing: the names to choose from; of two that are equally close the earlier one comes first.
    """
    wanted = _spellings(name)
    ranked = [(rank, other) for other in dict.fromkeys(existing) if other != name and (rank := _rank(wanted, other))]
    return [other for _, other in sorted(ranked, key=lambda found: found[0])]


def _rank(wanted: set[_Words], other: str) -> int:
    """Return 1 for the same name in another spelling, 2 for one with a slip, 0 for another name."""
    pairs = list(product(wanted, _spellings(other)))
    if any("".join(one) == "".join(two) != "" for one, two in pairs):
        return 1
    return 2 if any(_differ_by_a_slip(one, two) for one, two in pairs) else 0


def _spellings(name: str) -> set[_Words]:
    """Return the words that tell a name from others, with umlauts as two letters and as plain ones."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return {_core(_plain(folded.translate(_UMLAUTS))), _core(_plain(folded))}


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _core(text: str) -> _Words:
    words = [word for word in _WORD.findall(text) if word not in _JOINING]
    while len(words) > 1 and words[0] in _OPENING:
        words = words[1:]
    while length := _legal_form_length(words):
        words = words[:-length]
    return tuple(words)


def _legal_form_length(words: Sequence[str]) -> int:
    """Return how many words at the end are a legal form ("AG", "e. V."); a name of nothing else keeps its last one."""
    if len(words) > 1 and words[-1] in _LEGAL_FORMS:
        return 1
    last = words[-2:]
    spelled = len(words) > 2 and all(len(word) == 1 for word in last) and "".join(last) in _LEGAL_FORMS
    return 2 if spelled else 0


def _differ_by_a_slip(one: _Words, other: _Words) -> bool:
    if len(one) != len(other):
        return False
    different = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(different) == 1 and _is_slip(*different[0])


def _is_slip(one: str, other: str) -> bool:
    """Tell whether two words differ by one letter that was left out, doubled, swapped or mistaken."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST or not (short.isalpha() and long.isalpha()):
        return False
    start = _common(short, long)
    end = _common(short[start:][::-1], long[start:][::-1])
    left, right = short[start : len(short) - end], long[start : len(long) - end]
    if not left and len(right) == 1:
        return _is_letter_too_many(short, long, start, end)
    if len(left) == len(right) == 1:
        return frozenset((left, right)) in _ALIKE or (start > 0 and end > 0 and len(short) >= _LONG)
    return len(left) == len(right) == 2 and left == right[::-1] and start > 0


def _is_letter_too_many(short: str, long: str, start: int, end: int) -> bool:
    if start and long[start] == long[start - 1]:
        return True
    return start > 0 and len(short) >= (_SHORT if end else _LONG)


def _common(one: str, other: str) -> int:
    """Return how many letters two words begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
