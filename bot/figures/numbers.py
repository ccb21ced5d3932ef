"""Numbers as people write them, German and English, and the readings that one text can have."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.figures.model import Language

_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,'’\u00a0\u202f\u2009][0-9]{3})+")
_SPACES = re.compile(r"['’\u00a0\u202f\u2009]")


def number_readings(text: str, language: Language) -> tuple[Decimal, ...]:
    """Return what a number can mean, the language's own reading first; nothing when it is no number.

    "1.200" is 1200 in German and 1.2 in English, so both are returned; "92,5" and "1.200,5" mean one thing only.
    """
    marks = [char for char in text if not char.isdigit()]
    kinds = set(marks)
    if not marks:
        return (Decimal(text),)
    if len(kinds) == 1 and kinds <= {".", ","}:
        return _one_mark(text, marks, language)
    return _several_marks(text)


def _one_mark(text: str, marks: list[str], language: Language) -> tuple[Decimal, ...]:
    mark = marks[0]
    grouped = Decimal(text.replace(mark, "")) if _GROUPED.fullmatch(text) else None
    if len(marks) > 1:
        return () if grouped is None else (grouped,)
    decimal = Decimal(text.replace(mark, "."))
    if grouped is None or text.startswith("0"):
        return (decimal,)
    groups = "." if language == "de" else ","
    return (grouped, decimal) if mark == groups else (decimal, grouped)


def _several_marks(text: str) -> tuple[Decimal, ...]:
    plain = _SPACES.sub("", text)
    mark = next((char for char in reversed(plain) if char in ".,"), "")
    whole, _, places = plain.rpartition(mark) if mark else (plain, "", "")
    grouping = {char for char in whole if char in ".,"}
    if mark in grouping or len(grouping) > 1:
        return ()
    grouped = text[: text.rindex(mark)] if mark else text
    if not (_GROUPED.fullmatch(grouped) or grouped.isdigit()):
        return ()
    digits = re.sub(r"[.,]", "", whole)
    return (Decimal(f"{digits}.{places}" if places else digits),)
