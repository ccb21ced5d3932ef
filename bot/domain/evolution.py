"""`evolve` is the only way a promise changes; replaying the history with it gives the current state (rule 6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.domain import aftermath, events
from bot.domain.facts import after
from bot.domain.placing import with_changes, with_counter, with_position, without_confirmation, without_counters_on
from bot.domain.promise import Agreed, Objected, Promise, PromiseState, SealedSet, TermId, TermVersion

RULES = (aftermath,)
"""The module whose rules are registered besides the ones in here."""


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
    return replace(after(event, promise), revision=promise.revision + 1)


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


@after.register
def _(event: events.TermAgreed, promise: Promise) -> Promise:
    said = Agreed(event.person, event.at, event.deputy_for, event.via)
    return with_position(promise, event.term_id, event.slot_id, said)


@after.register
def _(event: events.TermObjected, promise: Promise) -> Promise:
    said = Objected(event.person, event.at, event.reason, event.deputy_for, event.counter)
    return with_position(promise, event.term_id, event.slot_id, said)


@after.register
def _(event: events.PositionRetracted, promise: Promise) -> Promise:
    unconfirmed = without_confirmation(promise, {event.term_id}, event.slot_id)
    return with_position(unconfirmed, event.term_id, event.slot_id, None)


@after.register
def _(event: events.CounterProposed, promise: Promise) -> Promise:
    return with_counter(promise, event.counter)


@after.register
def _(event: events.CounterAccepted, promise: Promise) -> Promise:
    counter = promise.counter(event.counter_id)
    assert counter is not None, "an accepted counter was open"
    sales = Agreed(event.person, event.at)
    return with_changes(promise, counter.changes, sales, counter)


@after.register
def _(event: events.CounterTakenBack, promise: Promise) -> Promise:
    return replace(promise, counters=tuple(c for c in promise.counters if c.id != event.counter_id))


@after.register
def _(event: events.TermsRevised, promise: Promise) -> Promise:
    return with_changes(promise, event.changes, Agreed(event.person, event.at), None)


@after.register
def _(event: events.TermDropped, promise: Promise) -> Promise:
    terms = tuple(line for line in promise.terms if line.id != event.term_id)
    return without_counters_on(replace(promise, terms=terms), {event.term_id})


@after.register
def _(event: events.PromiseWithdrawn, promise: Promise) -> Promise:
    return replace(promise, state=PromiseState.WITHDRAWN, withdrawn_because=event.reason, counters=())


@after.register
def _(event: events.PromiseSignedOff, promise: Promise) -> Promise:
    stays = tuple(replace(line, leaving=None) for line in promise.terms if not line.dropping)
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
