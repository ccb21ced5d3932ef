"""How the lines of a counter or a revision find the figures they are about (design 2).

Each line matches a current figure by metric and scope, then by date order; one that matches none adds a figure; a
figure not mentioned stays; a line that could mean two figures is an error. A line with the very date of a figure
means that figure, so the other lines of its group are matched among the rest. A metric in another unit is another
figure: a penalty never replaces a bonus. A question is answered in any unit that no other figure has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.errors import AmbiguousMatch
from bot.domain.promise import TermVersion
from bot.domain.terms import Due, Term, WeeksAfterAward


@dataclass(frozen=True, slots=True)
class Match:
    """One line of a bundle: `current` is the figure it replaces (None: it adds one)."""

    proposed: Term
    current: TermVersion | None

    @property
    def changes_something(self) -> bool:
        """Tell whether the line says anything new."""
        return self.current is None or self.current.dropping or self.current.term != self.proposed


def match_bundle(current: Sequence[TermVersion], proposed: Sequence[Term]) -> tuple[Match, ...]:
    """Return what each proposed line is about, in the order of the lines.

    Raises AmbiguousMatch when a line could mean two figures, or two lines the same one.
    """
    found: dict[int, TermVersion] = {}
    groups: dict[object, list[int]] = {}
    for index, term in enumerate(proposed):
        groups.setdefault(_kind(term), []).append(index)
    for kind, indexes in groups.items():
        candidates = [line for line in current if _kind(line.term) == kind]
        candidates = candidates or [line for line in current if _asks(line.term, proposed[indexes[0]])]
        found.update(_match_group(candidates, indexes, proposed))
    return tuple(Match(term, found.get(index)) for index, term in enumerate(proposed))


def _match_group(candidates: list[TermVersion], indexes: list[int], proposed: Sequence[Term]) -> dict[int, TermVersion]:
    found: dict[int, TermVersion] = {}
    for index in indexes:
        same_day = [line for line in candidates if line.term.due == proposed[index].due]
        taken = [line for line in same_day if line not in found.values()]
        if len(same_day) > 1 or (same_day and not taken):
            raise AmbiguousMatch(proposed[index], [line.term for line in same_day])
        if taken:
            found[index] = taken[0]
    open_lines = [line for line in candidates if line not in found.values()]
    open_indexes = [index for index in indexes if index not in found]
    if open_indexes and len(open_lines) > len(open_indexes):
        raise AmbiguousMatch(proposed[open_indexes[0]], [line.term for line in open_lines])
    open_lines.sort(key=lambda line: _date_order(line.term.due))
    open_indexes.sort(key=lambda index: _date_order(proposed[index].due))
    found.update(zip(open_indexes, open_lines, strict=False))
    return found


def _kind(term: Term) -> tuple[object, ...]:
    """Return what a term is about. A bonus and a malus are two figures of one metric; no other unit tells two apart."""
    side = next((word for word in ("bonus", "malus") if word in term.unit), "")
    return (term.metric, side, *term.scope.folded())


def _asks(one: Term, other: Term) -> bool:
    """Tell whether one is the other's question, which says neither bonus nor malus and so may mean either."""
    unsaid = any(term.is_question and not _kind(term)[1] for term in (one, other))
    return unsaid and (one.metric, one.scope.folded()) == (other.metric, other.scope.folded())


def _date_order(due: Due | None) -> tuple[int, date, int]:
    """Order figures without a date first, then days, then weeks after an award that is still to come."""
    if isinstance(due, date):
        return (1, due, 0)
    return (2, date.min, due.weeks) if isinstance(due, WeeksAfterAward) else (0, date.min, 0)
