"""What people do at random on the straight path: answering, changing, dropping, taking back, withdrawing."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bot.domain import commands
from bot.domain.promise import Change, CounterId, PromiseState, Via
from bot.domain.slots import PersonRef
from bot.domain.state_table import Act
from tests.property.negotiation_account import Place, Word
from tests.property.negotiation_people import OPERATIONS, OPERATIONS_MOSTLY, REASONS, SALES_MOSTLY, Table, while_open


class StraightPath(Table):
    """The acts of a negotiation that goes from a draft to its sign-off."""

    @while_open
    @rule(person=OPERATIONS_MOSTLY, data=st.data(), via=st.sampled_from([Via.BUTTON, Via.REACTION]))
    def agree(self, person: PersonRef, data: st.DataObject, via: Via) -> None:
        actor, seen = self.actors[person], self.seen(data)
        new = self.can_agree(person, seen)
        if self.attempt(commands.Agree(actor, seen, via), Act.AGREE, {term for _, term in new}, bool(new)):
            for slot, term_id in new:
                self.expected.say(slot, term_id, Word("agreed", person, actor.represents(slot), via, slot))
        self.expected.settle()

    @while_open
    @rule(person=OPERATIONS_MOSTLY, data=st.data(), reason=REASONS)
    def object(self, person: PersonRef, data: st.DataObject, reason: str) -> None:
        actor, expected = self.actors[person], self.expected
        seen, mine = self.seen(data), expected.own_open(actor)
        some = st.sampled_from(mine) if mine and data.draw(st.integers(0, 3)) < 3 else st.sampled_from(self.known())
        chosen = tuple(data.draw(st.sets(some, max_size=2)))
        fits = all(self.is_current(term, seen) and term in mine for term in chosen)
        allowed = self.is_operations(person) and bool(chosen) and fits and bool(reason.strip())
        if self.attempt(commands.Object(actor, seen, chosen, reason), Act.OBJECT, set(chosen), allowed):
            for term_id in chosen:
                for slot in expected.own_of(actor, term_id):
                    expected.say(slot, term_id, Word("objected", person, actor.represents(slot), seat=slot))
        expected.settle()

    @while_open
    @rule(person=OPERATIONS_MOSTLY, data=st.data(), hours=st.integers(-1, 5))
    def check(self, person: PersonRef, data: st.DataObject, hours: int) -> None:
        actor, expected, seen = self.actors[person], self.expected, self.seen(data)
        lines = [term_id for term_id in expected.own_open(actor) if term_id in seen]
        current = bool(lines) and all(self.is_current(term_id, seen) for term_id in lines)
        command = commands.Check(actor, seen, self.talk.now + timedelta(hours=hours))
        if self.attempt(command, Act.CHECK, lines, self.is_operations(person) and current and hours > 0):
            for term_id in lines:
                for slot in expected.own_of(actor, term_id):
                    expected.say(slot, term_id, Word("checking", person, actor.represents(slot), seat=slot))
        expected.settle()

    @while_open
    @rule(data=st.data(), reason=REASONS)
    def counter_or_accept(self, data: st.DataObject, reason: str) -> None:
        if data.draw(st.integers(0, 2)) if self.expected.offers else data.draw(st.integers(0, 7)) == 7:
            self.accept(data.draw(SALES_MOSTLY), data)
        else:
            self.counter(data.draw(OPERATIONS_MOSTLY), data, reason)

    def counter(self, person: PersonRef, data: st.DataObject, reason: str) -> None:
        actor, changes = self.actors[person], self.bundle(data)
        new, counter_id = self.new_lines(changes), CounterId(self.name("c"))
        allowed = self.is_operations(person) and self.may_counter(person, changes, new) and bool(reason.strip())
        command = commands.ProposeCounter(actor, counter_id, changes, reason)
        if self.attempt(command, Act.COUNTER, {c.term_id for c in new if c.term_id}, allowed):
            self.expected.offer(counter_id, actor, new)
        self.expected.settle()

    def may_counter(self, person: PersonRef, changes: tuple[Change, ...], new: tuple[Change, ...]) -> bool:
        everywhere = [slot for _, slots in self.expected.now.figures.values() for slot in slots]
        return any(self.actors[person].sits_in(slot) for slot in everywhere) and self.may_change(changes, new)

    def accept(self, person: PersonRef, data: st.DataObject) -> None:
        expected = self.expected
        counter_id = data.draw(st.sampled_from([*expected.offers, CounterId("c0")]))
        offer = expected.offers.get(counter_id)
        touched = {c.term_id for c in offer.changes if c.term_id} if offer else set()
        allowed = self.is_sales(person) and offer is not None
        command = commands.AcceptCounter(self.actors[person], counter_id)
        if self.attempt(command, Act.ACCEPT, touched, allowed) and offer is not None:
            del expected.offers[counter_id]
            for change in offer.changes:
                expected.put(change.target, change, person)
                for slot in change.slots:
                    if slot.id in offer.behind and not change.term.is_question:
                        word = Word("agreed", offer.person, offer.behind[slot.id], Via.COUNTER, slot.id)
                        expected.now.words[slot.id, change.target] = word
        expected.settle()

    @while_open
    @rule(person=SALES_MOSTLY, data=st.data(), reason=REASONS)
    def revise(self, person: PersonRef, data: st.DataObject, reason: str) -> None:
        changes = self.bundle(data)
        new = self.new_lines(changes)
        allowed = self.is_sales(person) and self.may_change(changes, new) and bool(reason.strip())
        command = commands.Revise(self.actors[person], changes, reason)
        if self.attempt(command, Act.REVISE, {c.term_id for c in new if c.term_id}, allowed):
            for change in new:
                self.expected.put(change.target, change, person)
        self.expected.settle()

    @while_open
    @rule(person=SALES_MOSTLY, data=st.data(), reason=REASONS)
    def drop(self, person: PersonRef, data: st.DataObject, reason: str) -> None:
        seen, term_id = self.seen(data), data.draw(st.sampled_from(self.known()))
        allowed = self.is_sales(person) and self.may_drop(term_id, seen) and bool(reason.strip())
        if self.attempt(commands.Drop(self.actors[person], seen, term_id, reason), Act.DROP, {term_id}, allowed):
            self.expected.drop(term_id, person)
        self.expected.settle()

    @while_open
    @rule(person=OPERATIONS_MOSTLY, data=st.data(), via=st.sampled_from([None, None, Via.REACTION]), old=st.booleans())
    def retract(self, person: PersonRef, data: st.DataObject, via: Via | None, old: bool) -> None:
        actor, seen = self.actors[person], None
        if old:
            seen = self.seen(data)
        back = [
            (slot, term_id)
            for term_id in self.expected.own_open(actor)
            if seen is None or self.is_current(term_id, seen)
            for slot in self.expected.own_of(actor, term_id)
            if self.can_take_back(person, (slot, term_id), via)
        ]
        after = deepcopy(self.expected)
        for slot, term_id in back:
            after.say(slot, term_id, None)
            after.leaving.get(term_id, {}).pop(slot, None)
        loose = [] if via or old else [key for key, offer in after.offers.items() if not offer.tied]
        for key in loose:
            if after.offers[key].person == person or actor.member_of & after.offers[key].behind.keys():
                del after.offers[key]
        found = bool(back) or len(after.offers) < len(self.expected.offers)
        allowed = self.is_operations(person) and found
        if self.attempt(commands.Retract(actor, via, seen), Act.RETRACT, {term for _, term in back}, allowed):
            self.expected = after
        self.expected.settle()

    def can_take_back(self, person: PersonRef, place: Place, via: Via | None) -> bool:
        word = self.expected.now.words.get(place)
        if via is None:
            return word is not None or place[0] in self.expected.leaving.get(place[1], {})
        return word is not None and word.via is via and word.person == person

    @precondition(lambda self: len(self.talk.history) > 8 and self.expected.is_open)
    @rule(person=SALES_MOSTLY, reason=st.sampled_from(["because", " "]), sure=st.integers(0, 9))
    def withdraw(self, person: PersonRef, reason: str, sure: int) -> None:
        if sure < 9:  # seldom by sales, for afterwards there is little left to do
            person = OPERATIONS[0]
        negotiating = self.expected.state is PromiseState.NEGOTIATING
        allowed = self.is_sales(person) and negotiating and bool(reason.strip())
        command = commands.Withdraw(self.actors[person], reason)
        if self.attempt(command, Act.WITHDRAW, set(self.expected.now.figures), allowed):
            self.expected.state = PromiseState.WITHDRAWN
            self.expected.offers.clear()

    @precondition(lambda self: self.expected.is_open and len(self.talk.history) > 8)
    @rule()
    def everybody_agrees(self) -> None:
        """Bring promises to their sign-off now and then."""
        self.everybody_answers()

    @rule(days=st.integers(0, 400))
    def time_passes(self, days: int) -> None:
        """Rule 3: nothing is said by letting time pass; the invariants hold the state against the last words."""
        self.talk.now += timedelta(days=days)
