"""Rules 1 to 6, held against people at random who do at random what is allowed and what is not, while time passes.

`Expected` is a second, simpler account of the negotiation, kept from the acts alone: it knows for each area and figure
the last word that was said about exactly what stands now. What the domain says must be the same after every act.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain import commands, errors
from bot.domain.commands import Actor, Command
from bot.domain.evolution import replay
from bot.domain.promise import Agreed, Change, CounterId, Promise, PromiseState, Stage, TermId, Via
from bot.domain.seal import seal_holds
from bot.domain.slots import PersonRef, Slot, SlotId
from bot.domain.state_table import TABLE, Act, Role
from bot.domain.terms import Term, WeeksAfterAward
from tests.unit.domain.builders import NOON, QUALITY, SITE, WFM, Talk, added, agents, agents_asked, draft

AREAS = (WFM, QUALITY, SITE)
ELSEWHERE = Slot(SlotId("training"), "Training")
AUTHOR, MATE = PersonRef("author"), PersonRef("mate")
SALES = (AUTHOR, MATE)
OPERATIONS = tuple(PersonRef(f"ops-{n}") for n in range(5))
PEOPLE = (*SALES, *OPERATIONS)
MOST_NAMES = 20  # of figures and counters: a promise has at most 20 figures, which has a test of its own
Said = Literal["agreed", "objected"]


@dataclass(frozen=True)
class Word:
    """The last word of an area about a figure as it stands."""

    said: Said
    person: PersonRef
    represented: PersonRef | None
    via: Via | None = None


@dataclass
class Offer:
    """An open counter: who stands behind it, and the figures about which they have objected with it."""

    person: PersonRef
    changes: tuple[Change, ...]
    behind: dict[SlotId, PersonRef | None]
    tied: set[tuple[SlotId, TermId]]
    had_ties: bool


@dataclass
class Expected:
    """What must be the case, from the acts alone."""

    figures: dict[TermId, tuple[Term, tuple[SlotId, ...]]]
    versions: dict[TermId, int]
    words: dict[tuple[SlotId, TermId], Word] = field(default_factory=dict)
    offers: dict[CounterId, Offer] = field(default_factory=dict)
    end: PromiseState | None = None

    def stage(self, term_id: TermId) -> Stage:
        if term_id not in self.figures:
            return Stage.DROPPED
        if self.end is not None:
            return Stage.SEALED if self.end is PromiseState.SIGNED_OFF else Stage.WITHDRAWN
        return self.open_stage(term_id)

    def open_stage(self, term_id: TermId) -> Stage:
        term, slots = self.figures[term_id]
        words = [self.words.get((slot, term_id)) for slot in slots]
        if any(word is not None and word.said == "objected" for word in words):
            return Stage.CONTESTED
        everybody = all(word is not None and word.said == "agreed" for word in words)
        return Stage.SIGNED if everybody and not term.is_question else Stage.AWAITING

    def own(self, actor: Actor, slots: Iterable[SlotId]) -> list[SlotId]:
        here = {slot for _, others in self.figures.values() for slot in others}.union(slots)
        asked = actor.member_of | {slot for slot, member in actor.deputy_for.items() if member in SALES}
        mine = asked if asked & here else frozenset(actor.deputy_for)
        return [slot for slot in slots if slot in mine]

    def own_of(self, actor: Actor, term_id: TermId) -> list[SlotId]:
        return self.own(actor, self.figures[term_id][1])

    def say(self, slot: SlotId, term_id: TermId, word: Word | None) -> None:
        """An area says something (or takes it back): it does not stand any more behind a counter it was tied to."""
        self.words.pop((slot, term_id), None)
        if word is not None:
            self.words[slot, term_id] = word
        for offer in self.offers.values():
            if (slot, term_id) in offer.tied:
                offer.tied = {tie for tie in offer.tied if tie[0] != slot}
                offer.behind.pop(slot, None)
        self.offers = {key: offer for key, offer in self.offers.items() if offer.tied or not offer.had_ties}

    def put(self, term_id: TermId, change: Change | None) -> None:
        """A figure becomes another (or goes): what was said about it alone goes, and counters about it are closed."""
        for slot in AREAS:
            self.words.pop((slot.id, term_id), None)
        about_it = [key for key, offer in self.offers.items() if any(c.term_id == term_id for c in offer.changes)]
        for key in about_it:
            del self.offers[key]
        self.figures.pop(term_id, None)
        version = self.versions.pop(term_id, 0)
        if change is not None:
            self.versions[term_id] = version + 1
            self.figures[term_id] = (change.term, tuple(slot.id for slot in change.slots))

    def settle(self) -> None:
        if self.end is None and all(self.open_stage(term_id) is Stage.SIGNED for term_id in self.figures):
            self.end = PromiseState.SIGNED_OFF
        if self.end is not None:
            self.offers.clear()


def seats() -> st.SearchStrategy[dict[PersonRef, Actor]]:
    """Three have areas of their own, one backs areas up, the others sit anywhere or nowhere, those of sales as well."""
    own = st.frozensets(st.sampled_from(AREAS), min_size=1, max_size=2)
    anywhere = st.frozensets(st.sampled_from([*AREAS, ELSEWHERE]), max_size=2)
    member = dict.fromkeys(OPERATIONS[:3], own) | {OPERATIONS[3]: st.just(frozenset())}
    deputy = {OPERATIONS[3]: own}
    return st.fixed_dictionaries(
        {
            person: st.builds(_seated, st.just(person), member.get(person, anywhere), deputy.get(person, anywhere))
            for person in PEOPLE
        }
    )


def _seated(person: PersonRef, member: frozenset[Slot], deputy: frozenset[Slot]) -> Actor:
    """The site's only member is of sales here, so who backs the site up is asked in their place."""
    represented = {slot.id: MATE if slot is SITE else PersonRef(f"lead of {slot.id}") for slot in deputy}
    return Actor(person, frozenset(slot.id for slot in member), represented)


