"""Drafting, objecting, revising, dropping, retracting and withdrawing, act by act."""

from __future__ import annotations

import pytest

from bot.domain import commands, errors
from bot.domain.commands import Actor
from bot.domain.events import PositionRetracted, TermObjected
from bot.domain.negotiation import decide
from bot.domain.promise import MOST_TERMS, Agreed, Objected, PromiseState, Stage, TermId, Via
from tests.unit.domain.builders import (
    APR_1,
    AUTHOR,
    FEB_1,
    MAR_1,
    NOON,
    QUALITY,
    SITE,
    TEAM_MATE,
    WFM,
    WFM_LEAD,
    F,
    G,
    H,
    Talk,
    added,
    agents,
    author,
    draft,
    names,
    outsider,
    quality_lead,
    quality_score,
    refused,
    service_level,
    site_lead,
    team_mate,
    two_figures,
    wfm_deputy,
    wfm_lead,
    wfm_second,
)


@pytest.fixture
def talk() -> Talk:
    return two_figures()


class TestDrafting:
    def test_gives_sales_agreement_and_asks_every_slot(self, talk: Talk) -> None:
        assert talk.line(F).sales == Agreed(AUTHOR, NOON)
        assert talk.line(F).missing == (WFM, QUALITY)
        assert talk.promise.state is PromiseState.NEGOTIATING
        assert not talk.promise.may_be_told

    def test_keeps_what_was_said(self) -> None:
        promise = Talk.about(added(F, agents(40), WFM), conditions=("forecast ±10 %",)).promise
        assert (promise.client, promise.number, promise.conditions) == ("Acme", 12, ("forecast ±10 %",))
        assert promise.sales == {AUTHOR, TEAM_MATE}

    @pytest.mark.parametrize("count", [0, MOST_TERMS + 1])
    def test_takes_one_to_twenty_figures(self, count: int) -> None:
        terms = [added(TermId(f"t{n}"), agents(n + 1), WFM) for n in range(count)]
        with pytest.raises(errors.WrongNumberOfTerms) as caught:
            decide(None, draft(*terms), NOON)
        assert (caught.value.count, caught.value.most) == (count, 20)

    def test_takes_twenty(self) -> None:
        talk = Talk.about(*(added(TermId(f"t{n}"), agents(n + 1), WFM) for n in range(MOST_TERMS)))
        assert len(talk.promise.terms) == 20

    def test_names_the_figures_that_nobody_answers_for(self) -> None:
        with pytest.raises(errors.NobodyAnswers) as caught:
            decide(None, draft(added(F, agents(40), WFM), added(G, service_level())), NOON)
        assert caught.value.terms == [service_level()]


class TestObjecting:
    def test_keeps_the_reason_and_contests_that_figure_alone(self, talk: Talk) -> None:
        (fact,) = talk.objects(quality_lead, F, reason="  ten weeks of coaching ")
        assert isinstance(fact, TermObjected)
        assert fact.reason == "ten weeks of coaching"
        assert talk.stage(F) is Stage.CONTESTED
        assert talk.stage(G) is Stage.AWAITING

    def test_a_form_that_is_sent_twice_is_in_the_history_once(self, talk: Talk) -> None:
        assert talk.objects(quality_lead, F, reason="ten weeks of coaching")
        assert talk.objects(quality_lead, F, reason="ten weeks of coaching") == ()
        assert talk.objects(quality_lead, F, reason="twelve weeks, as it turns out")

    def test_a_deputy_objects_in_the_name_of_the_member(self, talk: Talk) -> None:
        talk.objects(wfm_deputy, F)
        said = talk.line(F).positions[WFM.id]
        assert isinstance(said, Objected)
        assert said.deputy_for == WFM_LEAD

    @pytest.mark.parametrize("reason", ["", " \n\t"])
    def test_needs_a_reason(self, talk: Talk, reason: str) -> None:
        refused(talk, errors.ReasonMissing, commands.Object(quality_lead, talk.promise.versions, (F,), reason))

    def test_needs_a_seat_in_every_figure_chosen(self, talk: Talk) -> None:
        refused(talk, errors.NotAnOwner, commands.Object(quality_lead, talk.promise.versions, (F, G), "no"))
        refused(talk, errors.NotAnOwner, commands.Object(outsider, talk.promise.versions, (F,), "no"))

    def test_is_never_by_sales(self, talk: Talk) -> None:
        refused(talk, errors.SalesCannotSign, commands.Object(author, talk.promise.versions, (F,), "no"))
        refused(talk, errors.SalesCannotSign, commands.Object(author, {}, (F,), "no"))

    @pytest.mark.parametrize(("seen", "chosen"), [({F: 2}, (F,)), ({}, (F,)), ({F: 1}, (F, H)), ({F: 1}, ())])
    def test_is_stale_on_anything_but_what_is_current(
        self, talk: Talk, seen: dict[TermId, int], chosen: tuple[TermId, ...]
    ) -> None:
        refused(talk, errors.Stale, commands.Object(quality_lead, seen, chosen, "no"))

    def test_is_stale_when_one_of_the_figures_was_dropped(self, talk: Talk) -> None:
        seen = talk.promise.versions
        talk.drops(G)
        refused(talk, errors.Stale, commands.Object(quality_lead, seen, (F, G), "no"))

    def test_takes_an_agreement_of_the_slot_back(self, talk: Talk) -> None:
        talk.agrees(quality_lead)
        talk.objects(quality_lead, F)
        assert isinstance(talk.line(F).positions[QUALITY.id], Objected)


