"""Named stretches of days: months, quarters, ISO weeks and years, with or without their year."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.figures.lexicon import is_unit
from bot.figures.line import Line

_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
_JOINED_WEEK = re.compile(r"(?:kw|cw|wk)([0-9]{1,2})")
_JOINED_QUARTER = re.compile(r"q([1-4])")


@dataclass(frozen=True, slots=True)
class Period:
    """A named stretch of days in a year (None: not said), as text from `start` to `end`."""

    kind: str
    span: Callable[[int], tuple[date, date]]
    end: int
    year: int | None


def read_period(line: Line, at: int) -> Period | None:
    """Return the month, quarter or week that begins at token `at`, or None."""
    return _month(line, at) or _quarter(line, at) or _week(line, at)


def read_year(line: Line, at: int) -> Period | None:
    """Return the year that stands alone at token `at`, or None; only what is before it makes it a date."""
    year, end = year_at(line, at)
    return Period("year", lambda y: (date(y, 1, 1), date(y, 12, 31)), end, year) if year else None


def year_at(line: Line, at: int) -> tuple[int | None, int]:
    """Return the year that follows a date at token `at` and the index after it; (None, at) when there is none."""
    position = at + 1 if line.key(at) in {",", "per", "."} else at
    if position < len(line.tokens) and line.is_free(position):
        token = line.tokens[position]
        if token.kind == "number" and _YEAR.fullmatch(token.text) and not is_unit(line.tokens, position + 1):
            return int(token.text), position + 1
    return None, at


def day_number(line: Line, at: int) -> int | None:
    """Return the number of one or two digits at token `at`, or None."""
    token = line.tokens[at] if at < len(line.tokens) and line.is_free(at) else None
    if token is None or token.kind != "number" or not token.text.isdigit() or len(token.text) > 2:
        return None
    return int(token.text)


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last of its month where that is shorter."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _month(line: Line, at: int) -> Period | None:
    month = line.find(at, "month")
    # "may" and "mar" are words and names, too: alone they are a month only with a capital letter.
    if month is None or (month.meaning in {"3", "5"} and line.tokens[at].text.islower() and not _introduced(line, at)):
        return None
    number = int(month.meaning)
    dot = month.end + 1 if line.key(month.end) == "." else month.end
    year, end = year_at(line, dot)

    def span(year: int) -> tuple[date, date]:
        return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])

    return Period("month", span, end if year else month.end, year)


def _introduced(line: Line, at: int) -> bool:
    return any(line.find(start, "due") for start in range(max(0, at - 2), at)) or line.key(at - 1) in {"of", "ende"}


def _quarter(line: Line, at: int) -> Period | None:
    joined = _JOINED_QUARTER.fullmatch(line.key(at))
    phrase = line.find(at, "quarter")
    if joined:
        number, end = int(joined[1]), at + 1
    elif phrase:
        number, end = int(phrase.meaning), phrase.end
    elif line.key(at) in {"1", "2", "3", "4"} and line.key(at + 1) == "." and line.key(at + 2).startswith("quartal"):
        number, end = int(line.key(at)), at + 3
    else:
        return None
    year, end = year_at(line, end)

    def span(year: int) -> tuple[date, date]:
        last = 3 * number
        return date(year, last - 2, 1), date(year, last, calendar.monthrange(year, last)[1])

    return Period("quarter", span, end, year)


def _week(line: Line, at: int) -> Period | None:
    joined = _JOINED_WEEK.fullmatch(line.key(at))
    # "per week 10 weeks after award": neither a rate nor a duration names a week.
    name = line.find(at, "week") if line.key(at - 1) != "per" else None
    number = int(joined[1]) if joined else None
    end = at + 1
    if name:
        end = name.end + (line.key(name.end) == ".")
        number, end = day_number(line, end), end + 1
    if number is None:
        return None
    year, end = year_at(line, end)

    def span(year: int) -> tuple[date, date]:
        return date.fromisocalendar(year, number, 1), date.fromisocalendar(year, number, 7)

    return Period("week", span, end, year)
