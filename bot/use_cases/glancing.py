"""What private answers are made of, each read in one transaction: surfaces hand the store in and never ask it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.overview import AreaAnswersFor, Digest
from bot.domain.promise import Promise, PromiseId
from bot.domain.slots import PersonRef, Slot
from bot.use_cases import queries
from bot.use_cases.people import Person, asked_people, believed, viewer_of
from bot.use_cases.queries import Filter, Who, who_is_in
from bot.use_cases.workspace import Language, Workspace, workspace_of
from storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class Faces:
    """Who is who around some promises, where their cards are: promise → (channel, ts), and the workspace's clock."""

    who: Who
    cards: Mapping[PromiseId, tuple[str, str]]
    home: ZoneInfo | None = None


@dataclass(frozen=True, slots=True)
class CallingCard:
    """What is asked about whoever comes in; `person` is None when Slack has to be asked, `homes` are channels."""

    person: Person | None
    homes: tuple[str, ...]
    workspace_language: Language


def calling_card(store: Store, user_id: str, now: datetime) -> CallingCard:
    """Return what is known about a Slack user who does something."""
    with store.read() as tx:
        return CallingCard(believed(tx, user_id, now), queries.homes(tx), workspace_of(tx).language)


def faces_of(store: Store, promises: Iterable[Promise]) -> Faces:
    """Return who is who around these promises."""
    wanted = list(promises)
    with store.read() as tx:
        cards = {promise.id: card for promise in wanted if (card := tx.promises.card_of(promise.id))}
        return Faces(who_is_in(tx, wanted), cards, workspace_of(tx).zone)


def faces_asked(store: Store, promise: Promise, slots: Iterable[Slot]) -> Faces:
    """Return who is who around a promise, and whom these slots would ask on it."""
    faces = faces_of(store, [promise])
    with store.read() as tx:
        seats = tx.owners.seats()
        asked = {slot.id: asked_people(seats, promise, slot.id) for slot in slots}
        users = dict(tx.people.users_of({ref for people in asked.values() for ref in people}))
    mentions = {slot: tuple(users[ref] for ref in people if ref in users) for slot, people in asked.items()}
    return Faces(Who({**faces.who.users, **users}, {**faces.who.asked, **mentions}), faces.cards, faces.home)


def names_of(store: Store, people: Iterable[PersonRef]) -> dict[PersonRef, str]:
    """Return reference → Slack id of those who are known."""
    with store.read() as tx:
        return dict(tx.people.users_of(people))


def admins(store: Store) -> tuple[str, ...]:
    """Return the Slack ids of those who can set things up."""
    with store.read() as tx:
        return tuple(tx.people.users_of(workspace_of(tx).admins).values())


def homes(store: Store) -> tuple[str, ...]:
    """Return the private channels in which restricted promises live."""
    with store.read() as tx:
        return queries.homes(tx)


def workspace(store: Store) -> Workspace:
    """Return the workspace's settings."""
    with store.read() as tx:
        return workspace_of(tx)


def promises(store: Store, person: Person, which: Filter, client: str | None) -> list[Promise]:
    """Return the promises a person asked for, soonest client date first."""
    with store.read() as tx:
        return queries.promises_for(tx, viewer_of(tx, person.ref, person.channels), which, client)


def promise(store: Store, person: Person, number: int) -> Promise:
    """Return P-`number`. Raises UnknownPromise when there is none that the person may see."""
    with store.read() as tx:
        return queries.promise_for(tx, viewer_of(tx, person.ref, person.channels), number)


def owners(store: Store) -> tuple[list[AreaAnswersFor], str | None]:
    """Return who answers for what, and the default area's name."""
    with store.read() as tx:
        return queries.owners_table(tx)


def digest(store: Store, person: Person, now: datetime) -> Digest:
    """Return the last seven days at a glance."""
    with store.read() as tx:
        return queries.digest_for(tx, viewer_of(tx, person.ref, person.channels), queries.last_week(now), now)
