"""`decide`: what comes of a wish, as facts; pure. What is legal stands in `bot.domain.state_table`.

After every act the promise is jointly signed off when every figure is signed, in the same breath; and a renegotiation
of which nothing is left has ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.domain import commands, errors, events, moves, reopening
from bot.domain.evolution import evolve
from bot.domain.facts import facts_of
from bot.domain.guards import (
    check_answered,
    check_count,
    check_operations,
    check_sales,
    checked_changes,
    own_current,
    own_sealed,
    own_slots,
    stated_reason,
)
from bot.domain.placing import standing_behind
from bot.domain.promise import Agreed, Counter, Objected, Position, Promise, PromiseState, Stage, TermVersion
from bot.domain.seal import seal_set
from bot.domain.slots import Slot, SlotId
from bot.domain.state_table import Act, Role, outcomes

RULES = (moves, reopening)
"""The modules whose rules are registered besides the ones in here."""


def decide(promise: Promise | None, command: commands.Command, now: datetime) -> tuple[events.Event, ...]:
    """Return what happens when `command` is carried out at `now` (aware); only Draft starts from None.

    Raises a `PromiseError` that says who, what and why when the act is not allowed; then nothing happens at all.
    """
    if isinstance(command, commands.Draft):
        return (_drafted(command, now),)
    assert promise is not None, "every act but drafting is on a promise"
    facts = tuple(facts_of(command, promise, now))
    return (*facts, *_what_follows(_after(promise, facts), command.actor, now))


def _after(promise: Promise, facts: Iterable[events.Event]) -> Promise:
    for fact in facts:
        promise = evolve(promise, fact)
    return promise


def _what_follows(promise: Promise, actor: commands.Actor, now: datetime) -> tuple[events.Event, ...]:
    if not promise.is_open:
        return ()
    if promise.in_force is not None and promise.terms == promise.in_force.terms:
        return () if promise.counters else (events.RenegotiationEnded(now, actor.person, ""),)
    if _is_complete(promise):
        return (events.PromiseSignedOff(now, actor.person, seal_set(promise, now).seal),)
    return ()


def _is_complete(promise: Promise) -> bool:
    """Tell whether every figure is signed and no area wants another instead.

    To what stands as it was signed off nobody can object: there an area's open counter says that it is not settled.
    """
    settled = not any(standing_behind(counter, promise) for counter in promise.counters)
    return settled and all(line.stage is Stage.SIGNED for line in promise.terms)


def _drafted(command: commands.Draft, now: datetime) -> events.PromiseDrafted:
    check_count(len(command.terms))
    check_answered(command.terms)
    return events.PromiseDrafted(
        at=now,
        person=command.actor.person,
        promise_id=command.promise_id,
        number=command.number,
        client=command.client,
        title=command.title,
        needed_by=command.needed_by,
        channel=command.channel,
        terms=command.terms,
        account_team=command.account_team,
        award_on=command.award_on,
        visibility=command.visibility,
        conditions=command.conditions,
        code_name=command.code_name,
        notes=command.notes,
        link=command.link,
    )


@facts_of.register
def _(command: commands.Agree, promise: Promise, now: datetime) -> Iterable[events.Event]:
    lines = own_current(command.actor, promise, command.seen)
    answerable = [line for line in lines if not line.term.is_question]
    if not answerable:
        raise errors.QuestionOpen(promise.number)
    signing = [
        (line, slot)
        for line in answerable
        for slot in own_slots(command.actor, promise, line.slots)
        if not isinstance(line.positions.get(slot.id), Agreed)
    ]
    if not signing:
        raise _already_agreed(command.actor, promise, answerable)
    for line, slot in signing:
        outcomes(Role.OPERATIONS, Act.AGREE, promise.stage_of(line.id))
        represented = command.actor.represents(slot.id)
        yield events.TermAgreed(now, command.actor.person, line.id, line.version, slot.id, represented, command.via)


@facts_of.register
def _(command: commands.Object, promise: Promise, now: datetime) -> Iterable[events.Event]:
    chosen = {term_id: command.seen[term_id] for term_id in command.terms if term_id in command.seen}
    if len(chosen) != len(set(command.terms)) or not chosen.items() <= promise.versions.items():
        check_operations(command.actor, promise)
        raise errors.Stale(promise.number)
    lines = own_current(command.actor, promise, chosen)
    missed = chosen.keys() - {line.id for line in lines}
    if any(own_sealed(command.actor, promise, (term_id, chosen[term_id])) for term_id in missed):
        raise errors.AlreadySignedOff(promise.number)
    if missed:
        raise errors.NotAnOwner(promise.number)
    reason = stated_reason(command.reason)
    for line in lines:
        outcomes(Role.OPERATIONS, Act.OBJECT, promise.stage_of(line.id))
        for slot in own_slots(command.actor, promise, line.slots):
            if not _says_just_that(line.positions.get(slot.id), command.actor, reason):  # a form that was sent twice
                yield _objection(command.actor, line, slot, reason, now)


@facts_of.register
def _(command: commands.ProposeCounter, promise: Promise, now: datetime) -> Iterable[events.Event]:
    actor = command.actor
    check_operations(actor, promise)
    if not any(actor.sits_in(slot.id) for line in promise.terms for slot in line.slots):
        raise errors.NotAnOwner(promise.number)
    changes = checked_changes(command.changes, promise, Role.OPERATIONS, Act.COUNTER)
    seats = {
        slot.id: actor.represents(slot.id) for change in changes for slot in own_slots(actor, promise, change.slots)
    }
    reason = stated_reason(command.reason)
    counter = Counter(command.counter_id, actor.person, now, reason, changes, seats)
    yield events.CounterProposed(now, actor.person, counter)
    for change in changes:
        line = promise.term(change.term_id) if change.term_id else None
        if line is not None and not promise.is_as_sealed(line):  # what is in force keeps its signatures
            for slot in own_slots(actor, promise, line.slots):
                yield _objection(actor, line, slot, reason, now, counter)


@facts_of.register
def _(command: commands.AcceptCounter, promise: Promise, now: datetime) -> Iterable[events.Event]:
    check_sales(command.actor, promise)
    counter = promise.counter(command.counter_id)
    if counter is None:
        raise errors.CounterGone(promise.number)
    if len(checked_changes(counter.changes, promise, Role.SALES, Act.ACCEPT)) != len(counter.changes):
        raise errors.Stale(promise.number)  # it is taken whole, and a figure that it adds stands already
    yield events.CounterAccepted(now, command.actor.person, counter.id)


@facts_of.register
def _(command: commands.Revise, promise: Promise, now: datetime) -> Iterable[events.Event]:
    check_sales(command.actor, promise)
    changes = checked_changes(command.changes, promise, Role.SALES, Act.REVISE)
    yield events.TermsRevised(now, command.actor.person, changes, stated_reason(command.reason))


@facts_of.register
def _(command: commands.Drop, promise: Promise, now: datetime) -> Iterable[events.Event]:
    check_sales(command.actor, promise)
    line = promise.term(command.term_id)
    if line is None or command.seen.get(line.id) != line.version:
        raise errors.Stale(promise.number)
    if line.dropping:
        raise errors.NothingChanged(promise.number)
    if len([other for other in promise.terms if not other.dropping]) == 1:
        raise errors.LastTerm(promise.number)
    stage = promise.stage_of(line.id)
    outcomes(Role.SALES, Act.RENEGOTIATE if stage is Stage.SEALED else Act.DROP, stage)
    # After a sign-off, dropping needs the slots too.
    fact = events.TermDropped if promise.sealed(line.id) is None else events.DropProposed
    yield fact(now, command.actor.person, line.id, line.version, stated_reason(command.reason))


@facts_of.register
def _(command: commands.Retract, promise: Promise, now: datetime) -> Iterable[events.Event]:
    check_operations(command.actor, promise)
    said = _said_by(command, promise)
    back = [
        events.PositionRetracted(now, command.actor.person, line.id, line.version, slot.id)
        for line, slot in said
        if not promise.is_as_sealed(line)
    ]
    counters = _loose_counters(command, _after(promise, back))
    if not back and not counters:
        raise errors.AlreadySignedOff(promise.number) if said else _nothing_to_retract(command, promise)
    for counter in counters:
        yield events.CounterTakenBack(now, command.actor.person, counter.id)
    for fact in back:
        outcomes(Role.OPERATIONS, Act.RETRACT, promise.stage_of(fact.term_id))
        yield fact


@facts_of.register
def _(command: commands.Withdraw, promise: Promise, now: datetime) -> Iterable[events.Event]:
    check_sales(command.actor, promise)
    if promise.state is PromiseState.RENEGOTIATING:
        raise errors.AlreadySignedOff(promise.number)
    for line in promise.terms:
        outcomes(Role.SALES, Act.WITHDRAW, line.stage)
    yield events.PromiseWithdrawn(now, command.actor.person, stated_reason(command.reason))


def _said_by(command: commands.Retract, promise: Promise) -> list[tuple[TermVersion, Slot]]:
    """Return where the person's slots said what the command is about, on what is sealed as well."""
    return [
        (line, slot)
        for line in promise.terms
        for slot in own_slots(command.actor, promise, line.slots)
        if _may_take_back(line, slot.id, command)
    ]


