"""Who negotiates at random, what they draw, and how an act is carried out and held against the account."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition

from bot.domain import commands, errors
from bot.domain.commands import Actor, Command
from bot.domain.promise import Change, Promise, PromiseState, Stage, TermId, Via
from bot.domain.slots import PersonRef, Slot, SlotId
from bot.domain.state_table import TABLE, Act, Role
from bot.domain.terms import Term, WeeksAfterAward
from tests.property.negotiation_account import Expected, Place, Standing, Word
from tests.unit.domain.builders import QUALITY, SITE, WFM, Talk, added, agents, agents_asked, draft

TRAINING = Slot(SlotId("training"), "Training")
AREAS = (WFM, QUALITY, SITE)
EVERYWHERE = (*AREAS, TRAINING)
AUTHOR, MATE = PersonRef("author"), PersonRef("mate")
SALES = (AUTHOR, MATE)
OPERATIONS = tuple(PersonRef(f"ops-{n}") for n in range(5))
PEOPLE = (*SALES, *OPERATIONS)
MOST_NAMES = 20  # of figures and counters: a promise has at most 20 figures, which has a test of its own
CONDITIONS = ("access by 15 Jan",)
CHANGING = (Act.COUNTER, Act.ACCEPT, Act.REVISE, Act.DROP, Act.RESTATE)
"""Acts that renegotiate a figure that is signed off."""


def seats() -> st.SearchStrategy[dict[PersonRef, Actor]]:
    """Three have areas of their own, one backs areas up, the others sit anywhere or nowhere, those of sales as well."""
    own = st.frozensets(st.sampled_from(AREAS), min_size=1, max_size=2)
    anywhere = st.frozensets(st.sampled_from(EVERYWHERE), max_size=2)
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
    represented = {slot.id: MATE if slot is SITE else lead_of(slot) for slot in deputy}
    return Actor(person, frozenset(slot.id for slot in member), represented)


def lead_of(slot: Slot) -> PersonRef:
    return PersonRef(f"lead of {slot.id}")


FIGURES = st.builds(agents, st.integers(1, 4), conditions=st.sampled_from([(), ("forecast ±10 %",)]))
TERMS = st.one_of(FIGURES, FIGURES, FIGURES, st.just(agents_asked()))
SLOTS = st.lists(st.sampled_from(AREAS), min_size=1, max_size=2, unique=True).map(tuple)
REASONS = st.integers(0, 7).map(lambda n: "because" if n < 7 else " ")
OPERATIONS_MOSTLY = st.sampled_from(OPERATIONS * 3 + SALES)
SALES_MOSTLY = st.sampled_from(SALES * 8 + OPERATIONS)
EVERYBODY = st.sampled_from(PEOPLE)


while_open = precondition(lambda self: self.expected.is_open or len(self.talk.history) % 4 == 0)
"""Seldom afterwards: it is refused then, which is seen soon."""


class Table(RuleBasedStateMachine):
    """One promise and everybody around it; `begins_signed` when what happens after the sign-off is looked at."""

    begins_signed = False

    def __init__(self) -> None:
        super().__init__()
        self.talk = Talk()
        self.states: list[tuple[int, Promise]] = []
        self.actors: dict[PersonRef, Actor] = {}
        self.expected = Expected(Standing("", (), {}, {}, {}), AUTHOR, (MATE,), {})
        self.names = 0

    @initialize(actors=seats(), terms=st.lists(st.tuples(TERMS, SLOTS), min_size=1, max_size=4))
    def drafted(self, actors: dict[PersonRef, Actor], terms: list[tuple[Term, tuple[Slot, ...]]]) -> None:
        self.actors = actors
        if self.begins_signed:
            terms = [(agents(4) if term.is_question else term, slots) for term, slots in terms]
        changes = [added(TermId(self.name("t")), term, *slots) for term, slots in terms]
        self.talk.does(draft(*changes, actor=Actor(AUTHOR), account_team=(MATE,), conditions=CONDITIONS))
        figures = {c.target: (c.term, tuple(slot.id for slot in c.slots)) for c in changes}
        standing = Standing("Acme", CONDITIONS, figures, dict.fromkeys(figures, 1), dict.fromkeys(figures, AUTHOR))
        self.expected = Expected(standing, AUTHOR, (MATE,), dict.fromkeys(figures, 1))
        self.states.append((len(self.talk.history), self.talk.promise))
        if self.begins_signed:
            self.everybody_answers()

    def everybody_answers(self) -> None:
        """Each area agrees to what it still can."""
        for slot in EVERYWHERE:
            figures = self.expected.now.figures
            theirs = [t for t in figures if slot.id in figures[t][1] and not self.expected.as_sealed(t)]
            new = {t for t in theirs if not figures[t][0].is_question and not self.has_agreed((slot.id, t))}
            actor = Actor(lead_of(slot), frozenset({slot.id}))
            command = commands.Agree(actor, self.talk.promise.versions)
            if self.attempt(command, Act.AGREE, new, bool(new) and self.expected.is_open):
                for term_id in new:
                    word = Word("agreed", actor.person, None, Via.BUTTON, slot.id)
                    self.expected.say(slot.id, term_id, word)
            self.expected.settle()

    def name(self, kind: str) -> str:
        self.names += 1
        return f"{kind}{self.names}"

    # --- what is allowed

    def may_speak(self, person: PersonRef) -> bool:
        """Whether a person is not of sales here, and never gave sales' word to what stands."""
        return person not in self.expected.sales and not self.expected.gave_sales_word(person)

    def is_operations(self, person: PersonRef) -> bool:
        return self.may_speak(person) and self.expected.is_open

    def is_sales(self, person: PersonRef) -> bool:
        return person in self.expected.sales and self.expected.is_open

    def is_current(self, term_id: TermId, seen: Mapping[TermId, int]) -> bool:
        return term_id in self.expected.now.figures and seen.get(term_id) == self.expected.now.versions[term_id]

    def has_agreed(self, place: Place) -> bool:
        word = self.expected.now.words.get(place)
        return word is not None and word.said == "agreed"

    def new_lines(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        figures, going = self.expected.now.figures, self.expected.going
        return tuple(
            c for c in changes if c.term_id not in figures or c.term_id in going or figures[c.term_id][0] != c.term
        )

    def may_change(self, changes: tuple[Change, ...], new: Collection[Change]) -> bool:
        based = all(self.is_current(c.term_id, {c.term_id: c.based_on or 0}) for c in changes if c.term_id)
        return based and bool(new)

    def may_drop(self, term_id: TermId, seen: Mapping[TermId, int]) -> bool:
        staying = self.expected.now.figures.keys() - self.expected.going
        return term_id in staying and len(staying) > 1 and self.is_current(term_id, seen)

    def can_agree(self, person: PersonRef, seen: Mapping[TermId, int]) -> list[Place]:
        """What a person would sign; nothing where they may not."""
        expected, actor = self.expected, self.actors[person]
        mine = [term_id for term_id in expected.own_open(actor) if term_id in seen]
        if not self.is_operations(person) or not all(self.is_current(term_id, seen) for term_id in mine):
            return []
        return [
            (slot, term_id)
            for term_id in mine
            for slot in expected.own_of(actor, term_id)
            if not expected.now.figures[term_id][0].is_question and not self.has_agreed((slot, term_id))
        ]

    # --- what is drawn

    def somebody(self, data: st.DataObject, fitting: Iterable[PersonRef]) -> PersonRef:
        """Mostly one of those whom it fits."""
        fit = sorted(fitting)
        return data.draw(st.sampled_from(fit) if fit and data.draw(st.integers(0, 3)) else EVERYBODY)

    def owners(self, slots: Collection[SlotId]) -> list[PersonRef]:
        """Those of operations who may speak for one of these areas."""
        return [p for p in OPERATIONS if self.may_speak(p) and self.expected.own(self.actors[p], slots)]

    def known(self) -> list[TermId]:
        """The figures there are, and one there is not (or no longer)."""
        return [*self.expected.now.figures, TermId("t0")]

    def seen(self, data: st.DataObject) -> dict[TermId, int]:
        """What somebody saw: all that stands, or something older."""
        seen = {**self.expected.now.versions, TermId("t0"): 1}
        if data.draw(st.integers(0, 7)) == 7:
            term_id = data.draw(st.sampled_from(sorted(seen)))
            older = data.draw(st.sampled_from([None, seen[term_id] - 1, seen[term_id] + 1]))
            seen.pop(term_id) if older is None else seen.update({term_id: older})
        return seen

    def bundle(self, data: st.DataObject) -> tuple[Change, ...]:
        """One or two lines about figures that stand, and perhaps one that adds a figure; seldom on an older version."""
        chosen = data.draw(st.sets(st.sampled_from(sorted(self.expected.now.figures)), min_size=1, max_size=2))
        late = data.draw(st.integers(0, 9)) == 9
        changes = []
        for term_id in sorted(chosen):
            slots = data.draw(st.one_of(st.just(self.talk.line(term_id).slots), SLOTS))
            version = self.expected.now.versions[term_id] - late
            changes.append(Change(data.draw(TERMS), slots, term_id=term_id, based_on=version))
        if self.names < MOST_NAMES and data.draw(st.booleans()):
            name = self.name("t")
            due = WeeksAfterAward(self.names)  # none twice: a figure that stands already is not added again
            changes.append(added(TermId(name), replace(data.draw(TERMS), due=due), *data.draw(SLOTS)))
        return tuple(changes)

    # --- carrying out, and rule 5

    def attempt(self, command: Command, act: Act | None, touched: Collection[TermId], allowed: bool) -> bool:
        """Carry a command out; an act that is not allowed is a typed error and changes nothing."""
        before, history = self.talk.promise, tuple(self.talk.history)
        try:
            facts = self.talk.does(command)
        except errors.PromiseError as error:
            assert not allowed, f"{command} was refused: {error!r}"
            assert (self.talk.promise, tuple(self.talk.history)) == (before, history)
            return False
        assert allowed, f"{command} was carried out"
        if not facts:  # the same words again, as when a form is sent twice
            assert isinstance(command, commands.Object | commands.Check), command
            assert (self.talk.promise, tuple(self.talk.history)) == (before, history)
            return False
        assert all(fact.person == command.actor.person for fact in facts)
        assert tuple(self.talk.history[: len(history)]) == history
        self.states.append((len(self.talk.history), self.talk.promise))
        self.check_moves(before, command.actor.person, act, touched)
        return True

    def check_moves(self, before: Promise, person: PersonRef, act: Act | None, touched: Collection[TermId]) -> None:
        """A figure that something was done to moves as the table says; any other at most ends with the rest."""
        after = self.talk.promise
        role = Role.SALES if person in before.sales else Role.OPERATIONS
        for line in before.terms:
            move = before.stage_of(line.id), after.stage_of(line.id)
            if line.id in touched and act is not None:
                cell = Act.RENEGOTIATE if move[0] is Stage.SEALED and act in CHANGING else act
                assert move[1] in TABLE[role, cell, move[0]]
            else:
                ends = Stage.DROPPED if line.dropping else Stage.SEALED
                signs_off = after.state is PromiseState.SIGNED_OFF
                assert move[0] is move[1] or (signs_off and move == (Stage.SIGNED, ends))
