"""How what was said and what was changed finds its place in a promise: the hands of `bot.domain.evolution`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.domain.promise import (
    Agreed,
    Change,
    Counter,
    CounterId,
    Objected,
    Position,
    Promise,
    TermId,
    TermVersion,
    Via,
)
from bot.domain.slots import SlotId


def with_position(promise: Promise, term_id: TermId, slot_id: SlotId, said: Position | None) -> Promise:
    """Return the promise with what a slot says about a figure now; None takes it back."""

    def placed(line: TermVersion) -> TermVersion:
        others = {slot: position for slot, position in line.positions.items() if slot != slot_id}
        return replace(line, positions=others if said is None else {**others, slot_id: said})

    before = promise.term(term_id)
    left = _counter_of(before.positions.get(slot_id)) if before else None
    terms = tuple(placed(line) if line.id == term_id else line for line in promise.terms)
    placed_there = replace(promise, terms=terms)
    return placed_there if left in (None, _counter_of(said)) else _vacated(placed_there, left, slot_id)


def _counter_of(said: Position | None) -> CounterId | None:
    return said.counter if isinstance(said, Objected) else None


def _vacated(promise: Promise, counter_id: CounterId | None, slot_id: SlotId) -> Promise:
    """Take a slot out of a counter once it says something else about any figure of it.

    A counter is one bundle, so a slot stands behind all of it or none; accepting it must not sign for a slot that has
    spoken since. Its objections to the other figures stand, and a counter that no slot stands behind is closed.
    """

    def freed(line: TermVersion) -> TermVersion:
        said = line.positions.get(slot_id)
        if not isinstance(said, Objected) or said.counter != counter_id:
            return line
        return replace(line, positions={**line.positions, slot_id: replace(said, counter=None)})

    without = tuple(_without_seat(c, slot_id) if c.id == counter_id else c for c in promise.counters)
    left = replace(promise, terms=tuple(freed(line) for line in promise.terms), counters=without)
    return replace(left, counters=tuple(c for c in without if c.id != counter_id or standing_behind(c, left)))


def standing_behind(counter: Counter, promise: Promise) -> frozenset[SlotId]:
    """Return the slots that want what a counter says instead of what stands.

    They object to a figure with it; to one that stands as it was signed off nobody objects, so there it is a seat.
    """
    tied = {slot for line in promise.terms for slot, said in line.positions.items() if _counter_of(said) == counter.id}
    sealed = (line for line in promise.terms if line.id in _sealed_figures_of(counter, promise))
    return frozenset(tied.union(slot.id for line in sealed for slot in line.slots if slot.id in counter.seats))


def _sealed_figures_of(counter: Counter, promise: Promise) -> frozenset[TermId]:
    about = {change.term_id for change in counter.changes}
    return frozenset(line.id for line in promise.terms if line.id in about and promise.is_as_sealed(line))


def with_counter(promise: Promise, counter: Counter) -> Promise:
    """Return the promise with a counter; an area's earlier one about the same sealed figure is replaced.

    For a figure that is not sealed the objection that comes with the counter does the same.
    """
    left = promise
    for earlier in promise.counters:
        if _sealed_figures_of(earlier, promise) & _sealed_figures_of(counter, promise):
            for slot_id in standing_behind(earlier, promise) & counter.seats.keys():
                left = _vacated(left, earlier.id, slot_id)
    return replace(left, counters=(*left.counters, counter))


def _without_seat(counter: Counter, slot_id: SlotId) -> Counter:
    return replace(counter, seats={slot: member for slot, member in counter.seats.items() if slot != slot_id})


def with_changes(promise: Promise, changes: tuple[Change, ...], sales: Agreed, counter: Counter | None) -> Promise:
    """Return the promise with a bundle in it: a new version of each figure it changes, and those it adds.

    With `counter`, the proposer's slots agree to what it brings.
    """
    replaced = {change.term_id: change for change in changes if change.term_id}
    kept = tuple(
        _next_version(promise, line, replaced[line.id], sales, counter) if line.id in replaced else line
        for line in promise.terms
    )
    added = tuple(
        TermVersion(change.target, 1, change.term, change.slots, sales, _proposers(change, counter))
        for change in changes
        if change.term_id is None
    )
    touched: set[TermId] = {change.term_id for change in changes if change.term_id}
    changed = replace(promise, terms=_in_their_place(kept, added))
    if counter is not None:
        changed = replace(changed, counters=tuple(c for c in changed.counters if c.id != counter.id))
    return without_counters_on(changed, touched)


def _in_their_place(kept: tuple[TermVersion, ...], added: tuple[TermVersion, ...]) -> tuple[TermVersion, ...]:
    """Return the figures with each added one after the last of its metric, so that a ramp reads as one."""
    terms = list(kept)
    for line in added:
        alike = [index for index, other in enumerate(terms) if other.term.metric == line.term.metric]
        terms.insert(alike[-1] + 1 if alike else len(terms), line)
    return tuple(terms)


def _next_version(
    promise: Promise, line: TermVersion, change: Change, sales: Agreed, counter: Counter | None
) -> TermVersion:
    positions = _proposers(change, counter)
    return TermVersion(line.id, promise.next_version(line), change.term, change.slots, sales, positions)


def _proposers(change: Change, counter: Counter | None) -> dict[SlotId, Position]:
    if counter is None or change.term.is_question:
        return {}  # a question has no figure yet that anybody could stand behind
    return {
        slot.id: Agreed(counter.person, counter.at, counter.seats[slot.id], Via.COUNTER)
        for slot in change.slots
        if slot.id in counter.seats
    }


def without_confirmation(promise: Promise, term_ids: Collection[TermId], slot_id: SlotId) -> Promise:
    """Return the promise without a slot's word that figures hold alone; that they are to move stays asked."""

    def asked(line: TermVersion) -> TermVersion:
        if line.leaving is None or line.id not in term_ids:
            return line
        others = {slot: said for slot, said in line.leaving.confirmed.items() if slot != slot_id}
        return replace(line, leaving=replace(line.leaving, confirmed=others))

    return replace(promise, terms=tuple(asked(line) for line in promise.terms))


def without_counters_on(promise: Promise, touched: set[TermId]) -> Promise:
    """Close the counters about a version that is gone; their objections to other figures stand (rule 2)."""
    stale = {c.id for c in promise.counters if any(change.term_id in touched for change in c.changes)}

    def freed(said: Position) -> Position:
        return replace(said, counter=None) if isinstance(said, Objected) and said.counter in stale else said

    terms = tuple(
        replace(line, positions={slot: freed(said) for slot, said in line.positions.items()}) for line in promise.terms
    )
    return replace(promise, terms=terms, counters=tuple(c for c in promise.counters if c.id not in stale))
