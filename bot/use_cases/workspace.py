"""The settings of a workspace: they come from the operator's environment and are read from the database."""

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


@dataclass(frozen=True, slots=True)
class Workspace:
    """How one workspace is set up. `promises_channel` is a channel id; `leads` and `admins` are references."""

    promises_channel: str | None = None
    language: Language = "en"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))
    default_area: str | None = None
    admins: tuple[PersonRef, ...] = ()
    leads: tuple[PersonRef, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkspaceWishes:
    """What the operator set, with Slack ids instead of handles and names."""

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
    )


def directory_of(tx: Transaction) -> Directory:
    """Return who answers for what, the workspace's default area included."""
    return tx.owners.directory(workspace_of(tx).default_area)


def take_over(store: Store, wishes: WorkspaceWishes, now: datetime) -> None:
    """Store what the operator set, seat the default area's people, and put the weekly digest on the agenda."""
    with store.write() as tx:
        tx.settings.put(
            {
                "promises_channel": wishes.promises_channel or "",
                "language": wishes.language,
                "zone": wishes.zone,
                "default_area": wishes.default_area or "",
                "admins": json.dumps([tx.people.ref_of(user) for user in wishes.admins]),
                "leads": json.dumps([tx.people.ref_of(user) for user in wishes.leads]),
            }
        )
        if wishes.default_area and (wishes.default_members or wishes.default_backup):
            members = tuple(tx.people.ref_of(user) for user in wishes.default_members)
            backup = tuple(tx.people.ref_of(user) for user in wishes.default_backup)
            tx.owners.put_area(AreaEntry(wishes.default_area, members, backup))
        tx.agenda.put_once(DIGEST, tx.team_id, deadlines.next_monday(now, ZoneInfo(wishes.zone)))
