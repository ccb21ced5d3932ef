"""Facts: what happened, never changed afterwards. History is a list of these, and replaying it gives the state.

Stored with a schema version by `storage.codec`; names and fields here are an interface with every database there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.later_events import DropProposed as DropProposed
from bot.domain.later_events import MoveConfirmed as MoveConfirmed
from bot.domain.later_events import MoveProposed as MoveProposed
from bot.domain.later_events import PhoneCallNoted as PhoneCallNoted
from bot.domain.later_events import PromiseEdited as PromiseEdited
from bot.domain.later_events import PromiseRestated as PromiseRestated
from bot.domain.later_events import RenegotiationEnded as RenegotiationEnded
from bot.domain.later_events import RenegotiationOpened as RenegotiationOpened
from bot.domain.later_events import SlotReassigned as SlotReassigned
from bot.domain.later_events import TermChecking as TermChecking
from bot.domain.later_events import TermMovedOut as TermMovedOut
from bot.domain.later_events import TermResumed as TermResumed
from bot.domain.later_events import TermSuspended as TermSuspended
from bot.domain.later_events import VisibilityChanged as VisibilityChanged
from bot.domain.promise import Change, Counter, CounterId, PromiseId, Seal, TermId, Via, Visibility
from bot.domain.slots import PersonRef, SlotId


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
