"""Promises: their history is the truth, and the rows beside it are there for lists and look-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, delete, func, insert, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from bot.domain import owing
from bot.domain.events import Event, PromiseSignedOff, PromiseWithdrawn
from bot.domain.evolution import evolve, replay
from bot.domain.promise import Promise, Visibility
from bot.domain.slots import SlotId
from storage.codec import SCHEMA_VERSION, decode_event, encode_event
from storage.database import FACTS, StorageUnavailable
from storage.dialects import lock_row, take_turns, writes
from storage.search import Wanted, channels, clients, sales_key, search
from storage.statements import rows, run, table_of
from storage.tables import EventRow, OwedRow, ParticipantRow, PromiseRow, SettingRow

_HIGHEST_NUMBER = "highest_number"
_AT_ONCE = 100
"""How many histories are read in one go."""

_ROWS, _EVENTS = table_of(PromiseRow), table_of(EventRow)
_OWED, _PART = table_of(OwedRow), table_of(ParticipantRow)
_THIS_ROW = (_ROWS.c.team_id == bindparam("team"), _ROWS.c.id == bindparam("promise"))
_STANDING = core_select(_ROWS.c.revision, _ROWS.c.card_channel, _ROWS.c.card_ts).where(*_THIS_ROW)
_BY_NUMBER = core_select(_ROWS.c.id).where(_ROWS.c.team_id == bindparam("team"), _ROWS.c.number == bindparam("number"))
_BY_CARD = core_select(_ROWS.c.id).where(
    _ROWS.c.team_id == bindparam("team"),
    _ROWS.c.card_channel == bindparam("channel"),
    _ROWS.c.card_ts == bindparam("ts"),
)
_HISTORY = (
    core_select(_EVENTS.c.seq, _EVENTS.c.schema_version, _EVENTS.c.body)
    .where(_EVENTS.c.team_id == bindparam("team"), _EVENTS.c.promise_id == bindparam("promise"))
    .order_by(_EVENTS.c.seq)
)
_HISTORIES = (
    core_select(_EVENTS.c.promise_id, _EVENTS.c.schema_version, _EVENTS.c.body)
    .where(_EVENTS.c.team_id == bindparam("team"), _EVENTS.c.promise_id.in_(bindparam("promises", expanding=True)))
    .order_by(_EVENTS.c.promise_id, _EVENTS.c.seq)
)
_FIRST = core_select(_ROWS.c.drafted_at).where(_ROWS.c.team_id == bindparam("team")).order_by(_ROWS.c.number).limit(1)
_SET_CARD = update(_ROWS).where(*_THIS_ROW).values(card_channel=bindparam("card_channel"), card_ts=bindparam("card_ts"))
_ADD_ROW, _ADD_EVENT, _ADD_OWED, _ADD_PART = insert(_ROWS), insert(_EVENTS), insert(_OWED), insert(_PART)
_CLEAR_OWED, _CLEAR_PART = (
    delete(table).where(table.c.team_id == bindparam("team"), table.c.promise_id == bindparam("promise"))
    for table in (_OWED, _PART)
)


class Promises:
    """The promises of one team within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def next_number(self) -> int:
        """Return the number of the next promise; taken for good when the promise is saved in this transaction.

        Whoever writes has it to themselves until then.
        """
        if writes(self._session):
            take_turns(self._session, self._team, "numbers")
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
        """Return a promise by replaying its history; with `lock` no other writer changes it until this one is done."""
        if lock:
            self.hold(promise_id)
        return replay(event for _, event in self.history(promise_id))

    def hold(self, promise_id: str) -> None:
        """Let no other writer change a promise, nor where its card is, until this one is done."""
        lock_row(self._session, _STANDING, team=self._team, promise=promise_id)

    def history(self, promise_id: str) -> list[tuple[int, Event]]:
        """Return (sequence number, event) in the order in which they happened."""
        found = rows(self._session, _HISTORY, team=self._team, promise=promise_id)
        return [(row.seq, decode_event(row.body, row.schema_version)) for row in found]

    def append(self, before: Promise | None, facts: Sequence[Event]) -> Promise:
        """Add facts to a promise's history and return the promise after them; `before` is None for a new one.

        Raises StorageUnavailable when it was changed since `before` was loaded, which cannot be after `lock`.
        """
        if before is not None:
            self._check_unchanged(before)
        after, added = before, []
        for fact in facts:
            after = evolve(after, fact)
            added.append(self._event(after, fact))
            self._session.info.setdefault(FACTS, []).append(type(fact).__name__)
        assert after is not None, "a promise begins with a fact"
        run(self._session, _ADD_EVENT, added)
        self._save_row(before, after, facts)
        self._save_sides(before, after)
        return after

    def by_number(self, number: int) -> Promise | None:
        """Return the promise that people call P-`number`."""
        found = rows(self._session, _BY_NUMBER, team=self._team, number=number)
        return self.load(found[0].id) if found else None

    def by_card(self, channel: str, ts: str) -> Promise | None:
        """Return the promise whose card, and so whose thread, is at (channel, ts)."""
        found = rows(self._session, _BY_CARD, team=self._team, channel=channel, ts=ts)
        return self.load(found[0].id) if found else None

    def card_of(self, promise_id: str) -> tuple[str, str] | None:
        """Return (channel, ts) of the promise's card, or None while it is not posted."""
        found = rows(self._session, _STANDING, team=self._team, promise=promise_id)
        return (found[0].card_channel, found[0].card_ts) if found and found[0].card_ts else None

    def set_card(self, promise_id: str, channel: str | None, ts: str | None) -> None:
        """Remember where the card is; None when it is gone."""
        values = {"team": self._team, "promise": promise_id, "card_channel": channel, "card_ts": ts}
        run(self._session, _SET_CARD, values)

    def move_channel(self, old: str, new: str) -> None:
        """Follow a channel that got a new id."""
        here = (col(PromiseRow.team_id) == self._team, col(PromiseRow.card_channel) == old)
        self._session.execute(update(PromiseRow).where(*here).values(card_channel=new))

    def first_drafted_at(self) -> datetime | None:
        """Return when the team's first promise was drafted; None while there is none."""
        found = rows(self._session, _FIRST, team=self._team)
        return found[0].drafted_at if found else None

    def channels_of(self, visibility: Visibility) -> tuple[str, ...]:
        """Return the channels in which promises of a visibility live."""
        return channels(self._session, self._team, visibility)

    def clients(self) -> tuple[str, ...]:
        """Return the clients' names as they were spelt: for finding the usual spelling of one."""
        return clients(self._session, self._team)

    def find(
        self,
        wanted: Wanted,
        limit: int,
        latest_ended_first: bool = False,
        fits: Callable[[Promise], bool] = lambda _promise: True,
    ) -> list[Promise]:
        """Return the promises that fit, soonest client date first, or those that ended last; at most `limit`.

        What does not fit, because the person may not see it, takes nobody's place: more is read, up to a bound.
        """
        found: dict[str, Promise] = {}
        looked_at = 0
        for reach in (limit, 5 * limit, 25 * limit):
            ids = search(self._session, self._team, wanted, reach, latest_ended_first)
            for promise in self.load_all(ids[looked_at:]):
                if fits(promise):
                    found[promise.id] = promise
            looked_at = len(ids)
            if len(found) >= limit or len(ids) < reach:
                break
        return list(found.values())[:limit]

    def load_all(self, promise_ids: Sequence[str]) -> Iterator[Promise]:
        """Yield promises in the order of their ids here."""
        for start in range(0, len(promise_ids), _AT_ONCE):
            some = promise_ids[start : start + _AT_ONCE]
            histories: dict[str, list[Event]] = {promise_id: [] for promise_id in some}
            for row in rows(self._session, _HISTORIES, team=self._team, promises=some):
                histories[row.promise_id].append(decode_event(row.body, row.schema_version))
            for history in histories.values():
                promise = replay(history)
                if promise is not None:
                    yield promise

    def numbered_after(self, number: int, limit: int) -> list[Promise]:
        """Return the next promises by number, at most `limit`: for going through all of them page by page."""
        query = select(PromiseRow.id).where(PromiseRow.team_id == self._team, col(PromiseRow.number) > number)
        ids = self._session.exec(query.order_by(col(PromiseRow.number)).limit(limit))
        return list(self.load_all(ids.all()))

    def _event(self, after: Promise, fact: Event) -> dict[str, Any]:
        return {
            "team_id": self._team,
            "promise_id": after.id,
            "seq": after.revision,
            "kind": type(fact).__name__,
            "schema_version": SCHEMA_VERSION,
            "at": fact.at,
            "body": encode_event(fact),
        }

    def _check_unchanged(self, before: Promise) -> None:
        lock_row(self._session, _STANDING, team=self._team, promise=before.id)
        found = rows(self._session, _STANDING, team=self._team, promise=before.id)
        if not found or found[0].revision != before.revision:
            raise StorageUnavailable(f"{before.id} was changed at the same moment")

    def _save_row(self, before: Promise | None, after: Promise, facts: Sequence[Event]) -> None:
        columns = _columns_of(after)
        ended = [fact.at for fact in facts if isinstance(fact, PromiseSignedOff | PromiseWithdrawn)]
        if before is None:
            fixed = {"number": after.number, "drafted_at": after.drafted_at, "ended_at": ended[-1] if ended else None}
            run(self._session, _ADD_ROW, {"team_id": self._team, "id": after.id, **fixed, **columns})
            return
        was = _columns_of(before)
        changed = {name: value for name, value in columns.items() if value != was[name]}
        if ended:
            changed["ended_at"] = ended[-1]
        if changed:
            statement = _update_row(tuple(changed))
            run(self._session, statement, {"team": self._team, "promise": after.id, **changed})

    def _save_sides(self, before: Promise | None, after: Promise) -> None:
        """Store who owes an answer and who has a part, as far as that has changed: both follow from the promise."""
        here = {"team": self._team, "promise": after.id}
        key = {"team_id": self._team, "promise_id": after.id}
        owed, part = _owed_on(after), _part_in(after)
        if before is None or owed != _owed_on(before):
            if before is not None:
                run(self._session, _CLEAR_OWED, here)
            run(self._session, _ADD_OWED, [{**key, **values} for values in owed])
        if before is None or part != _part_in(before):
            if before is not None:
                run(self._session, _CLEAR_PART, here)
            run(self._session, _ADD_PART, [{**key, "slot_id": side} for side in sorted(part)])


