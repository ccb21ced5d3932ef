"""The operator reads and changes the settings of a workspace; each change is kept with who, when, old and new.

A setting that was changed here is pinned: .env does not change it until it is released. The default area, its members
and its backup are one setting in three parts; members and backup live where all areas' people live, in the seats.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.slots import PersonRef
from bot.use_cases import workspace
from bot.use_cases.replanning import replanning
from bot.use_cases.workspace import OPERATOR, WorkspaceWishes, workspace_of
from storage.owners import AreaEntry, slot_id_of
from storage.unit_of_work import Store, Transaction


class Key(StrEnum):
    """What can be set."""

    PROMISES_CHANNEL = "promises_channel"
    LANGUAGE = "language"
    ZONE = "zone"
    DEFAULT_AREA = "default_area"
    DEFAULT_MEMBERS = "default_members"
    DEFAULT_BACKUP = "default_backup"
    ADMINS = "admins"
    LEADS = "leads"
    RETENTION_MONTHS = "retention_months"


OF_PEOPLE = (Key.DEFAULT_MEMBERS, Key.DEFAULT_BACKUP, Key.ADMINS, Key.LEADS)
_TRIO = (Key.DEFAULT_AREA, Key.DEFAULT_MEMBERS, Key.DEFAULT_BACKUP)


class NoDefaultArea(Exception):
    """Members of the default area are named before the area is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting as it is: people by their @handle or Slack id, None for one who was forgotten."""

    key: Key
    value: str
    people: tuple[str | None, ...]
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change of a setting, its two values as `Shown` has them."""

    at: datetime
    who: str
    old: Shown
    new: Shown


def shown(store: Store) -> list[Shown]:
    """Return every setting as it is in force now."""
    with store.read() as tx:
        pinned = tx.settings.pinned()
        return [_shown(tx, key, _value(tx, key), _pin_of(key) in pinned) for key in Key]


def change(store: Store, key: Key, value: str | Sequence[str], now: datetime) -> None:
    """Set one setting on purpose: a text, or people by their Slack ids. Raises NoDefaultArea."""
    with store.write() as tx, replanning(tx, now):
        if key is Key.DEFAULT_AREA:
            _name_default_area(tx, str(value), now)
        elif key in _TRIO:
            _seat(tx, key, value, now)
        else:
            stored = workspace.refs_as_stored(tx, value) if key in OF_PEOPLE else str(value)
            workspace.change(tx, key, stored, OPERATOR, now)
        tx.settings.pin(_pin_of(key))


def release(store: Store, key: Key, wishes: WorkspaceWishes, now: datetime) -> None:
    """Let .env decide a setting again (all three of the default area's); what .env cannot say is emptied."""
    with store.write() as tx, replanning(tx, now):
        seated = {part: _value(tx, part) for part in (Key.DEFAULT_MEMBERS, Key.DEFAULT_BACKUP)}
        tx.settings.pin(_pin_of(key), is_pinned=False)
        if key is Key.RETENTION_MONTHS:
            workspace.change(tx, key, "", OPERATOR, now)
        workspace.take_from_environment(tx, wishes, now, OPERATOR)
        tx.session.flush()
        for part, old in seated.items():
            _note(tx, part, old, _value(tx, part), now)


def history(store: Store) -> list[ShownChange]:
    """Return every change of a setting, oldest first."""
    with store.read() as tx:
        return [
            ShownChange(row.at, row.who, *(_shown(tx, Key(row.key), value, False) for value in (row.old, row.new)))
            for row in tx.settings.changes()
        ]


def _pin_of(key: Key) -> str:
    return Key.DEFAULT_AREA if key in _TRIO else key


def _value(tx: Transaction, key: Key) -> str:
    if key in (Key.DEFAULT_MEMBERS, Key.DEFAULT_BACKUP):
        entry = _default_entry(tx)
        return json.dumps(entry.members if key is Key.DEFAULT_MEMBERS else entry.backup)
    usual = {Key.LANGUAGE: workspace_of(tx).language, Key.ZONE: workspace_of(tx).zone.key}
    return tx.settings.all().get(key, usual.get(key, ""))


def _shown(tx: Transaction, key: Key, value: str, is_pinned: bool) -> Shown:
    if key not in OF_PEOPLE:
        return Shown(key, value, (), is_pinned)
    rows = [tx.people.get(PersonRef(ref)) for ref in json.loads(value or "[]")]
    names = tuple((f"@{row.handle}" if row.handle else row.user_id) if row else None for row in rows)
    return Shown(key, "", names, is_pinned)


def _default_entry(tx: Transaction) -> AreaEntry:
    name = workspace_of(tx).default_area or ""
    return _entry_of(tx, name) or AreaEntry(name, ())


def _entry_of(tx: Transaction, area: str) -> AreaEntry | None:
    return next((entry for entry in tx.owners.areas() if slot_id_of(entry.area) == slot_id_of(area)), None)


def _name_default_area(tx: Transaction, name: str, now: datetime) -> None:
    """Name the default area; the people move along where the new one has none of its own."""
    before, there = _default_entry(tx), _entry_of(tx, name)
    workspace.change(tx, Key.DEFAULT_AREA, name, OPERATOR, now)
    if name and not (there and (there.members or there.backup)):
        tx.owners.put_area(AreaEntry(name, before.members, before.backup))


def _seat(tx: Transaction, key: Key, users: str | Sequence[str], now: datetime) -> None:
    entry = _default_entry(tx)
    if not entry.area:
        raise NoDefaultArea
    old, refs = _value(tx, key), tuple(tx.people.ref_of(user) for user in users)
    is_members = key is Key.DEFAULT_MEMBERS
    members, backup = (refs, entry.backup) if is_members else (entry.members, refs)
    tx.owners.put_area(AreaEntry(entry.area, members, backup))
    _note(tx, key, old, json.dumps(refs), now)


def _note(tx: Transaction, key: Key, old: str, new: str, now: datetime) -> None:
    if new != old:
        tx.settings.note(key, OPERATOR, old, new, now)
