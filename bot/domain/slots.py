"""Who has to sign: rules lead from a figure to areas of operations, and an area is asked through its people.

The most specific rules decide: of all rules that fit a figure, those with the most cells filled in count, and every
area that they name has to sign. Rules are resolved when a version is made and kept with it; people are looked up when
somebody acts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NewType

from bot.domain.terms import Term

PersonRef = NewType("PersonRef", str)
"""A random reference to a person; the only name a person has in history and seals."""

SlotId = NewType("SlotId", str)


@dataclass(frozen=True, slots=True)
class Slot:
    """A signature that a term needs: `area` is what people read, `id` never changes."""

    id: SlotId
    area: str


@dataclass(frozen=True, slots=True)
class Seats:
    """The people of one slot: any one of `members` is enough; each of `backup` signs as their deputy."""

    slot: Slot
    members: tuple[PersonRef, ...] = ()
    backup: tuple[PersonRef, ...] = ()

    def asked(self, barred: Collection[PersonRef]) -> tuple[PersonRef, ...]:
        """Return who is asked when the people in `barred` (the promise's sales side) may not sign here."""
        free = tuple(person for person in self.members if person not in barred)
        return free or tuple(person for person in self.backup if person not in barred)


@dataclass(frozen=True, slots=True)
class OwnerRule:
    """One row of the owners' table; an empty cell (None) fits everything."""

    slot_id: SlotId
    metric: str | None = None
    site: str | None = None
    skill: str | None = None
    client: str | None = None

    @property
    def weight(self) -> int:
        """Return how many cells are filled in: the more, the more specific."""
        return sum(cell is not None for cell in (self.metric, self.site, self.skill, self.client))


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything that is known about who answers for what in a workspace."""

    rules: tuple[OwnerRule, ...] = ()
    seats: Mapping[SlotId, Seats] = field(default_factory=dict)
    default: SlotId | None = None

    def seats_of(self, slot_id: SlotId) -> Seats | None:
        """Return the people of a slot, or None for one that is no longer there."""
        return self.seats.get(slot_id)

    def slots_for(self, term: Term, client: str, barred: Collection[PersonRef]) -> tuple[Slot, ...]:
        """Return the slots that have to sign `term`, in the order of the rules; empty when nobody answers for it.

        `barred` is the promise's sales side: where it would sign for an area, the area's backup is asked, then the
        default slot; without one that can be asked the whole figure has nobody (design 2: the draft is kept).
        """
        found: dict[SlotId, Slot] = {}
        for slot_id in self._wanted(term, client):
            seats = self._askable(slot_id, barred)
            if seats is None:
                return ()
            found[seats.slot.id] = seats.slot
        return tuple(found.values())

    def _wanted(self, term: Term, client: str) -> tuple[SlotId | None, ...]:
        """Return who answers at each site; None, as which the default is asked, at a site without a rule of its own."""
        sites: Sequence[str | None] = term.scope.sites or (None,)
        ids: dict[SlotId | None, None] = {}
        for site in sites:
            fitting = [rule for rule in self.rules if _fits(rule, term, site, client)]
            heaviest = max((rule.weight for rule in fitting), default=0)
            ids.update((rule.slot_id, None) for rule in fitting if rule.weight == heaviest)
            if not fitting:
                ids[None] = None
        return tuple(ids)

    def _askable(self, slot_id: SlotId | None, barred: Collection[PersonRef]) -> Seats | None:
        for candidate in (slot_id, self.default):
            seats = self.seats_of(candidate) if candidate else None
            if seats and seats.asked(barred):
                return seats
        return None


def _fits(rule: OwnerRule, term: Term, site: str | None, client: str) -> bool:
    wanted = ((rule.metric, term.metric), (rule.site, site), (rule.skill, term.scope.skill), (rule.client, client))
    return all(_same(cell, actual) for cell, actual in wanted)


def _same(cell: str | None, actual: str | None) -> bool:
    return cell is None or (actual is not None and cell.strip().casefold() == actual.strip().casefold())
