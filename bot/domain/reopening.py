"""After the sign-off: the two honest ways, renegotiating and saying that a figure cannot be kept any more (design 2).

What is sealed stays in force as a whole until every new version is signed, and is then replaced at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from bot.domain import commands, errors, events
from bot.domain.evolution import evolve
from bot.domain.facts import facts_of
from bot.domain.guards import check_not_sales, own_slots, stated_reason
from bot.domain.promise import Promise, PromiseState, Stage, TermId, TermVersion
from bot.domain.slots import Slot, SlotId
from bot.domain.state_table import Act, Role, outcomes


@facts_of.register
def _(command: commands.Renegotiate, promise: Promise, now: datetime) -> Iterable[events.Event]:
    _check_in_force(promise)
    if promise.state is PromiseState.RENEGOTIATING:
        raise errors.AlreadyRenegotiating(promise.number)
    reason = stated_reason(command.reason)
    opened = events.RenegotiationOpened(now, command.actor.person, reason)
    yield opened
    reopened = evolve(promise, opened)
    for wish in _wishes(command, promise, reason):
        for fact in facts_of(wish, reopened, now):
            yield fact
            reopened = evolve(reopened, fact)


def _wishes(command: commands.Renegotiate, promise: Promise, reason: str) -> Iterator[commands.Command]:
    if command.actor.person not in promise.sales:
        yield commands.ProposeCounter(command.actor, command.counter_id, command.changes, reason)
    elif command.changes or not command.acts:
        yield commands.Revise(command.actor, command.changes, reason)
    for act in command.acts:
        yield replace(act, actor=command.actor)


@facts_of.register
def _(command: commands.EndRenegotiation, promise: Promise, now: datetime) -> Iterable[events.Event]:
    if promise.state is not PromiseState.RENEGOTIATING:
        raise errors.NotRenegotiating(promise.number)
    is_sales = command.actor.person in promise.sales
    if not is_sales and command.actor.person != promise.reopened_by:
        raise errors.NotSales(promise.number, promise.author)
    lines = (*promise.terms, *promise.sealed_terms)
    if not is_sales and not any(own_slots(command.actor, promise, line.slots) for line in lines):
        raise errors.NotAnOwner(promise.number)  # they were, when they opened it
    for line in promise.terms:
        outcomes(Role.SALES if is_sales else Role.OPERATIONS, Act.END_RENEGOTIATION, promise.stage_of(line.id))
    yield events.RenegotiationEnded(now, command.actor.person, stated_reason(command.reason))


@facts_of.register
def _(command: commands.CannotKeep, promise: Promise, now: datetime) -> Iterable[events.Event]:
    _check_in_force(promise)
    check_not_sales(command.actor, promise)
    lines = [line for line in _sealed(promise, command.terms) if command.seen.get(line.id) == line.version]
    if not lines or len(lines) != len(set(command.terms)):
        raise errors.Stale(promise.number)
    reason = stated_reason(command.reason)
    if not all(own_slots(command.actor, promise, line.slots) for line in lines):
        raise errors.NotAnOwner(promise.number)
    fresh = [
        (line, slot)
        for line in lines
        for slot in own_slots(command.actor, promise, line.slots)
        if slot.id not in _cannot_keep(promise, line.id)
    ]
    if not fresh:
        raise errors.NothingChanged(promise.number)
    for line, slot in fresh:
        outcomes(Role.OPERATIONS, Act.CANNOT_KEEP, Stage.SEALED)
        yield _suspended(command, line, slot, reason, now)


def _cannot_keep(promise: Promise, term_id: TermId) -> frozenset[SlotId]:
    """Return the slots that said of a figure that it cannot be kept: each speaks for itself."""
    suspension = promise.suspended.get(term_id)
    return frozenset(said.slot.id for said in suspension.said) if suspension else frozenset()


@facts_of.register
def _(command: commands.KeepAgain, promise: Promise, now: datetime) -> Iterable[events.Event]:
    _check_in_force(promise)
    check_not_sales(command.actor, promise)
    suspended = [line for line in _sealed(promise, command.terms) if line.id in promise.suspended]
    if not suspended:
        raise errors.NothingChanged(promise.number)
    reason = stated_reason(command.reason)
    for line in suspended:
        saying = own_slots(command.actor, promise, line.slots)
        own = [slot for slot in saying if slot.id in _cannot_keep(promise, line.id)]
        if not own:
            raise errors.NotAnOwner(promise.number)
        outcomes(Role.OPERATIONS, Act.KEEP_AGAIN, Stage.SEALED)
        for slot in own:
            represented = command.actor.represents(slot.id)
            yield events.TermResumed(now, command.actor.person, line.id, line.version, slot.id, reason, represented)


def _check_in_force(promise: Promise) -> None:
    if promise.state is PromiseState.WITHDRAWN:
        raise errors.AlreadyWithdrawn(promise.number)
    if promise.in_force is None:
        raise errors.NotSignedOff(promise.number)


def _sealed(promise: Promise, wanted: tuple[TermId, ...]) -> Iterator[TermVersion]:
    yield from (line for line in promise.sealed_terms if line.id in wanted)


def _suspended(
    command: commands.CannotKeep, line: TermVersion, slot: Slot, reason: str, now: datetime
) -> events.TermSuspended:
    represented = command.actor.represents(slot.id)
    return events.TermSuspended(now, command.actor.person, line.id, line.version, slot.id, represented, reason)
