"""A line as tokens with their places in it. One pass, one linear pattern, no line is refused here.

Line breaks, control and invisible characters become spaces, one for one, so that places keep their meaning.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<quoted>"[^"]{0,200}"|„[^„“”"]{0,200}[“”"]|“[^“”]{0,200}”|«[^«»]{0,200}»)
  | (?P<iso>(?<![0-9.,])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9]))
  | (?P<dotted>(?<![0-9.,])[0-9]{1,2}\.\s?[0-9]{1,2}\.(?:\s?(?:19|20|21)[0-9]{2}(?![0-9])|[0-9]{2}(?![0-9]))?(?![0-9]))
  | (?P<slashed>(?<![0-9/])[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})(?![0-9/]))
  | (?P<clock>(?<![0-9.,])[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?(?![0-9]))
  | (?P<number>[0-9]+(?:[.,'’\u00a0\u202f\u2009][0-9]+)*)
  | (?P<word>[^\W\d_](?:[^\W_]|['’](?=[^\W_]))*)
  | (?P<symbol>>=|<=|=>|=<|\+/-|[≥≤<>=±+?%€&/*_~`\-–—.,:()…|\[\]'"’])
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE,
)
_FOLDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'"})
_SAME = {"/": "per", "pro": "per", "je": "per", "€": "eur", "euro": "eur", "+/-": "±", "–": "-", "—": "-"}
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Cn"})
GLUE = frozenset({"-", "."})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line: what it is, as typed, as it is compared (`key`), and where (`start` to `end`)."""

    kind: str
    text: str
    key: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return `text` as words are compared: case and the spelling of umlauts do not matter."""
    folded = text.casefold().translate(_FOLDS)
    return _SAME.get(folded, folded)


def clean(line: str) -> str:
    """Return `line` with composed characters and a space for each character that nobody sees."""
    composed = unicodedata.normalize("NFC", line)
    if composed.isprintable():
        return composed
    return "".join(" " if unicodedata.category(char) in _INVISIBLE else char for char in composed)


def tokenize(line: str, start: int = 0) -> list[Token]:
    """Return the tokens of a cleaned line from `start` on, spaces left out."""
    found = []
    for match in _TOKEN.finditer(line, start):
        kind, text = match.lastgroup or "other", match.group()
        if kind != "space":
            found.append(Token(kind, text, fold(text), match.start(), match.end()))
    return found
