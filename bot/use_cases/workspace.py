"""The settings of a workspace: they are read from the database, where .env and the operator put them.

What the operator set on purpose (`promise-bot settings set`) is pinned and stays; .env fills whatever is not, anew at
each start. The default area, its members and its backup are one: they are pinned together.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain import deadlines
from bot.domain.slots import Directory, PersonRef
from storage.owners import AreaEntry
from storage.unit_of_work import Store, Transaction

Language = Literal["de", "en"]
DIGEST = "digest"
"""The agenda's kind of the weekly digest."""

OPERATOR, ENVIRONMENT = "operator", ".env"
"""Who changes a setting."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """How one workspace is set up. `promises_channel` is a channel id; `leads` and `admins` are references."""

    promises_channel: str | None = None
    language: Language = "en"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))
    default_area: str | None = None
    admins: tuple[PersonRef, ...] = ()
    leads: tuple[PersonRef, ...] = ()
    retention_months: int | None = None


@dataclass(frozen=True, slots=True)
class WorkspaceWishes:
    """What .env says, with Slack ids instead of handles and names."""

    promises_channel: str | None
    language: Language
    zone: str
    default_area: str | None
    default_members: Sequence[str]
    default_backup: Sequence[str]
    admins: Sequence[str]
    leads: Sequence[str]


def workspace_of(tx: Transaction) -> Workspace:
    """Return the workspace's settings, with the product's defaults where nothing is stored."""
    stored = tx.settings.all()
    usual = Workspace()
    return Workspace(
        promises_channel=stored.get("promises_channel") or None,
        language="de" if stored.get("language", usual.language) == "de" else "en",
        zone=ZoneInfo(stored.get("zone", usual.zone.key)),
        default_area=stored.get("default_area") or None,
        admins=tuple(map(PersonRef, json.loads(stored.get("admins", "[]")))),
        leads=tuple(map(PersonRef, json.loads(stored.get("leads", "[]")))),
        retention_months=int(stored["retention_months"]) if stored.get("retention_months") else None,
    )


def directory_of(tx: Transaction) -> Directory:
    """Return who answers for what, the workspace's default area included."""
    return tx.owners.directory(workspace_of(tx).default_area)


def take_over(store: Store, wishes: WorkspaceWishes, now: datetime) -> None:
    """Store what .env says wherever nothing is pinned, and put the weekly digest on the agenda."""
    with store.write() as tx:
        tx.settings.take_turn()
        take_from_environment(tx, wishes, now, ENVIRONMENT)
        tx.agenda.put_once(DIGEST, tx.team_id, deadlines.next_monday(now, workspace_of(tx).zone))


def take_from_environment(tx: Transaction, wishes: WorkspaceWishes, now: datetime, who: str) -> None:
    """Store what .env says wherever nothing is pinned, and seat the default area's people."""
    pinned = tx.settings.pinned()
    for key, value in _as_stored(tx, wishes).items():
        if key not in pinned:
            change(tx, key, value, who, now)
    if "default_area" not in pinned and wishes.default_area and (wishes.default_members or wishes.default_backup):
        members = tuple(tx.people.ref_of(user) for user in wishes.default_members)
        backup = tuple(tx.people.ref_of(user) for user in wishes.default_backup)
        tx.owners.put_area(AreaEntry(wishes.default_area, members, backup))


def change(tx: Transaction, key: str, value: str, who: str, now: datetime) -> None:
    """Store one setting, and its change in the history; the digest follows a new zone."""
    old = tx.settings.all().get(key, "")
    if value == old:
        return
    tx.settings.put({key: value})
    tx.settings.note(key, who, old, value, now)
    if key == "zone" and old:
        tx.agenda.put(DIGEST, tx.team_id, deadlines.next_monday(now, ZoneInfo(value)))


def refs_as_stored(tx: Transaction, users: Sequence[str]) -> str:
    """Return people, given by their Slack ids, as a setting holds them."""
    return json.dumps([tx.people.ref_of(user) for user in users])


def _as_stored(tx: Transaction, wishes: WorkspaceWishes) -> dict[str, str]:
    return {
        "promises_channel": wishes.promises_channel or "",
        "language": wishes.language,
        "zone": wishes.zone,
        "default_area": wishes.default_area or "",
        "admins": refs_as_stored(tx, wishes.admins),
        "leads": refs_as_stored(tx, wishes.leads),
    }
