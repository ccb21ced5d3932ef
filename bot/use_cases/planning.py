"""What will fall due about a promise: put on the agenda by every act, in the act's own transaction.

The agenda only says when to look; whether somebody still owes an answer is looked up when the time comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain import deadlines, owing
from bot.domain.promise import Promise
from bot.domain.slots import PersonRef, SlotId
from bot.use_cases.announcing import REMINDER
from bot.use_cases.people import asked_people, wall_clock
from storage.agenda import Entry
from storage.unit_of_work import Transaction

MORNING: Final = "morning"
LAST_CALL: Final = "last_call"
URGENT: Final = "urgent"
BACKUP: Final = "backup"
OVERDUE: Final = "overdue"
CHECKED: Final = "checked"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who owes an answer: whoever owed it before an act is not asked at once because of it."""

    people: frozenset[PersonRef] = frozenset()
    slots: frozenset[SlotId] = frozenset()


def asked_on(tx: Transaction, promise: Promise | None, now: datetime) -> Asked:
    """Return who owes an answer on the promise as it is; nobody where there is none yet."""
    if promise is None:
        return Asked()
    return Asked(frozenset(people_owing(tx, promise, now)), frozenset(owing.slots_owing(promise, now)))


def plan(tx: Transaction, promise: Promise, now: datetime, before: Asked, actor: PersonRef | None = None) -> None:
    """Put on the agenda what falls due about the promise; everything of it stops when it has ended.

    `before` is who owed an answer already and `actor` who just acted: neither needs telling at once.
    """
    if not promise.is_open:
        tx.agenda.clear(promise.id)
        return
    entries = [Entry(OVERDUE, promise.id, promise.needed_by, promise.id)] if promise.needed_by > now else []
    for slot_id in owing.slots_owing(promise):
        paused = owing.paused_until(promise, slot_id)
        if paused is not None and paused > now:
            entries.append(Entry(CHECKED, f"{promise.id}:{slot_id}", paused, promise.id))
    people = people_owing(tx, promise, now)
    tx.people.learn_zones([*people, promise.author])
    for person in people:
        last_call = deadlines.last_call(promise.needed_by, wall_clock(tx, person))
        if last_call > now:
            entries.append(Entry(LAST_CALL, f"{promise.id}:{person}", last_call, promise.id))
    tx.agenda.put_all(entries)
    if _is_urgent(tx, promise, promise.author, now):
        due = now + deadlines.BACKUP_AFTER
        slots = [slot_id for slot_id in owing.slots_owing(promise, now) if slot_id not in before.slots]
        tx.agenda.put_all_once([Entry(BACKUP, f"{promise.id}:{slot_id}", due, promise.id) for slot_id in slots])
    for person in people:
        if person not in before.people and person != actor:
            _remind_at_once(tx, promise, person, now)
    # People's mornings last, and in one order: whoever writes at the same moment takes them in the same way.
    mornings = {person: deadlines.next_morning(now, wall_clock(tx, person)) for person in sorted(people)}
    tx.agenda.put_all_once([Entry(MORNING, person, morning) for person, morning in mornings.items()])


def people_owing(tx: Transaction, promise: Promise, now: datetime) -> tuple[PersonRef, ...]:
    """Return everybody who owes an answer on the promise: people of silent areas, and sales when it has to answer.

    An area that is looking into its figures at `now` does not owe one.
    """
    seats = tx.owners.seats()
    people: dict[PersonRef, None] = {}
    for slot_id in owing.slots_owing(promise, now):
        people.update((person, None) for person in asked_people(seats, promise, slot_id))
    if owing.sales_owes(promise):
        people.update((person, None) for person in sorted(promise.sales))
    return tuple(people)


def _remind_at_once(tx: Transaction, promise: Promise, person: PersonRef, now: datetime) -> None:
    today = deadlines.local_day(now, wall_clock(tx, person))
    if _is_urgent(tx, promise, person, now) and tx.agenda.first_time(person, f"{URGENT}:{promise.id}", today):
        owe_reminder(tx, person, f"{URGENT}:{promise.id}:{person}:{today}", URGENT, now, promise.id)


def _is_urgent(tx: Transaction, promise: Promise, person: PersonRef, now: datetime) -> bool:
    """Tell whether the answer is needed on this very day of the person's calendar."""
    return promise.needed_by > now and deadlines.is_same_day(now, promise.needed_by, wall_clock(tx, person))


def owe_reminder(
    tx: Transaction, person: PersonRef, key: str, kind: str, now: datetime, promise_id: str | None = None
) -> None:
    """Owe a DM to a person; `kind` says what made it due, and what it says is looked up when it is sent."""
    tx.outbox.add(key, REMINDER, f"dm:{person}", now, promise_id, person, {"reason": kind})


def slot_still_owes(promise: Promise, slot_id: SlotId, now: datetime) -> bool:
    """Tell whether a slot owes a word about a current version, and is not looking into it."""
    return slot_id in owing.slots_owing(promise, now)
