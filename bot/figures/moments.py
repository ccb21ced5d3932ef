"""The moment by which an answer is needed: text ↔ an aware datetime, seen from now in the person's time zone.

A day without a time means the end of working hours. A moment that does not exist or comes twice where clocks change,
an hour that may be morning or afternoon, and a moment that is over are errors.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.figures.dates import Hit, read_date, read_relative, read_short, read_weekday
from bot.figures.line import PUNCTUATION, Line
from bot.figures.model import ErrorCode, FigureError, Language, MomentError
from bot.figures.tokens import clean, tokenize

END_OF_WORK = time(17)
_MAX_TEXT = 100
_LAST_YEAR = 2199  # the last one that the grammar of dates reads
_LEADING = frozenset({"by", "bis", "until", "on", "am", "at", "um", "the", "zum", "spaetestens", ",", ".", "@"})
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]\s*[0-9]{2}:[0-9]{2}.*)?", re.ASCII)
_HOUR = re.compile(r"([0-9]{1,2})(?:\.([0-9]{2}))?")


class _Clock(NamedTuple):
    hour: int
    minute: int
    end: int


def parse_moment(text: str, language: Language, now: datetime, zone: str) -> datetime:
    """Return the moment that a text names, in UTC.

    Args:
        text: "2026-11-27 12:00", "Fri 27 Nov 12:00", "27.11. 12 Uhr", "morgen 12 Uhr", "Thursday 3 pm", "in 2 hours".
        language: of the example in an error.
        now: aware.
        zone: IANA name of the time zone in which the person speaks.

    Raises:
        MomentError: the text names no moment to come, or more than one.
    """
    local = now.astimezone(ZoneInfo(zone))
    shown = clean(text).strip()
    try:
        moment = _iso(shown, local) if _ISO.fullmatch(shown) else _spoken(shown, language, local)
    except FigureError as error:
        raise _error(error.code, error.text, language, local, error.readings) from None
    except (ValueError, OverflowError):
        raise _error(ErrorCode.NO_MOMENT, shown, language, local) from None
    if moment <= now:
        raise _error(ErrorCode.PAST_MOMENT, shown, language, local)
    return moment.astimezone(UTC)


def format_moment(moment: datetime, language: Language, zone: str, now: datetime | None = None) -> str:
    """Return a moment as people in `zone` say it: "Fri 27 Nov 12:00", "Fr. 27. Nov., 12:00".

    The year is said unless it is that of `now`.
    """
    local = moment.astimezone(ZoneInfo(zone))
    has_year = now is None or local.year != now.astimezone(ZoneInfo(zone)).year
    year = " y" if has_year else ""
    pattern = f"EEE d. MMM{year}, HH:mm" if language == "de" else f"EEE d MMM{year} HH:mm"
    return str(format_datetime(local, pattern, tzinfo=ZoneInfo(zone), locale=language))


def _error(
    code: ErrorCode, text: str, language: Language, local: datetime, readings: tuple[str, ...] = ()
) -> MomentError:
    ahead = 1 if local.weekday() < 4 else 7 - local.weekday()
    example = datetime.combine(local.date() + timedelta(days=ahead), time(12), local.tzinfo)
    return MomentError(code, text[:_MAX_TEXT], format_moment(example, language, str(local.tzinfo), local), readings)


def _iso(text: str, local: datetime) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.year > _LAST_YEAR:
        raise ValueError(f"a year so far away is a typing error: {moment.year}")
    if len(text) == len("2026-11-27"):
        moment = datetime.combine(moment.date(), END_OF_WORK)
    return moment if moment.tzinfo else _located(moment, local, text)


def _spoken(text: str, language: Language, local: datetime) -> datetime:
    line = Line(text, tokenize(text) if len(text) <= _MAX_TEXT else [], language, local.date())
    at = _skip(line, 0)
    span = _span(line, at)
    if span:
        _refuse_rest(line, span[1])
        return local + span[0]
    hit = _day(line, at)
    after = _skip(line, hit.end) if hit else at
    clock = _clock(line, after)
    if clock and hit is None:
        hit = _day(line, _skip(line, clock.end))
    if hit is None and clock is None:
        raise FigureError(ErrorCode.NO_MOMENT, text)
    _refuse_rest(line, max(hit.end if hit else 0, clock.end if clock else after))
    return _located(_combined(line, hit, clock, local), local, text)


def _day(line: Line, at: int) -> Hit | None:
    hit = read_date(line, at) or read_weekday(line, at)
    if hit is None and not (line.find(at + 1, "hour") or line.find(at + 1, "half_day")):
        hit = read_short(line, at)
    if hit is None and line.key(at) in {"in", "within"}:
        hit = read_relative(line, at + 1)
    return hit


def _skip(line: Line, at: int) -> int:
    """Return the index after words and marks that may stand before a day or a time."""
    while line.key(at) in _LEADING:
        if line.key(at) == "am" and line.key(at - 1).isdigit():
            break
        at += 1
    return at


def _span(line: Line, at: int) -> tuple[timedelta, int] | None:
    """Return "in 2 hours" as a timedelta with the index after it."""
    number = line.number_at(at + 1) if line.key(at) in {"in", "within"} else None
    unit = line.find(number[1], "moment_unit") if number else None
    return (timedelta(minutes=number[0] * int(unit.meaning)), unit.end) if number and unit else None


def _combined(line: Line, hit: Hit | None, clock: _Clock | None, local: datetime) -> datetime:
    at = time(clock.hour % 24, clock.minute) if clock else END_OF_WORK
    day = hit.due if hit else local.date()
    if not isinstance(day, date) or (hit and hit.last):
        raise line.fail(ErrorCode.VAGUE_DATE, 0, len(line.tokens))
    if clock and clock.hour == 24:
        day += timedelta(days=1)
    naive = datetime.combine(day, at)
    is_weekday = hit is not None and hit.end - hit.start == 1 and line.find(hit.start, "weekday") is not None
    if is_weekday and naive <= local.replace(tzinfo=None):
        naive += timedelta(days=7)
    return naive


def _clock(line: Line, at: int) -> _Clock | None:
    if word := line.find(at, "clock_word"):
        return _Clock(int(word.meaning), 0, word.end)
    if at >= len(line.tokens) or line.tokens[at].kind not in {"clock", "number"}:
        return None
    token = line.tokens[at]
    clock = _digital(line, at) if token.kind == "clock" else _whole_hour(line, at)
    if clock.hour > 24 or clock.minute > 59 or (clock.hour == 24 and clock.minute):
        raise line.fail(ErrorCode.NO_MOMENT, at, clock.end)
    return clock


def _digital(line: Line, at: int) -> _Clock:
    hour, minute = (int(part) for part in line.tokens[at].text.split(":")[:2])
    if half := line.find(at + 1, "half_day"):
        return _Clock(_in_day(hour, half.meaning), minute, half.end)
    hours = line.find(at + 1, "hour")
    return _Clock(hour, minute, hours.end if hours else at + 1)


def _whole_hour(line: Line, at: int) -> _Clock:
    """Return "12 Uhr", "12.30 Uhr", "12 Uhr 30" or "3 pm"."""
    parts = _HOUR.fullmatch(line.tokens[at].text)
    half, hours = line.find(at + 1, "half_day"), line.find(at + 1, "hour")
    if parts is None or not (half or hours):
        _refuse_bare_hour(line, at)
        raise line.fail(ErrorCode.NO_MOMENT, at, at + 1)
    hour, minute = int(parts[1]), int(parts[2] or 0)
    if half:
        return _Clock(_in_day(hour, half.meaning), minute, half.end)
    end = hours.end if hours else at + 1
    trailing = line.number_at(end) if parts[2] is None else None
    return _Clock(hour, trailing[0], trailing[1]) if trailing else _Clock(hour, minute, end)


def _in_day(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise ValueError(f"no hour of a half day: {hour}")
    return hour % 12 + (12 if half == "pm" else 0)


def _refuse_bare_hour(line: Line, at: int) -> None:
    """Refuse "Thursday 3": in the morning or in the afternoon?"""
    text = line.tokens[at].text
    if text.isdigit() and 1 <= int(text) <= 12:
        hour = int(text) % 12
        readings = (f"{hour or 12}:00", f"{hour + 12}:00") if hour else ("12:00", "0:00")
        raise line.fail(ErrorCode.AMBIGUOUS_MOMENT, at, at + 1, readings)


def _refuse_rest(line: Line, at: int) -> None:
    for rest in range(at, len(line.tokens)):
        if line.key(rest) not in PUNCTUATION:
            raise line.fail(ErrorCode.NO_MOMENT, rest, len(line.tokens))


def _located(naive: datetime, local: datetime, text: str) -> datetime:
    """Return a wall-clock time of the person's zone as a moment; where clocks change it may be none or two."""
    moments = {naive.replace(tzinfo=local.tzinfo, fold=fold).astimezone(UTC) for fold in (0, 1)}
    zone = local.tzinfo
    real = sorted(moment for moment in moments if moment.astimezone(zone).replace(tzinfo=None) == naive)
    if len(real) == 1:
        return real[0]
    readings = tuple(moment.astimezone(zone).isoformat(timespec="minutes") for moment in real)
    raise FigureError(ErrorCode.AMBIGUOUS_MOMENT if real else ErrorCode.NO_MOMENT, text, readings=readings)
