"""Terms to compare with what is read, seen from Monday 23 November 2026."""

from datetime import date
from decimal import Decimal

from bot.domain.terms import (
    OnDate,
    PercentWithin,
    Quantity,
    Range,
    Scope,
    Term,
)

TODAY = date(2026, 11, 23)
FEB = date(2027, 2, 1)
MAR = date(2027, 3, 1)
LEIPZIG = Scope(sites=("Leipzig",))


def people(amount, due=None, scope=Scope(), bound=None, conditions=()):  # noqa: B008 - a scope is frozen
    return Term("headcount", Quantity(Decimal(amount)), "persons", bound, due, scope, conditions)


def level(percent, seconds, due=None, **more):
    return Term("service_level", PercentWithin(Decimal(percent), Decimal(seconds)), "percent/seconds", due=due, **more)


def term(metric, amount, unit, due=None, **more):
    return Term(metric, Quantity(Decimal(amount)), unit, due=due, **more)


def span_of(metric, low, high, unit, due=None, **more):
    return Term(metric, Range(Decimal(low), Decimal(high)), unit, due=due, **more)


def live(on, **more):
    return Term("go_live", OnDate(on), "date", **more)
