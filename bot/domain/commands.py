"""Wishes: what somebody wants to do. `bot.domain.negotiation.decide` says what comes of it.

`seen` is what the person saw: figure id -> version. An act on a version that is no longer current changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.promise import Change, CounterId, PromiseId, TermId, Via, Visibility
from bot.domain.slots import PersonRef, SlotId

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
    conditions: tuple[str, ...] = ()


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


Command = Draft | Agree | Object | ProposeCounter | AcceptCounter | Revise | Drop | Retract | Withdraw
