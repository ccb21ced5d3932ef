"""Several lines at once: a figure a line, or parted by ";" within one. Also the seam where prose will be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.figures.model import ErrorCode, FigureError, Language, Reading
from bot.figures.reader import parse_line

_LINE_BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029\x0b\x0c]")
# A ";" inside quotes parts nothing: a quoted condition or name is kept whole.
_PIECE = re.compile(r"""(?:"[^"\n]{0,200}"|„[^„“”"\n]{0,200}[“”"]|[^;])+""")


def parse_lines(text: str, language: Language, today: date) -> list[Reading | FigureError]:
    """Return what each line of a text is, in its order: a reading, or the error that says why it is none.

    Lines are counted from 1 as typed, empty ones included, and carry their number; ";" parts a line into figures, whose
    places count from the figure's own beginning. Empty lines and bare bullets are left out.
    """
    return [found for number, piece in _pieces(text) if (found := _parsed(piece, number, language, today))]


def read_text(text: str, language: Language, today: date) -> list[Reading]:
    """Return the figures of a running text; what is no figure is skipped.

    For now each line is read by itself.
    """
    return [found for found in parse_lines(text, language, today) if isinstance(found, Reading)]


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(_LINE_BREAK.split(text), start=1):
        for piece in _PIECE.findall(line):
            yield number, piece


def _parsed(piece: str, number: int, language: Language, today: date) -> Reading | FigureError | None:
    try:
        return replace(parse_line(piece, language, today), line_number=number)
    except FigureError as error:
        if error.code is ErrorCode.EMPTY:
            return None
        return replace(error, line_number=number)
