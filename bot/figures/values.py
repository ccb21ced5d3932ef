"""The value of a line: a number, a range, a service level's pair, or a question, with its unit.

Which numbers are possible is asked of the catalogue: where a text has two readings and the metric allows one of them
("1.200 agents" are not 1.2 persons), that one is taken and shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from bot.domain.terms import PercentWithin, Quantity, Question, Range, Value
from bot.figures.catalogue import Metric, metric
from bot.figures.line import Line
from bot.figures.model import ErrorCode, NoticeCode
from bot.figures.numbers import number_readings
from bot.figures.sizes import Number, mark_at, marked_start, shown_unit, sized, unit_after, unit_at


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
    """Return "35 to 40 agents", "78-82 %", "-10 to 5" or "between 5 and 6 minutes", or None."""
    if len(numbers) != 2:
        return None
    first, second = numbers
    first_unit = unit_at(line, first.end, wanted)
    signs = _signs(line, first_unit.end if first_unit else _marked_end(line, first, wanted), first, second, wanted)
    if signs is None:
        return None
    unit = unit_after(line, second.end, wanted) or first_unit
    name, high = sized(line, signs[1].on(second), unit, wanted)
    _, low = sized(line, signs[0].on(first), first_unit or unit, wanted, name)
    if low > high:
        raise line.fail(ErrorCode.BAD_RANGE, first.start, second.end)
    start = signs[0].start
    _claim_opener(line, start)
    end = max(unit.end if unit else 0, _marked_end(line, second, wanted))
    is_marked = end > second.end or marked_start(line, first.start, wanted) < first.start
    return Found(Range(low, high), name, start, end, unit is not None or is_marked)


@dataclass(frozen=True, slots=True)
class _Sign:
    """What stands right before a number: its sign, and where that or a mark (EUR) begins."""

    sign: int
    start: int

    def on(self, number: Number) -> Number:
        return replace(number, readings=tuple(amount * self.sign for amount in number.readings))


def _signs(line: Line, at: int, first: Number, second: Number, wanted: Metric) -> tuple[_Sign, _Sign] | None:
    """Return the signs of two numbers that a word or dash at token `at` joins to a range, or None."""
    joint = line.find(at, "range")
    if joint is None:
        return None
    before = _sign(line, second.start, wanted)
    if joint.end == second.start:  # "5-10": the dash joins, it is no sign
        before = _Sign(1, second.start)
    elif joint.end != before.start:
        return None
    return _sign(line, first.start, wanted), before


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
    unit = unit or unit_after(line, _marked_end(line, first, wanted), wanted)
    before = _sign(line, first.start, wanted)
    name, amount = sized(line, before.on(first), unit, wanted)
    end = max(unit.end if unit else 0, _marked_end(line, first, wanted))
    is_marked = end > first.end or marked_start(line, first.start, wanted) < first.start
    return Found(Quantity(amount), name, before.start, end, unit is not None or is_marked)


def _marked_end(line: Line, number: Number, wanted: Metric) -> int:
    return mark_at(line, number.end, wanted) or number.end


def _sign(line: Line, start: int, wanted: Metric) -> _Sign:
    """Return the sign or mark before the number at token `start`; a sign touches its number, "minus" need not."""
    begin = marked_start(line, start, wanted)
    if not wanted.signed or not start or not line.is_free(start - 1):
        return _Sign(1, begin)
    before, word = line.tokens[start - 1], line.find(start - 1, "sign")
    if word and word.end == start:
        return _Sign(-1, start - 1)
    if before.end == line.tokens[start].start and before.key in {"-", "+", "−"}:
        return _Sign(1 if before.key == "+" else -1, start - 1)
    return _Sign(1, begin)


def read_question(line: Line, wanted: Metric) -> Found | None:
    """Return the question that a "?" or "how many" asks, in the unit said or else the metric's first."""
    places = list(line.matches("question"))
    if not places:
        return None
    at, match = places[0]
    unit = unit_after(line, match.end, wanted)
    for start, other in places[1:]:
        line.claim(start, other.end, "question")
    end = unit.end if unit else match.end
    name = unit.unit if unit else wanted.units[0].unit
    if unit is None and wanted.unit_must_be_said:
        line.note(NoticeCode.UNIT_READ, at, match.end, f"? {shown_unit(line, name)}")
    return Found(Question(), name, at, end, unit is not None)
