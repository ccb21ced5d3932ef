"""Did every reminder that was due come once? Worked out anew from the history, at each stop of the clock.

Rule: what is due at a stop follows from what stood before time was moved: who owed an answer then and owes it still
gets the morning's reminder where nine o'clock of a working day was passed, the last call where four working hours
before the client's date were passed; areas whose time to look into it has passed are told, and so are authors whose
date has. Whoever owes an answer only since something else fell due in the same step may be reminded or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlmodel import select

from bot.domain.evolution import replay
from bot.domain.promise import Checking, Objected, Promise, PromiseState, Visibility
from storage.queue_tables import OutboxRow
from storage.tables import PersonRow, PromiseRow
from storage.unit_of_work import Store
from tests.faults import town
from tests.faults.findings import Findings
from tests.faults.standing import Stop

_OPEN = (PromiseState.NEGOTIATING, PromiseState.RENEGOTIATING)
_LAST_CALL = timedelta(hours=4)


@dataclass(frozen=True)
class Person:
    """Somebody of the workspace: their Slack id, and the reference that stands in the history."""

    user: str
    ref: str

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone of their clock."""
        return town.ZONES[self.user]


class History:
    """Every promise at any moment, by replaying what had happened until then."""

    def __init__(self, store: Store) -> None:
        with store.read() as tx:
            ids = [row.id for row in tx.session.exec(select(PromiseRow))]
            self._events = {promise_id: [fact for _, fact in tx.promises.history(promise_id)] for promise_id in ids}
            users = [(row.user_id or "", row.ref) for row in tx.session.exec(select(PersonRow))]
            self.rows = list(tx.session.exec(select(OutboxRow)))
        self.people = [Person(user, ref) for user, ref in users if user in town.PEOPLE]
        self.users = {person.ref: person.user for person in self.people}

    def at(self, moment: datetime) -> list[Promise]:
        """Return the promises that were being negotiated at `moment`."""
        found = (replay(fact for fact in facts if fact.at <= moment) for facts in self._events.values())
        return [promise for promise in found if promise is not None and promise.state in _OPEN]


def check_reminders(store: Store, stops: list[Stop], found: Findings) -> None:
    """Hold what was due at each stop against what was sent."""
    history = History(store)
    sent = {row.key for row in history.rows if row.state == "sent"}
    states = {row.key: row.state for row in history.rows}
    for stop in stops:
        needed = set(_due(history, replace(stop, looked=stop.sent)))
        for key in set(_due(history, stop)):
            was_answered = (
                states.get(key) == "dropped" and key not in needed
            )  # an act that came late, before it was sent
            if key not in sent and not was_answered:
                found.lost.append(f"{key} was due at {stop.after:%Y-%m-%d %H:%M}Z: {states.get(key, 'never owed')}")
    for row in history.rows:
        if row.kind == "reminder" and row.state == "sent":
            found.duplicated += [f"{row.key} was not due at {row.created_at}" for _ in _untimely(row, history.users)]


def _due(history: History, stop: Stop) -> Iterator[str]:
    before, after = history.at(stop.before), {promise.id: promise for promise in history.at(stop.looked)}
    still = [promise for promise in before if after.get(promise.id) == promise]
    for person in history.people:
        owed = [
            promise for promise in still if _owes(promise, person, stop.before) and _owes(promise, person, stop.after)
        ]
        yield from _mornings(person, owed, stop)
        yield from _last_calls(person, owed, stop)
    for promise in still:
        if stop.before < promise.needed_by <= stop.after:
            yield f"overdue:{promise.id}:{promise.needed_by.isoformat()}"
        yield from _checked(history, promise, stop)
    yield from _digest(still, stop)


def _mornings(person: Person, owed: list[Promise], stop: Stop) -> Iterator[str]:
    today = stop.after.astimezone(person.zone).date()
    nine = _at(today, 9, person.zone)
    if owed and today.weekday() < 5 and stop.before < nine <= stop.after:
        yield f"morning:{person.ref}:{today}"


def _last_calls(person: Person, owed: list[Promise], stop: Stop) -> Iterator[str]:
    today = stop.after.astimezone(person.zone).date()
    for promise in owed:
        call = last_call(promise.needed_by, person.zone)
        is_today = call.astimezone(person.zone).date() == today
        if is_today and stop.before < call <= stop.after < promise.needed_by:
            yield f"last_call:{person.ref}:{today}"


def _checked(history: History, promise: Promise, stop: Stop) -> Iterator[str]:
    """Areas that looked into everything they owe until a moment that was passed."""
    for slot_id, area in {slot.id: slot.area for line in promise.terms for slot in line.slots}.items():
        until = _paused(promise, slot_id)
        if until is not None and stop.before < until <= stop.after:
            for user in _asked(promise, area, history.users):
                ref = next(person.ref for person in history.people if person.user == user)
                yield f"checked:{promise.id}:{ref}:{until.isoformat()}"


def _paused(promise: Promise, slot_id: str) -> datetime | None:
    said = [line.positions.get(slot_id) for line in promise.terms if slot_id in {slot.id for slot in line.slots}]
    open_ones = [position for position in said if position is None or isinstance(position, Checking)]
    times = [position.until for position in open_ones if isinstance(position, Checking)]
    return min(times) if times and len(times) == len(open_ones) else None


def _digest(still: list[Promise], stop: Stop) -> Iterator[str]:
    monday = stop.after.astimezone(town.BERLIN).date()
    monday -= timedelta(days=monday.weekday())
    is_lately = stop.after - _at(monday, 9, town.BERLIN) < timedelta(days=6)
    is_any_open = any(promise.visibility is Visibility.OPEN for promise in still)
    if is_any_open and is_lately and stop.before < _at(monday, 9, town.BERLIN) <= stop.after:
        yield f"digest:{monday}"


def _owes(promise: Promise, person: Person, moment: datetime) -> bool:
    users = {person.ref: person.user}
    sales = set(promise.sales)
    objected = any(isinstance(said, Objected) for line in promise.terms for said in line.positions.values())
    if person.ref in sales:
        return objected or bool(promise.counters)
    for line in promise.terms:
        for slot in line.slots:
            said = line.positions.get(slot.id)
            waits = said is None or (isinstance(said, Checking) and said.until <= moment)
            if waits and person.user in _asked(promise, slot.area, users):
                return True
    return False


def _asked(promise: Promise, area: str, users: dict[str, str]) -> list[str]:
    """Return whom an area is asked through: nobody of sales here is in any area."""
    return [town.MEMBERS[area]]


def _untimely(row: OutboxRow, users: dict[str, str]) -> Iterator[str]:
    """Yield what speaks against a reminder: a night, a weekend."""
    kind, ref = row.body["reason"], row.person or ""
    local = row.created_at.astimezone(town.ZONES[users[ref]])
    if kind == "morning" and (local.weekday() > 4 or local.hour < 9 or str(local.date()) not in row.key):
        yield kind


@cache
def last_call(needed_by: datetime, zone: ZoneInfo) -> datetime:
    """Return when four hours between nine and five on working days are left until `needed_by`, minute by minute."""
    left, moment = _LAST_CALL, needed_by.astimezone(UTC)
    while left > timedelta():
        moment -= timedelta(minutes=1)
        local = moment.astimezone(zone)
        if local.weekday() < 5 and 9 <= local.hour < 17:
            left -= timedelta(minutes=1)
    return moment


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
