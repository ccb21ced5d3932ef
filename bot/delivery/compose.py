"""From a row of the outbox to what is said: loads what is needed and renders it, in the language of whoever reads it.

Replies tell what happened at their fact (`replies`); cards, reminders and digests tell what is now.
Returns None where there is nothing (left) to say: the row is dropped then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.delivery.envelope import Envelope, mark_of
from bot.delivery.replies import moment_of, reply
from bot.domain import events
from bot.domain.deadlines import is_same_day, next_monday
from bot.domain.events import Event
from bot.domain.guards import silent_slots
from bot.domain.overview import Owing
from bot.domain.promise import Promise
from bot.domain.slots import PersonRef
from bot.domain.visibility import ChannelViewing, may_see
from bot.locale import language_of, speaker
from bot.slack.render import card, digest, phoning, recall, reminders
from bot.slack.render.cast import Cast, card_link
from bot.slack.render.message import Message
from bot.slack.render.undelivered import undelivered
from bot.use_cases import announcing, planning
from bot.use_cases.people import actor_of, clocks_of, viewer_of, zone_of
from bot.use_cases.queries import Who, backup_desk_of, desk_of, digest_for, who_is_in
from bot.use_cases.workspace import workspace_of
from storage.queue_tables import OutboxRow
from storage.tables import PersonRow
from storage.unit_of_work import Transaction


class NoCardYet(Exception):
    """A reply has no thread to go to: the card has to be posted first."""


_LATE = timedelta(minutes=30)
"""After so long the time that a reminder says is left is no longer true."""


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes for one workspace; `workspace_url` (https://….slack.com/) makes links to cards."""

    workspace_url: str

    def envelope(self, tx: Transaction, row: OutboxRow, now: datetime) -> Envelope | None:
        """Return what to send for a row, noting in `tx` what it shows. Raises NoCardYet.

        No row is older than now: the clock of another process, which made it, may be ahead of this one's.
        """
        now = max(now, row.created_at)
        if row.kind == announcing.CARD:
            return self._card(tx, row, now)
        if row.kind in announcing.REPLIES:
            return self._reply(tx, row, now)
        if row.kind == announcing.DIGEST:
            return self._digest(tx, row, now)
        if row.kind == announcing.ERASE:
            return _erasure(tx, row)
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
        told = moment_of(tx, row)
        posted = tx.promises.card_of(told.promise.id)
        if posted is None:
            raise NoCardYet
        fact = told.facts[-1]
        counter_id = fact.counter.id if isinstance(fact, events.CounterProposed) else None
        versions = told.promise.versions
        if isinstance(fact, events.MoveProposed):  # its button confirms this figure and no other
            versions = {fact.term_id: versions[fact.term_id]}
        rendering = tx.renderings.add(told.promise.id, versions, now, counter_id)
        row.rendering_id = rendering.id
        cast = self._channel_cast(tx, [told.promise, *([told.before] if told.before else [])], now, told.facts)
        message = reply(tx, row.kind, told, cast, rendering.id)
        if message is None:
            return None
        return Envelope(_id(row), mark_of(row.key), message, posted[0], thread_ts=posted[1])

    def _digest(self, tx: Transaction, row: OutboxRow, now: datetime) -> Envelope | None:
        if next_monday(row.created_at, workspace_of(tx).zone) <= now:
            return None  # an outage kept it back for a week: the next one tells of it
        last = tx.outbox.last_sent(announcing.DIGEST)
        since = last.created_at if last else _beginning(tx, now)
        seen = digest_for(tx, ChannelViewing(row.queue), since, row.created_at)
        promises = {promise.id: promise for promise in (*seen.not_yet, *seen.may_be_told)}
        cast = replace(self._channel_cast(tx, promises.values(), now), clocks=())  # one clock for the whole of it
        message = digest.digest(seen, cast)
        return Envelope(_id(row), mark_of(row.key), message, row.queue) if message else None

    def _direct(self, tx: Transaction, row: OutboxRow, now: datetime) -> Envelope | None:
        person = tx.people.get(PersonRef(row.person or ""))
        if person is None or person.user_id is None or person.deleted:
            return None
        if row.kind == announcing.REMINDER:
            message = self._reminder(tx, row, person, now)
        elif row.kind == announcing.UNDELIVERED:
            message = self._undelivered(tx, row, person, now)
        elif row.kind == announcing.RECALLED:
            message = self._recalled(tx, row, person, now)
        elif row.kind == announcing.PHONED:
            message = self._phoned(tx, row, person, now)
        else:
            message = self._word_to_author(tx, row, person, now)
        if message is None:
            return None
        return Envelope(_id(row), mark_of(row.key), message, person.dm_channel, user=person.user_id)

    def _undelivered(self, tx: Transaction, row: OutboxRow, person: PersonRow, now: datetime) -> Message | None:
        cast, told = self._personal_cast(tx, [], person, now), row.body
        if got_through(tx, told["channel"] or f"dm:{told['to']}", told):
            return None
        meant = tx.people.get(PersonRef(told["to"])) if told["to"] else None
        if meant is not None and meant.deleted:
            return None  # known by now, and their areas are told
        return undelivered(
            cast,
            code=told["problem"],
            digest=told["kind"] == announcing.DIGEST,
            channel=told["channel"],
            person=meant.user_id if meant else None,
        )

    def _word_to_author(self, tx: Transaction, row: OutboxRow, person: PersonRow, now: datetime) -> Message | None:
        promise = _loaded(tx, row)
        rendering = tx.renderings.add(promise.id, promise.versions, now, shown=True).id
        cast = self._personal_cast(tx, [promise], person, now)
        if row.kind == announcing.TROUBLE:
            is_mended = got_through(tx, promise.channel, row.body)
            words = reminders.trouble(promise, cast, code=row.body["problem"], rendering=rendering)
            return None if is_mended else words
        is_overdue = promise.is_open and promise.needed_by <= now  # it may have been given a new date meanwhile
        return reminders.overdue(promise, cast, rendering=rendering) if is_overdue else None

    def _recalled(self, tx: Transaction, row: OutboxRow, person: PersonRow, now: datetime) -> Message | None:
        """Tell who passed a figure on; not when it can be kept again by now, and blindly who may not see it."""
        told = moment_of(tx, row)
        fact, promise = told.facts[0], _loaded(tx, row)
        assert isinstance(fact, events.TermSuspended), "a recall is about a figure that cannot be kept any more"
        if fact.term_id not in promise.suspended:
            return None
        cast = self._personal_cast(tx, [told.promise, promise], person, now, told.facts)
        if not may_see(viewer_of(tx, PersonRef(person.ref)), promise):
            return recall.recalled_blindly(promise, cast)
        rendering = tx.renderings.add(promise.id, promise.versions, now, shown=True).id
        return recall.recalled(fact, told.promise, cast, rendering)

    def _phoned(self, tx: Transaction, row: OutboxRow, person: PersonRow, now: datetime) -> Message | None:
        """Give who was on the phone the button that signs what was said; not when it says something else by now."""
        told = moment_of(tx, row)
        fact, promise = told.facts[0], _loaded(tx, row)
        assert isinstance(fact, events.PhoneCallNoted), "the button is about a phone call"
        lines = [line for line in promise.terms if fact.versions.get(line.id) == line.version and line.missing]
        is_asked = may_see(viewer_of(tx, PersonRef(person.ref)), promise)
        if not (promise.is_open and is_asked and len(lines) == len(fact.versions)):
            return None
        cast = self._personal_cast(tx, [promise], person, now, told.facts)
        called = silent_slots(actor_of(tx, PersonRef(person.ref)), promise, lines)
        rendering = tx.renderings.add(promise.id, dict(fact.versions), now, shown=True, slots=called or None).id
        return phoning.phoned(fact, promise, cast, lines, rendering)

    def _reminder(self, tx: Transaction, row: OutboxRow, person: PersonRow, now: datetime) -> Message | None:
        ref, reason = PersonRef(person.ref), row.body["reason"]
        if not is_same_day(row.created_at, now, zone_of(tx, person)):
            return None  # an outage kept it back; today has a reminder of its own
        if reason == planning.BACKUP:
            owes = backup_desk_of(tx, ref, row.promise_id or "", now).owes
        else:
            owes = desk_of(tx, ref, now).owes
        if reason in (planning.URGENT, planning.CHECKED):
            owes = tuple(item for item in owes if item.promise.id == row.promise_id)
        if reason in (planning.URGENT, planning.BACKUP):
            owes = tuple(item for item in owes if item.promise.needed_by > now)
        if reason == planning.LAST_CALL and now - row.created_at > _LATE:
            reason = planning.MORNING  # fewer than four working hours are left by now; what is owed stays owed
        if not owes:
            return None
        renderings = {item.promise.id: _asking(tx, item, now) for item in owes}
        cast = self._personal_cast(tx, [item.promise for item in owes], person, now)
        return reminders.reminder(owes, cast, kind=reason, renderings=renderings)

    def _channel_cast(
        self, tx: Transaction, wanted: Iterable[Promise], now: datetime, facts: Iterable[Event] = ()
    ) -> Cast:
        workspace, promises = workspace_of(tx), list(wanted)
        who = who_is_in(tx, promises, facts)
        cast = self._cast(tx, promises, workspace.language, workspace.zone.key, now, who)
        return replace(cast, clocks=clocks_of(tx, who.users))

    def _personal_cast(
        self, tx: Transaction, promises: list[Promise], person: PersonRow, now: datetime, facts: Iterable[Event] = ()
    ) -> Cast:
        language = language_of(person.locale, workspace_of(tx).language)
        return self._cast(tx, promises, language, zone_of(tx, person).key, now, who_is_in(tx, promises, facts))

    def _cast(
        self, tx: Transaction, promises: list[Promise], language: str, zone: str, now: datetime, who: Who
    ) -> Cast:
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