TERMS = st.one_of(
    st.builds(agents, st.integers(1, 4), conditions=st.sampled_from([(), ("forecast ±10 %",)])),
    st.just(agents_asked()),
)
SLOTS = st.lists(st.sampled_from(AREAS), min_size=1, max_size=2, unique=True).map(tuple)
REASONS = st.integers(0, 7).map(lambda n: "because" if n < 7 else " ")
OPERATIONS_MOSTLY = st.sampled_from(OPERATIONS * 3 + SALES)
SALES_MOSTLY = st.sampled_from(SALES * 8 + OPERATIONS)


class Negotiation(RuleBasedStateMachine):
    """One promise and everybody around it."""

    def __init__(self) -> None:
        super().__init__()
        self.talk = Talk()
        self.states: list[tuple[int, Promise]] = []
        self.actors: dict[PersonRef, Actor] = {}
        self.expected = Expected({}, {})
        self.names = 0

    # --- setting out

    @initialize(actors=seats(), terms=st.lists(st.tuples(TERMS, SLOTS), min_size=1, max_size=4))
    def drafted(self, actors: dict[PersonRef, Actor], terms: list[tuple[Term, tuple[Slot, ...]]]) -> None:
        self.actors = actors
        changes = [added(TermId(self.name("t")), term, *slots) for term, slots in terms]
        self.talk.does(draft(*changes, actor=Actor(AUTHOR), account_team=(MATE,), conditions=("access by 15 Jan",)))
        figures = {c.target: (c.term, tuple(slot.id for slot in c.slots)) for c in changes}
        self.expected = Expected(figures, dict.fromkeys(figures, 1))
        self.states.append((len(self.talk.history), self.talk.promise))

    def name(self, kind: str) -> str:
        self.names += 1
        return f"{kind}{self.names}"

    # --- what people do

    @rule(person=OPERATIONS_MOSTLY, data=st.data(), via=st.sampled_from([Via.BUTTON, Via.REACTION]))
    def agree(self, person: PersonRef, data: st.DataObject, via: Via) -> None:
        actor, expected = self.actors[person], self.expected
        seen = self.seen(data)
        mine = [term_id for term_id in expected.figures if term_id in seen and expected.own_of(actor, term_id)]
        new = [
            (slot, term_id)
            for term_id in mine
            for slot in expected.own_of(actor, term_id)
            if not expected.figures[term_id][0].is_question and not self.has_agreed(slot, term_id)
        ]
        allowed = self.is_operations(person) and all(self.is_current(term, seen) for term in mine) and bool(new)
        if self.attempt(commands.Agree(actor, seen, via), Act.AGREE, {term for _, term in new}, allowed):
            for slot, term_id in new:
                expected.say(slot, term_id, Word("agreed", person, actor.represents(slot), via))
        self.settled()

    @rule(person=OPERATIONS_MOSTLY, data=st.data(), reason=REASONS)
    def object(self, person: PersonRef, data: st.DataObject, reason: str) -> None:
        actor, expected = self.actors[person], self.expected
        seen = self.seen(data)
        mine = [term_id for term_id in expected.figures if expected.own_of(actor, term_id)]
        some = st.sampled_from(mine) if mine and data.draw(st.integers(0, 3)) < 3 else st.sampled_from(self.known())
        chosen = tuple(data.draw(st.sets(some, max_size=2)))
        fits = all(self.is_current(term, seen) and expected.own_of(actor, term) for term in chosen)
        allowed = self.is_operations(person) and bool(chosen) and fits and bool(reason.strip())
        if self.attempt(commands.Object(actor, seen, chosen, reason), Act.OBJECT, set(chosen), allowed):
            for term_id in chosen:
                for slot in expected.own_of(actor, term_id):
                    expected.say(slot, term_id, Word("objected", person, actor.represents(slot)))
        self.settled()

    @rule(person=OPERATIONS_MOSTLY, data=st.data(), reason=REASONS)
    def counter(self, person: PersonRef, data: st.DataObject, reason: str) -> None:
        actor, expected = self.actors[person], self.expected
        changes = self.bundle(data)
        new = self.new_lines(changes)
        sits = any(actor.sits_in(slot) for _, slots in expected.figures.values() for slot in slots)
        allowed = self.is_operations(person) and sits and self.may_change(changes, new) and bool(reason.strip())
        counter_id = CounterId(self.name("c"))
        command = commands.ProposeCounter(actor, counter_id, changes, reason)
        if self.attempt(command, Act.COUNTER, {c.term_id for c in new if c.term_id}, allowed):
            behind = {
                slot: actor.represents(slot) for c in new for slot in expected.own(actor, [slot.id for slot in c.slots])
            }
            tied = {(slot, c.term_id) for c in new if c.term_id for slot in expected.own_of(actor, c.term_id)}
            for slot, term_id in tied:
                expected.say(slot, term_id, Word("objected", person, actor.represents(slot)))
            expected.offers[counter_id] = Offer(person, new, behind, tied, bool(tied))
        self.settled()

    @precondition(lambda self: self.expected.offers or self.names % 4 == 0)
    @rule(person=SALES_MOSTLY, data=st.data())
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
                expected.put(change.target, change)
                for slot in change.slots:
                    if slot.id in offer.behind and not change.term.is_question:
                        word = Word("agreed", offer.person, offer.behind[slot.id], Via.COUNTER)
                        expected.words[slot.id, change.target] = word
        self.settled()

    @rule(person=SALES_MOSTLY, data=st.data(), reason=REASONS)
    def revise(self, person: PersonRef, data: st.DataObject, reason: str) -> None:
        changes = self.bundle(data)
        new = self.new_lines(changes)
        allowed = self.is_sales(person) and self.may_change(changes, new) and bool(reason.strip())
        command = commands.Revise(self.actors[person], changes, reason)
        if self.attempt(command, Act.REVISE, {c.term_id for c in new if c.term_id}, allowed):
            for change in new:
                self.expected.put(change.target, change)
        self.settled()

    @rule(person=SALES_MOSTLY, data=st.data(), reason=REASONS)
    def drop(self, person: PersonRef, data: st.DataObject, reason: str) -> None:
        seen, term_id = self.seen(data), data.draw(st.sampled_from(self.known()))
        several = len(self.expected.figures) > 1
        allowed = self.is_sales(person) and several and self.is_current(term_id, seen) and bool(reason.strip())
        if self.attempt(commands.Drop(self.actors[person], seen, term_id, reason), Act.DROP, {term_id}, allowed):
            self.expected.put(term_id, None)
        self.settled()

    @rule(person=OPERATIONS_MOSTLY, data=st.data(), via=st.sampled_from([None, None, Via.REACTION]), old=st.booleans())
    def retract(self, person: PersonRef, data: st.DataObject, via: Via | None, old: bool) -> None:
        actor, expected = self.actors[person], self.expected
        seen = self.seen(data) if old else None
        back = [
            (slot, term_id)
            for term_id in expected.figures
            if seen is None or self.is_current(term_id, seen)
            for slot in expected.own_of(actor, term_id)
            if self.can_take_back(person, (slot, term_id), via)
        ]
        loose = [
            key
            for key, offer in expected.offers.items()
            if via is None and seen is None and not offer.had_ties
            if offer.person == person or actor.member_of & offer.behind.keys()
        ]
        allowed = self.is_operations(person) and bool(back or loose)
        if self.attempt(commands.Retract(actor, via, seen), Act.RETRACT, {term for _, term in back}, allowed):
            for slot, term_id in back:
                expected.say(slot, term_id, None)
            for key in loose:
                del expected.offers[key]
        self.settled()

    @precondition(lambda self: len(self.talk.history) > 8)
    @rule(person=SALES_MOSTLY, reason=st.sampled_from(["because", " "]), sure=st.integers(0, 9))
    def withdraw(self, person: PersonRef, reason: str, sure: int) -> None:
        if sure < 9:  # seldom by sales, for afterwards there is little left to do
            person = OPERATIONS[0]
        allowed = self.is_sales(person) and bool(reason.strip())
        command = commands.Withdraw(self.actors[person], reason)
        if self.attempt(command, Act.WITHDRAW, set(self.expected.figures), allowed):
            self.expected.end = PromiseState.WITHDRAWN
        self.settled()

    @precondition(lambda self: not self.expected.end and len(self.talk.history) > 8)
    @rule()
    def everybody_agrees(self) -> None:
        """Bring promises to their sign-off now and then: each area agrees to what it still can."""
        for slot in AREAS:
            theirs = [t for t, (term, slots) in self.expected.figures.items() if slot.id in slots]
            new = {t for t in theirs if not self.expected.figures[t][0].is_question and not self.has_agreed(slot.id, t)}
            actor = Actor(PersonRef(f"lead of {slot.id}"), frozenset({slot.id}))
            command = commands.Agree(actor, self.talk.promise.versions)
            if self.attempt(command, Act.AGREE, new, bool(new) and self.expected.end is None):
                for term_id in new:
                    self.expected.say(slot.id, term_id, Word("agreed", actor.person, None, Via.BUTTON))
            self.settled()

    @rule(days=st.integers(0, 400))
    def time_passes(self, days: int) -> None:
        """Rule 3: nothing is said by letting time pass; the invariants hold the state against the last words."""
        self.talk.now += timedelta(days=days)

    # --- what is allowed

    def is_operations(self, person: PersonRef) -> bool:
        return person not in SALES and self.expected.end is None

    def is_sales(self, person: PersonRef) -> bool:
        return person in SALES and self.expected.end is None

    def is_current(self, term_id: TermId, seen: Mapping[TermId, int]) -> bool:
        return term_id in self.expected.figures and seen.get(term_id) == self.expected.versions[term_id]

    def has_agreed(self, slot: SlotId, term_id: TermId) -> bool:
        word = self.expected.words.get((slot, term_id))
        return word is not None and word.said == "agreed"

    def can_take_back(self, person: PersonRef, said: tuple[SlotId, TermId], via: Via | None) -> bool:
        word = self.expected.words.get(said)
        return word is not None and (via is None or (word.via is via and word.person == person))

    def new_lines(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        figures = self.expected.figures
        return tuple(c for c in changes if c.term_id not in figures or figures[c.term_id][0] != c.term)

    def may_change(self, changes: tuple[Change, ...], new: Collection[Change]) -> bool:
        based = all(self.is_current(c.term_id, {c.term_id: c.based_on or 0}) for c in changes if c.term_id)
        return based and bool(new)

    # --- what is drawn

    def known(self) -> list[TermId]:
        """The figures there are, and one there is not (or no longer)."""
        return [*self.expected.figures, TermId("t0")]

    def seen(self, data: st.DataObject) -> dict[TermId, int]:
        """What somebody saw: all that stands, or something older."""
        seen = {**self.expected.versions, TermId("t0"): 1}
        if data.draw(st.integers(0, 7)) == 7:
            term_id = data.draw(st.sampled_from(sorted(seen)))
            older = data.draw(st.sampled_from([None, seen[term_id] - 1, seen[term_id] + 1]))
            seen.pop(term_id) if older is None else seen.update({term_id: older})
        return seen

    def bundle(self, data: st.DataObject) -> tuple[Change, ...]:
        """One or two lines about figures that stand, and perhaps one that adds a figure; seldom on an older version."""
        chosen = data.draw(st.sets(st.sampled_from(sorted(self.expected.figures)), min_size=1, max_size=2))
        late = data.draw(st.integers(0, 9)) == 9
        changes = []
        for term_id in sorted(chosen):
            slots = data.draw(st.one_of(st.just(self.talk.line(term_id).slots), SLOTS))
            version = self.expected.versions[term_id] - late
            changes.append(Change(data.draw(TERMS), slots, term_id=term_id, based_on=version))
        if self.names < MOST_NAMES and data.draw(st.booleans()):
            name = self.name("t")
            due = WeeksAfterAward(self.names)  # none twice: a figure that stands already is not added again
            changes.append(added(TermId(name), replace(data.draw(TERMS), due=due), *data.draw(SLOTS)))
        return tuple(changes)

    # --- carrying out, and rule 5

    def attempt(self, command: Command, act: Act, touched: set[TermId], allowed: bool) -> bool:
        """Carry a command out; an act that is not allowed is a typed error and changes nothing."""
        before, history = self.talk.promise, tuple(self.talk.history)
        try:
            facts = self.talk.does(command)
        except errors.PromiseError:
            assert not allowed, f"{command} was refused"
            assert (self.talk.promise, tuple(self.talk.history)) == (before, history)
            return False
        assert allowed, f"{command} was carried out"
        assert facts
        assert all(fact.person == command.actor.person for fact in facts)
        assert tuple(self.talk.history[: len(history)]) == history
        self.states.append((len(self.talk.history), self.talk.promise))
        self.check_moves(before, act, touched)
        return True

    def check_moves(self, before: Promise, act: Act, touched: set[TermId]) -> None:
        """A figure that something was done to moves as the table says; any other is at most sealed with the rest."""
        after = self.talk.promise
        role = Role.SALES if act in (Act.ACCEPT, Act.REVISE, Act.DROP, Act.WITHDRAW) else Role.OPERATIONS
        for line in before.terms:
            move = before.stage_of(line.id), after.stage_of(line.id)
            if line.id in touched:
                assert move[1] in TABLE[role, act, move[0]]
            else:
                assert move[0] is move[1] or move == (Stage.SIGNED, Stage.SEALED)

    def settled(self) -> None:
        self.expected.settle()

    # --- the rules

    @invariant()
    def fit_for_the_client_only_when_everybody_agreed_to_exactly_this(self) -> None:
        """Rule 1; conditions are part of a figure and of the promise, so they are what was agreed to."""
        promise = self.talk.promise
        assert promise.may_be_told is (self.expected.end is PromiseState.SIGNED_OFF)
        assert promise.conditions == ("access by 15 Jan",)
        for line in promise.terms if promise.may_be_told else ():
            term, slots = self.expected.figures[line.id]
            assert line.term == term
            assert not term.is_question
            assert slots
            assert all(self.has_agreed(slot, line.id) for slot in slots)

    @invariant()
    def what_stands_is_what_was_said_last_about_it(self) -> None:
        """Rules 2 and 3: a position is there exactly when its area spoke about exactly this figure, and not since."""
        promise = self.talk.promise
        stands = {
            (slot, line.id): Word(
                "agreed" if isinstance(said, Agreed) else "objected",
                said.person,
                said.deputy_for,
                said.via if isinstance(said, Agreed) else None,
            )
            for line in promise.terms
            for slot, said in line.positions.items()
        }
        assert stands == self.expected.words
        figures = {line.id: (line.term, tuple(slot.id for slot in line.slots)) for line in promise.terms}
        assert (figures, promise.versions) == (self.expected.figures, self.expected.versions)
        assert {counter.id for counter in promise.counters} == set(self.expected.offers)
        assert promise.state is (self.expected.end or PromiseState.NEGOTIATING)
        for line in promise.terms:
            assert promise.stage_of(line.id) is self.expected.stage(line.id)

    @invariant()
    def nobody_signs_for_the_other_side_or_where_they_have_no_seat(self) -> None:
        """Rule 4, read off the people alone; a deputy's signature names the one represented."""
        leads = {PersonRef(f"lead of {slot.id}"): slot.id for slot in AREAS}
        for line in self.talk.promise.terms:
            assert line.sales.person in SALES
            for slot, said in line.positions.items():
                assert said.person not in SALES
                actor = self.actors.get(said.person) or Actor(said.person, frozenset({leads[said.person]}))
                assert slot in actor.member_of or said.deputy_for == actor.deputy_for[slot]
                assert (said.deputy_for is None) is (slot in actor.member_of)

    @invariant()
    def replaying_gives_the_state_after_every_act(self) -> None:
        """Rule 6."""
        length, state = self.states[-1]
        assert (length, state) == (len(self.talk.history), self.talk.promise)
        assert state.revision == length
        assert replay(self.talk.history) == state

    @invariant()
    def the_seal_holds_exactly_when_signed_off(self) -> None:
        promise = self.talk.promise
        assert seal_holds(promise) is (promise.state is PromiseState.SIGNED_OFF)

    def teardown(self) -> None:
        """Rule 6, for every prefix: what was the state then is what its history says."""
        for length, state in self.states:
            assert replay(self.talk.history[:length]) == state
        assert self.talk.now >= NOON


TestNegotiation: Callable[..., object] = Negotiation.TestCase
Negotiation.TestCase.settings = settings(max_examples=300, stateful_step_count=30, deadline=None)
