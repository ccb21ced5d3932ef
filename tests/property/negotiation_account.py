"""A second, simpler account of a negotiation, kept from the acts alone.

It knows for each area and figure the last word that was said about exactly what stands now, and what was in force when
everybody had agreed. It knows nothing of events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.domain.commands import Actor
from bot.domain.promise import Change, CounterId, PromiseState, Stage, TermId, Via
from bot.domain.slots import PersonRef, Slot, SlotId
from bot.domain.terms import Term

Said = Literal["agreed", "objected", "checking"]
Place = tuple[SlotId, TermId]
"""An area and a figure."""


@dataclass(frozen=True)
class Word:
    """The last word of an area about a figure as it stands; `seat` is where the person sat when they said it."""

    said: Said
    person: PersonRef
    represented: PersonRef | None
    via: Via | None = None
    seat: SlotId | None = field(default=None, compare=False)


@dataclass
class Offer:
    """An open counter: who stands behind it.

    `tied`: where they object with it; `wants`: the same for figures that stand as they were signed off.
    """

    person: PersonRef
    changes: tuple[Change, ...]
    behind: dict[SlotId, PersonRef | None]
    tied: set[Place]
    wants: set[Place]
    only_adds: bool

    def leave(self, slot: SlotId) -> None:
        self.tied = {place for place in self.tied if place[0] != slot}
        self.wants = {place for place in self.wants if place[0] != slot}
        self.behind.pop(slot, None)

    @property
    def stands(self) -> bool:
        return self.only_adds or bool(self.tied or self.wants)


@dataclass
class Standing:
    """A set of figures, with what was said about them."""

    client: str
    conditions: tuple[str, ...]
    figures: dict[TermId, tuple[Term, tuple[SlotId, ...]]]
    versions: dict[TermId, int]
    gave_word: dict[TermId, PersonRef]
    words: dict[Place, Word] = field(default_factory=dict)

    def copy(self) -> Standing:
        return replace(
            self,
            figures=dict(self.figures),
            versions=dict(self.versions),
            gave_word=dict(self.gave_word),
            words=dict(self.words),
        )

    def without(self, gone: Iterable[TermId]) -> Standing:
        left = self.copy()
        for term_id in gone:
            for part in (left.figures, left.versions, left.gave_word):
                part.pop(term_id)
            left.words = {place: word for place, word in left.words.items() if place[1] != term_id}
        return left


@dataclass
class Expected:
    """What must be the case, from the acts alone."""

    now: Standing
    author: PersonRef
    team: tuple[PersonRef, ...]
    used: dict[TermId, int]
    state: PromiseState = PromiseState.NEGOTIATING
    in_force: Standing | None = None
    offers: dict[CounterId, Offer] = field(default_factory=dict)
    going: set[TermId] = field(default_factory=set)
    leaving: dict[TermId, dict[SlotId, PersonRef]] = field(default_factory=dict)
    cannot: dict[Place, PersonRef] = field(default_factory=dict)
    opened_by: PersonRef | None = None

    @property
    def sales(self) -> set[PersonRef]:
        return {self.author, *self.team}

    @property
    def is_open(self) -> bool:
        return self.state in (PromiseState.NEGOTIATING, PromiseState.RENEGOTIATING)

    @property
    def bound(self) -> dict[TermId, tuple[Term, tuple[SlotId, ...]]]:
        return self.in_force.figures if self.in_force else {}

    def gave_sales_word(self, person: PersonRef) -> bool:
        given = [*self.now.gave_word.values(), *(self.in_force.gave_word.values() if self.in_force else ())]
        return person in given

    def spoke(self) -> set[PersonRef]:
        """Everybody whose word for operations stands."""
        words = [*self.now.words.values(), *(self.in_force.words.values() if self.in_force else ())]
        confirmed = [person for said in self.leaving.values() for person in said.values()]
        offered = [offer.person for offer in self.offers.values()]
        return {*(word.person for word in words), *confirmed, *offered, *self.cannot.values()}

    def as_sealed(self, term_id: TermId) -> bool:
        return self.in_force is not None and self.in_force.versions.get(term_id) == self.now.versions.get(term_id)

    def stage(self, term_id: TermId) -> Stage:
        if term_id not in self.now.figures:
            return Stage.DROPPED
        if self.state is PromiseState.WITHDRAWN:
            return Stage.WITHDRAWN
        return Stage.SEALED if self.as_sealed(term_id) else self.open_stage(term_id)

    def open_stage(self, term_id: TermId) -> Stage:
        term, slots = self.now.figures[term_id]
        words = [self.now.words.get((slot, term_id)) for slot in slots]
        if any(word is not None and word.said == "objected" for word in words):
            return Stage.CONTESTED
        everybody = all(word is not None and word.said == "agreed" for word in words)
        return Stage.SIGNED if everybody and not term.is_question else Stage.AWAITING

    # --- who acts for what

    def own(self, actor: Actor, slots: Iterable[SlotId]) -> list[SlotId]:
        slots = tuple(slots)
        here = {slot for _, others in self.now.figures.values() for slot in others}.union(slots)
        absent = {*self.sales, actor.person}  # who represents these is asked for the area itself
        asked = actor.member_of | {slot for slot, member in actor.deputy_for.items() if member in absent}
        mine = asked if asked & here else frozenset(actor.deputy_for)
        return [slot for slot in slots if slot in mine]

    def own_of(self, actor: Actor, term_id: TermId) -> list[SlotId]:
        return self.own(actor, self.now.figures[term_id][1])

    def own_open(self, actor: Actor) -> list[TermId]:
        return [t for t in self.now.figures if not self.as_sealed(t) and self.own_of(actor, t)]

    # --- what is done

    def say(self, slot: SlotId, term_id: TermId, word: Word | None) -> None:
        """An area says something (or takes it back): it does not stand any more behind a counter it was tied to."""
        self.now.words.pop((slot, term_id), None)
        if word is not None:
            self.now.words[slot, term_id] = word
        for offer in self.offers.values():
            if (slot, term_id) in offer.tied:
                offer.leave(slot)
        self.close_offers()

    def close_offers(self) -> None:
        self.offers = {key: offer for key, offer in self.offers.items() if offer.stands}

    def put(self, term_id: TermId, change: Change | None, person: PersonRef) -> None:
        """A figure becomes another (or goes): what was said about it alone goes, and counters about it are closed."""
        about_it = [key for key, offer in self.offers.items() if any(c.term_id == term_id for c in offer.changes)]
        for key in about_it:
            del self.offers[key]
        if term_id in self.now.figures:
            self.now = self.now.without([term_id])
        self.going.discard(term_id)
        self.leaving.pop(term_id, None)
        if change is not None:
            self.used[term_id] = self.used.get(term_id, 0) + 1
            self.now.versions[term_id] = self.used[term_id]
            self.now.gave_word[term_id] = person
            self.now.figures[term_id] = (change.term, tuple(slot.id for slot in change.slots))

    def drop(self, term_id: TermId, person: PersonRef) -> None:
        """What is in force goes only when its areas agree to that."""
        if term_id not in self.bound:
            self.put(term_id, None, person)
            return
        term, slots = self.bound[term_id]
        self.put(term_id, Change(term, tuple(Slot(slot, "") for slot in slots), new_id=term_id), person)
        self.going.add(term_id)

    def offer(self, counter_id: CounterId, actor: Actor, changes: tuple[Change, ...]) -> None:
        behind = {
            slot: actor.represents(slot) for c in changes for slot in self.own(actor, [slot.id for slot in c.slots])
        }
        about = {c.term_id for c in changes if c.term_id}
        sealed = {term_id for term_id in about if self.as_sealed(term_id)}
        tied = {(slot, term_id) for term_id in about - sealed for slot in self.own_of(actor, term_id)}
        wants = {(slot, term_id) for term_id in sealed for slot in self.now.figures[term_id][1] if slot in behind}
        for earlier in self.offers.values():
            if sealed & {c.term_id for c in earlier.changes}:
                for slot in {slot for slot, _ in (earlier.tied | earlier.wants)} & behind.keys():
                    earlier.leave(slot)
        self.close_offers()
        for slot, term_id in tied:
            self.say(slot, term_id, Word("objected", actor.person, actor.represents(slot), seat=slot))
        self.offers[counter_id] = Offer(actor.person, changes, behind, tied, wants, not (tied or wants))

    def reopen(self, person: PersonRef) -> None:
        self.state, self.opened_by = PromiseState.RENEGOTIATING, person

    def restore(self) -> None:
        """A renegotiation is over: what is in force stands alone again."""
        assert self.in_force is not None
        self.now, self.state, self.opened_by = self.in_force.copy(), PromiseState.SIGNED_OFF, None
        self.offers.clear()
        self.going.clear()

    def settle(self) -> None:
        if not self.is_open:
            return
        if self.in_force is not None and self.now.versions == self.in_force.versions:
            if not self.offers:
                self.restore()
        elif not any(offer.wants for offer in self.offers.values()) and all(
            self.open_stage(term_id) is Stage.SIGNED for term_id in self.now.figures
        ):
            self.sign_off()

    def sign_off(self) -> None:
        self.cannot = {
            place: person
            for place, person in self.cannot.items()
            if place[1] in self.now.figures and self.as_sealed(place[1])
        }
        self.now = self.now.without(self.going)
        self.in_force = self.now.copy()
        self.restore()
        self.leaving.clear()
