"""Judging a figure that was read: hard limits reject it, warn limits ask the person to confirm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.domain.terms import OnDate, PercentWithin, Quantity, Range, Term, WeeksAfterAward
from bot.figures.catalogue import Metric, metric
from bot.figures.lexicon import find
from bot.figures.model import Doubt, DoubtCode, Interval, Severity
from bot.figures.tokens import tokenize

HIRING_TIME = timedelta(weeks=10)
_VOICE = frozenset({"voice", "phone", "telephone", "telefon", "telefonie"})


def validate(term: Term, now: datetime, zone: str) -> list[Doubt]:
    """Return everything that speaks against a term, hard doubts first; an empty list means that it is fine.

    Args:
        term: the figure.
        now: aware.
        zone: the IANA name of the person's time zone; a date is past when it is before the day there.
    """
    entry = metric(term.metric)
    doubts = [*_date_doubts(term, now.astimezone(ZoneInfo(zone)).date()), *_value_doubts(term, entry)]
    return sorted(doubts, key=lambda doubt: not doubt.is_hard)


def _date_doubts(term: Term, today: date) -> Iterator[Doubt]:
    on = term.value.on if isinstance(term.value, OnDate) else None
    for day in (term.due, on):
        if isinstance(day, date) and day < today:
            yield Doubt(Severity.HARD, DoubtCode.DATE_PAST, term.metric, on=day)
    soon = isinstance(on, date) and today <= on < today + HIRING_TIME
    if soon or (isinstance(on, WeeksAfterAward) and timedelta(weeks=on.weeks) < HIRING_TIME):
        yield Doubt(Severity.WARN, DoubtCode.SOON, term.metric)


def _value_doubts(term: Term, entry: Metric) -> Iterator[Doubt]:
    limits = entry.limits(term.unit)
    amounts = _amounts(term)
    for amount in amounts:
        yield from _possible(amount, term, entry)
    if all(amount in limits.hard for amount in amounts) and _warns(term, entry):
        yield from _outside(amounts, limits.warn, term, Severity.WARN, DoubtCode.UNUSUAL)
    if isinstance(term.value, PercentWithin):
        yield from _second_doubts(term, term.value.seconds, entry)
    if term.unit == "FTE" and not _says_basis(term):
        yield Doubt(Severity.WARN, DoubtCode.SAY_FTE_BASIS, term.metric)


def _amounts(term: Term) -> tuple[Decimal, ...]:
    value = term.value
    if isinstance(value, Quantity):
        return (value.amount,)
    if isinstance(value, Range):
        return (value.low, value.high)
    return (value.percent,) if isinstance(value, PercentWithin) else ()


def _possible(amount: Decimal, term: Term, entry: Metric) -> Iterator[Doubt]:
    hard = entry.limits(term.unit).hard
    yield from _outside((amount,), hard, term, Severity.HARD, DoubtCode.OUT_OF_LIMITS)
    if entry.whole and amount != amount.to_integral_value():
        yield Doubt(Severity.HARD, DoubtCode.NOT_WHOLE, term.metric, unit=term.unit)
    if entry.step is not None and amount % entry.step != 0:
        yield Doubt(Severity.HARD, DoubtCode.WRONG_STEP, term.metric, unit=term.unit, step=entry.step)


def _outside(
    amounts: tuple[Decimal, ...], limits: Interval, term: Term, severity: Severity, code: DoubtCode
) -> Iterator[Doubt]:
    if any(amount not in limits for amount in amounts):
        yield Doubt(severity, code, term.metric, limits, _unit(term))


def _unit(term: Term) -> str:
    return "percent" if isinstance(term.value, PercentWithin) else term.unit


def _second_doubts(term: Term, seconds: Decimal, entry: Metric) -> Iterator[Doubt]:
    hard, warn = entry.within.hard, entry.within.warn
    if seconds not in hard:
        yield Doubt(Severity.HARD, DoubtCode.OUT_OF_LIMITS, term.metric, hard, "seconds")
    elif seconds not in warn and _warns(term, entry):
        yield Doubt(Severity.WARN, DoubtCode.UNUSUAL, term.metric, warn, "seconds")


def _warns(term: Term, entry: Metric) -> bool:
    """Tell whether warn limits hold: some do for voice only, which is also what is meant when no channel is said."""
    channel = term.scope.channel
    return not entry.voice or channel is None or channel.strip().casefold() in _VOICE


def _says_basis(term: Term) -> bool:
    """Tell whether the text around an FTE says billable, scheduled or seated."""
    scope = term.scope
    texts = [*term.conditions, *filter(None, (scope.line, scope.skill))]
    return any(find(tokenize(text), at, "basis") for text in texts for at in range(len(tokenize(text))))
