"""How a promise changes by the moves beside the straight path and after a sign-off; part of `bot.domain.evolution`."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import events
from bot.domain.facts import after
from bot.domain.placing import with_position, without_confirmation, without_counters_on
from bot.domain.promise import (
    Agreed,
    Checking,
    Leaving,
    Position,
    Promise,
    PromiseState,
    Suspension,
    TermId,
    TermVersion,
)
from bot.domain.slots import SlotId


@after.register
def _(event: events.TermChecking, promise: Promise) -> Promise:
    said = Checking(event.person, event.at, event.until, event.deputy_for)
    return with_position(promise, event.term_id, event.slot_id, said)


@after.register
def _(event: events.PromiseEdited, promise: Promise) -> Promise:
    names = ("title", "notes", "link", "needed_by", "award_on", "account_team")
    told = {name: value for name in names if (value := getattr(event, name)) is not None}
    return replace(promise, **told)


@after.register
def _(event: events.PromiseRestated, promise: Promise) -> Promise:
    sales = Agreed(event.person, event.at)
    terms = tuple(
        TermVersion(
            line.id,
            promise.next_version(line),
            line.term,
            event.slots.get(line.id, line.slots),
            sales,
            dropping=line.dropping,
        )
        for line in promise.terms
    )
    return replace(promise, client=event.client, conditions=event.conditions, terms=terms, counters=())


@after.register
def _(event: events.SlotReassigned, promise: Promise) -> Promise:
    moved = without_confirmation(promise, event.terms, event.slot.id)
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
    return replace(line, slots=slots, positions=positions)


@after.register
def _(event: events.MoveProposed, promise: Promise) -> Promise:
    return _with_leaving(promise, event.term_id, Leaving(event.person, event.at, event.reason))


@after.register
def _(event: events.MoveConfirmed, promise: Promise) -> Promise:
    line = promise.term(event.term_id)
    assert line is not None and line.leaving is not None, "a confirmed move was proposed"
    said = Agreed(event.person, event.at, event.deputy_for)
    leaving = replace(line.leaving, confirmed={**line.leaving.confirmed, event.slot_id: said})
    return _with_leaving(promise, event.term_id, leaving)


def _with_leaving(promise: Promise, term_id: TermId, leaving: Leaving) -> Promise:
    terms = tuple(replace(line, leaving=leaving) if line.id == term_id else line for line in promise.terms)
    return replace(promise, terms=terms)


@after.register
def _(event: events.TermMovedOut, promise: Promise) -> Promise:
    terms = tuple(line for line in promise.terms if line.id != event.term_id)
    return without_counters_on(replace(promise, terms=terms), {event.term_id})


@after.register
def _(event: events.RenegotiationOpened, promise: Promise) -> Promise:
    return replace(promise, state=PromiseState.RENEGOTIATING, reopened_by=event.person, reopened_because=event.reason)


@after.register
def _(event: events.RenegotiationEnded, promise: Promise) -> Promise:
    assert promise.in_force is not None, "what is renegotiated is in force"
    spent = {line.id: line.version for line in promise.terms if not promise.is_as_sealed(line)}
    return replace(
        promise,
        client=promise.in_force.client,
        conditions=promise.in_force.conditions,
        terms=promise.in_force.terms,
        spent={**promise.spent, **spent},
        counters=(),
        state=PromiseState.SIGNED_OFF,
        reopened_by=None,
        reopened_because=None,
    )


@after.register
def _(event: events.DropProposed, promise: Promise) -> Promise:
    sealed = promise.sealed(event.term_id)
    assert sealed is not None, "only what is in force is proposed to be dropped"
    sales = Agreed(event.person, event.at)
    # What goes is what was signed off, so those are asked who are bound by it, whatever was said about it since.
    terms = tuple(
        TermVersion(line.id, promise.next_version(line), sealed.term, sealed.slots, sales, dropping=True)
        if line.id == event.term_id
        else line
        for line in promise.terms
    )
    return without_counters_on(replace(promise, terms=terms), {event.term_id})


@after.register
def _(event: events.TermSuspended, promise: Promise) -> Promise:
    line = promise.sealed(event.term_id)
    assert line is not None, "only what is in force can be suspended"
    slot = next(slot for slot in line.slots if slot.id == event.slot_id)
    said = Suspension(event.person, event.at, slot, event.reason, event.deputy_for)
    first = promise.suspended.get(event.term_id)
    together = replace(first, others=(*first.others, said)) if first else said
    return replace(promise, suspended={**promise.suspended, event.term_id: together})


@after.register
def _(event: events.TermResumed, promise: Promise) -> Promise:
    left = {term_id: said for term_id, said in promise.suspended.items() if term_id != event.term_id}
    still = tuple(said for said in promise.suspended[event.term_id].said if said.slot.id != event.slot_id)
    if still:
        left[event.term_id] = replace(still[0], others=still[1:])
    return replace(promise, suspended=left)


@after.register
def _(event: events.VisibilityChanged, promise: Promise) -> Promise:
    return replace(promise, visibility=event.visibility, channel=event.channel, code_name=event.code_name)


@after.register
def _(event: events.PhoneCallNoted, promise: Promise) -> Promise:
    return promise  # history only: nothing is signed by somebody else's word