def got_through(tx: Transaction, queue: str, trouble: Mapping[str, Any]) -> bool:
    """Tell whether something reached a queue since the trouble there was noted: then it is mended, and not told."""
    since: int = trouble.get("since", 0)
    return tx.outbox.newest_sent_to(queue) > since


def _beginning(tx: Transaction, now: datetime) -> datetime:
    """Return a moment before everything: the first digest tells of all that was signed."""
    first = tx.promises.first_drafted_at()
    return first - timedelta(microseconds=1) if first else now


def _asking(tx: Transaction, item: Owing, now: datetime) -> str:
    """Store what a reminder shows of a promise: a deputy acts from there for the areas that it asks for, and no other.

    Everybody else acts for the areas of their own.
    """
    slots = item.slots if item.as_backup else None
    return tx.renderings.add(item.promise.id, item.promise.versions, now, shown=True, slots=slots).id


def _erasure(tx: Transaction, row: OutboxRow) -> Envelope | None:
    """Return the call that takes a message of ours away; None for one that was never posted there."""
    gone = tx.outbox.get(row.body["row"])
    if gone is None or gone.sent_ts is None or gone.sent_channel != row.queue:
        return None
    return Envelope(_id(row), mark_of(row.key), Message("", []), row.queue, erase=gone.sent_ts)


def _id(row: OutboxRow) -> int:
    assert row.id is not None, "a stored row has an id"
    return row.id


def _loaded(tx: Transaction, row: OutboxRow) -> Promise:
    promise = tx.promises.load(row.promise_id or "")
    assert promise is not None, "a message about a promise is stored with it"
    return promise
