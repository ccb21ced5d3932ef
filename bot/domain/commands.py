"""Wishes: what somebody wants to do. `bot.domain.negotiation.decide` says what comes of it.

`seen` is what the person saw: figure id -> version. An act on a version that is no longer current changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.promise import Change, CounterId, PromiseId, TermId, Via, Visibility
from bot.domain.slots import PersonRef, Slot, SlotId

Seen = Mapping[TermId, int]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts.

    `member_of`: slots they are a member of; `deputy_for`: slots they back up -> the member represented, one who is not
    of the promise's sales where there is one, and themselves where the area has no members.
    """

    person: PersonRef
    member_of: frozenset[SlotId] = frozenset()
    deputy_for: Mapping[SlotId, PersonRef] = field(default_factory=dict)

    def represents(self, slot_id: SlotId) -> PersonRef | None:
        """Return the member in whose name this person acts for a slot; None when in their own."""
        member = None if slot_id in self.member_of else self.deputy_for.get(slot_id)
        return None if member == self.person else member

    def only(self, slot_ids: Collection[SlotId]) -> Actor:
        """Return the person acting for these slots alone.

        Who has areas of their own in a promise does not act as a deputy there by the way; asked as the deputy of
        another area whose members are away, they say so by acting for that one only.
        """
        return Actor(
            self.person,
            self.member_of.intersection(slot_ids),
            {slot: member for slot, member in self.deputy_for.items() if slot in slot_ids},
        )

    def sits_in(self, slot_id: SlotId) -> bool:
        """Tell whether the person may act for a slot, in their own name or as a deputy."""
        return slot_id in self.member_of or slot_id in self.deputy_for


@dataclass(frozen=True, slots=True)
class Draft:
    """Open a promise; every change in `terms` adds a figure. Drafting gives sales' agreement."""

    actor: Actor
    promise_id: PromiseId
    number: int
    client: str
    title: str
    needed_by: datetime
    channel: str
    terms: tuple[Change, ...]
    account_team: tuple[PersonRef, ...] = ()
    award_on: date | None = None
    visibility: Visibility = Visibility.OPEN
    code_name: str = ""
    conditions: tuple[str, ...] = ()
    notes: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Agree:
    """Operations can keep the figures in `seen` that the person answers for."""

    actor: Actor
    seen: Seen
    via: Via = Via.BUTTON


@dataclass(frozen=True, slots=True)
class Object:
    """Operations cannot keep these figures, and says why."""

    actor: Actor
    seen: Seen
    terms: tuple[TermId, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ProposeCounter:
    """Operations says what it can do instead."""

    actor: Actor
    counter_id: CounterId
    changes: tuple[Change, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class AcceptCounter:
    """Sales takes a counter, whole."""

    actor: Actor
    counter_id: CounterId


@dataclass(frozen=True, slots=True)
class Revise:
    """Sales changes figures, whole bundle at once."""

    actor: Actor
    changes: tuple[Change, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Sales gives up one figure."""

    actor: Actor
    seen: Seen
    term_id: TermId
    reason: str


@dataclass(frozen=True, slots=True)
class Retract:
    """Take back what the person's slots said.

    `via` limits it to what that gesture of this very person said, `seen` to these versions: an old button must not
    take back what was said about a later version. Without both, counters of these slots are taken back too.
    """

    actor: Actor
    via: Via | None = None
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Sales gives up the promise."""

    actor: Actor
    reason: str


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
class Renegotiate:
    """Either side reopens what is signed off, with a bundle; what is sealed stays in force meanwhile."""

    actor: Actor
    changes: tuple[Change, ...]
    reason: str
    counter_id: CounterId


@dataclass(frozen=True, slots=True)
class EndRenegotiation:
    """Give the renegotiation up; what is sealed stays as it is."""

    actor: Actor
    reason: str


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
    """Sales says that a colleague agreed by phone to what stands now; the colleague's own press signs it."""

    actor: Actor
    colleague: Actor
    seen: Seen


Command = (
    Draft
    | Agree
    | Object
    | ProposeCounter
    | AcceptCounter
    | Revise
    | Drop
    | Retract
    | Withdraw
    | Check
    | Edit
    | Restate
    | Reassign
    | ProposeMove
    | ConfirmMove
    | Renegotiate
    | EndRenegotiation
    | CannotKeep
    | KeepAgain
    | ChangeVisibility
    | NotePhoneCall
)
