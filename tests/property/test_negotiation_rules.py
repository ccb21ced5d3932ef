"""Rules 1 to 6, held against people at random who do at random what is allowed and what is not, while time passes.

`tests.property.negotiation_account` keeps a second, simpler account of the negotiation from the acts alone. What the
domain says must be the same after every act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hypothesis import settings
from hypothesis.stateful import invariant

from bot.domain.commands import Actor
from bot.domain.evolution import replay
from bot.domain.promise import Agreed, Checking, PromiseState, TermVersion
from bot.domain.seal import seal_holds
from tests.property.negotiation_account import Place, Standing, Word
from tests.property.negotiation_moves import Afterwards
from tests.property.negotiation_people import EVERYWHERE, lead_of
from tests.unit.domain.builders import NOON


def words_of(lines: Iterable[TermVersion]) -> dict[Place, Word]:
    return {
        (slot, line.id): Word(
            "agreed" if isinstance(said, Agreed) else "checking" if isinstance(said, Checking) else "objected",
            said.person,
            said.deputy_for,
            said.via if isinstance(said, Agreed) else None,
        )
        for line in lines
        for slot, said in line.positions.items()
    }


def standing_of(client: str, conditions: tuple[str, ...], lines: tuple[TermVersion, ...]) -> Standing:
    return Standing(
        client,
        conditions,
        {line.id: (line.term, tuple(slot.id for slot in line.slots)) for line in lines},
        {line.id: line.version for line in lines},
        {line.id: line.sales.person for line in lines},
        words_of(lines),
    )


class Negotiation(Afterwards):
    """The rules, asked after every act."""

    @invariant()
    def fit_for_the_client_only_when_everybody_agreed_to_exactly_this(self) -> None:
        """Rule 1; conditions are part of a figure and of the promise, so they are what was agreed to."""
        promise, sealed = self.talk.promise, self.expected.in_force
        unkept = {term_id for _, term_id in self.expected.cannot}
        fit = [line.id for line in promise.fit_for_client]
        assert set(fit) == (sealed.figures.keys() - unkept if sealed else set())
        assert promise.may_be_told is bool(fit)
        assert promise.suspended.keys() == unkept
        for line in promise.fit_for_client:
            assert sealed is not None
            term, slots = sealed.figures[line.id]
            assert line.term == term
            assert not term.is_question
            assert slots
            assert all(sealed.words[slot, line.id].said == "agreed" for slot in slots)

    @invariant()
    def what_is_in_force_is_what_was_signed_off_as_a_whole(self) -> None:
        """Whatever is renegotiated beside it."""
        sealed = self.talk.promise.in_force
        assert (sealed is None) is (self.expected.in_force is None)
        if sealed is not None:
            assert standing_of(sealed.client, sealed.conditions, sealed.terms) == self.expected.in_force
        said = {
            (word.slot.id, term_id): word.person
            for term_id, suspension in self.talk.promise.suspended.items()
            for word in suspension.said
        }
        assert said == self.expected.cannot

    @invariant()
    def what_stands_is_what_was_said_last_about_it(self) -> None:
        """Rules 2 and 3: a position is there exactly when its area spoke about exactly this figure, and not since."""
        promise, expected = self.talk.promise, self.expected
        assert standing_of(promise.client, promise.conditions, promise.terms) == expected.now
        assert {counter.id for counter in promise.counters} == set(expected.offers)
        assert promise.state is expected.state
        assert promise.sales == expected.sales
        assert {line.id for line in promise.terms if line.dropping} == expected.going
        leaving = {
            line.id: {slot: said.person for slot, said in line.leaving.confirmed.items()}
            for line in promise.terms
            if line.leaving
        }
        assert leaving == expected.leaving
        for line in promise.terms:
            assert promise.stage_of(line.id) is expected.stage(line.id)

    @invariant()
    def looking_into_it_is_not_an_answer_and_pauses_only_until_its_time(self) -> None:
        """Rule 3."""
        promise, now = self.talk.promise, self.talk.now
        for line in promise.terms:
            silent = {slot.id for slot in line.slots if slot.id not in line.positions}
            checking = {slot: said for slot, said in line.positions.items() if isinstance(said, Checking)}
            assert {slot.id for slot in line.missing} == silent | checking.keys()
            due = {slot for slot, said in checking.items() if said.until <= now}
            assert {slot.id for slot in line.missing_at(now)} == silent | due

    @invariant()
    def nobody_signs_for_the_other_side_or_where_they_have_no_seat(self) -> None:
        """Rule 4, read off the people alone; a deputy's signature names the one represented."""
        promise, expected = self.talk.promise, self.expected
        for lines, standing in ((promise.terms, expected.now), (promise.sealed_terms, expected.in_force)):
            for line in lines:
                assert standing is not None
                for slot, said in line.positions.items():
                    assert said.person not in promise.sales
                    assert said.person != line.sales.person
                    seat = standing.words[slot, line.id].seat  # another one where the area was reassigned since
                    assert seat is not None
                    actor = self.actors.get(said.person) or self.lead(said.person)
                    assert actor.sits_in(seat)
                    member = None if seat in actor.member_of else actor.deputy_for[seat]
                    assert said.deputy_for == (None if member == said.person else member)

    def lead(self, person: str) -> Actor:
        return next(Actor(lead_of(slot), frozenset({slot.id})) for slot in EVERYWHERE if lead_of(slot) == person)

    @invariant()
    def replaying_gives_the_state_after_every_act(self) -> None:
        """Rule 6."""
        length, state = self.states[-1]
        assert (length, state) == (len(self.talk.history), self.talk.promise)
        assert state.revision == length
        assert replay(self.talk.history) == state

    @invariant()
    def the_seal_holds_exactly_when_something_is_in_force(self) -> None:
        promise = self.talk.promise
        in_force = promise.state in (PromiseState.SIGNED_OFF, PromiseState.RENEGOTIATING)
        assert seal_holds(promise) is in_force

    def teardown(self) -> None:
        """Rule 6, for every prefix: what was the state then is what its history says."""
        state = None
        states = dict(self.states)
        for length in range(1, len(self.talk.history) + 1):
            state = replay(self.talk.history[:length])
            assert states.get(length, state) == state
        assert self.talk.now >= NOON


class Renegotiation(Negotiation):
    """The same rules, with promises that begin signed off."""

    begins_signed = True


TestNegotiation: Callable[..., object] = Negotiation.TestCase
Negotiation.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
TestRenegotiation: Callable[..., object] = Renegotiation.TestCase
Renegotiation.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
