"""Who acts, and on what they saw: part of every wish."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.domain.promise import TermId
from bot.domain.slots import PersonRef, SlotId

Seen = Mapping[TermId, int]
"""What a person saw: figure -> version."""


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
