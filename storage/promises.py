"""Promises: their history is the truth, and the rows beside it are there for lists and look-ups."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_
from sqlmodel import Session, col, select

from bot.domain import owing
from bot.domain.events import Event, PromiseSignedOff, PromiseWithdrawn
from bot.domain.evolution import evolve, replay
from bot.domain.promise import Promise, PromiseState, Visibility
from bot.domain.slots import PersonRef, SlotId
from storage.codec import SCHEMA_VERSION, decode_event, encode_event
from storage.tables import EventRow, OwedRow, ParticipantRow, PromiseRow, SettingRow

_HIGHEST_NUMBER = "highest_number"


def sales_key(person: PersonRef) -> str:
    """Return what stands for a person of the sales side where slots stand otherwise."""
    return f"sales:{person}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list asks for; what is not given does not limit it.

    `client` is part of a name; `owed_by` are slot ids or sales keys that owe an answer,
    at `owed_at` without those who are looking into it; `with_part_of` is a person
    and their slots, for every promise they have a part in.
    """

    states: tuple[PromiseState, ...] = ()
    client: str | None = None
    ended_after: datetime | None = None
    owed_by: Collection[str] | None = None
    owed_at: datetime | None = None
    with_part_of: tuple[PersonRef, Collection[SlotId]] | None = None


