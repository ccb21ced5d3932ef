"""What falls due: a tick asks the agenda and owes the messages. A second tick, or a tick after an outage, is harmless:
the key of a reminder is (team, person, local date, kind), and nothing of past days is sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError

from bot.domain import deadlines
from bot.domain.promise import Promise
from bot.domain.slots import PersonRef, SlotId
from bot.use_cases import announcing, planning
from bot.use_cases.people import asked_people, zone_of
from bot.use_cases.queries import desk_of
from bot.use_cases.workspace import DIGEST, workspace_of
from storage.database import StorageUnavailable
from storage.queue_tables import AgendaRow
from storage.unit_of_work import Store, Transaction

log = logging.getLogger(__name__)

BATCH = 100
"""How many entries one transaction deals with, so that a tick after an outage keeps nobody waiting."""

AFTER_FAILURE = timedelta(hours=1)
"""When an entry is tried again that could not be dealt with."""

DIGEST_NOT_AGAIN_WITHIN = timedelta(hours=24)
"""A digest that an outage kept back is left out when the next one comes within the day."""


def tick(store: Store, now: datetime) -> int:
    """Deal with everything that is due at `now`; return how many entries there were."""
    handled = 0
    while True:
        with store.read() as tx:
            if not tx.agenda.due(now, 1):
                return handled
        with store.write() as tx:
            mine = tx.agenda.due(now, BATCH)
            for entry in mine:
                _deal_with(tx, entry, now)
        handled += len(mine)
        if not mine:  # another process is at what is left
            return handled


def _deal_with(tx: Transaction, entry: AgendaRow, now: datetime) -> None:
    kind, subject = entry.kind, entry.subject
    try:
        with tx.session.begin_nested():
            _KINDS[kind](tx, entry, now)
    except (DBAPIError, StorageUnavailable):
        raise  # the database is in trouble, not the entry
    except Exception:
        # Guards everybody else's reminders: an entry that cannot be dealt with must not stop the others.
        known = {"promise_id": entry.promise_id} if entry.promise_id else None  # the subject may be a person
        log.exception("agenda: %s failed; trying again in %s", kind, AFTER_FAILURE, extra=known)
        tx.agenda.put(kind, subject, now + AFTER_FAILURE)


def _morning(tx: Transaction, entry: AgendaRow, now: datetime) -> None:
    person = PersonRef(entry.subject)
    row = tx.people.get(person)
    owes = desk_of(tx, person, now).owes
    if not owes or row is None or row.deleted:
        tx.agenda.done(entry.kind, entry.subject)
        return
    zone = zone_of(tx, row)
    today = deadlines.local_day(now, zone)
    has_begun = now.astimezone(zone).time() >= deadlines.WORKDAY_BEGINS  # not so after an outage, or a flight
    if has_begun and deadlines.is_working_day(today) and tx.agenda.first_time(person, planning.MORNING, today):
        key = f"{planning.MORNING}:{person}:{today}"
        planning.owe_reminder(tx, person, key, planning.MORNING, now)
    tx.agenda.put(entry.kind, entry.subject, deadlines.next_morning(now, zone))


def _last_call(tx: Transaction, entry: AgendaRow, now: datetime) -> None:
    tx.agenda.done(entry.kind, entry.subject)
    promise_id, _, person = entry.subject.rpartition(":")
    promise = _negotiating(tx, promise_id)
    if promise is None or promise.needed_by <= now or person not in planning.people_owing(tx, promise, now):
        return
    ref = PersonRef(person)
    zone = zone_of(tx, tx.people.get(ref))
    today = deadlines.local_day(now, zone)
    if deadlines.is_same_day(entry.due_at, now, zone) and tx.agenda.first_time(ref, planning.LAST_CALL, today):
        key = f"{planning.LAST_CALL}:{ref}:{today}"
        planning.owe_reminder(tx, ref, key, planning.LAST_CALL, now)


def _backup(tx: Transaction, entry: AgendaRow, now: datetime) -> None:
    tx.agenda.done(entry.kind, entry.subject)
    promise_id, _, slot = entry.subject.rpartition(":")
    promise = _negotiating(tx, promise_id)
    if promise is None or not planning.slot_still_owes(promise, SlotId(slot), now):
        return
    seats = tx.owners.seats().get(SlotId(slot))
    asked = seats.asked(promise.sales) if seats else ()
    for person in seats.backup if seats else ():
        if person in asked or person in promise.sales:
            continue
        zone = zone_of(tx, tx.people.get(person))
        today = deadlines.local_day(now, zone)
        is_todays = deadlines.is_same_day(entry.due_at, now, zone)
        if is_todays and tx.agenda.first_time(person, f"{planning.BACKUP}:{promise.id}", today):
            key = f"{planning.BACKUP}:{promise.id}:{person}:{today}"
            planning.owe_reminder(tx, person, key, planning.BACKUP, now, promise.id)


def _overdue(tx: Transaction, entry: AgendaRow, now: datetime) -> None:
    tx.agenda.done(entry.kind, entry.subject)
    promise = _negotiating(tx, entry.subject)
    if promise is not None and promise.needed_by <= now:
        key = f"{announcing.OVERDUE}:{promise.id}:{promise.needed_by.isoformat()}"
        queue = f"dm:{promise.author}"
        tx.outbox.add(key, announcing.OVERDUE, queue, now, promise.id, promise.author)
        announcing.owe_card(tx, promise, now, reason=":overdue")


def _checked(tx: Transaction, entry: AgendaRow, now: datetime) -> None:
    """The time until which an area looked into its figures has passed: it owes its word again, and is told."""
    tx.agenda.done(entry.kind, entry.subject)
    promise_id, _, slot = entry.subject.rpartition(":")
    promise = _negotiating(tx, promise_id)
    if promise is None or not planning.slot_still_owes(promise, SlotId(slot), now):
        return
    for person in asked_people(tx.owners.seats(), promise, SlotId(slot)):
        key = f"{planning.CHECKED}:{promise.id}:{person}:{entry.due_at.isoformat()}"
        planning.owe_reminder(tx, person, key, planning.CHECKED, now, promise.id)
    announcing.owe_card(tx, promise, now, reason=f":checked:{slot}:{entry.due_at.isoformat()}")
    planning.plan(tx, promise, now, planning.asked_on(tx, promise, now))


def _digest(tx: Transaction, entry: AgendaRow, now: datetime) -> None:
    workspace = workspace_of(tx)
    coming = deadlines.next_monday(now, workspace.zone)
    tx.agenda.put(entry.kind, entry.subject, coming)
    if coming - now < DIGEST_NOT_AGAIN_WITHIN or not workspace.promises_channel:
        return
    monday = deadlines.local_day(coming, workspace.zone) - timedelta(days=7)
    if tx.agenda.first_time(tx.team_id, DIGEST, monday):
        key = f"{announcing.DIGEST}:{monday}"
        tx.outbox.add(key, announcing.DIGEST, workspace.promises_channel, now)


def _negotiating(tx: Transaction, promise_id: str) -> Promise | None:
    promise = tx.promises.load(promise_id)
    return promise if promise and promise.is_open else None


_KINDS: Mapping[str, Callable[[Transaction, AgendaRow, datetime], None]] = {
    planning.MORNING: _morning,
    planning.LAST_CALL: _last_call,
    planning.BACKUP: _backup,
    planning.CHECKED: _checked,
    planning.OVERDUE: _overdue,
    DIGEST: _digest,
}
