"""A line while it is read: its tokens, which of them are understood already, and what the person should see of it.

Every reader claims the tokens that it understood. What nobody claimed at the end is an error, so nothing is skipped
silently.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.figures.lexicon import Match, find
from bot.figures.model import ErrorCode, FigureError, Language, Notice, NoticeCode
from bot.figures.tokens import Token

PUNCTUATION = frozenset(".,:()…|[]*_~`-'\"’–—")


@dataclass
class Line:
    """The working state of reading one line; `roles` names what each token was claimed as."""

    source: str
    tokens: list[Token]
    language: Language
    today: date
    example: str = ""
    roles: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start with nothing claimed."""
        self.roles = [""] * len(self.tokens)

    def is_free(self, start: int, end: int | None = None) -> bool:
        """Tell whether the tokens from `start` to `end` exist and nobody claimed one of them."""
        roles = self.roles[start : start + 1 if end is None else end]
        return bool(roles) and not any(roles)

    def claim(self, start: int, end: int, role: str) -> None:
        """Mark the tokens from `start` to `end` as understood."""
        self.roles[start:end] = [role] * (end - start)

    def find(self, at: int, kind: str) -> Match | None:
        """Return the longest phrase of a kind at token `at` whose tokens are all free."""
        match = find(self.tokens, at, kind)
        return match if match and self.is_free(at, match.end) else None

    def matches(self, kind: str) -> Iterator[tuple[int, Match]]:
        """Yield every free phrase of a kind with its place, from left to right, without overlaps."""
        at = 0
        while at < len(self.tokens):
            match = self.find(at, kind)
            if match:
                yield at, match
            at = match.end if match else at + 1

    def free_places(self) -> list[int]:
        """Return the indexes of all tokens that nobody claimed and that are not mere punctuation."""
        return [at for at, role in enumerate(self.roles) if not role and self.key(at) not in PUNCTUATION]

    def key(self, at: int) -> str:
        """Return the key of the token at `at`, empty beyond the end."""
        return self.tokens[at].key if 0 <= at < len(self.tokens) else ""

    def text(self, start: int, end: int) -> str:
        """Return the text of the tokens from `start` to `end` as typed."""
        if start >= end:
            return ""
        return self.source[self.tokens[start].start : self.tokens[end - 1].end]

    def number_at(self, at: int) -> tuple[int, int] | None:
        """Return a whole number below 1000 in digits or as a word, and the index after it."""
        if at >= len(self.tokens) or self.roles[at]:
            return None
        token = self.tokens[at]
        if token.kind == "number" and token.text.isdigit() and len(token.text) < 4:
            return int(token.text), at + 1
        word = self.find(at, "number")
        return (int(word.meaning), word.end) if word else None

    def note(self, code: NoticeCode, start: int, end: int, reading: str | date | Decimal = "") -> None:
        """Add a notice about the tokens from `start` to `end`."""
        first, last = self.tokens[start], self.tokens[end - 1]
        self.notices.append(Notice(code, self.text(start, end), reading, first.start, last.end))

    def fail(
        self, code: ErrorCode, start: int, end: int, readings: tuple[str, ...] = (), expected: str = ""
    ) -> FigureError:
        """Return the error for the tokens from `start` to `end`; beyond the last token it points to the line's end."""
        if start < len(self.tokens) and start < end:
            first, last = self.tokens[start].start, self.tokens[end - 1].end
        else:
            first = last = len(self.source.rstrip())
        return FigureError(
            code, self.source[first:last], first, last, self.example, readings, expected, source=self.source
        )
