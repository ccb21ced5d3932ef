"""The value of a line: a number, a range, a service level's pair, or a question, with its unit.

Which numbers are possible is asked of the catalogue: where a text has two readings and the metric allows one of them
("1.200 agents" are not 1.2 persons), that one is taken and shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bot.domain.terms import PercentWithin, Quantity, Question, Range, Value
from bot.figures.catalogue import Metric, metric, units
from bot.figures.line import Line
from bot.figures.model import ErrorCode, FigureError, NoticeCode
from bot.figures.numbers import number_readings
from bot.figures.wording import number_text


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the tokens from `start` to `end`: its readings, the preferred one first."""

    readings: tuple[Decimal, ...]
    start: int
    end: int
    is_clock: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A unit that was said: its canonical name, how many of it one is, and the index after it."""

    unit: str
    factor: Decimal
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A value in a unit; the tokens from `start` to `end` hold it, `has_unit` tells whether its unit was said."""

    value: Value
    unit: str
    start: int
    end: int
    has_unit: bool = True


def numbers_in(line: Line) -> list[Number]:
    """Return the numbers that nobody claimed; number words count only where there are no digits."""
    digits = [number for at in range(len(line.tokens)) if (number := _digits(line, at))]
    if digits:
        return digits
    return [Number((Decimal(match.meaning),), at, match.end) for at, match in line.matches("number")]


def _digits(line: Line, at: int) -> Number | None:
    token = line.tokens[at]
    if not line.is_free(at) or token.kind not in {"number", "clock"}:
        return None
    if token.kind == "clock":
        return Number((_clock(token.text),), at, at + 1, is_clock=True)
    readings = number_readings(token.text, line.language)
    if not readings or len(token.text) > 20:
        raise line.fail(ErrorCode.BAD_NUMBER, at, at + 1)
    times = line.find(at + 1, "magnitude")
    if times is None:
        return Number(readings, at, at + 1)
    return Number(tuple(amount * Decimal(times.meaning) for amount in readings), at, times.end)


def _clock(text: str) -> Decimal:
    """Return "5:30" as 5.5 and "1:05:30" as 65.5: minutes."""
    parts = [int(part) for part in text.split(":")]
    seconds = parts[-1] + 60 * parts[-2] + (3600 * parts[0] if len(parts) == 3 else 0)
    return Decimal(seconds) / 60


def unit_at(line: Line, at: int, wanted: Metric) -> Said | None:
    """Return the unit of the metric that is said at token `at`, the longest of its phrases, or None."""
    said = []
    for limits in wanted.units:
        match = line.find(at, f"unit:{limits.unit}")
        if match:
            said.append(Said(limits.unit, Decimal(match.meaning), match.end))
    return max(said, key=lambda unit: unit.end, default=None)


def read_pair(line: Line, numbers: Sequence[Number]) -> Found | None:
    """Return a service level (80/20, 80 % of calls in 20 seconds) made of two neighbouring numbers, or None."""
    for first, second in pairwise(numbers):
        end = _pair_gap(line, first.end, second.start)
        if end is None or first.is_clock:
            continue
        said = unit_at(line, second.end, metric("aht"))
        factor = 60 if second.is_clock else said.factor if said else 1
        value = PercentWithin(first.readings[0], second.readings[0] * factor)
        return Found(value, "percent/seconds", first.start, said.end if said else second.end)
    return None


def _pair_gap(line: Line, start: int, end: int) -> int | None:
    """Return `end` when the tokens between two numbers make them a pair, else None."""
    at = start + 1 if line.key(start) in {"%", "percent", "prozent", "pct"} else start
    has_percent = at > start
    while (calls := line.find(at, "calls")) or line.find(at, "filler"):
        within = line.find(at, "within")
        if within and within.end == end:
            break
        at = calls.end if calls else at + 1
        if at >= end:
            return None
    within = line.find(at, "within")
    if within is None or within.end != end:
        return None
    return end if has_percent or line.key(at) in {"per", "in"} else None


def read_range(line: Line, numbers: Sequence[Number], wanted: Metric) -> Found | None:
    """Return "35 to 40 agents", "78-82 %" or "between 5 and 6 minutes", or None."""
    if len(numbers) != 2:
        return None
    first, second = numbers
    first_unit = unit_at(line, first.end, wanted)
    joint = line.find(first_unit.end if first_unit else first.end, "range")
    if joint is None or joint.end != second.start:
        return None
    unit = unit_at(line, second.end, wanted) or first_unit
    end = max(unit.end, second.end) if unit else second.end
    start = first.start
    name, high = _sized(line, second, unit, wanted)
    same = first_unit or unit
    _, low = _sized(line, first, same, wanted, name)
    if low > high:
        raise line.fail(ErrorCode.BAD_RANGE, first.start, second.end)
    _claim_opener(line, start)
    return Found(Range(low, high), name, start, end, unit is not None)


def _claim_opener(line: Line, start: int) -> None:
    opener = line.find(start - 1, "between") if start else None
    if opener and opener.end == start:
        line.claim(start - 1, start, "between")


