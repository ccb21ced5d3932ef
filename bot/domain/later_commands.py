"""Wishes beside the straight path: looking into it, moves, and what is left after a sign-off.

Part of `bot.domain.commands`, which is where everybody takes them from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.actors import Actor, Seen
from bot.domain.later_events import PhoneCallNoted
from bot.domain.promise import PromiseId, TermId, Visibility
from bot.domain.slots import PersonRef, Slot, SlotId


@dataclass(frozen=True, slots=True)
class Check:
    """Operations looks into figures until a time; until then the area is not reminded of them."""

    actor: Actor
    seen: Seen
    until: datetime


@dataclass(frozen=True, slots=True)
class Edit:
    """Sales changes what is cosmetic; what is None stays. It is announced and drops nothing."""

    actor: Actor
    title: str | None = None
    notes: str | None = None
    link: str | None = None
    needed_by: datetime | None = None
    award_on: date | None = None
    account_team: tuple[PersonRef, ...] | None = None


@dataclass(frozen=True, slots=True)
class Restate:
    """Sales changes the client or the conditions of the promise, which is material for every figure.

    `slots` are the areas that answer for each figure under the new client.
    """

    actor: Actor
    client: str
    conditions: tuple[str, ...]
    slots: Mapping[TermId, tuple[Slot, ...]]
    reason: str


@dataclass(frozen=True, slots=True)
class Reassign:
    """Another area answers in place of one, on this promise alone.

    `candidates` are the people whom the new area would ask; `is_admin` when the person looks after the workspace.
    """

    actor: Actor
    slot_id: SlotId
    to: Slot
    candidates: frozenset[PersonRef]
    reason: str
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class ProposeMove:
    """Sales wants one figure in a promise of its own."""

    actor: Actor
    seen: Seen
    term_id: TermId
    reason: str


@dataclass(frozen=True, slots=True)
class ConfirmMove:
    """An area confirms that the figure holds alone; `moved_to` is the promise that the last one opens."""

    actor: Actor
    seen: Seen
    term_id: TermId
    moved_to: PromiseId
    number: int


@dataclass(frozen=True, slots=True)
class CannotKeep:
    """An owner says that sealed figures cannot be kept any more."""

    actor: Actor
    terms: tuple[TermId, ...]
    seen: Seen
    reason: str


@dataclass(frozen=True, slots=True)
class KeepAgain:
    """The area that could not keep a figure can keep it after all."""

    actor: Actor
    terms: tuple[TermId, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeVisibility:
    """The author changes who may see the promise; `channel` is where its card lives from now on."""

    actor: Actor
    visibility: Visibility
    channel: str
    code_name: str = ""


@dataclass(frozen=True, slots=True)
class NotePhoneCall:
    """Sales says that a colleague agreed by phone to what stands now; the colleague's own press signs it.

    `noted` are the calls that the promise's history tells of already.
    """

    actor: Actor
    colleague: Actor
    seen: Seen
    noted: tuple[PhoneCallNoted, ...] = ()
