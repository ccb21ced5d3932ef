"""Judging the figures of one text against each other: one may set a limit for another (`at_most` of the catalogue).

After-call work is a part of the handling time, so it is never longer. Compared are figures that hold for the same
contacts at the same time: where one says no site, channel, date and so on, it holds for all of them; one that says
exactly the same scope goes before those that only include it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.domain.terms import Bound, Quantity, Range, Scope, Term
from bot.figures.catalogue import metric
from bot.figures.model import Doubt, DoubtCode, Interval, Severity


def validate_together(terms: Sequence[Term]) -> list[tuple[Doubt, ...]]:
    """Return for each term, in the order of `terms`, the hard doubts that the others raise against it.

    What speaks against a term by itself is said by `validate`. Raises UnknownMetric.
    """
    return [tuple(filter(None, [_doubt(term, terms)])) for term in terms]


def _doubt(term: Term, terms: Sequence[Term]) -> Doubt | None:
    other = metric(term.metric).at_most
    value = _highest(term)
    if other is None or value is None:
        return None
    limits = [limit for found in _nearest(term, other, terms) if (limit := _highest(found)) is not None]
    if not limits or value <= min(limits):
        return None
    return Doubt(Severity.HARD, DoubtCode.ABOVE_OTHER, term.metric, Interval(high=min(limits)), term.unit, other=other)


def _nearest(term: Term, other: str, terms: Sequence[Term]) -> list[Term]:
    """Return the figures of the metric `other` that limit `term`; one that is only a minimum limits nothing."""
    found = [candidate for candidate in terms if candidate.metric == other and _is_about_the_same(candidate, term)]
    found = [candidate for candidate in found if candidate.unit == term.unit and candidate.bound is not Bound.MIN]
    return [candidate for candidate in found if candidate.scope.folded() == term.scope.folded()] or found


def _is_about_the_same(one: Term, other: Term) -> bool:
    same_time = one.due is None or other.due is None or one.due == other.due
    return same_time and _meet(one.scope, other.scope)


def _meet(one: Scope, other: Scope) -> bool:
    """Tell whether two scopes have contacts in common, as far as they say."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return all(not ones or not others or ones & others for ones, others in pairs)


def _parts(scope: Scope) -> list[set[str]]:
    """Return the names of each part of a scope, as they are compared; an empty set is a part that is not said."""
    named = (scope.line, scope.skill, scope.channel, scope.language)
    parts = [set(scope.sites), *({name} if name else set() for name in named)]
    return [{name.strip().casefold() for name in names} for names in parts]


def _highest(term: Term) -> Decimal | None:
    if isinstance(term.value, Range):
        return term.value.high
    return term.value.amount if isinstance(term.value, Quantity) else None
