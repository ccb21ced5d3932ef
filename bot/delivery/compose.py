"""From a row of the outbox to what is said: loads what is needed and renders it, in the language of whoever reads it.

Replies tell what happened at their fact, with the promise as it stood then; cards and reminders tell what is now.
Returns None where there is nothing (left) to say: the row is dropped then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.delivery.envelope import Envelope, mark_of
from bot.domain import events
from bot.domain.deadlines import is_same_day
from bot.domain.events import Event
from bot.domain.evolution import evolve
from bot.domain.promise import Promise, PromiseState, TermId
from bot.domain.slots import PersonRef
from bot.domain.visibility import ChannelViewing
from bot.locale import language_of, speaker
from bot.slack.render import card, digest, reminders, signed, thread, wording
from bot.slack.render.cast import Cast, card_link
from bot.slack.render.message import Message
from bot.use_cases import announcing, planning
from bot.use_cases.people import zone_of
from bot.use_cases.queries import backup_desk_of, desk_of, digest_for, who_is_in
from bot.use_cases.workspace import workspace_of
from storage.tables import OutboxRow, PersonRow
from storage.unit_of_work import Transaction


class NoCardYet(Exception):
    """A reply has no thread to go to: the card has to be posted first."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """A promise as it stood after the facts that a reply is about, those facts, and the promise before them."""

    promise: Promise
    before: Promise | None
    facts: tuple[Event, ...]
    seqs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes for one workspace; `workspace_url` (https://….slack.com/) makes links to cards."""

    workspace_url: str

    def envelope(self, tx: Transaction, row: OutboxRow, now: datetime) -> Envelope | None:
        """Return what to send for a row, noting in `tx` what it shows. Raises NoCardYet."""
        if row.kind == announcing.CARD:
            return self._card(tx, row, now)
        if row.kind in announcing.REPLIES:
            return self._reply(tx, row, now)
        if row.kind == announcing.DIGEST:
            return self._digest(tx, row, now)
        return self._direct(tx, row, now)

    def _card(self, tx: Transaction, row: OutboxRow, now: datetime) -> Envelope:
        promise = _loaded(tx, row)
        rendering = tx.renderings.add(promise.id, promise.versions, now)
        row.rendering_id = rendering.id
        message = card.card(promise, self._channel_cast(tx, [promise], now), rendering.id)
        posted = tx.promises.card_of(promise.id)
        channel = posted[0] if posted else promise.channel
        return Envelope(_id(row), mark_of(row.key), message, channel, update=posted[1] if posted else None)

    def _reply(self, tx: Transaction, row: OutboxRow, now: datetime) -> Envelope | None:
        told = _moment_of(tx, row)
        posted = tx.promises.card_of(told.promise.id)
        if posted is None:
            raise NoCardYet
        fact = told.facts[0]
        counter_id = fact.counter.id if isinstance(fact, events.CounterProposed) else None
        rendering = tx.renderings.add(told.promise.id, told.promise.versions, now, counter_id)
        row.rendering_id = rendering.id
        cast = self._channel_cast(tx, [told.promise, *([told.before] if told.before else [])], now)
        message = _REPLIES[row.kind](tx, told, cast, rendering.id)
        return Envelope(_id(row), mark_of(row.key), message, posted[0], thread_ts=posted[1])

    def _digest(self, tx: Transaction, row: OutboxRow, now: datetime) -> Envelope | None:
        last = tx.outbox.last_sent(announcing.DIGEST)
        since = last.created_at if last else _beginning(tx, now)
        seen = digest_for(tx, ChannelViewing(row.queue), since, row.created_at)
        promises = {promise.id: promise for promise in (*seen.not_yet, *seen.may_be_told)}
        message = digest.digest(seen, self._channel_cast(tx, promises.values(), now))
        return Envelope(_id(row), mark_of(row.key), message, row.queue) if message else None

    def _direct(self, tx: Transaction, row: OutboxRow, now: datetime) -> Envelope | None:
        person = tx.people.get(PersonRef(row.person or ""))
        if person is None or person.user_id is None or person.deleted:
            return None
        if row.kind == announcing.REMINDER:
            message = self._reminder(tx, row, person, now)
        else:
            message = self._word_to_author(tx, row, person, now)
        if message is None:
            return None
        return Envelope(_id(row), mark_of(row.key), message, person.dm_channel, user=person.user_id)

    def _word_to_author(self, tx: Transaction, row: OutboxRow, person: PersonRow, now: datetime) -> Message | None:
        promise = _loaded(tx, row)
        rendering = tx.renderings.add(promise.id, promise.versions, now, shown=True).id
        cast = self._personal_cast(tx, [promise], person, now)
        if row.kind == announcing.TROUBLE:
            return reminders.trouble(promise, cast, code=row.body["problem"], rendering=rendering)
        is_open = promise.state is PromiseState.NEGOTIATING
        return reminders.overdue(promise, cast, rendering=rendering) if is_open else None

    def _reminder(self, tx: Transaction, row: OutboxRow, person: PersonRow, now: datetime) -> Message | None:
        ref, reason = PersonRef(person.ref), row.body["reason"]
        if not is_same_day(row.created_at, now, zone_of(tx, person)):
            return None  # an outage kept it back; today has a reminder of its own
        if reason == planning.BACKUP:
            owes = backup_desk_of(tx, ref, row.promise_id or "").owes
        else:
            owes = desk_of(tx, ref).owes
        if reason == planning.URGENT:
            owes = tuple(item for item in owes if item.promise.id == row.promise_id)
        if not owes:
            return None
        renderings = {
            item.promise.id: tx.renderings.add(item.promise.id, item.promise.versions, now, shown=True).id
            for item in owes
        }
        cast = self._personal_cast(tx, [item.promise for item in owes], person, now)
        return reminders.reminder(owes, cast, kind=reason, renderings=renderings)

    def _channel_cast(self, tx: Transaction, promises: Iterable[Promise], now: datetime) -> Cast:
        workspace = workspace_of(tx)
        return self._cast(tx, list(promises), workspace.language, workspace.zone.key, now)

    def _personal_cast(self, tx: Transaction, promises: list[Promise], person: PersonRow, now: datetime) -> Cast:
        language = language_of(person.locale, workspace_of(tx).language)
        return self._cast(tx, promises, language, zone_of(tx, person).key, now)

    def _cast(self, tx: Transaction, promises: list[Promise], language: str, zone: str, now: datetime) -> Cast:
        who = who_is_in(tx, promises)
        return Cast(
            say=speaker(language),
            zone=ZoneInfo(zone),
            now=now,
            users=who.users,
            asked=who.asked,
            links=card_links(tx, promises, self.workspace_url),
            home=workspace_of(tx).zone,
        )


