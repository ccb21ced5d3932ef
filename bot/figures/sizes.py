"""How many of which unit a number means: the unit said beside it, half said by a mark (EUR), or assumed and shown.

Where a number has several readings or sizes, only those that the metric's hard limits allow are offered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.figures.catalogue import Metric, units
from bot.figures.lexicon import find
from bot.figures.line import Line
from bot.figures.model import ErrorCode, FigureError, NoticeCode
from bot.figures.wording import number_text

# A unit may hold words that name the metric or a channel at the same time: 500 e-mails per day.
_BESIDE = frozenset({"", "metric", "scope"})


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


def unit_at(line: Line, at: int, wanted: Metric) -> Said | None:
    """Return the unit of the metric that is said at token `at`, the longest of its phrases, or None."""
    said: list[Said] = []
    for limits in wanted.units:
        match = find(line.tokens, at, f"unit:{limits.unit}")
        if match and set(line.roles[at : match.end]) <= _BESIDE:
            said.append(Said(limits.unit, Decimal(match.meaning), match.end))
    return max(said, key=lambda unit: unit.end, default=None)


def unit_after(line: Line, at: int, wanted: Metric) -> Said | None:
    """Return the unit said at token `at`, or after metric's words or a channel that stand between: 500 e-mails/day."""
    said = unit_at(line, at, wanted)
    if said:
        return said
    while at < len(line.tokens) and line.roles[at] and line.roles[at] in _BESIDE:
        at += 1
    return unit_at(line, at, wanted)


def mark_at(line: Line, at: int, wanted: Metric) -> int | None:
    """Return the index after the half of a unit (EUR) that stands at token `at`, or None."""
    found = (line.find(at, f"mark:{limits.unit}") for limits in wanted.units)
    return max((match.end for match in found if match), default=None)


def marked_start(line: Line, start: int, wanted: Metric) -> int:
    """Return where the half of a unit begins that stands right before token `start`; `start` when there is none."""
    return start - 1 if start and mark_at(line, start - 1, wanted) == start else start


def _is_marked(line: Line, number: Number, wanted: Metric) -> bool:
    return marked_start(line, number.start, wanted) < number.start or mark_at(line, number.end, wanted) is not None


def sized(
    line: Line, number: Number, said: Said | None, wanted: Metric, like: str | None = None
) -> tuple[str, Decimal]:
    """Return the unit and the amount in it that a number means; `like` is the unit of its neighbour in a range."""
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
    if unit not in {"persons", "points"} and not _is_marked(line, number, wanted):
        reading = _shown(line, amount, unit)
        line.note(NoticeCode.UNIT_READ, number.start, number.end, reading)
    return unit, amount


def _size_words(unit: str, sizes: Sequence[Decimal]) -> list[str]:
    words = units()[unit].words
    return [next(word for word, factor in words.items() if factor == size) for size in sizes]


def shown_unit(line: Line, unit: str) -> str:
    """Return how a unit is written after a number of many."""
    entry = units()[unit]
    return (entry.de if line.language == "de" else entry.en)[-1]


def _shown(line: Line, amount: Decimal, unit: str) -> str:
    return f"{number_text(amount, line.language, units()[unit].places)} {shown_unit(line, unit)}"


def _unit_missing(line: Line, number: Number, wanted: Metric) -> FigureError:
    """Return the error that asks for the unit, with the readings that are possible: none, one or several."""
    amount = number.readings[0]
    plain = (limits.unit for limits in wanted.units if units()[limits.unit].base == limits.unit)
    possible = (unit for unit in plain if any(wanted.fits(reading, unit) for reading in number.readings))
    readings = tuple(_shown(line, amount, unit) for unit in possible)
    return line.fail(ErrorCode.NO_UNIT, number.start, number.end, readings, wanted.id)