def read_single(line: Line, numbers: Sequence[Number], wanted: Metric) -> Found | None:
    """Return the one number with its unit; durations may be written in two parts ("5 min 30 s")."""
    first = numbers[0]
    unit = unit_at(line, first.end, wanted)
    if len(numbers) == 2 and unit and unit.factor > 1 and numbers[1].start == unit.end:
        rest = unit_at(line, numbers[1].end, wanted)
        if rest and rest.factor < unit.factor:
            amount = first.readings[0] * unit.factor + numbers[1].readings[0] * rest.factor
            return Found(Quantity(amount), unit.unit, first.start, rest.end)
    if len(numbers) > 1:
        return None
    unit = unit or unit_at(line, _after_metric(line, first.end), wanted)
    name, amount = _sized(line, first, unit, wanted)
    sign, start = _signed(line, first.start, wanted)
    return Found(Quantity(amount * sign), name, start, unit.end if unit else first.end, unit is not None)


def _after_metric(line: Line, at: int) -> int:
    """Return the index after the metric's words that stand between number and unit (2.100 Produktivstunden/Monat)."""
    while at < len(line.tokens) and line.roles[at] == "metric":
        at += 1
    return at


def _signed(line: Line, start: int, wanted: Metric) -> tuple[int, int]:
    before = line.tokens[start - 1] if start else None
    if not wanted.signed or before is None or before.end != line.tokens[start].start:
        return 1, start
    if before.key not in {"-", "+", "−"}:
        return 1, start
    return (1 if before.key == "+" else -1), start - 1


def _sized(
    line: Line, number: Number, said: Said | None, wanted: Metric, like: str | None = None
) -> tuple[str, Decimal]:
    """Return the unit and the amount in it that a number means."""
    if number.is_clock:
        return _clock_sized(line, number, said, wanted)
    if said:
        unit, factor = said.unit, said.factor
        return unit, _chosen(line, number, lambda amount: wanted.fits(amount * factor, unit)) * factor
    if like:
        return like, _chosen(line, number, lambda amount: wanted.fits(amount, like))
    if wanted.unit_must_be_said:
        raise _unit_missing(line, number, wanted)
    return _assumed(line, number, wanted)


def _clock_sized(line: Line, number: Number, said: Said | None, wanted: Metric) -> tuple[str, Decimal]:
    """Return "5:30" in the metric's unit: minutes and seconds, or hours and minutes when hours are said."""
    per_minute = {"seconds": Decimal(60), "minutes": Decimal(1)}
    for limits in wanted.units:
        if limits.unit in per_minute:
            return limits.unit, number.readings[0] * max(per_minute[limits.unit], said.factor if said else Decimal(1))
    raise line.fail(ErrorCode.WRONG_UNIT, number.start, number.end, expected=wanted.id)


def _chosen(line: Line, number: Number, fits: Callable[[Decimal], bool]) -> Decimal:
    """Return the reading that the metric allows, the language's own first; show it where there was a choice."""
    possible = [amount for amount in number.readings if fits(amount)] or list(number.readings[:1])
    if len(possible) > 1 or possible[0] != number.readings[0]:
        line.note(NoticeCode.NUMBER_READ, number.start, number.end, possible[0])
    return possible[0]


def _assumed(line: Line, number: Number, wanted: Metric) -> tuple[str, Decimal]:
    """Return the amount in the metric's first unit, none being said; of two sizes that fit neither is taken."""
    unit = wanted.units[0].unit
    sizes = sorted(set(units()[unit].words.values()))[:2]
    amount = number.readings[0]
    fitting = [size for size in sizes if wanted.fits(amount * size, unit)] or sizes[:1]
    if len(fitting) > 1:
        readings = tuple(f"{number_text(amount, line.language)} {word}" for word in _size_words(unit, fitting))
        raise line.fail(ErrorCode.AMBIGUOUS_UNIT, number.start, number.end, readings)
    amount = _chosen(line, number, lambda value: wanted.fits(value * fitting[0], unit)) * fitting[0]
    if unit not in {"persons", "points"}:
        reading = f"{number_text(amount, line.language)} {_shown(line, unit)}"
        line.note(NoticeCode.UNIT_READ, number.start, number.end, reading)
    return unit, amount


def _size_words(unit: str, sizes: Sequence[Decimal]) -> list[str]:
    words = units()[unit].words
    return [next(word for word, factor in words.items() if factor == size) for size in sizes]


def _shown(line: Line, unit: str) -> str:
    entry = units()[unit]
    return (entry.de if line.language == "de" else entry.en)[-1]


def _unit_missing(line: Line, number: Number, wanted: Metric) -> FigureError:
    amount = number_text(number.readings[0], line.language)
    readings = tuple(f"{amount} {_shown(line, limits.unit)}" for limits in wanted.units)
    return line.fail(ErrorCode.NO_UNIT, number.start, number.end, readings, wanted.id)


def read_question(line: Line, wanted: Metric) -> Found | None:
    """Return the question that a "?" or "how many" asks, in the unit said or else the metric's first."""
    places = list(line.matches("question"))
    if not places:
        return None
    at, match = places[0]
    unit = unit_at(line, match.end, wanted) or unit_at(line, _after_metric(line, match.end), wanted)
    for start, other in places[1:]:
        line.claim(start, other.end, "question")
    end = unit.end if unit else match.end
    name = unit.unit if unit else wanted.units[0].unit
    if unit is None and wanted.unit_must_be_said:
        line.note(NoticeCode.UNIT_READ, at, match.end, f"? {_shown(line, name)}")
    return Found(Question(), name, at, end, unit is not None)