def _columns_of(promise: Promise) -> dict[str, Any]:
    return {
        "client": promise.client,
        "client_folded": promise.client.casefold(),
        "title": promise.title,
        "author": promise.author,
        "channel": promise.channel,
        "needed_by": promise.needed_by,
        "state": promise.state.value,
        "visibility": promise.visibility.value,
        "revision": promise.revision,
    }


def _owed_on(promise: Promise) -> list[dict[str, Any]]:
    """Return the sides that owe an answer, as they are stored."""
    owed: dict[str, datetime | None] = {
        slot_id: owing.paused_until(promise, slot_id) for slot_id in owing.slots_owing(promise)
    }
    if owing.sales_owes(promise):
        owed.update((sales_key(person), None) for person in promise.sales)
    return [{"slot_id": side, "needed_by": promise.needed_by, "paused_until": owed[side]} for side in sorted(owed)]


def _part_in(promise: Promise) -> set[str]:
    """Return the sides that have a part in the promise, owed or not."""
    return {slot.id for line in promise.terms for slot in line.slots} | {
        SlotId(sales_key(person)) for person in promise.sales
    }


@cache
def _update_row(columns: tuple[str, ...]) -> Update:
    return update(_ROWS).where(*_THIS_ROW).values({name: bindparam(name) for name in columns})
