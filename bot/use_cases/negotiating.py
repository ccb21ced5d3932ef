"""The acts on a promise, each in one transaction. Every one names what the person saw, by the id of a rendering."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import commands, errors, events
from bot.domain.promise import CounterId, Promise, PromiseState, TermId, TermVersion, Via
from bot.domain.slots import PersonRef, SlotId
from bot.domain.visibility import may_see
from bot.use_cases.acting import Done, UnknownPromise, acting_from, asked_for, carry_out, shown
from bot.use_cases.people import Person, actor_of, viewer_of
from bot.use_cases.queries import story_for
from storage.unit_of_work import Store, Transaction


@dataclass(frozen=True, slots=True)
class Offer:
    """A promise with a fresh rendering for a private answer: its buttons act on exactly what is shown now."""

    promise: Promise
    rendering_id: str


def offer(
    store: Store, person: Person, promise_id: str, now: datetime, slots: Collection[SlotId] | None = None
) -> Offer:
    """Return the promise as it is now, for a private answer with buttons. Raises UnknownPromise (rule 9).

    `slots`: the areas that the buttons are about; None leaves it to who the person is.
    """
    with store.write() as tx:
        promise = story_for(tx, viewer_of(tx, person.ref, person.channels), promise_id).promise
        rendering = tx.renderings.add(promise.id, promise.versions, now, shown=True, slots=slots)
        return Offer(promise, rendering.id)


def asked_in(store: Store, person: Person, rendering_id: str) -> frozenset[SlotId] | None:
    """Return the areas for which a rendering asked the person; None where it asked whoever answers. As `shown`."""
    with store.read() as tx:
        return asked_for(shown(tx, person, rendering_id)[0])


def promise_shown(store: Store, person: Person, rendering_id: str) -> tuple[Promise, commands.Seen]:
    """Return the current promise behind a rendering and the versions that it showed. Raises UnknownPromise."""
    with store.read() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        return promise, _seen(rendering.versions)


def own_lines(store: Store, person: Person, rendering_id: str) -> tuple[Promise, tuple[TermVersion, ...]]:
    """Return the figures on which the person may speak for operations. Raises PromiseError when there are none."""
    with store.read() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        actor = acting_from(tx, person, rendering)
        if promise.state is PromiseState.SIGNED_OFF:
            raise errors.AlreadySignedOff(promise.number)
        if promise.withdrawn_because is not None:
            raise errors.AlreadyWithdrawn(promise.number)
        if person.ref in promise.sales:
            raise errors.SalesCannotSign(promise.number)
        own = [line for line in promise.terms if any(slot.id in actor.member_of for slot in line.slots)]
        own = own or [line for line in promise.terms if any(actor.sits_in(slot.id) for slot in line.slots)]
        if not own:
            raise errors.NotAnOwner(promise.number)
        own = [line for line in own if not promise.is_as_sealed(line)]
        if not own:
            raise errors.AlreadySignedOff(promise.number)
        return promise, tuple(own)


def agree(store: Store, person: Person, rendering_id: str, now: datetime, via: Via = Via.BUTTON) -> Done:
    """Sign for the person's areas what the rendering showed, and store what its answer shows. Raises PromiseError."""
    with store.write() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        command = commands.Agree(acting_from(tx, person, rendering), _seen(rendering.versions), via)
        done = carry_out(tx, promise, command, now)
        # What is taken back by the answer's button is what it told, and nothing that was signed for another area.
        after, slots = done.promise, slots_agreed(done)
        return replace(done, rendering_id=tx.renderings.add(after.id, after.versions, now, shown=True, slots=slots).id)


def object_to(
    store: Store, person: Person, rendering_id: str, terms: tuple[TermId, ...], reason: str, now: datetime
) -> Done:
    """Object to figures for the person's areas. Raises PromiseError."""
    with store.write() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        command = commands.Object(acting_from(tx, person, rendering), _seen(rendering.versions), terms, reason)
        return carry_out(tx, promise, command, now)


def accept(store: Store, person: Person, rendering_id: str, now: datetime) -> Done:
    """Take the counter that the rendering showed. Raises PromiseError."""
    with store.write() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        counter_id = CounterId(rendering.counter_id or "")
        return carry_out(tx, promise, commands.AcceptCounter(actor_of(tx, person.ref), counter_id), now)


def retract(store: Store, person: Person, rendering_id: str, now: datetime, *, only_shown: bool = False) -> Done:
    """Take back what the person's areas said. Raises PromiseError.

    `only_shown` limits it to the versions that the rendering showed: an old button takes nothing newer back.
    """
    with store.write() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        seen = _seen(rendering.versions) if only_shown else None
        return carry_out(tx, promise, commands.Retract(acting_from(tx, person, rendering), seen=seen), now)


def drop(store: Store, person: Person, rendering_id: str, term_id: TermId, reason: str, now: datetime) -> Done:
    """Give up one figure; on what is signed off that begins a renegotiation. Raises PromiseError."""
    with store.write() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        actor = actor_of(tx, person.ref)
        command = commands.Drop(actor, _seen(rendering.versions), term_id, reason)
        return carry_out(tx, promise, reopening(promise, command, reason), now)


def withdraw(store: Store, person: Person, promise_id: str, reason: str, now: datetime) -> Done:
    """Give up the promise. Raises PromiseError."""
    with store.write() as tx:
        promise = _locked(tx, person, promise_id)
        return carry_out(tx, promise, commands.Withdraw(actor_of(tx, person.ref), reason), now)


def reopening(promise: Promise, command: commands.Drop | commands.Restate, reason: str) -> commands.Command:
    """Return the command itself, or the renegotiation that begins with it where the promise is signed off."""
    if promise.state is not PromiseState.SIGNED_OFF:
        return command
    counter_id = CounterId(f"c_{secrets.token_hex(6)}")
    return commands.Renegotiate(command.actor, (), reason, counter_id, acts=(command,))


def slots_agreed(done: Done) -> tuple[SlotId, ...]:
    """Return the areas for which an act signed."""
    return tuple(dict.fromkeys(fact.slot_id for fact in done.facts if isinstance(fact, events.TermAgreed)))


def represented_in(done: Done) -> tuple[PersonRef, ...]:
    """Return in whose names an act signed, where a deputy did."""
    facts = (fact for fact in done.facts if isinstance(fact, events.TermAgreed))
    return tuple(dict.fromkeys(fact.deputy_for for fact in facts if fact.deputy_for))


def lines_agreed(done: Done) -> tuple[tuple[TermVersion, str], ...]:
    """Return the figures that an act signed, each with the area it was signed for."""
    signed = [fact for fact in done.facts if isinstance(fact, events.TermAgreed)]
    return tuple(
        (line, slot.area)
        for fact in signed
        if (line := done.promise.term(fact.term_id))
        for slot in line.slots
        if slot.id == fact.slot_id
    )


def _locked(tx: Transaction, person: Person, promise_id: str) -> Promise:
    promise = tx.promises.load(promise_id, lock=True)
    if promise is None or not may_see(viewer_of(tx, person.ref, person.channels), promise):
        raise UnknownPromise("")
    return promise


def _seen(versions: dict[str, int]) -> commands.Seen:
    return {TermId(term_id): version for term_id, version in versions.items()}
