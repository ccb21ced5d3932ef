"""Who somebody is: what Slack says of people is kept for a while, so that acting needs no question to Slack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.commands import Actor
from bot.domain.promise import Promise
from bot.domain.slots import PersonRef, Seats, SlotId
from bot.domain.visibility import PersonViewing
from bot.use_cases.workspace import workspace_of
from storage.people import Known, Profile
from storage.tables import PersonRow
from storage.unit_of_work import Store, Transaction

FRESH_FOR = timedelta(hours=24)
"""How long a profile is believed; changes arrive as events in between."""
LONG_ROLL = 2000
"""More people than Slack tells of in half a minute: 200 a call, 20 calls a minute."""
_ROLL = "roll"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts: reference, language of their Slack and the clock on their wall.

    `channels` are the private channels of promises that they are known to be in.
    """

    ref: PersonRef
    user_id: str
    zone: ZoneInfo
    locale: str | None
    is_outsider: bool
    is_bot: bool
    deleted: bool
    channels: frozenset[str] = frozenset()

    @property
    def may_act(self) -> bool:
        """Tell whether the person is a full member: no guest, no bot, nobody from another company."""
        return not (self.is_outsider or self.is_bot or self.deleted)


def fresh_person(store: Store, user_id: str, now: datetime) -> Person | None:
    """Return what is known about a Slack user, or None when Slack has to be asked (again)."""
    with store.read() as tx:
        return believed(tx, user_id, now)


def believed(tx: Transaction, user_id: str, now: datetime) -> Person | None:
    """Return what is known about a Slack user and still believed."""
    row = tx.people.known(user_id)
    if row is None or row.refreshed_at is None or row.refreshed_at < now - FRESH_FOR:
        return None
    return person_from(tx, row)


def remember(store: Store, profiles: Iterable[Profile], now: datetime) -> list[Person]:
    """Keep what Slack says of people, and return them."""
    with store.write() as tx:
        return [person_from(tx, tx.people.remember(profile, now)) for profile in profiles]


def take_roll(store: Store, profiles: Iterable[Profile], now: datetime) -> None:
    """Keep what Slack says of everybody in the workspace; of those who have left only what was known before."""
    with store.write() as tx:
        tx.people.take_roll(profiles, now)
        tx.inbox.note(_ROLL, now)


def long_roll(store: Store, now: datetime) -> tuple[Profile, ...]:
    """Return everybody of a large workspace where the roll was taken lately; nobody where it is to be called (again).

    Slack takes a quarter of an hour to tell of 50,000 people, and no restart is to take as long.
    """
    with store.read() as tx:
        taken = tx.inbox.noted(_ROLL)
        known = tx.people.profiles() if taken is not None and taken > now - FRESH_FOR else ()
        return known if len(known) > LONG_ROLL else ()


def person_from(tx: Transaction, row: PersonRow | Known) -> Person:
    """Return a stored person with the workspace's zone where Slack named none."""
    return Person(
        ref=PersonRef(row.ref),
        user_id=row.user_id or "",
        zone=zone_of(tx, row),
        locale=row.locale,
        is_outsider=row.is_outsider,
        is_bot=row.is_bot,
        deleted=row.deleted,
    )


def zone_of(tx: Transaction, row: PersonRow | Known | None) -> ZoneInfo:
    """Return the zone of a person's wall clock; the workspace's where none is known."""
    return _zone(row.zone if row is not None else None) or workspace_of(tx).zone


def wall_clock(tx: Transaction, person: PersonRef) -> ZoneInfo:
    """Return the same for somebody of whom only the reference is known."""
    return _zone(tx.people.zone(person)) or workspace_of(tx).zone


def clocks_of(tx: Transaction, people: Iterable[PersonRef]) -> tuple[ZoneInfo, ...]:
    """Return the zones in which these people live, as far as they are known, in a fixed order."""
    zones = (_zone(name) for name in sorted(tx.people.zones_of(people)))
    return tuple(zone for zone in zones if zone is not None)


def _zone(name: str | None) -> ZoneInfo | None:
    with suppress(ZoneInfoNotFoundError, ValueError, OSError):  # no zone, a path, a folder
        return ZoneInfo(name) if name else None
    return None


def actor_of(tx: Transaction, person: PersonRef) -> Actor:
    """Return the person as somebody who acts, with the slots they sit in at this moment."""
    seats = tx.owners.seats()
    mine = tx.owners.slots_of(person)
    member_of = frozenset(slot for slot in mine if person in seats[slot].members)
    deputy_for = {slot: members[0] if (members := seats[slot].members) else person for slot in mine - member_of}
    return Actor(person, member_of, deputy_for)


def viewer_of(tx: Transaction, person: PersonRef, channels: frozenset[str] = frozenset()) -> PersonViewing:
    """Return the person as somebody who looks; `channels` are those that they are known to be in."""
    is_lead = person in workspace_of(tx).leads
    return PersonViewing(person, tx.owners.slots_of(person), channels, is_lead)


def asked_people(seats: Mapping[SlotId, Seats], promise: Promise, slot_id: SlotId) -> tuple[PersonRef, ...]:
    """Return who is asked for a slot on this promise; nobody for one that is no longer there."""
    found = seats.get(slot_id)
    return found.asked(promise.sales) if found else ()


def standing_of(store: Store, user_ids: Iterable[str]) -> dict[str, bool | None]:
    """Return Slack id → whether it is a guest or of another company; None for somebody nobody has asked about."""
    with store.read() as tx:
        standing = tx.people.standing()
        return {user_id: standing.get(user_id) for user_id in user_ids}
