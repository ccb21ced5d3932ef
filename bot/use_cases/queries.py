"""What surfaces read: always for a viewer, so that nobody sees a promise that its visibility keeps from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain

from bot.domain import owing
from bot.domain.events import Event
from bot.domain.overview import AreaAnswersFor, Desk, Digest, Owing
from bot.domain.promise import (
    IN_FORCE_STATES,
    OPEN_STATES,
    Position,
    Promise,
    PromiseState,
    Stage,
    Suspension,
    Visibility,
)
from bot.domain.slots import PersonRef, Seats, Slot, SlotId
from bot.domain.visibility import PersonViewing, Viewer, may_see
from bot.use_cases.acting import UnknownPromise
from bot.use_cases.people import asked_people, viewer_of
from bot.use_cases.workspace import directory_of
from storage.search import Wanted, sales_key
from storage.tables import CommentRow
from storage.unit_of_work import Transaction

MANY = 200
"""How many promises a glance reads at most; what is beyond is counted, not shown."""

ENDED = (PromiseState.SIGNED_OFF, PromiseState.WITHDRAWN)


class Filter(StrEnum):
    """What `/promise list` can be narrowed to."""

    ALL = "all"
    OPEN = "open"
    MINE = "mine"
    OWED = "owed"


@dataclass(frozen=True, slots=True)
class Who:
    """Who is who around some promises: reference -> Slack id, and whom each slot asks."""

    users: dict[PersonRef, str]
    asked: dict[SlotId, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Story:
    """A promise with what was said in its thread, for one reader."""

    promise: Promise
    comments: tuple[CommentRow, ...]


def promise_for(tx: Transaction, viewer: Viewer, number: int) -> Promise:
    """Return P-`number` for a viewer. Raises UnknownPromise when there is none that they may see."""
    promise = tx.promises.by_number(number)
    if promise is None or not may_see(viewer, promise):
        raise UnknownPromise(f"P-{number}")
    return promise


def story_for(tx: Transaction, viewer: Viewer, promise_id: str) -> Story:
    """Return a promise with its comments for a viewer. Raises UnknownPromise when they may not see it."""
    promise = tx.promises.load(promise_id)
    if promise is None or not may_see(viewer, promise):
        raise UnknownPromise("")
    return Story(promise, tuple(tx.comments.of(promise.id)))


def promises_for(tx: Transaction, viewer: PersonViewing, which: Filter, client: str | None) -> list[Promise]:
    """Return the promises a person asked for, soonest client date first."""
    keys = [sales_key(viewer.person), *viewer.slots]
    wanted = Wanted(
        states=OPEN_STATES,
        client=client,
        owed_by=keys if which is Filter.OWED else None,
        with_part_of=(viewer.person, viewer.slots) if which is Filter.MINE else None,
    )
    fits = seen_by(viewer)
    found = tx.promises.find(wanted, MANY, fits=fits)
    if which in (Filter.ALL, Filter.MINE):  # old ones never push those out that are being negotiated
        found += tx.promises.find(replace(wanted, states=ENDED), MANY, latest_ended_first=True, fits=fits)
        found.sort(key=lambda promise: (promise.needed_by, promise.number))
    return found


def desk_of(tx: Transaction, person: PersonRef, now: datetime | None = None) -> Desk:
    """Return what a person owes and what they wait for, soonest client date first.

    With `now`, what their areas are looking into at that time is left out: reminders of it pause.
    """
    viewer = viewer_of(tx, person)
    seats = tx.owners.seats()
    negotiating = OPEN_STATES
    wanted = Wanted(negotiating, owed_by=[sales_key(person), *viewer.slots], owed_at=now)
    found = tx.promises.find(wanted, MANY, fits=seen_by(viewer))
    candidates = (_owing(seats, promise, person, now=now) for promise in found)
    owes = tuple(item for item in candidates if item is not None)
    own = tx.promises.find(Wanted(negotiating, with_part_of=(person, ())), MANY, fits=seen_by(viewer))
    waits = tuple(promise for promise in own if owing.slots_owing(promise))
    return Desk(owes=owes, waits_for=waits)


def backup_desk_of(tx: Transaction, person: PersonRef, promise_id: str, now: datetime | None = None) -> Desk:
    """Return what a backup is asked for on one promise; with `now`, without what is being looked into at that time."""
    promise = tx.promises.load(promise_id)
    item = _owing(tx.owners.seats(), promise, person, as_backup=True, now=now) if promise else None
    return Desk(owes=(item,) if item else ())


def _owing(
    seats: Mapping[SlotId, Seats],
    promise: Promise,
    person: PersonRef,
    as_backup: bool = False,
    now: datetime | None = None,
) -> Owing | None:
    asked: list[Slot] = []
    lines = {}
    for slot_id, (slot, missing) in owing.slots_owing(promise, now).items():
        found = seats.get(slot_id)
        people = found.backup if as_backup and found else asked_people(seats, promise, slot_id)
        if person in people and person not in promise.sales:
            asked.append(slot)
            lines.update({line.id: line for line in missing})
    as_sales = person in promise.sales and owing.sales_owes(promise) and not as_backup
    if not lines and not as_sales:
        return None
    contested = tuple(line for line in promise.terms if line.stage is Stage.CONTESTED)
    return Owing(
        promise,
        lines=contested if as_sales else tuple(lines.values()),
        areas=tuple(slot.area for slot in asked),
        as_sales=as_sales,
        as_backup=as_backup,
        slots=tuple(slot.id for slot in asked),
    )


def digest_for(tx: Transaction, viewer: Viewer, since: datetime, now: datetime) -> Digest:
    """Return the week at a glance for everybody who reads where it is posted; areas, never persons (rule 10)."""
    fits = seen_by(viewer)
    open_ones = tx.promises.find(Wanted(OPEN_STATES), MANY, fits=fits)
    sealed = tx.promises.find(Wanted(IN_FORCE_STATES), MANY, latest_ended_first=True, fits=fits)
    told = [promise for promise in sealed if promise.may_be_told]
    gone = [promise for promise in sealed if promise.suspended and not promise.is_open]
    fresh = tuple(promise for promise in told if promise.seal and since < promise.seal.at <= now)
    thanks: dict[str, None] = {}
    for promise in fresh:
        thanks.update((slot.area, None) for line in promise.sealed_terms for slot in line.slots)
    return Digest(
        since=since,
        to_decide=(*gone, *(p for p in open_ones if _is_to_decide(p, now))),
        may_be_told=tuple(told),
        not_yet=tuple(open_ones),
        signed_since=fresh,
        thanks=tuple(thanks),
    )


def _is_to_decide(promise: Promise, now: datetime) -> bool:
    """Tell whether somebody has to decide: sales about an answer, or all about a date that the client was told."""
    is_late = promise.needed_by <= now and promise.in_force is None
    return owing.sales_owes(promise) or is_late or bool(promise.suspended)


def last_week(now: datetime) -> datetime:
    """Return since when a digest asked for at `now` tells what was signed."""
    return now - timedelta(days=7)


def homes(tx: Transaction) -> tuple[str, ...]:
    """Return the private channels in which restricted promises live: who is in one may see those."""
    return tx.promises.channels_of(Visibility.RESTRICTED)


def owners_table(tx: Transaction) -> tuple[list[AreaAnswersFor], str | None]:
    """Return who answers for what as people read it, Slack ids for people, and the default area's name."""
    directory = directory_of(tx)
    people = tx.people.users_of(
        person for seats in directory.seats.values() for person in (*seats.members, *seats.backup)
    )
    rows = []
    for rule in directory.rules:
        seats = directory.seats[rule.slot_id]
        members = tuple(people[person] for person in seats.members if person in people)
        backup = tuple(people[person] for person in seats.backup if person in people)
        rows.append(AreaAnswersFor(seats.slot.area, rule.metric, rule.site, rule.skill, rule.client, members, backup))
    default = directory.seats_of(directory.default) if directory.default else None
    if default is not None:
        members = tuple(people[person] for person in default.members if person in people)
        backup = tuple(people[person] for person in default.backup if person in people)
        rows.append(AreaAnswersFor(default.slot.area, None, None, None, None, members, backup))
    return rows, default.slot.area if default else None


