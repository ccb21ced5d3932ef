"""A term is one figure: everything in it is material, so two terms are the same figure exactly when they are equal.

The catalogue of metrics (labels, units, limits) is data in `bot.figures`; here a metric is only its identifier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Bound(StrEnum):
    """Which side of the value is promised; a term whose text says none has `None`, which is kept as none."""

    MIN = "min"
    MAX = "max"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class WeeksAfterAward:
    """A due time that runs from the day of the award: `weeks` x 7 days after it."""

    weeks: int


Due = date | WeeksAfterAward


@dataclass(frozen=True, slots=True)
class Quantity:
    """One decimal, in the term's unit."""

    amount: Decimal


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included, in the term's unit."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class PercentWithin:
    """A service level: `percent` of contacts answered within `seconds` (80/20)."""

    percent: Decimal
    seconds: Decimal


@dataclass(frozen=True, slots=True)
class OnDate:
    """A figure that is itself a date (go-live), given as a day or in weeks after the award."""

    on: Due


@dataclass(frozen=True, slots=True)
class Question:
    """`?`: sales asks operations for the figure."""


Value = Quantity | Range | PercentWithin | OnDate | Question


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the figure holds, each part as written by a person; several sites are in one scope."""

    sites: tuple[str, ...] = ()
    line: str | None = None
    skill: str | None = None
    channel: str | None = None
    language: str | None = None

    def folded(self) -> tuple[object, ...]:
        """Return the scope for comparison: case, spaces around words and the order of sites do not matter."""
        parts = (self.line, self.skill, self.channel, self.language)
        sites = tuple(sorted(site.strip().casefold() for site in self.sites))
        return (sites, *(part.strip().casefold() if part else None for part in parts))


@dataclass(frozen=True, slots=True)
class Term:
    """One figure as it is promised.

    `metric` is an identifier of the catalogue, `unit` the canonical unit of the value ("persons", "FTE", "percent",
    "percent/seconds", "seconds", "date", "score_1_5", ...), `conditions` are said with the figure, always.
    """

    metric: str
    value: Value
    unit: str
    bound: Bound | None = None
    due: Due | None = None
    scope: Scope = Scope()
    conditions: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        """Tell whether operations still has to fill the figure in."""
        return isinstance(self.value, Question)
