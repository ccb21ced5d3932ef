"""`evolve` is the only way a promise changes; replaying the history with it gives the current state (rule 6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import singledispatch

from bot.domain import events
from bot.domain.placing import with_changes, with_position, without_counters_on
from bot.domain.promise import (
    Agreed,
    Checking,
    Leaving,
    Objected,
    Position,
    Promise,
    PromiseState,
    SealedSet,
    Suspension,
    TermId,
    TermVersion,
)
from bot.domain.slots import SlotId


def replay(history: Iterable[events.Event]) -> Promise | None:
    """Return the promise that a history leads to, or None for an empty one."""
    promise: Promise | None = None
    for event in history:
        promise = evolve(promise, event)
    return promise


def evolve(promise: Promise | None, event: events.Event) -> Promise:
    """Return the promise after `event`; only `PromiseDrafted` starts from None."""
    if isinstance(event, events.PromiseDrafted):
        return _drafted(event)
    assert promise is not None, "a history begins with PromiseDrafted"
    return replace(_after(event, promise), revision=promise.revision + 1)


def _drafted(event: events.PromiseDrafted) -> Promise:
    sales = Agreed(event.person, event.at)
    return Promise(
        id=event.promise_id,
        number=event.number,
        client=event.client,
        title=event.title,
        author=event.person,
        needed_by=event.needed_by,
        channel=event.channel,
        drafted_at=event.at,
        account_team=event.account_team,
        award_on=event.award_on,
        visibility=event.visibility,
        conditions=event.conditions,
        code_name=event.code_name,
        notes=event.notes,
        link=event.link,
        terms=tuple(TermVersion(change.target, 1, change.term, change.slots, sales) for change in event.terms),
        revision=1,
    )


@singledispatch
def _after(event: object, promise: Promise) -> Promise:
    raise TypeError(f"no rule for {type(event).__name__}")


@_after.register
def _(event: events.TermAgreed, promise: Promise) -> Promise:
    said = Agreed(event.person, event.at, event.deputy_for, event.via)
    return with_position(promise, event.term_id, event.slot_id, said)


@_after.register
def _(event: events.TermObjected, promise: Promise) -> Promise:
    said = Objected(event.person, event.at, event.reason, event.deputy_for, event.counter)
    return with_position(promise, event.term_id, event.slot_id, said)


@_after.register
def _(event: events.PositionRetracted, promise: Promise) -> Promise:
    return with_position(promise, event.term_id, event.slot_id, None)


@_after.register
def _(event: events.CounterProposed, promise: Promise) -> Promise:
    return replace(promise, counters=(*promise.counters, event.counter))


@_after.register
def _(event: events.CounterAccepted, promise: Promise) -> Promise:
    counter = promise.counter(event.counter_id)
    assert counter is not None, "an accepted counter was open"
    sales = Agreed(event.person, event.at)
    return with_changes(promise, counter.changes, sales, counter)


@_after.register
def _(event: events.CounterTakenBack, promise: Promise) -> Promise:
    return replace(promise, counters=tuple(c for c in promise.counters if c.id != event.counter_id))


@_after.register
def _(event: events.TermsRevised, promise: Promise) -> Promise:
    return with_changes(promise, event.changes, Agreed(event.person, event.at), None)


@_after.register
def _(event: events.TermDropped, promise: Promise) -> Promise:
    terms = tuple(line for line in promise.terms if line.id != event.term_id)
    return without_counters_on(replace(promise, terms=terms), {event.term_id})


@_after.register
def _(event: events.PromiseWithdrawn, promise: Promise) -> Promise:
    return replace(promise, state=PromiseState.WITHDRAWN, withdrawn_because=event.reason, counters=())


@_after.register
def _(event: events.PromiseSignedOff, promise: Promise) -> Promise:
    stays = tuple(line for line in promise.terms if not line.dropping)
    suspended = {term_id: said for term_id, said in promise.suspended.items() if _still_stands(promise, term_id)}
    return replace(
        promise,
        terms=stays,
        in_force=SealedSet(promise.client, promise.conditions, stays, event.seal),
        suspended=suspended,
        state=PromiseState.SIGNED_OFF,
        counters=(),
        reopened_by=None,
        reopened_because=None,
    )


def _still_stands(promise: Promise, term_id: TermId) -> bool:
    """Tell whether the figure goes into the new set as it was: its suspension goes with it."""
    line = promise.term(term_id)
    return line is not None and not line.dropping and promise.is_as_sealed(line)


@_after.register
def _(event: events.TermChecking, promise: Promise) -> Promise:
    said = Checking(event.person, event.at, event.until, event.deputy_for)
    return with_position(promise, event.term_id, event.slot_id, said)


@_after.register
def _(event: events.PromiseEdited, promise: Promise) -> Promise:
    names = ("title", "notes", "link", "needed_by", "award_on", "account_team")
    told = {name: value for name in names if (value := getattr(event, name)) is not None}
    return replace(promise, **told)


@_after.register
def _(event: events.PromiseRestated, promise: Promise) -> Promise:
    sales = Agreed(event.person, event.at)
    terms = tuple(
        TermVersion(line.id, line.version + 1, line.term, event.slots.get(line.id, line.slots), sales)
        for line in promise.terms
    )
    return replace(promise, client=event.client, conditions=event.conditions, terms=terms, counters=())


@_after.register
def _(event: events.SlotReassigned, promise: Promise) -> Promise:
    moved = promise
    for term_id in event.terms:
        moved = with_position(moved, term_id, event.slot.id, _survives(promise.term(term_id), event.slot.id))
    terms = tuple(_answered_by(line, event) if line.id in event.terms else line for line in moved.terms)
    return replace(moved, terms=terms)


def _survives(line: TermVersion | None, slot_id: SlotId) -> Position | None:
    """A given agreement survives the reassignment of its slot; anything else is asked anew."""
    said = line.positions.get(slot_id) if line else None
    return said if isinstance(said, Agreed) else None


def _answered_by(line: TermVersion, event: events.SlotReassigned) -> TermVersion:
    slots = tuple(event.to if slot.id == event.slot.id else slot for slot in line.slots)
    positions = {event.to.id if slot == event.slot.id else slot: said for slot, said in line.positions.items()}
    return replace(line, slots=slots, positions=positions, leaving=None)


@_after.register
def _(event: events.MoveProposed, promise: Promise) -> Promise:
    return _with_leaving(promise, event.term_id, Leaving(event.person, event.at, event.reason))


@_after.register
def _(event: events.MoveConfirmed, promise: Promise) -> Promise:
    line = promise.term(event.term_id)
    assert line is not None and line.leaving is not None, "a confirmed move was proposed"
    said = Agreed(event.person, event.at, event.deputy_for)
    leaving = replace(line.leaving, confirmed={**line.leaving.confirmed, event.slot_id: said})
    return _with_leaving(promise, event.term_id, leaving)


def _with_leaving(promise: Promise, term_id: TermId, leaving: Leaving) -> Promise:
    terms = tuple(replace(line, leaving=leaving) if line.id == term_id else line for line in promise.terms)
    return replace(promise, terms=terms)


@_after.register
def _(event: events.TermMovedOut, promise: Promise) -> Promise:
    terms = tuple(line for line in promise.terms if line.id != event.term_id)
    return without_counters_on(replace(promise, terms=terms), {event.term_id})


@_after.register
def _(event: events.RenegotiationOpened, promise: Promise) -> Promise:
    return replace(promise, state=PromiseState.RENEGOTIATING, reopened_by=event.person, reopened_because=event.reason)


@_after.register
def _(event: events.RenegotiationEnded, promise: Promise) -> Promise:
    assert promise.in_force is not None, "what is renegotiated is in force"
    return replace(
        promise,
        client=promise.in_force.client,
        conditions=promise.in_force.conditions,
        terms=promise.in_force.terms,
        counters=(),
        state=PromiseState.SIGNED_OFF,
        reopened_by=None,
        reopened_because=None,
    )


@_after.register
def _(event: events.DropProposed, promise: Promise) -> Promise:
    sales = Agreed(event.person, event.at)
    terms = tuple(
        TermVersion(line.id, line.version + 1, line.term, line.slots, sales, dropping=True)
        if line.id == event.term_id
        else line
        for line in promise.terms
    )
    return without_counters_on(replace(promise, terms=terms), {event.term_id})


@_after.register
def _(event: events.TermSuspended, promise: Promise) -> Promise:
    line = promise.sealed(event.term_id)
    assert line is not None, "only what is in force can be suspended"
    slot = next(slot for slot in line.slots if slot.id == event.slot_id)
    said = Suspension(event.person, event.at, slot, event.reason, event.deputy_for)
    return replace(promise, suspended={**promise.suspended, event.term_id: said})


@_after.register
def _(event: events.TermResumed, promise: Promise) -> Promise:
    left = {term_id: said for term_id, said in promise.suspended.items() if term_id != event.term_id}
    return replace(promise, suspended=left)


@_after.register
def _(event: events.VisibilityChanged, promise: Promise) -> Promise:
    return replace(promise, visibility=event.visibility, channel=event.channel, code_name=event.code_name)


@_after.register
def _(event: events.PhoneCallNoted, promise: Promise) -> Promise:
    return promise  # history only: nothing is signed by somebody else's word
