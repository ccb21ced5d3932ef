"""Forgetting a person: who they are, what they typed and what was meant for them goes; what they signed stays sealed.

History and seals know people by random references alone, so they stay as they are, and every seal still verifies: who
signed is "a former colleague" from then on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select

from bot.domain.slots import PersonRef
from bot.use_cases.announcing import owe_card
from bot.use_cases.replanning import replanning
from storage.removal import Removal
from storage.search import Wanted
from storage.tables import PersonRow
from storage.unit_of_work import Store, Transaction

_SETTINGS_OF_PEOPLE = ("admins", "leads")


class UnknownPerson(Exception):
    """Nobody of that id or @handle is stored."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept of a person. `rows` is table → number; `areas` those they sit in; `settings` those that name them.

    `empty_areas` have nobody without them, and `without_sales` are the numbers of open promises that nobody else can
    act on for sales.
    """

    name: str
    user_id: str
    is_still_there: bool
    rows: Mapping[str, int]
    areas: tuple[str, ...]
    empty_areas: tuple[str, ...]
    settings: tuple[str, ...]
    without_sales: tuple[int, ...]


def memory_of(store: Store, word: str) -> Memory:
    """Return what forgetting a person, given by Slack id or @handle, would remove. Raises UnknownPerson."""
    with store.read() as tx:
        return _memory(tx, _person(tx, word))


def forget(store: Store, word: str, now: datetime) -> Memory:
    """Forget a person for good, and return what was removed. Raises UnknownPerson.

    The cards of promises they had a part in are owed again, so that Slack shows their name there no longer.
    """
    with store.write() as tx:
        row = _person(tx, word)
        ref, gone, removal = PersonRef(row.ref), _memory(tx, row), Removal(tx.session, tx.team_id)
        with replanning(tx, now):
            removal.remove(removal.rows_of_person(ref))
            removal.empty_person(row)
            _leave_settings(tx, ref)
        removal.remove(removal.rows_of_person(ref))  # what planning anew still meant for them, as sales
        for promise_id in removal.promises_naming(ref):
            promise = tx.promises.load(promise_id)
            if promise is not None and tx.promises.card_of(promise_id) is not None:
                owe_card(tx, promise, now, reason=f":without:{ref}")
        return gone


def _person(tx: Transaction, word: str) -> PersonRow:
    wanted = word.removeprefix("@").casefold()
    rows = tx.session.exec(select(PersonRow).where(PersonRow.team_id == tx.team_id)).all()
    known = [row for row in rows if row.user_id]
    by_id = [row for row in known if (row.user_id or "").casefold() == wanted]
    by_handle = [row for row in known if (row.handle or "").casefold() == wanted]
    by_handle.sort(key=lambda row: row.deleted)  # a handle may be given to somebody new
    found = next(iter(by_id + by_handle), None)
    if found is None:
        raise UnknownPerson(word)
    return found


def _memory(tx: Transaction, row: PersonRow) -> Memory:
    ref, removal = PersonRef(row.ref), Removal(tx.session, tx.team_id)
    areas = [entry for entry in tx.owners.areas() if ref in (*entry.members, *entry.backup)]
    alone = [entry.area for entry in areas if {*entry.members, *entry.backup} == {ref}]
    stored = tx.settings.all()
    open_ones = tx.promises.find(Wanted(with_part_of=(ref, ())), 100_000)
    return Memory(
        name=f"@{row.handle}" if row.handle else row.user_id or "",
        user_id=row.user_id or "",
        is_still_there=not row.deleted,
        rows=removal.count(removal.rows_of_person(ref)),
        areas=tuple(entry.area for entry in areas),
        empty_areas=tuple(alone),
        settings=tuple(key for key in _SETTINGS_OF_PEOPLE if ref in json.loads(stored.get(key) or "[]")),
        without_sales=tuple(p.number for p in open_ones if p.is_open and p.sales == {ref}),
    )


def _leave_settings(tx: Transaction, ref: PersonRef) -> None:
    for key in _SETTINGS_OF_PEOPLE:
        people = json.loads(tx.settings.all().get(key) or "[]")
        if ref in people:
            tx.settings.put({key: json.dumps([person for person in people if person != ref])})