def who_is_in(tx: Transaction, promises: Iterable[Promise], facts: Iterable[Event] = ()) -> Who:
    """Return who is who around these promises and facts: everybody named in them and everybody they ask."""
    seats = tx.owners.seats()
    refs: set[PersonRef] = set(chain.from_iterable(_named_in(fact) for fact in facts))
    asked: dict[SlotId, tuple[PersonRef, ...]] = {}
    for promise in promises:
        refs |= promise.sales | _named(promise)
        for slot in chain.from_iterable(_all_slots(promise)):
            asked[slot.id] = asked_people(seats, promise, slot.id)
            refs.update(asked[slot.id])
    users = dict(tx.people.users_of(refs))
    return Who(users, {slot: tuple(users[ref] for ref in people if ref in users) for slot, people in asked.items()})


def _all_slots(promise: Promise) -> Iterable[Iterable[Slot]]:
    yield from (line.slots for line in (*promise.terms, *promise.sealed_terms))
    yield from (change.slots for counter in promise.counters for change in counter.changes)


def _named(promise: Promise) -> set[PersonRef]:
    people = {counter.person for counter in promise.counters}
    if promise.reopened_by:
        people.add(promise.reopened_by)
    for line in (*promise.terms, *promise.sealed_terms):
        people.add(line.sales.person)
        people.update(_who_said(line.positions.values()))
        people.update(_who_said(line.leaving.confirmed.values()) if line.leaving else ())
    return people | set(_who_said(chain.from_iterable(suspension.said for suspension in promise.suspended.values())))


def _named_in(fact: Event) -> Iterator[PersonRef]:
    for name in ("person", "deputy_for", "colleague"):
        if ref := getattr(fact, name, None):
            yield ref
    yield from getattr(fact, "account_team", None) or ()


def _who_said(words: Iterable[Position | Suspension]) -> Iterator[PersonRef]:
    for said in words:
        yield said.person
        if said.deputy_for:
            yield said.deputy_for


def seen_by(viewer: Viewer) -> Callable[[Promise], bool]:
    """Return what tells the promises that the viewer may see (rule 9)."""
    return lambda promise: may_see(viewer, promise)
