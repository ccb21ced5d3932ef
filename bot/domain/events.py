"""Facts: what happened, never changed afterwards. History is a list of these, and replaying it gives the state.

Stored with a schema version by `storage.codec`; names and fields here are an interface with every database there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.promise import Change, Counter, CounterId, PromiseId, Seal, TermId, Via, Visibility
from bot.domain.slots import PersonRef, Slot, SlotId


@dataclass(frozen=True, slots=True)
class PromiseDrafted:
    """A promise was opened; each change of `terms` carries the id of its new figure."""

    at: datetime
    person: PersonRef
    promise_id: PromiseId
    number: int
    client: str
    title: str
    needed_by: datetime
    channel: str
    terms: tuple[Change, ...]
    account_team: tuple[PersonRef, ...]
    award_on: date | None
    visibility: Visibility
    conditions: tuple[str, ...]
    code_name: str = ""
    notes: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class TermAgreed:
    """A slot agreed to a version of a figure."""

    at: datetime
    person: PersonRef
    term_id: TermId
    version: int
    slot_id: SlotId
    deputy_for: PersonRef | None
    via: Via


@dataclass(frozen=True, slots=True)
class TermObjected:
    """A slot objected to a version of a figure, `counter` naming the counter that goes with it, if any."""

    at: datetime
    person: PersonRef
    term_id: TermId
    version: int
    slot_id: SlotId
    deputy_for: PersonRef | None
    reason: str
    counter: CounterId | None = None


@dataclass(frozen=True, slots=True)
class PositionRetracted:
    """What a slot had said about a version was taken back."""

    at: datetime
    person: PersonRef
    term_id: TermId
    version: int
    slot_id: SlotId


@dataclass(frozen=True, slots=True)
class CounterProposed:
    """Operations proposed a bundle instead."""

    at: datetime
    person: PersonRef
    counter: Counter


@dataclass(frozen=True, slots=True)
class CounterAccepted:
    """Sales took a counter, whole; the proposer's slots agree to what it brought."""

    at: datetime
    person: PersonRef
    counter_id: CounterId


@dataclass(frozen=True, slots=True)
class CounterTakenBack:
    """Operations took a counter back to which no objection is tied: one that only adds, or is about others' figures."""

    at: datetime
    person: PersonRef
    counter_id: CounterId


@dataclass(frozen=True, slots=True)
class TermsRevised:
    """Sales changed figures; each change makes a new version, and every slot is asked about it."""

    at: datetime
    person: PersonRef
    changes: tuple[Change, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class TermDropped:
    """Sales gave up a figure."""

    at: datetime
    person: PersonRef
    term_id: TermId
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class PromiseWithdrawn:
    """Sales gave up the promise."""

    at: datetime
    person: PersonRef
    reason: str


@dataclass(frozen=True, slots=True)
class PromiseSignedOff:
    """Sales and every slot agreed to every figure; `person` is the one whose act completed it."""

    at: datetime
    person: PersonRef
    seal: Seal


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
    """The renegotiation was given up: what is sealed stays as it is."""

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


Event = (
    PromiseDrafted
    | TermAgreed
    | TermObjected
    | PositionRetracted
    | CounterProposed
    | CounterAccepted
    | CounterTakenBack
    | TermsRevised
    | TermDropped
    | PromiseWithdrawn
    | PromiseSignedOff
    | TermChecking
    | PromiseEdited
    | PromiseRestated
    | SlotReassigned
    | MoveProposed
    | MoveConfirmed
    | TermMovedOut
    | RenegotiationOpened
    | RenegotiationEnded
    | DropProposed
    | TermSuspended
    | TermResumed
    | VisibilityChanged
    | PhoneCallNoted
)
