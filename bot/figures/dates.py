"""Dates of a line: days, months, quarters, weeks and their ends, seen from a day ("today").

A date without a year is the next one to come; today counts. A month, quarter or ISO week is its first day, "end of" its
last one. Vague dates (mid-March, Easter) are errors, and so are those that can be read in two ways (1/2/2027).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.terms import Due, WeeksAfterAward
from bot.figures.lexicon import is_unit
from bot.figures.line import Line
from bot.figures.model import ErrorCode
from bot.figures.periods import Period, day_number, months_later, read_period, read_year, year_at
from bot.figures.wording import day_text

_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
_ORDINALS = frozenset({"st", "nd", "rd", "th", "ten", "."})


@dataclass(frozen=True, slots=True)
class Hit:
    """A date that was found in the tokens from `start` to `end`.

    `is_full` tells that the text names the day itself with its year; `last` is the end of a named quarter or year,
    which only "from" and "end of" make definite.
    """

    due: Due
    start: int
    end: int
    is_full: bool = False
    last: date | None = None


def read_date(line: Line, at: int) -> Hit | None:
    """Return the date that begins at token `at`, or None.

    Raises:
        FigureError: what stands there names a date, but none or more than one that exists, or a vague one.
    """
    if not line.is_free(at):
        return None
    for reader in (_weekday_first, _iso, _dotted, _slashed, _day_month, _month_day, _end_of, _named_day):
        if hit := reader(line, at):
            return hit
    _refuse_vague(line, at)
    period = read_period(line, at)
    if period is None:
        return None
    last = period.span if period.kind in {"quarter", "year"} else None
    return _resolve(line, at, period.end, lambda year: period.span(year)[0], period.year, last)


def read_award(line: Line, at: int) -> Hit | None:
    """Return "10 weeks after award" that begins at token `at` as a hit, or None; other durations are errors."""
    number = line.number_at(at)
    duration = line.find(number[1], "duration") if number else None
    after = line.find(duration.end, "after") if duration else None
    award = line.find(after.end, "award") if after else None
    if not (number and duration and award):
        return None
    days = number[0] * {"weeks": 7, "days": 1}.get(duration.meaning, 0)
    if days % 7 or (number[0] and not days):
        raise line.fail(ErrorCode.ONLY_WEEKS_AFTER_AWARD, at, award.end)
    return Hit(WeeksAfterAward(days // 7), at, award.end, is_full=True)


def read_relative(line: Line, at: int) -> Hit | None:
    """Return a duration from today ("10 weeks", said after "in") that begins at token `at`, or None."""
    number = line.number_at(at)
    duration = line.find(number[1], "duration") if number else None
    if not (number and duration):
        return None
    if duration.meaning == "working days":
        raise line.fail(ErrorCode.VAGUE_DATE, at, duration.end)
    if duration.meaning == "months":
        return Hit(months_later(line.today, number[0]), at, duration.end)
    return Hit(line.today + timedelta(days=number[0] * (7 if duration.meaning == "weeks" else 1)), at, duration.end)


def read_short(line: Line, at: int) -> Hit | None:
    """Return a date that only a preposition makes one ("by 01/02", "ab 1.2", "ab 2027"), or None."""
    if not line.is_free(at) or line.tokens[at].kind != "number":
        return None
    text = line.tokens[at].text
    if dotted := re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})", text):
        day, month = int(dotted[1]), int(dotted[2])
        if not 1 <= month <= 12 or line.key(at + 1) == "%" or is_unit(line.tokens, at + 1):
            return None
        return _resolve(line, at, at + 1, lambda year: date(year, month, day), None)
    if line.key(at + 1) == "per" and re.fullmatch(r"[0-9]{1,2}/[0-9]{1,2}", pair := f"{text}/{line.key(at + 2)}"):
        first, second = (int(part) for part in pair.split("/"))
        # "von 80/20" is a service level.
        return _either(line, at, at + 3, first, second, None) if max(first, second) <= 31 else None
    if _YEAR.fullmatch(text) and not is_unit(line.tokens, at + 1):
        year = int(text)
        return _resolve(line, at, at + 1, lambda y: date(y, 1, 1), year, lambda y: (date(y, 1, 1), date(y, 12, 31)))
    return None


def _resolve(
    line: Line,
    start: int,
    end: int,
    make: Callable[[int], date],
    year: int | None,
    span: Callable[[int], tuple[date, date]] | None = None,
) -> Hit:
    for candidate in range(line.today.year, line.today.year + 9) if year is None else (year,):
        try:
            day = make(candidate)
            last = span(candidate)[1] if span else None
        except (ValueError, OverflowError):
            continue
        if year is not None or day >= line.today:
            return Hit(day, start, end, is_full=False, last=last)
    raise line.fail(ErrorCode.BAD_DATE, start, end)


def _full(hit: Hit, has_year: bool) -> Hit:
    return Hit(hit.due, hit.start, hit.end, is_full=has_year, last=hit.last)


def _weekday_first(line: Line, at: int) -> Hit | None:
    weekday = line.find(at, "weekday")
    if weekday is None:
        return None
    position = weekday.end
    while line.key(position) in {",", ".", "den", "the", "dem"}:
        position += 1
    hit = read_date(line, position) if not line.find(position, "weekday") else None
    if hit is None or not isinstance(hit.due, date) or hit.last:
        return None
    if hit.due.weekday() != int(weekday.meaning):
        raise line.fail(ErrorCode.WRONG_WEEKDAY, at, hit.end, (day_text(hit.due, line.language, weekday=True),))
    return Hit(hit.due, at, hit.end, hit.is_full)


def read_weekday(line: Line, at: int) -> Hit | None:
    """Return the next day with the weekday named at token `at`, today included, or None."""
    weekday = line.find(at, "weekday")
    if weekday is None:
        return None
    ahead = (int(weekday.meaning) - line.today.weekday()) % 7
    return Hit(line.today + timedelta(days=ahead), at, weekday.end)


def _iso(line: Line, at: int) -> Hit | None:
    token = line.tokens[at]
    if token.kind != "iso":
        return None
    try:
        return Hit(date.fromisoformat(token.text), at, at + 1, is_full=True)
    except ValueError:
        raise line.fail(ErrorCode.BAD_DATE, at, at + 1) from None


def _century(text: str) -> int | None:
    return (int(text) if len(text) == 4 else 2000 + int(text)) if text else None


def _dotted(line: Line, at: int) -> Hit | None:
    if line.tokens[at].kind != "dotted":
        return None
    day, month, year_text = (part.strip() for part in line.tokens[at].text.split("."))
    year, end = _century(year_text), at + 1
    hit = _resolve(line, at, end, lambda y: date(y, int(month), int(day)), year)
    return _full(hit, year is not None)


def _slashed(line: Line, at: int) -> Hit | None:
    if line.tokens[at].kind != "slashed":
        return None
    first, second, year = line.tokens[at].text.split("/")
    return _either(line, at, at + 1, int(first), int(second), _century(year))


def _either(line: Line, start: int, end: int, first: int, second: int, year: int | None) -> Hit | None:
    """Return the one date that `first`/`second` can mean; day and month may stand in either order."""
    hits = []
    for day, month in {(first, second), (second, first)}:
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2000, month)[1]:
            hits.append(_resolve(line, start, end, lambda y, m=month, d=day: date(y, m, d), year))  # type: ignore[misc]
    if not hits:
        raise line.fail(ErrorCode.BAD_DATE, start, end)
    # Of two days, one that is over is no reading: nothing is promised for it.
    hits = [hit for hit in hits if isinstance(hit.due, date) and hit.due >= line.today] or hits
    if len(hits) > 1:
        readings = sorted(hit.due for hit in hits if isinstance(hit.due, date))
        raise line.fail(ErrorCode.AMBIGUOUS_DATE, start, end, tuple(day_text(day, line.language) for day in readings))
    return hits[0]


def _day_month(line: Line, at: int) -> Hit | None:
    day = day_number(line, at)
    if day is None or line.key(at - 1) == "per":
        return None
    position = at + 1
    while line.key(position) in _ORDINALS or line.key(position) in {"of", "day"}:
        position += 1
    month = line.find(position, "month")
    if month is None:
        return None
    dot = month.end + 1 if line.key(month.end) == "." else month.end
    year, end = year_at(line, dot)
    hit = _resolve(line, at, end if year else month.end, lambda y: date(y, int(month.meaning), day), year)
    return _full(hit, year is not None)


def _month_day(line: Line, at: int) -> Hit | None:
    month = line.find(at, "month")
    position = month.end if month else at
    position += line.key(position) == "."
    day = day_number(line, position) if month else None
    if month is None or day is None or day > 31:
        return None
    end = position + 2 if line.key(position + 1) in _ORDINALS - {"."} else position + 1
    if line.key(end) in {"per", "%", "-"} or is_unit(line.tokens, end):
        return None
    year, end = year_at(line, end)
    hit = _resolve(line, at, end, lambda y: date(y, int(month.meaning), day), year)
    return _full(hit, year is not None)


def _end_of(line: Line, at: int) -> Hit | None:
    year_end = line.find(at, "year_end")
    if year_end:
        year, end = year_at(line, year_end.end)
        return _full(_resolve(line, at, end, lambda y: date(y, 12, 31), year), year is not None)
    opener = line.find(at, "end")
    if opener is None:
        return None
    period = read_period(line, opener.end) or read_year(line, opener.end)
    if period is None:
        return None
    if period.kind == "week":
        _refuse_week_end(line, at, period)
    return _resolve(line, at, period.end, lambda year: period.span(year)[1], period.year)


def _refuse_week_end(line: Line, at: int, period: Period) -> None:
    friday = _resolve(line, at, period.end, lambda year: period.span(year)[0] + timedelta(days=4), period.year).due
    if isinstance(friday, date):
        days = (friday, friday + timedelta(days=2))
        readings = tuple(day_text(day, line.language, weekday=True) for day in days)
        raise line.fail(ErrorCode.AMBIGUOUS_DATE, at, period.end, readings)


def _named_day(line: Line, at: int) -> Hit | None:
    day = line.find(at, "day")
    return Hit(line.today + timedelta(days=int(day.meaning)), at, day.end) if day else None


def _refuse_vague(line: Line, at: int) -> None:
    whole = line.find(at, "vague_day")
    if whole:
        raise line.fail(ErrorCode.VAGUE_DATE, at, whole.end)
    part = line.find(at, "vague")
    if part is None:
        return
    start = part.end + (line.key(part.end) in {"-", "."})
    period = read_period(line, start) or read_year(line, start)
    inner = period.end if period else None
    if inner is None and line.find(at, "approximate") and (hit := read_date(line, start)):
        inner = hit.end
    if inner is not None:
        raise line.fail(ErrorCode.VAGUE_DATE, at, inner)