def _may_take_back(line: TermVersion, slot_id: SlotId, command: commands.Retract) -> bool:
    said = line.positions.get(slot_id)
    confirmed = line.leaving is not None and slot_id in line.leaving.confirmed
    if command.seen is not None and command.seen.get(line.id) != line.version:
        return False
    if command.via is None:
        return confirmed or said is not None
    return isinstance(said, Agreed) and said.via is command.via and said.person == command.actor.person


def _loose_counters(command: commands.Retract, promise: Promise) -> tuple[Counter, ...]:
    """Return the person's counters that no objection is tied to, which taking objections back would leave open."""
    if command.via is not None or command.seen is not None:
        return ()
    tied = {said.counter for line in promise.terms for said in line.positions.values() if isinstance(said, Objected)}
    return tuple(
        counter
        for counter in promise.counters
        if counter.id not in tied
        and (counter.person == command.actor.person or command.actor.member_of & counter.seats.keys())
    )


def _nothing_to_retract(command: commands.Retract, promise: Promise) -> errors.PromiseError:
    gone = command.seen is not None and not command.seen.items() <= promise.versions.items()
    return errors.Stale(promise.number) if gone else errors.NothingToRetract(promise.number)


def _already_agreed(actor: commands.Actor, promise: Promise, lines: list[TermVersion]) -> errors.AlreadyAgreed:
    said = [
        position
        for line in lines
        for slot in own_slots(actor, promise, line.slots)
        if isinstance(position := line.positions.get(slot.id), Agreed)
    ]
    latest = max(said, key=lambda position: position.at)
    return errors.AlreadyAgreed(promise.number, latest.person, latest.at)


def _says_just_that(said: Position | None, actor: commands.Actor, reason: str) -> bool:
    return isinstance(said, Objected) and not said.counter and (said.person, said.reason) == (actor.person, reason)


def _objection(
    actor: commands.Actor,
    line: TermVersion,
    slot: Slot,
    reason: str,
    now: datetime,
    counter: Counter | None = None,
) -> events.TermObjected:
    represented = actor.represents(slot.id)
    counter_id = counter.id if counter else None
    return events.TermObjected(now, actor.person, line.id, line.version, slot.id, represented, reason, counter_id)