class TestRevising:
    def test_drops_the_positions_on_that_figure_alone(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        talk.agrees(quality_lead)
        talk.objects(site_lead, G)
        talk.revises(talk.replaced(F, agents(28)), actor=team_mate)
        assert talk.line(F).positions == {}
        assert (talk.line(F).version, talk.line(F).sales.person) == (2, TEAM_MATE)
        assert isinstance(talk.line(G).positions[SITE.id], Objected)

    @pytest.mark.parametrize(
        "term",
        [agents(41), agents(40, MAR_1), agents(40, FEB_1, "Leipzig"), agents(40, conditions=("forecast ±10 %",))],
    )
    def test_a_change_of_number_date_scope_or_condition_is_material(self, talk: Talk, term: object) -> None:
        talk.agrees(wfm_lead)
        talk.revises(talk.replaced(F, term))  # type: ignore[arg-type]
        assert talk.line(F).positions == {}

    def test_saying_the_same_changes_nothing(self, talk: Talk) -> None:
        refused(talk, errors.NothingChanged, commands.Revise(author, (talk.replaced(F, agents(40)),), "again"))
        refused(talk, errors.NothingChanged, commands.Revise(author, (added(H, agents(40), WFM),), "again"))

    def test_only_lines_that_say_something_new_make_a_version(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        talk.revises(talk.replaced(F, agents(40)), talk.replaced(G, service_level(90)))
        assert (talk.line(F).version, talk.line(G).version) == (1, 2)
        assert WFM.id in talk.line(F).positions

    def test_can_add_a_figure(self, talk: Talk) -> None:
        talk.revises(added(H, quality_score(), QUALITY))
        assert talk.line(H).version == 1
        assert talk.line(H).missing == (QUALITY,)

    def test_keeps_to_twenty_figures(self) -> None:
        talk = Talk.about(*(added(TermId(f"t{n}"), agents(n + 1), WFM) for n in range(MOST_TERMS)))
        refused(talk, errors.WrongNumberOfTerms, commands.Revise(author, (added(H, agents(99), WFM),), "more"))

    def test_needs_somebody_who_answers(self, talk: Talk) -> None:
        refused(talk, errors.NobodyAnswers, commands.Revise(author, (added(H, agents(99)),), "more"))

    def test_needs_a_reason(self, talk: Talk) -> None:
        refused(talk, errors.ReasonMissing, commands.Revise(author, (talk.replaced(F, agents(1)),), " "))

    def test_is_stale_on_an_older_version_or_a_dropped_figure(self, talk: Talk) -> None:
        older, gone = talk.replaced(F, agents(28)), talk.replaced(G, service_level(90))
        talk.revises(older)
        refused(talk, errors.Stale, commands.Revise(author, (older,), "again"))
        talk.drops(G)
        refused(talk, errors.Stale, commands.Revise(author, (gone,), "again"))

    @pytest.mark.parametrize("actor", [wfm_lead, outsider])
    def test_is_for_sales(self, talk: Talk, actor: Actor) -> None:
        error = refused(talk, errors.NotSales, commands.Revise(actor, (talk.replaced(F, agents(1)),), "why"))
        assert error.author == AUTHOR


class TestDropping:
    def test_signs_off_when_every_other_figure_is_signed(self, talk: Talk) -> None:
        talk.agrees(site_lead)
        facts = talk.drops(F)
        assert names(facts) == ["TermDropped", "PromiseSignedOff"]
        assert talk.promise.may_be_told
        assert [line.id for line in talk.promise.terms] == [G]
        assert (talk.stage(F), talk.stage(G)) == (Stage.DROPPED, Stage.SEALED)

    def test_signs_nothing_off_while_another_is_open(self, talk: Talk) -> None:
        assert names(talk.drops(F)) == ["TermDropped"]

    def test_never_drops_the_last_figure(self, talk: Talk) -> None:
        talk.drops(F)
        refused(talk, errors.LastTerm, commands.Drop(author, talk.promise.versions, G, "why"))

    @pytest.mark.parametrize("seen", [{}, {F: 2}])
    def test_is_stale_on_anything_but_the_current_version(self, talk: Talk, seen: dict[TermId, int]) -> None:
        refused(talk, errors.Stale, commands.Drop(author, seen, F, "why"))

    def test_needs_a_reason_and_sales(self, talk: Talk) -> None:
        refused(talk, errors.ReasonMissing, commands.Drop(author, talk.promise.versions, F, ""))
        refused(talk, errors.NotSales, commands.Drop(wfm_lead, talk.promise.versions, F, "why"))


class TestRetracting:
    def test_takes_back_what_the_slot_said_by_any_member(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        (fact,) = talk.retracts(wfm_second)
        assert isinstance(fact, PositionRetracted)
        assert talk.line(F).missing == (WFM, QUALITY)

    def test_takes_back_an_objection(self, talk: Talk) -> None:
        talk.objects(wfm_lead, F)
        talk.retracts(wfm_lead)
        assert talk.stage(F) is Stage.AWAITING

    def test_leaves_what_other_slots_said(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        talk.agrees(quality_lead)
        talk.retracts(wfm_lead)
        assert set(talk.line(F).positions) == {QUALITY.id}

    @pytest.mark.parametrize("actor", [wfm_lead, outsider])
    def test_needs_something_to_take_back(self, talk: Talk, actor: Actor) -> None:
        talk.agrees(quality_lead)
        refused(talk, errors.NothingToRetract, commands.Retract(actor))

    def test_is_never_by_sales(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        refused(talk, errors.SalesCannotSign, commands.Retract(Actor(AUTHOR, frozenset({WFM.id}))))

    def test_taking_a_reaction_away_takes_back_what_it_signed(self, talk: Talk) -> None:
        talk.agrees(wfm_lead, via=Via.REACTION)
        talk.retracts(wfm_lead, Via.REACTION)
        assert talk.line(F).positions == {}

    def test_taking_a_reaction_away_leaves_a_button_and_a_colleague(self, talk: Talk) -> None:
        talk.agrees(wfm_lead, via=Via.BUTTON)
        refused(talk, errors.NothingToRetract, commands.Retract(wfm_lead, Via.REACTION))
        talk.retracts(wfm_lead)
        talk.agrees(wfm_second, via=Via.REACTION)
        refused(talk, errors.NothingToRetract, commands.Retract(wfm_lead, Via.REACTION))

    def test_taking_a_reaction_away_leaves_an_objection(self, talk: Talk) -> None:
        talk.agrees(wfm_lead, via=Via.REACTION)
        talk.objects(wfm_lead, F)
        refused(talk, errors.NothingToRetract, commands.Retract(wfm_lead, Via.REACTION))

    def test_an_old_button_leaves_what_was_said_about_a_later_version(self, talk: Talk) -> None:
        seen = talk.promise.versions
        talk.agrees(wfm_lead)
        talk.revises(talk.replaced(F, agents(28)))
        talk.agrees(wfm_second)
        refused(talk, errors.Stale, commands.Retract(wfm_lead, seen=seen))

    def test_a_button_takes_back_what_still_stands_of_what_it_names(self) -> None:
        talk = Talk.about(added(F, agents(40), WFM), added(G, service_level(), WFM), added(H, quality_score(), SITE))
        seen = talk.promise.versions
        talk.agrees(wfm_lead)
        talk.revises(talk.replaced(F, agents(28)))
        talk.agrees(wfm_second)
        talk.retracts(wfm_lead, seen=seen)
        assert (talk.stage(F), talk.stage(G)) == (Stage.SIGNED, Stage.AWAITING)

    def test_a_second_press_finds_nothing(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        seen = talk.promise.versions
        talk.retracts(wfm_lead, seen=seen)
        refused(talk, errors.NothingToRetract, commands.Retract(wfm_lead, seen=seen))


class TestWithdrawing:
    def test_ends_everything(self, talk: Talk) -> None:
        talk.counters(site_lead, talk.replaced(G, service_level(70)))
        talk.withdraws(team_mate)
        assert (talk.promise.state, talk.promise.withdrawn_because) == (PromiseState.WITHDRAWN, "no order")
        assert talk.promise.counters == ()
        for command in (
            commands.Agree(wfm_lead, talk.promise.versions),
            commands.Revise(author, (added(H, agents(1, APR_1), WFM),), "why"),
            commands.Withdraw(author, "why"),
        ):
            refused(talk, errors.AlreadyWithdrawn, command)

    def test_needs_a_reason_and_sales(self, talk: Talk) -> None:
        refused(talk, errors.ReasonMissing, commands.Withdraw(author, " "))
        refused(talk, errors.NotSales, commands.Withdraw(wfm_lead, "why"))


def test_an_unknown_wish_is_a_defect_not_a_refusal(talk: Talk) -> None:
    with pytest.raises(TypeError, match="no rule for str"):
        decide(talk.promise, "agree", NOON)  # type: ignore[arg-type]
