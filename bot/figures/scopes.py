"""Where a figure holds: sites, line, skill, channel and language, each as written.

A name is a quoted text, or words with capital letters ("Frankfurt am Main", "Bad Homburg"); after a word that announces
it ("in", "skill") its first word may be small.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.domain.terms import Scope
from bot.figures.lexicon import meant_word
from bot.figures.line import Line
from bot.figures.model import ErrorCode, NoticeCode

_LEVEL = re.compile(r"[abc][12]")
_GLUE = frozenset({"-", "'", "’", "."})
_ENDS = frozenset({".", ")", ":"})
_MAX_NAME = 80


@dataclass
class _Parts:
    sites: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)


def read_parts(line: Line) -> _Parts:
    """Claim and return the parts that a word announces ("skill Tech", "channel chat") or that are known by name."""
    parts = _Parts()
    for at, match in list(line.matches("part")):
        end = _name_end(line, match.end, announced=True, is_part=True)
        if end:
            _put(line, parts, match.meaning, at, match.end, end)
    for at, match in list(line.matches("language")):
        end = match.end + 1 if _is_level(line, match.end) else match.end
        _put(line, parts, "language", at - 1 if line.key(at - 1) in {"in", "auf"} else at, at, end)
    for at, match in list(line.matches("channel")):
        _put(line, parts, "channel", at, at, match.end)
    return parts


def read_scope(line: Line, parts: _Parts, allows_bare: bool) -> Scope:
    """Claim the sites and, after "for", the skill; return the whole scope.

    `allows_bare` lets a name that nothing announces ("40 MA Leipzig") be the site, with a notice.
    """
    _read_skill(line, parts)
    for at, match in list(line.matches("site")):
        if line.is_free(at):
            _read_sites(line, parts, at, match.end)
    if not parts.sites and allows_bare:
        _read_bare_site(line, parts)
    return Scope(sites=tuple(parts.sites), **parts.named)


def _put(line: Line, parts: _Parts, part: str, start: int, name: int, end: int) -> None:
    if part in parts.named:
        raise line.fail(ErrorCode.MANY_SCOPES, name, end)
    parts.named[part] = _name(line, name, end)
    line.claim(start, end, "scope")


def _name(line: Line, start: int, end: int) -> str:
    text = " ".join(line.text(start, end).split())
    if line.tokens[start].kind == "quoted":
        text = " ".join(text[1:-1].split())
    if not text or len(text) > _MAX_NAME:
        raise line.fail(ErrorCode.NO_SCOPE, start, end)
    return text


def _read_skill(line: Line, parts: _Parts) -> None:
    for at, match in list(line.matches("for")):
        end = _name_end(line, match.end)
        if end:
            line.note(NoticeCode.SKILL_READ, match.end, end, line.text(match.end, end))
            _put(line, parts, "skill", at, match.end, end)


def _read_sites(line: Line, parts: _Parts, start: int, at: int) -> None:
    end = _name_end(line, at, announced=True)
    if end is None:
        return
    if parts.sites:
        raise line.fail(ErrorCode.MANY_SCOPES, at, end)
    names = [(at, end)]
    while more := _next_site(line, end):
        names.append(more)
        end = more[1]
    parts.sites.extend(_name(line, first, last) for first, last in names)
    line.claim(start, end, "scope")
    if len(names) > 1:
        _refuse_each(line)


def _refuse_each(line: Line) -> None:
    """Refuse "20 agents each in A and B": several sites of one figure share it."""
    for at, match in line.matches("each"):
        if line.key(at) != "per" or line.tokens[at].text.isalpha():  # "je", not "/"
            raise line.fail(ErrorCode.EACH_SITE, at, match.end)


def _next_site(line: Line, at: int) -> tuple[int, int] | None:
    """Return the next name of a list: after "and", "/" or "+", or after a comma where only names follow."""
    joiner = line.find(at, "joiner")
    start = joiner.end if joiner else at + 1
    if not (joiner or line.key(at) == "per" or line.key(at) == ","):
        return None
    end = _name_end(line, start)
    if end and line.key(at) == "," and not joiner and not _are_names(line, end):
        return None
    if end and not joiner and line.key(at) == "," and not _leads_to_joiner(line, end):
        line.note(NoticeCode.SITE_READ, start, end, line.text(start, end))
    return (start, end) if end else None


def _are_names(line: Line, at: int) -> bool:
    """Tell whether nothing but a list of names goes on at token `at`: to an "and", what is read, or the line's end."""
    return _leads_to_joiner(line, at) or line.key(at) == "," or not line.is_free(at) or line.key(at) in _ENDS


def _leads_to_joiner(line: Line, at: int | None) -> bool:
    """Tell whether names parted by commas lead to an "and" from token `at` on."""
    while at is not None and not line.find(at, "joiner"):
        at = _name_end(line, at + 1) if line.key(at) == "," else None
    return at is not None


def _read_bare_site(line: Line, parts: _Parts) -> None:
    for at in range(len(line.tokens)):
        end = _name_end(line, at) if line.key(at - 1) != "per" else None
        if end:
            if meant := meant_word(line.key(at)):
                raise line.fail(ErrorCode.UNKNOWN_WORD, at, end, expected=meant)
            line.note(NoticeCode.SITE_READ, at, end, _name(line, at, end))
            _read_sites(line, parts, at, at)
            return


def _name_end(line: Line, at: int, announced: bool = False, is_part: bool = False) -> int | None:
    """Return the index after the name that begins at token `at`, or None when no name begins there."""
    if not line.is_free(at):
        return None
    token = line.tokens[at]
    if token.kind == "quoted":
        return at + 1
    if is_part and token.kind == "number":
        return at + 1
    is_small = token.text[0].islower()
    if token.kind != "word" or (is_small and not announced) or (line.find(at, "filler") and (is_small or not is_part)):
        return None
    end = _glued_end(line, at + 1)
    if is_small:
        return end + 1 if _is_level(line, end) else end
    while more := _more(line, end, is_part):
        end = more
    return end


def _glued_end(line: Line, at: int) -> int:
    """Return the index after hyphens and apostrophes that tie further words to the one before `at`."""
    while line.key(at) in _GLUE and line.is_free(at, at + 2) and _touches(line, at) and _is_word(line, at + 1):
        at += 2
    return at


def _touches(line: Line, at: int) -> bool:
    before, mark = line.tokens[at - 1], line.tokens[at]
    tied = at + 1 < len(line.tokens) and line.tokens[at + 1].start == mark.end
    return before.end == mark.start and (tied or mark.key == ".")


def _is_word(line: Line, at: int) -> bool:
    return at < len(line.tokens) and line.tokens[at].kind == "word"


def _more(line: Line, at: int, is_part: bool) -> int | None:
    if line.key(at) == "." and _is_capital(line, at + 1) and line.tokens[at - 1].end == line.tokens[at].start:
        at += 1  # St. Pölten
    links = at
    while line.find(links, "name_link") and links - at < 3:
        links += 1
    if links > at and _is_capital(line, links):
        return _glued_end(line, links + 1)
    if _is_capital(line, at) and not line.find(at, "filler"):
        return _glued_end(line, at + 1)
    if _is_level(line, at):
        return at + 1
    return at + 1 if is_part and line.is_free(at) and line.tokens[at].kind == "number" else None


def _is_level(line: Line, at: int) -> bool:
    return line.is_free(at) and _LEVEL.fullmatch(line.key(at)) is not None


def _is_capital(line: Line, at: int) -> bool:
    return _is_word(line, at) and line.is_free(at) and not line.tokens[at].text[0].islower()
