"""What reading and judging figures gives: readings, notices, doubts and errors.

All of them are data in a person's words and positions, never finished sentences: `bot.figures.explain` turns each into
text in the language of the one who reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from bot.domain.terms import Term

Language = Literal["de", "en"]


class ErrorCode(StrEnum):
    """Why a line is no figure."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_METRIC = "no_metric"
    MANY_METRICS = "many_metrics"
    NO_VALUE = "no_value"
    MANY_VALUES = "many_values"
    MANY_BOUNDS = "many_bounds"
    NO_SECONDS = "no_seconds"
    NO_UNIT = "no_unit"
    WRONG_UNIT = "wrong_unit"
    BAD_NUMBER = "bad_number"
    BAD_RANGE = "bad_range"
    BAD_DATE = "bad_date"
    WRONG_WEEKDAY = "wrong_weekday"
    VAGUE_DATE = "vague_date"
    AMBIGUOUS_DATE = "ambiguous_date"
    AMBIGUOUS_UNIT = "ambiguous_unit"
    AMBIGUOUS_QUESTION = "ambiguous_question"
    MANY_DATES = "many_dates"
    ONLY_WEEKS_AFTER_AWARD = "only_weeks_after_award"
    MANY_SCOPES = "many_scopes"
    EACH_SITE = "each_site"
    NO_SCOPE = "no_scope"
    EMPTY_CONDITION = "empty_condition"
    UNKNOWN_WORD = "unknown_word"
    NO_MOMENT = "no_moment"
    PAST_MOMENT = "past_moment"
    AMBIGUOUS_MOMENT = "ambiguous_moment"


class NoticeCode(StrEnum):
    """What was read in a way that the person should see."""

    NUMBER_READ = "number_read"
    DATE_READ = "date_read"
    METRIC_READ = "metric_read"
    UNIT_READ = "unit_read"
    SITE_READ = "site_read"
    SKILL_READ = "skill_read"
    NOT_KEPT = "not_kept"


class DoubtCode(StrEnum):
    """What is wrong with, or unusual about, a figure that was read."""

    DATE_PAST = "date_past"
    OUT_OF_LIMITS = "out_of_limits"
    NOT_WHOLE = "not_whole"
    WRONG_STEP = "wrong_step"
    UNUSUAL = "unusual"
    SOON = "soon"
    SAY_FTE_BASIS = "say_fte_basis"
    ABOVE_OTHER = "above_other"


class Severity(StrEnum):
    """HARD rejects the figure, WARN asks the person to confirm."""

    HARD = "hard"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Notice:
    """`text`, at `start` to `end` of the line, was read as `reading` (a metric's identifier for METRIC_READ)."""

    code: NoticeCode
    text: str
    reading: str | date | Decimal = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A line that is a figure: the term, the `span` that holds its value, what the person should see of the reading.

    `line_number` counts from 1; `source` is the line as it was typed, in composed characters (NFC).
    """

    term: Term
    span: str
    notices: tuple[Notice, ...] = ()
    line_number: int = 1
    source: str = ""


# Not frozen: `contextlib` sets `__traceback__` on every exception that passes a context manager, and a frozen one
# would turn into FrozenInstanceError there.
@dataclass(unsafe_hash=True)
class FigureError(ValueError):
    """A line that is no figure: why (`code`), where (`start` to `end` in `source`) and one correct line.

    `readings` holds every way to read the place when there are several; `expected` what would have fitted.
    """

    code: ErrorCode
    text: str
    start: int = 0
    end: int = 0
    example: str = ""
    readings: tuple[str, ...] = ()
    expected: str = ""
    line_number: int = 1
    source: str = field(default="", repr=False)

    def __str__(self) -> str:
        """Return a short English form for logs; people get `explain`."""
        return f"{self.code} at {self.line_number}:{self.start + 1}: {self.text!r}"


@dataclass(unsafe_hash=True)
class MomentError(ValueError):
    """A text that names no moment to come, with one that does (`example`) and all readings if there are several."""

    code: ErrorCode
    text: str
    example: str = ""
    readings: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return a short English form for logs; people get `explain`."""
        return f"{self.code}: {self.text!r}"


@dataclass(frozen=True, slots=True)
class Interval:
    """A span of allowed values; an end that is None is open."""

    low: Decimal | None = None
    high: Decimal | None = None
    with_low: bool = True
    with_high: bool = True

    def __contains__(self, value: Decimal) -> bool:
        """Tell whether `value` is inside."""
        above = self.low is None or value > self.low or (self.with_low and value == self.low)
        return above and (self.high is None or value < self.high or (self.with_high and value == self.high))


@dataclass(frozen=True, slots=True)
class Doubt:
    """A judgement on a term: what was left are `limits` in `unit`, or the multiples of `step`, or days after `on`.

    `other` is the identifier of the metric that sets the limit, where another figure of the same text does.
    """

    severity: Severity
    code: DoubtCode
    metric: str
    limits: Interval = Interval()
    unit: str = ""
    step: Decimal | None = None
    on: date | None = None
    other: str = ""

    @property
    def is_hard(self) -> bool:
        """Tell whether the figure cannot be promised like this."""
        return self.severity is Severity.HARD
