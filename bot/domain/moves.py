"""Moves beside agreeing and countering: looking into it, editing, another client or area, a promise of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from bot.domain import commands, errors, events
from bot.domain.facts import facts_of
from bot.domain.guards import (
    check_answered,
    check_end,
    check_operations,
    check_sales,
    own_current,
    own_open_lines,
    own_slots,
    stated_reason,
)
from bot.domain.promise import Change, Checking, Objected, Promise, PromiseState, Stage, TermId, TermVersion, Via
from bot.domain.slots import PersonRef, SlotId
from bot.domain.state_table import Act, Role, outcomes

_ONE_CALL = timedelta(minutes=1)


@facts_of.register
def _(command: commands.Check, promise: Promise, now: datetime) -> Iterable[events.Event]:
    lines = own_current(command.actor, promise, command.seen)
    if command.until <= now:
        raise errors.NotInTheFuture(command.until)
    for line in lines:
        outcomes(Role.OPERATIONS, Act.CHECK, promise.stage_of(line.id))
        for slot in own_slots(command.actor, promise, line.slots):
            said = line.positions.get(slot.id)
            if isinstance(said, Checking) and (said.person, said.until) == (command.actor.person, command.until):
                continue  # a form that was sent twice
            represented = command.actor.represents(slot.id)
            yield events.TermChecking(
                now, command.actor.person, line.id, line.version, slot.id, represented, command.until
            )


@facts_of.register
def _(command: commands.Edit, promise: Promise, now: datetime) -> Iterable[events.Event]:
    _check_sales_of_living(command.actor, promise)
    names = ("title", "notes", "link", "needed_by", "award_on", "account_team")
    wished = {name: getattr(command, name) for name in names}
    told = {name: value for name, value in wished.items() if value is not None and value != getattr(promise, name)}
    if not told:
        raise errors.NothingChanged(promise.number)
    if "needed_by" in told:
        check_end(promise)
        if command.needed_by is not None and command.needed_by <= now:
            raise errors.NotInTheFuture(command.needed_by)
    for person in told.get("account_team", ()):
        if _speaks_for_operations(promise, person):
            raise errors.SpeaksForOperations(promise.number, person)
    yield events.PromiseEdited(now, command.actor.person, **told)


def _check_sales_of_living(actor: commands.Actor, promise: Promise) -> None:
    if actor.person not in promise.sales:
        raise errors.NotSales(promise.number, promise.author)
    if promise.state is PromiseState.WITHDRAWN:
        raise errors.AlreadyWithdrawn(promise.number)


def _speaks_for_operations(promise: Promise, person: PersonRef) -> bool:
    said = chain(
        chain.from_iterable(line.positions.values() for line in (*promise.terms, *promise.sealed_terms)),
        chain.from_iterable(line.leaving.confirmed.values() for line in promise.terms if line.leaving),
        chain.from_iterable(suspension.said for suspension in promise.suspended.values()),
        promise.counters,
    )
    return any(word.person == person for word in said)


@facts_of.register
def _(command: commands.Restate, promise: Promise, now: datetime) -> Iterable[events.Event]:
    check_sales(command.actor, promise)
    if (command.client, command.conditions) == (promise.client, promise.conditions):
        raise errors.NothingChanged(promise.number)
    # A figure that is to go asks those who signed it, under whatever client.
    slots = {line.id: line.slots if line.dropping else command.slots.get(line.id, ()) for line in promise.terms}
    check_answered(Change(line.term, slots[line.id], term_id=line.id) for line in promise.terms)
    for line in promise.terms:
        stage = promise.stage_of(line.id)
        outcomes(Role.SALES, Act.RENEGOTIATE if stage is Stage.SEALED else Act.RESTATE, stage)
    reason = stated_reason(command.reason)
    yield events.PromiseRestated(now, command.actor.person, command.client, command.conditions, slots, reason)


@facts_of.register
def _(command: commands.Reassign, promise: Promise, now: datetime) -> Iterable[events.Event]:
    check_end(promise)
    is_sales = command.actor.person in promise.sales
    # Who is of sales here is nothing else, an admin neither: nobody takes an objection to their own promise away.
    may_always = not is_sales and (command.is_admin or command.actor.sits_in(command.slot_id))
    if not (may_always or is_sales):
        raise errors.NotAnOwner(promise.number)
    lines = [line for line in promise.terms if _can_be_reassigned(line, promise, command)]
    if not lines or command.to.id == command.slot_id:
        raise errors.NothingChanged(promise.number)
    slot = next(slot for slot in lines[0].slots if slot.id == command.slot_id)
    objecting = any(isinstance(line.positions.get(slot.id), Objected) for line in lines)
    if objecting and not may_always:
        raise errors.MayNotReassign(promise.number, slot.area)
    if not command.candidates - promise.sales:
        raise errors.NeverToSales(promise.number, command.to.area)
    role = Role.SALES if is_sales else Role.OPERATIONS
    for line in lines:
        outcomes(role, Act.REASSIGN, line.stage)
    ids = tuple(line.id for line in lines)
    yield events.SlotReassigned(now, command.actor.person, slot, command.to, ids, stated_reason(command.reason))


def _can_be_reassigned(line: TermVersion, promise: Promise, command: commands.Reassign) -> bool:
    ids: set[SlotId] = {slot.id for slot in line.slots}
    return command.slot_id in ids and command.to.id not in ids and not promise.is_as_sealed(line)


@facts_of.register
def _(command: commands.ProposeMove, promise: Promise, now: datetime) -> Iterable[events.Event]:
    check_sales(command.actor, promise)
    line = _movable(promise, command.term_id, command.seen)
    if line.leaving is not None:
        raise errors.NothingChanged(promise.number)
    yield events.MoveProposed(now, command.actor.person, line.id, line.version, stated_reason(command.reason))


@facts_of.register
def _(command: commands.ConfirmMove, promise: Promise, now: datetime) -> Iterable[events.Event]:
    check_operations(command.actor, promise)
    own_open_lines(command.actor, promise)
    line = _movable(promise, command.term_id, command.seen)
    if line.leaving is None:
        raise errors.NotLeaving(promise.number)
    own = own_slots(command.actor, promise, line.slots)
    if not own:
        raise errors.NotAnOwner(promise.number)
    confirming = tuple(slot for slot in own if slot.id not in line.leaving.confirmed)
    if not confirming:
        latest = max((line.leaving.confirmed[slot.id] for slot in own), key=lambda said: said.at)
        raise errors.AlreadyAgreed(promise.number, latest.person, latest.at)
    outcomes(Role.OPERATIONS, Act.MOVE_OUT, line.stage)
    for slot in confirming:
        represented = command.actor.represents(slot.id)
        yield events.MoveConfirmed(now, command.actor.person, line.id, line.version, slot.id, represented)
    confirmed = {*line.leaving.confirmed, *(slot.id for slot in confirming)}
    if all(slot.id in confirmed for slot in line.slots):
        yield events.TermMovedOut(now, command.actor.person, line.id, line.version, command.moved_to, command.number)


def _movable(promise: Promise, term_id: TermId, seen: commands.Seen) -> TermVersion:
    """Return the figure, which is still being negotiated for the first time and is not the only one."""
    if promise.state is not PromiseState.NEGOTIATING:
        raise errors.AlreadySignedOff(promise.number)
    line = promise.term(term_id)
    if line is None or seen.get(term_id) != line.version:
        raise errors.Stale(promise.number)
    if line.term.is_question:
        raise errors.QuestionOpen(promise.number)
    if len(promise.terms) == 1:
        raise errors.LastTerm(promise.number)
    return line


@facts_of.register
def _(command: commands.ChangeVisibility, promise: Promise, now: datetime) -> Iterable[events.Event]:
    if command.actor.person != promise.author:
        raise errors.OnlyTheAuthor(promise.number, promise.author)
    code_name = command.code_name or promise.code_name
    if (command.visibility, code_name) == (promise.visibility, promise.code_name):
        raise errors.NothingChanged(promise.number)
    yield events.VisibilityChanged(now, command.actor.person, command.visibility, command.channel, code_name)


@facts_of.register
def _(command: commands.NotePhoneCall, promise: Promise, now: datetime) -> Iterable[events.Event]:
    check_sales(command.actor, promise)
    would_sign = commands.Agree(command.colleague, command.seen, Via.PHONE)
    try:
        signing = [fact for fact in facts_of(would_sign, promise, now) if isinstance(fact, events.TermAgreed)]
    except (errors.NotAnOwner, errors.SalesCannotSign) as error:
        raise errors.ColleagueCannotSign(promise.number, command.colleague.person) from error
    versions = {fact.term_id: fact.version for fact in signing}
    call = events.PhoneCallNoted(now, command.actor.person, command.colleague.person, versions)
    if not any(_is_same_call(earlier, call) for earlier in command.noted):
        yield call


def _is_same_call(earlier: events.PhoneCallNoted, call: events.PhoneCallNoted) -> bool:
    """Tell whether two forms are about one call: nobody telephones twice in so short a time, but forms are sent twice.

    The times may be told by two clocks, so the earlier one may be the later.
    """
    return replace(earlier, at=call.at) == call and abs(call.at - earlier.at) < _ONE_CALL
