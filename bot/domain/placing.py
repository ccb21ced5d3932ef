"""How what was said and what was changed finds its place in a promise: the hands of `bot.domain.evolution`."""

from __future__ import annotations

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

    terms = tuple(freed(line) for line in promise.terms)
    stands = any(_counter_of(said) == counter_id for line in terms for said in line.positions.values())
    counters = tuple(
        _without_seat(counter, slot_id) if counter.id == counter_id else counter
        for counter in promise.counters
        if stands or counter.id != counter_id
    )
    return replace(promise, terms=terms, counters=counters)


def _without_seat(counter: Counter, slot_id: SlotId) -> Counter:
    return replace(counter, seats={slot: member for slot, member in counter.seats.items() if slot != slot_id})


def with_changes(promise: Promise, changes: tuple[Change, ...], sales: Agreed, counter: Counter | None) -> Promise:
    """Return the promise with a bundle in it: a new version of each figure it changes, and those it adds.

    With `counter`, the proposer's slots agree to what it brings.
    """
    replaced = {change.term_id: change for change in changes if change.term_id}
    kept = tuple(
        _next_version(line, replaced[line.id], sales, counter) if line.id in replaced else line
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


def _next_version(line: TermVersion, change: Change, sales: Agreed, counter: Counter | None) -> TermVersion:
    positions = _proposers(change, counter)
    return TermVersion(line.id, line.version + 1, change.term, change.slots, sales, positions)


def _proposers(change: Change, counter: Counter | None) -> dict[SlotId, Position]:
    if counter is None or change.term.is_question:
        return {}  # a question has no figure yet that anybody could stand behind
    return {
        slot.id: Agreed(counter.person, counter.at, counter.seats[slot.id], Via.COUNTER)
        for slot in change.slots
        if slot.id in counter.seats
    }


def without_counters_on(promise: Promise, touched: set[TermId]) -> Promise:
    """Close the counters about a version that is gone; their objections to other figures stand (rule 2)."""
    stale = {c.id for c in promise.counters if any(change.term_id in touched for change in c.changes)}

    def freed(said: Position) -> Position:
        return replace(said, counter=None) if isinstance(said, Objected) and said.counter in stale else said

    terms = tuple(
        replace(line, positions={slot: freed(said) for slot, said in line.positions.items()}) for line in promise.terms
    )
    return replace(promise, terms=terms, counters=tuple(c for c in promise.counters if c.id not in stale))
