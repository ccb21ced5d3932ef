"""Replies in a promise's thread: what happened at their fact, with the promise as it stood then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.domain import events
from bot.domain.events import Event
from bot.domain.evolution import evolve
from bot.domain.promise import Promise, PromiseState, TermId
from bot.slack.render import signed, thread, wording
from bot.slack.render.cast import Cast
from bot.slack.render.message import Message
from bot.slack.render.news import news, reopening
from bot.use_cases import announcing
from bot.use_cases.workspace import workspace_of
from storage.queue_tables import OutboxRow
from storage.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class Moment:
    """A promise as it stood after the facts that a reply is about, those facts, and the promise before them."""

    promise: Promise
    before: Promise | None
    facts: tuple[Event, ...]
    seqs: tuple[int, ...]


def moment_of(tx: Transaction, row: OutboxRow) -> Moment:
    """Return the moment that a row is about, from the promise's history."""
    wanted: list[int] = row.body["seqs"]
    promise: Promise | None = None
    before: Promise | None = None
    facts = []
    for seq, fact in tx.promises.history(row.promise_id or ""):
        if seq > wanted[-1]:
            break
        before = promise if seq == wanted[0] else before
        promise = evolve(promise, fact)
        if seq in wanted:
            facts.append(fact)
    assert promise is not None and facts, "a reply is about facts of its promise"
    return Moment(promise, before, tuple(facts), tuple(wanted))


def reply(tx: Transaction, kind: str, told: Moment, cast: Cast, rendering: str) -> Message | None:
    """Return the reply of a kind; None where nothing is left to say.

    What a renegotiation begins with is told together with its beginning.
    """
    opened, *proposed = told.facts
    if not isinstance(opened, events.RenegotiationOpened) or not proposed:
        return _REPLIES[kind](tx, told, cast, rendering)
    assert told.before, "only what was signed off is reopened"
    then = Moment(told.promise, evolve(told.before, opened), tuple(proposed), told.seqs[1:])
    said = _REPLIES[kind](tx, then, cast, rendering)
    return reopening(opened, told.promise, cast, said) if said else None


def _ask(tx: Transaction, told: Moment, cast: Cast, rendering: str) -> Message | None:
    """Ask the owners; those of a promise that was signed in the breath that opened it, or ended since, nothing.

    One that moves while it is renegotiated is asked about once more; what was asked before it was signed is over.
    """
    now = tx.promises.load(told.promise.id)
    if now is not None and not (now.is_open and now.state is told.promise.state):
        return None
    return thread.ask(told.promise, cast, rendering)


def _news(tx: Transaction, told: Moment, cast: Cast, rendering: str) -> Message:
    return news(told.facts[0], told.promise, told.before or told.promise, cast, rendering)


def _objection(tx: Transaction, told: Moment, cast: Cast, rendering: str) -> Message:
    facts = [fact for fact in told.facts if isinstance(fact, events.TermObjected)]
    return thread.objection(
        told.promise,
        cast,
        person=facts[0].person,
        areas=_areas(told.promise, facts),
        lines=_unique(fact.term_id for fact in facts),
        reason=facts[0].reason,
        rendering=rendering,
    )


def _retracted(tx: Transaction, told: Moment, cast: Cast, rendering: str) -> Message:
    facts = [fact for fact in told.facts if isinstance(fact, events.PositionRetracted)]
    return thread.retracted(
        told.promise,
        cast,
        person=facts[0].person,
        areas=_areas(told.promise, facts),
        lines=_unique(fact.term_id for fact in facts),
    )


def _counter(tx: Transaction, told: Moment, cast: Cast, rendering: str) -> Message:
    fact = told.facts[0]
    assert isinstance(fact, events.CounterProposed)
    before = told.before or told.promise
    return thread.counter(before, fact.counter, cast, rendering)


def _accepted(tx: Transaction, told: Moment, cast: Cast, rendering: str) -> Message:
    fact = told.facts[0]
    assert isinstance(fact, events.CounterAccepted) and told.before
    counter = told.before.counter(fact.counter_id)
    assert counter is not None, "an accepted counter was open before"
    changed = [change.target for change in counter.changes]
    return thread.counter_accepted(
        told.promise,
        cast,
        person=fact.person,
        proposer=counter.person,
        term_ids=changed,
        rendering=rendering,
    )


def _revised(tx: Transaction, told: Moment, cast: Cast, rendering: str) -> Message:
    fact = told.facts[0]
    assert isinstance(fact, events.TermsRevised) and told.before
    return thread.revised(
        told.promise,
        cast,
        person=fact.person,
        reason=fact.reason,
        term_ids=[change.target for change in fact.changes],
        rendering=rendering,
        before={line.id: line.term for line in told.before.terms},
    )


def _dropped(tx: Transaction, told: Moment, cast: Cast, rendering: str) -> Message:
    fact = told.facts[0]
    assert isinstance(fact, events.TermDropped) and told.before
    line = told.before.term(fact.term_id)
    assert line is not None, "a dropped figure was there before"
    return thread.dropped(told.promise, cast, person=fact.person, term=line.term, reason=fact.reason)


def _withdrawn(tx: Transaction, told: Moment, cast: Cast, rendering: str) -> Message:
    return thread.withdrawn(told.promise, cast, person=told.facts[0].person)


def _signed_off(tx: Transaction, told: Moment, cast: Cast, rendering: str) -> Message | None:
    """Hand out the wording; not when it is no longer fit for the client by the time it can be said (rule 1).

    A figure that could not be kept before, and was not renegotiated, is not in the wording anyway.
    """
    now, then = tx.promises.load(told.promise.id), told.promise
    if now is None or now.seal != then.seal or now.state is PromiseState.WITHDRAWN:
        return None
    if now.suspended.keys() - then.suspended.keys():
        return None
    text = wording.wording(then, workspace_of(tx).language) if then.fit_for_client else ""
    return signed.signed_off(then, cast, text)


_REPLIES: Mapping[str, Callable[[Transaction, Moment, Cast, str], Message | None]] = {
    announcing.ASK: _ask,
    announcing.OBJECTION: _objection,
    announcing.COUNTER: _counter,
    announcing.ACCEPTED: _accepted,
    announcing.REVISED: _revised,
    announcing.DROPPED: _dropped,
    announcing.RETRACTED: _retracted,
    announcing.WITHDRAWN: _withdrawn,
    announcing.SIGNED_OFF: _signed_off,
    announcing.NEWS: _news,
}


def _areas(promise: Promise, facts: Iterable[events.TermObjected | events.PositionRetracted]) -> list[str]:
    names = {slot.id: slot.area for line in promise.terms for slot in line.slots}
    return list(dict.fromkeys(names[fact.slot_id] for fact in facts if fact.slot_id in names))


def _unique(ids: Iterable[TermId]) -> list[TermId]:
    return list(dict.fromkeys(ids))