class Promises:
    """The promises of one team within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def next_number(self) -> int:
        """Return the number of the next promise; taken for good when the promise is saved in this transaction."""
        highest = self._session.exec(select(func.max(PromiseRow.number)).where(PromiseRow.team_id == self._team)).one()
        kept = self._session.get(SettingRow, (self._team, _HIGHEST_NUMBER))
        return max(highest or 0, int(kept.value) if kept else 0) + 1

    def keep_numbers(self) -> None:
        """Note which numbers were given, so that none is given again when promises are removed."""
        given = self.next_number() - 1
        kept = self._session.get(SettingRow, (self._team, _HIGHEST_NUMBER))
        kept = kept or SettingRow(team_id=self._team, key=_HIGHEST_NUMBER, value="")
        kept.value = str(given)
        self._session.add(kept)

    def load(self, promise_id: str, lock: bool = False) -> Promise | None:
        """Return a promise by replaying its history; `lock` keeps other writers away from it (PostgreSQL)."""
        if lock:
            self._row(promise_id, lock=True)
        return replay(event for _, event in self.history(promise_id))

    def history(self, promise_id: str) -> list[tuple[int, Event]]:
        """Return (sequence number, event) in the order in which they happened."""
        rows = self._session.exec(
            select(EventRow)
            .where(EventRow.team_id == self._team, EventRow.promise_id == promise_id)
            .order_by(col(EventRow.seq))
        )
        return [(row.seq, decode_event(row.body, row.schema_version)) for row in rows]

    def append(self, before: Promise | None, facts: Sequence[Event]) -> Promise:
        """Add facts to a promise's history and return the promise after them; `before` is None for a new one."""
        after = before
        for fact in facts:
            after = evolve(after, fact)
            self._session.add(self._event_row(after, fact))
        assert after is not None, "a promise begins with a fact"
        self._save_row(after, facts)
        self._save_owed(after)
        return after

    def by_number(self, number: int) -> Promise | None:
        """Return the promise that people call P-`number`."""
        row = self._session.exec(
            select(PromiseRow).where(PromiseRow.team_id == self._team, PromiseRow.number == number)
        ).first()
        return self.load(row.id) if row else None

    def by_card(self, channel: str, ts: str) -> Promise | None:
        """Return the promise whose card, and so whose thread, is at (channel, ts)."""
        row = self._session.exec(
            select(PromiseRow).where(
                PromiseRow.team_id == self._team, PromiseRow.card_channel == channel, PromiseRow.card_ts == ts
            )
        ).first()
        return self.load(row.id) if row else None

    def card_of(self, promise_id: str) -> tuple[str, str] | None:
        """Return (channel, ts) of the promise's card, or None while it is not posted."""
        row = self._row(promise_id)
        return (row.card_channel, row.card_ts) if row and row.card_channel and row.card_ts else None

    def set_card(self, promise_id: str, channel: str | None, ts: str | None) -> None:
        """Remember where the card is; None when it is gone."""
        row = self._row(promise_id)
        assert row is not None, "a card belongs to a promise"
        row.card_channel, row.card_ts = channel, ts
        self._session.add(row)

    def move_channel(self, old: str, new: str) -> None:
        """Follow a channel that got a new id."""
        rows = self._session.exec(
            select(PromiseRow).where(PromiseRow.team_id == self._team, PromiseRow.card_channel == old)
        )
        for row in rows:
            row.card_channel = new
            self._session.add(row)

    def first_drafted_at(self) -> datetime | None:
        """Return when the team's first promise was drafted; None while there is none."""
        query = select(func.min(PromiseRow.drafted_at)).where(PromiseRow.team_id == self._team)
        return self._session.exec(query).one()

    def channels_of(self, visibility: Visibility) -> tuple[str, ...]:
        """Return the channels in which promises of a visibility live."""
        query = select(PromiseRow.channel).where(
            PromiseRow.team_id == self._team, PromiseRow.visibility == visibility.value
        )
        return tuple(sorted(set(self._session.exec(query))))

    def clients(self) -> tuple[tuple[str, str], ...]:
        """Return (promise id, client) of every promise, newest first: for finding a client's usual spelling."""
        query = (
            select(PromiseRow.id, PromiseRow.client)
            .where(PromiseRow.team_id == self._team)
            .order_by(col(PromiseRow.number).desc())
        )
        return tuple((str(promise_id), str(client)) for promise_id, client in self._session.exec(query))

    def find(self, wanted: Wanted, limit: int, latest_ended_first: bool = False) -> list[Promise]:
        """Return the promises that fit, soonest client date first, or those that ended last; at most `limit`."""
        query = select(PromiseRow.id).where(PromiseRow.team_id == self._team)
        for condition in self._conditions(wanted):
            query = query.where(condition)
        first = col(PromiseRow.ended_at).desc() if latest_ended_first else col(PromiseRow.needed_by)
        ids = self._session.exec(query.order_by(first, col(PromiseRow.number)).limit(limit))
        found = (self.load(promise_id) for promise_id in ids.all())
        return [promise for promise in found if promise is not None]

    def numbered_after(self, number: int, limit: int) -> list[Promise]:
        """Return the next promises by number, at most `limit`: for going through all of them page by page."""
        query = select(PromiseRow.id).where(PromiseRow.team_id == self._team, col(PromiseRow.number) > number)
        ids = self._session.exec(query.order_by(col(PromiseRow.number)).limit(limit))
        found = (self.load(promise_id) for promise_id in ids.all())
        return [promise for promise in found if promise is not None]

    def _conditions(self, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
        if wanted.states:
            yield col(PromiseRow.state).in_([state.value for state in wanted.states])
        if wanted.client:
            yield col(PromiseRow.client_folded).contains(wanted.client.strip().casefold(), autoescape=True)
        if wanted.ended_after is not None:
            yield col(PromiseRow.ended_at) > wanted.ended_after
        if wanted.owed_by is not None:
            owed = select(OwedRow.promise_id).where(
                OwedRow.team_id == self._team, col(OwedRow.slot_id).in_(list(wanted.owed_by))
            )
            if wanted.owed_at is not None:
                paused = col(OwedRow.paused_until)
                owed = owed.where(or_(paused.is_(None), paused <= wanted.owed_at))
            yield col(PromiseRow.id).in_(owed)
        if wanted.with_part_of is not None:
            person, slots = wanted.with_part_of
            part = select(ParticipantRow.promise_id).where(
                ParticipantRow.team_id == self._team,
                col(ParticipantRow.slot_id).in_([sales_key(person), *slots]),
            )
            yield col(PromiseRow.id).in_(part)

    def _row(self, promise_id: str, lock: bool = False) -> PromiseRow | None:
        query = select(PromiseRow).where(PromiseRow.team_id == self._team, PromiseRow.id == promise_id)
        return self._session.exec(query.with_for_update() if lock else query).first()

    def _event_row(self, after: Promise, fact: Event) -> EventRow:
        return EventRow(
            team_id=self._team,
            promise_id=after.id,
            seq=after.revision,
            kind=type(fact).__name__,
            schema_version=SCHEMA_VERSION,
            at=fact.at,
            body=encode_event(fact),
        )

    def _save_row(self, promise: Promise, facts: Sequence[Event]) -> None:
        ended = [fact.at for fact in facts if isinstance(fact, PromiseSignedOff | PromiseWithdrawn)]
        columns: dict[str, Any] = {
            "client": promise.client,
            "client_folded": promise.client.casefold(),
            "title": promise.title,
            "author": promise.author,
            "channel": promise.channel,
            "needed_by": promise.needed_by,
            "state": promise.state.value,
            "visibility": promise.visibility.value,
            "revision": promise.revision,
            **({"ended_at": ended[-1]} if ended else {}),
        }
        row = self._row(promise.id)
        if row is None:
            fixed: dict[str, Any] = {"number": promise.number, "drafted_at": promise.drafted_at}
            row = PromiseRow(team_id=self._team, id=promise.id, **fixed, **columns)
        for name, value in columns.items():
            setattr(row, name, value)
        self._session.add(row)
        self._session.flush()

    def _save_owed(self, promise: Promise) -> None:
        for table in (OwedRow, ParticipantRow):
            self._session.execute(
                delete(table).where(col(table.team_id) == self._team, col(table.promise_id) == promise.id)
            )
        owed: dict[str, datetime | None] = {
            slot_id: owing.paused_until(promise, slot_id) for slot_id in owing.slots_owing(promise)
        }
        if owing.sales_owes(promise):
            owed.update((sales_key(person), None) for person in promise.sales)
        part = {slot.id for line in promise.terms for slot in line.slots}
        part |= {SlotId(sales_key(person)) for person in promise.sales}
        self._session.add_all(
            OwedRow(
                team_id=self._team,
                promise_id=promise.id,
                slot_id=key,
                needed_by=promise.needed_by,
                paused_until=paused,
            )
            for key, paused in owed.items()
        )
        self._session.add_all(ParticipantRow(team_id=self._team, promise_id=promise.id, slot_id=key) for key in part)
