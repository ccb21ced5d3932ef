"""Facts beside the straight path: looking into it, moves, and what happens after a sign-off.

Part of `bot.domain.events`, which is where everybody takes them from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.promise import PromiseId, TermId, Visibility
from bot.domain.slots import PersonRef, Slot, SlotId


@dataclass(frozen=True, slots=True)
class TermChecking:
    """A slot looks into a version of a figure until a time."""

    at: datetime
    person: PersonRef
    term_id: TermId
    version: int
    slot_id: SlotId
    deputy_for: PersonRef | None
    until: datetime


@dataclass(frozen=True, slots=True)
class PromiseEdited:
    """Sales changed what is cosmetic; None is what stayed."""

    at: datetime
    person: PersonRef
    title: str | None = None
    notes: str | None = None
    link: str | None = None
    needed_by: datetime | None = None
    award_on: date | None = None
    account_team: tuple[PersonRef, ...] | None = None


@dataclass(frozen=True, slots=True)
class PromiseRestated:
    """Sales changed client or conditions: a new version of every figure, and every slot is asked."""

    at: datetime
    person: PersonRef
    client: str
    conditions: tuple[str, ...]
    slots: Mapping[TermId, tuple[Slot, ...]]
    reason: str


@dataclass(frozen=True, slots=True)
class SlotReassigned:
    """Another slot answers in place of one, on the figures that were still open."""

    at: datetime
    person: PersonRef
    slot: Slot
    to: Slot
    terms: tuple[TermId, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class MoveProposed:
    """Sales wants a figure in a promise of its own."""

    at: datetime
    person: PersonRef
    term_id: TermId
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class MoveConfirmed:
    """A slot confirmed that a figure holds alone."""

    at: datetime
    person: PersonRef
    term_id: TermId
    version: int
    slot_id: SlotId
    deputy_for: PersonRef | None


@dataclass(frozen=True, slots=True)
class TermMovedOut:
    """Every slot confirmed: the figure is in a promise of its own now."""

    at: datetime
    person: PersonRef
    term_id: TermId
    version: int
    moved_to: PromiseId
    number: int


@dataclass(frozen=True, slots=True)
class RenegotiationOpened:
    """Somebody reopened what was signed off; it stays in force as a whole until a new sign-off replaces it."""

    at: datetime
    person: PersonRef
    reason: str


@dataclass(frozen=True, slots=True)
class RenegotiationEnded:
    """The renegotiation was given up: what is sealed stays as it is.

    `reason` is empty when the last that was to be renegotiated was taken back: then nothing was left of it.
    """

    at: datetime
    person: PersonRef
    reason: str


@dataclass(frozen=True, slots=True)
class DropProposed:
    """Sales wants to give up a sealed figure: it goes when its slots agree and the new set is signed off."""

    at: datetime
    person: PersonRef
    term_id: TermId
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class TermSuspended:
    """An owner said that a sealed figure cannot be kept any more."""

    at: datetime
    person: PersonRef
    term_id: TermId
    version: int
    slot_id: SlotId
    deputy_for: PersonRef | None
    reason: str


@dataclass(frozen=True, slots=True)
class TermResumed:
    """The area that could not keep a figure can keep it after all."""

    at: datetime
    person: PersonRef
    term_id: TermId
    version: int
    slot_id: SlotId
    reason: str
    deputy_for: PersonRef | None = None


@dataclass(frozen=True, slots=True)
class VisibilityChanged:
    """The author changed who may see the promise, and where its card lives."""

    at: datetime
    person: PersonRef
    visibility: Visibility
    channel: str
    code_name: str


@dataclass(frozen=True, slots=True)
class PhoneCallNoted:
    """Sales said that a colleague agreed by phone; nothing is signed by that."""

    at: datetime
    person: PersonRef
    colleague: PersonRef
    versions: Mapping[TermId, int]
