"""When a figure is due: a date or weeks after the award, with or without a preposition before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.terms import Bound, WeeksAfterAward
from bot.figures.dates import Hit, read_award, read_date, read_relative, read_short, read_weekday
from bot.figures.line import Line
from bot.figures.model import ErrorCode, NoticeCode
from bot.figures.wording import day_text

_BOUNDS = {"latest": Bound.MAX, "earliest": Bound.MIN, "exactly": Bound.EXACT}


@dataclass(frozen=True, slots=True)
class DueFound:
    """A due time, where it stands (`start` with its preposition), and the bound that its preposition says."""

    hit: Hit
    start: int
    bound: Bound | None


def read_dues(line: Line) -> list[DueFound]:
    """Claim and return all due times of a line; raises FigureError for a vague, impossible or ambiguous one."""
    found = []
    at = 0
    while at < len(line.tokens):
        due = _due_at(line, at)
        if due:
            _refuse_open_period(line, due)
            end = _claim(line, due)
            found.append(due)
        at = end if due else at + 1
    return found


def one_due(line: Line, found: Sequence[DueFound]) -> DueFound | None:
    """Return the only due time, None when there is none; two are an error."""
    if len(found) > 1:
        raise line.fail(ErrorCode.MANY_DATES, found[1].start, found[1].hit.end)
    return found[0] if found else None


def _due_at(line: Line, at: int) -> DueFound | None:
    preposition = line.find(at, "due")
    if preposition:
        hit = _after_preposition(line, preposition.end, preposition.meaning)
        if hit:
            meaning = preposition.meaning if hit.last else ""
            bound = _BOUNDS.get(preposition.meaning)
            return DueFound(hit if meaning != "from" else _definite(hit), at, bound)
    hit = read_award(line, at) or read_date(line, at)
    return DueFound(hit, at, None) if hit else None


def _definite(hit: Hit) -> Hit:
    return Hit(hit.due, hit.start, hit.end, hit.is_full)


def _after_preposition(line: Line, at: int, meaning: str) -> Hit | None:
    hit = read_award(line, at) or read_date(line, at) or read_short(line, at) or read_weekday(line, at)
    if hit is None and meaning == "in":
        hit = read_relative(line, at)
    if hit is None and (award := line.find(at, "award")):
        hit = Hit(WeeksAfterAward(0), at, award.end, is_full=True)
    if hit is None and (article := line.find(at, "article")):
        return _after_preposition(line, article.end, "")
    return hit


def _refuse_open_period(line: Line, found: DueFound) -> None:
    hit = found.hit
    if hit.last and isinstance(hit.due, date):
        readings = (day_text(hit.due, line.language), day_text(hit.last, line.language))
        raise line.fail(ErrorCode.AMBIGUOUS_DATE, found.start, hit.end, readings)


def _claim(line: Line, found: DueFound) -> int:
    hit = found.hit
    if isinstance(hit.due, date) and not hit.is_full:
        line.note(NoticeCode.DATE_READ, hit.start, hit.end, hit.due)
    after = line.find(hit.end, "latest_after")
    end = after.end if after else hit.end
    line.claim(found.start, end, "due")
    return end