def card_links(tx: Transaction, promises: Iterable[Promise], workspace_url: str) -> Mapping[str, str]:
    """Return promise id -> link to its card, for those whose card is posted."""
    posted = {promise.id: tx.promises.card_of(promise.id) for promise in promises}
    return {promise_id: card_link(workspace_url, *place) for promise_id, place in posted.items() if place}


def _beginning(tx: Transaction, now: datetime) -> datetime:
    """Return a moment before everything: the first digest tells of all that was signed."""
    first = tx.promises.first_drafted_at()
    return first - timedelta(microseconds=1) if first else now


def _id(row: OutboxRow) -> int:
    assert row.id is not None, "a stored row has an id"
    return row.id


def _loaded(tx: Transaction, row: OutboxRow) -> Promise:
    promise = tx.promises.load(row.promise_id or "")
    assert promise is not None, "a message about a promise is stored with it"
    return promise


def _moment_of(tx: Transaction, row: OutboxRow) -> _Moment:
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
    return _Moment(promise, before, tuple(facts), tuple(wanted))


def _ask(tx: Transaction, told: _Moment, cast: Cast, rendering: str) -> Message:
    return thread.ask(told.promise, cast, rendering)


def _objection(tx: Transaction, told: _Moment, cast: Cast, rendering: str) -> Message:
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


def _retracted(tx: Transaction, told: _Moment, cast: Cast, rendering: str) -> Message:
    facts = [fact for fact in told.facts if isinstance(fact, events.PositionRetracted)]
    return thread.retracted(
        told.promise,
        cast,
        person=facts[0].person,
        areas=_areas(told.promise, facts),
        lines=_unique(fact.term_id for fact in facts),
    )


def _counter(tx: Transaction, told: _Moment, cast: Cast, rendering: str) -> Message:
    fact = told.facts[0]
    assert isinstance(fact, events.CounterProposed)
    before = told.before or told.promise
    return thread.counter(before, fact.counter, cast, rendering)


def _accepted(tx: Transaction, told: _Moment, cast: Cast, rendering: str) -> Message:
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


def _revised(tx: Transaction, told: _Moment, cast: Cast, rendering: str) -> Message:
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


def _dropped(tx: Transaction, told: _Moment, cast: Cast, rendering: str) -> Message:
    fact = told.facts[0]
    assert isinstance(fact, events.TermDropped) and told.before
    line = told.before.term(fact.term_id)
    assert line is not None, "a dropped figure was there before"
    return thread.dropped(told.promise, cast, person=fact.person, term=line.term, reason=fact.reason)


def _withdrawn(tx: Transaction, told: _Moment, cast: Cast, rendering: str) -> Message:
    return thread.withdrawn(told.promise, cast, person=told.facts[0].person)


def _signed_off(tx: Transaction, told: _Moment, cast: Cast, rendering: str) -> Message:
    text = wording.wording(told.promise, workspace_of(tx).language)
    return signed.signed_off(told.promise, cast, text)


_REPLIES: Mapping[str, Callable[[Transaction, _Moment, Cast, str], Message]] = {
    announcing.ASK: _ask,
    announcing.OBJECTION: _objection,
    announcing.COUNTER: _counter,
    announcing.ACCEPTED: _accepted,
    announcing.REVISED: _revised,
    announcing.DROPPED: _dropped,
    announcing.RETRACTED: _retracted,
    announcing.WITHDRAWN: _withdrawn,
    announcing.SIGNED_OFF: _signed_off,
}


def _areas(promise: Promise, facts: Iterable[events.TermObjected | events.PositionRetracted]) -> list[str]:
    names = {slot.id: slot.area for line in promise.terms for slot in line.slots}
    return list(dict.fromkeys(names[fact.slot_id] for fact in facts if fact.slot_id in names))


def _unique(ids: Iterable[TermId]) -> list[TermId]:
    return list(dict.fromkeys(ids))
