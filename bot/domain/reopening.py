"""After the sign-off: the two honest ways, renegotiating and saying that a figure cannot be kept any more (design 2).

What is sealed stays in force as a whole until every new version is signed, and is then replaced at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.domain import commands, errors, events
from bot.domain.evolution import evolve
from bot.domain.facts import facts_of
from bot.domain.guards import own_slots, stated_reason
from bot.domain.promise import Promise, PromiseState, Stage, TermId, TermVersion
from bot.domain.slots import Slot
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
    if command.actor.person in promise.sales:
        bundle: object = commands.Revise(command.actor, command.changes, reason)
    else:
        bundle = commands.ProposeCounter(command.actor, command.counter_id, command.changes, reason)
    yield from facts_of(bundle, reopened, now)


@facts_of.register
def _(command: commands.EndRenegotiation, promise: Promise, now: datetime) -> Iterable[events.Event]:
    if promise.state is not PromiseState.RENEGOTIATING:
        raise errors.NotRenegotiating(promise.number)
    if command.actor.person not in {*promise.sales, promise.reopened_by}:
        raise errors.NotSales(promise.number, promise.author)
    yield events.RenegotiationEnded(now, command.actor.person, stated_reason(command.reason))


@facts_of.register
def _(command: commands.CannotKeep, promise: Promise, now: datetime) -> Iterable[events.Event]:
    _check_in_force(promise)
    if command.actor.person in promise.sales:
        raise errors.SalesCannotSign(promise.number)
    lines = [line for line in _sealed(promise, command.terms) if command.seen.get(line.id) == line.version]
    if not lines or len(lines) != len(set(command.terms)):
        raise errors.Stale(promise.number)
    reason = stated_reason(command.reason)
    fresh = [line for line in lines if line.id not in promise.suspended]
    if not fresh:
        raise errors.NothingChanged(promise.number)
    for line in fresh:
        slots = own_slots(command.actor, promise, line.slots)
        if not slots:
            raise errors.NotAnOwner(promise.number)
        outcomes(Role.OPERATIONS, Act.CANNOT_KEEP, Stage.SEALED)
        yield _suspended(command, line, slots[0], reason, now)


@facts_of.register
def _(command: commands.KeepAgain, promise: Promise, now: datetime) -> Iterable[events.Event]:
    _check_in_force(promise)
    reason = stated_reason(command.reason)
    resumed = [
        (line, promise.suspended[line.id]) for line in _sealed(promise, command.terms) if line.id in promise.suspended
    ]
    if not resumed:
        raise errors.NothingChanged(promise.number)
    for line, suspension in resumed:
        if command.actor.person in promise.sales or not command.actor.sits_in(suspension.slot.id):
            raise errors.NotAnOwner(promise.number)
        yield events.TermResumed(now, command.actor.person, line.id, line.version, suspension.slot.id, reason)


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
