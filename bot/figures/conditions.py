"""The conditions of a figure: what stands after "if" (or, at the beginning of a line, between "if" and the comma)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.figures.lexicon import Match, find
from bot.figures.line import Line
from bot.figures.model import ErrorCode
from bot.figures.tokens import Token

_EDGES = " ,.:!-–—"
_DAY = re.compile(r"(?:^|[\s–-])\d{1,2}\.\d{1,2}\.$")
"""A German date without its year ends in a full stop that belongs to it: "bis 15.1."."""
_QUOTES = {'"': '"', "„": '“”"', "“": "”", "«": "»"}


def split_conditions(line: Line) -> tuple[str, ...]:
    """Claim and return the conditions of a line as written; raises FigureError for an empty one."""
    opener = _opener(line.tokens)
    if opener is None:
        return ()
    at, match = opener
    end = len(line.tokens)
    if at == 0:
        end = next((i for i in range(match.end, end) if line.key(i) == ","), end)
    line.claim(at, end, "condition")
    then = line.find(end + 1, "filler") if at == 0 else None
    if then and line.key(end + 1) in {"dann", "then"}:
        line.claim(end + 1, then.end, "condition")
    start = match.end
    while start < end and line.key(start) in {",", ":", "dass", "that"}:
        start += 1
    return tuple(_text(line, first, last) for first, last in _parts(line.tokens, start, end))


def _opener(tokens: Sequence[Token]) -> tuple[int, Match] | None:
    for at in range(len(tokens)):
        match = find(tokens, at, "condition")
        if match and not _is_participle(tokens, at, match):
            return at, match
    return None


def _is_participle(tokens: Sequence[Token], at: int, match: Match) -> bool:
    """Tell "agents provided by 1 Feb" from "provided the forecast holds"."""
    return tokens[at].key == "provided" and match.end == at + 1 and find(tokens, match.end, "due") is not None


def _parts(tokens: Sequence[Token], start: int, end: int) -> list[tuple[int, int]]:
    parts = []
    at = start
    while at < end:
        match = find(tokens, at, "and_condition")
        if match and at > start:
            parts.append((start, at))
            start = match.end
        at = match.end if match else at + 1
    return [*parts, (start, end)]


def _text(line: Line, start: int, end: int) -> str:
    written = " ".join(line.text(start, end).split())
    text = written.strip(_EDGES) + ("." if _DAY.search(written) else "")
    if len(text) > 1 and text[-1] in _QUOTES.get(text[0], "") and start + 1 == end:
        text = " ".join(text[1:-1].split())
    elif text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1].rstrip(_EDGES)
    if not text:
        raise line.fail(ErrorCode.EMPTY_CONDITION, max(start - 1, 0), start)
    return text
