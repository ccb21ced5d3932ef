"""A term as other programs take it: the keys and units of the figures in files and on the command line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from bot.domain.terms import Bound, OnDate, PercentWithin, Question, Range, Scope, Term, Value, WeeksAfterAward
from bot.figures.catalogue import units


def to_json(term: Term, span: str) -> dict[str, Any]:
    """Return a figure's JSON object: metric, value, unit, by, scope, span, and what else was said.

    `value` is a number; [percent, seconds]; {"min", "max"}; an ISO date for go_live; "?" for a question. `by` is an ISO
    date or null. `bound` and `conditions` are there only when said, `weeks_after_award` when that is the due time (or
    the go-live, whose value is null then). `scope` is the site if one is named, otherwise line, skill, channel or
    language.
    """
    due = term.value.on if isinstance(term.value, OnDate) else term.due
    figure: dict[str, Any] = {
        "metric": term.metric,
        "value": _value(term.value),
        "unit": units()[term.unit].base,
        "by": term.due.isoformat() if isinstance(term.due, date) else None,
        "scope": _scope(term.scope),
        "span": span,
    }
    if term.bound in {Bound.MIN, Bound.MAX}:
        figure["bound"] = term.bound.value
    if isinstance(due, WeeksAfterAward):
        figure["weeks_after_award"] = due.weeks
    if term.conditions:
        figure["conditions"] = list(term.conditions)
    return figure


def _value(value: Value) -> object:
    if isinstance(value, Question):
        return "?"
    if isinstance(value, OnDate):
        return value.on.isoformat() if isinstance(value.on, date) else None
    if isinstance(value, PercentWithin):
        return [_number(value.percent), _number(value.seconds)]
    if isinstance(value, Range):
        return {"min": _number(value.low), "max": _number(value.high)}
    return _number(value.amount)


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _scope(scope: Scope) -> str | None:
    sites = ", ".join(scope.sites)
    return sites or scope.line or scope.skill or scope.channel or scope.language
