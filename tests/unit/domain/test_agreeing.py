"""Agreeing, filling questions in, and the joint sign-off: who signs what, and what is signed then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import commands, errors
from bot.domain.commands import Actor
from bot.domain.events import PromiseSignedOff, TermAgreed
from bot.domain.promise import Agreed, PromiseState, Stage, TermId, Via
from bot.domain.slots import PersonRef, SlotId
from tests.unit.domain.builders import (
    AUTHOR,
    NOON,
    QUALITY,
    QUALITY_LEAD,
    SITE,
    TEAM_MATE,
    WFM,
    WFM_DEPUTY,
    WFM_LEAD,
    F,
    G,
    H,
    Talk,
    added,
    agents,
    agents_asked,
    author,
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


class TestAgreeing:
    def test_signs_own_slots_of_the_figures_seen(self, talk: Talk) -> None:
        facts = talk.agrees(wfm_lead)
        assert facts == (TermAgreed(NOON + timedelta(minutes=1), WFM_LEAD, F, 1, WFM.id, None, Via.BUTTON),)
        assert talk.stage(F) is Stage.AWAITING
        assert talk.line(F).missing == (QUALITY,)

    def test_is_enough_by_one_member(self, talk: Talk) -> None:
        talk.agrees(wfm_second)
        error = refused(talk, errors.AlreadyAgreed, commands.Agree(wfm_lead, talk.promise.versions))
        assert error.person == wfm_second.person

    def test_a_deputy_signs_in_the_name_of_the_member(self, talk: Talk) -> None:
        talk.agrees(wfm_deputy)
        said = talk.line(F).positions[WFM.id]
        assert isinstance(said, Agreed)
        assert (said.person, said.deputy_for) == (WFM_DEPUTY, WFM_LEAD)

    def test_a_member_who_backs_their_own_slot_up_signs_as_themselves(self, talk: Talk) -> None:
        talk.agrees(Actor(WFM_LEAD, frozenset({WFM.id}), {WFM.id: wfm_second.person}))
        assert talk.line(F).positions[WFM.id].deputy_for is None

    def test_who_has_an_own_area_here_does_not_sign_for_another_by_the_way(self, talk: Talk) -> None:
        both = Actor(QUALITY_LEAD, frozenset({QUALITY.id}), {WFM.id: WFM_LEAD, SITE.id: site_lead.person})
        talk.agrees(both)
        assert set(talk.line(F).positions) == {QUALITY.id}
        assert not talk.line(G).positions

    def test_who_has_an_own_area_here_signs_for_another_when_acting_for_that_one(self, talk: Talk) -> None:
        both = Actor(QUALITY_LEAD, frozenset({QUALITY.id}), {WFM.id: WFM_LEAD, SITE.id: site_lead.person})
        talk.agrees(both.only({WFM.id}))
        assert set(talk.line(F).positions) == {WFM.id}
        assert talk.line(F).positions[WFM.id].deputy_for == WFM_LEAD

    @pytest.mark.parametrize("member", [TEAM_MATE, QUALITY_LEAD])
    def test_who_is_asked_because_the_members_are_of_sales_or_none_signs_beside_their_own(
        self, talk: Talk, member: PersonRef
    ) -> None:
        talk.agrees(Actor(QUALITY_LEAD, frozenset({QUALITY.id}), {WFM.id: WFM_LEAD, SITE.id: member}))
        assert set(talk.line(F).positions) == {QUALITY.id}
        said = talk.line(G).positions[SITE.id]
        assert said.deputy_for == (TEAM_MATE if member == TEAM_MATE else None)

    def test_acting_for_one_area_as_a_deputy_signs_for_no_other(self, talk: Talk) -> None:
        backs_two_up = Actor(WFM_DEPUTY, deputy_for={WFM.id: WFM_LEAD, SITE.id: site_lead.person})
        talk.agrees(backs_two_up.only({SITE.id}))
        assert talk.line(F).positions == {}
        assert talk.stage(G) is Stage.SIGNED

    def test_acting_for_one_area_gives_no_seat_in_another(self, talk: Talk) -> None:
        elsewhere = wfm_lead.only({SITE.id})
        refused(talk, errors.NotAnOwner, commands.Agree(elsewhere, talk.promise.versions))

    def test_who_has_an_own_area_elsewhere_is_a_deputy_here(self, talk: Talk) -> None:
        talk.agrees(Actor(WFM_DEPUTY, frozenset({SlotId("training")}), {WFM.id: WFM_LEAD}))
        assert talk.line(F).positions[WFM.id].deputy_for == WFM_LEAD

    @pytest.mark.parametrize("actor", [author, team_mate, Actor(AUTHOR, frozenset({WFM.id})), Actor(TEAM_MATE)])
    def test_sales_never_signs_for_operations(self, talk: Talk, actor: Actor) -> None:
        refused(talk, errors.SalesCannotSign, commands.Agree(actor, talk.promise.versions))

    def test_sales_never_signs_as_a_deputy_either(self, talk: Talk) -> None:
        as_deputy = Actor(TEAM_MATE, deputy_for={WFM.id: WFM_LEAD})
        refused(talk, errors.SalesCannotSign, commands.Agree(as_deputy, talk.promise.versions))

    def test_needs_a_seat(self, talk: Talk) -> None:
        refused(talk, errors.NotAnOwner, commands.Agree(outsider, talk.promise.versions))

    @pytest.mark.parametrize("seen", [{}, {F: 2}, {F: 0}, {G: 1}])
    def test_is_stale_on_anything_but_the_current_version(self, talk: Talk, seen: dict[TermId, int]) -> None:
        refused(talk, errors.Stale, commands.Agree(wfm_lead, seen))

    def test_is_stale_as_a_whole_when_one_own_figure_changed(self) -> None:
        talk = Talk.about(added(F, agents(40), WFM), added(G, service_level(), WFM))
        seen = talk.promise.versions
        talk.revises(talk.replaced(G, service_level(90)))
        refused(talk, errors.Stale, commands.Agree(wfm_lead, seen))

    def test_is_not_stale_when_only_others_figures_changed(self, talk: Talk) -> None:
        seen = talk.promise.versions
        talk.revises(talk.replaced(G, service_level(90)))
        talk.does(commands.Agree(wfm_lead, seen))
        assert WFM.id in talk.line(F).positions

    def test_leaves_a_figure_that_was_not_seen(self) -> None:
        talk = Talk.about(added(F, agents(40), WFM), added(G, service_level(), WFM))
        talk.agrees(wfm_lead, F)
        assert talk.stage(F) is Stage.SIGNED
        assert talk.stage(G) is Stage.AWAITING

    def test_a_second_click_says_who_agreed_and_when(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        error = refused(talk, errors.AlreadyAgreed, commands.Agree(wfm_lead, talk.promise.versions))
        assert (error.person, error.at) == (WFM_LEAD, NOON + timedelta(minutes=1))

    def test_a_second_click_names_the_latest_of_several_signatures(self) -> None:
        talk = Talk.about(added(F, agents(40), WFM), added(G, service_level(), WFM), added(H, quality_score(), SITE))
        talk.agrees(wfm_second, G)
        talk.agrees(wfm_lead, F)
        error = refused(talk, errors.AlreadyAgreed, commands.Agree(wfm_second, talk.promise.versions))
        assert error.person == WFM_LEAD

    def test_replaces_the_slots_own_objection(self, talk: Talk) -> None:
        talk.objects(wfm_lead, F)
        talk.agrees(wfm_second)
        assert isinstance(talk.line(F).positions[WFM.id], Agreed)
        assert talk.stage(F) is Stage.AWAITING

    def test_leaves_another_slots_objection(self, talk: Talk) -> None:
        talk.objects(quality_lead, F)
        talk.agrees(wfm_lead)
        assert talk.stage(F) is Stage.CONTESTED


class TestQuestions:
    def test_a_question_cannot_be_agreed_to(self) -> None:
        talk = Talk.about(added(F, agents_asked(), WFM))
        refused(talk, errors.QuestionOpen, commands.Agree(wfm_lead, talk.promise.versions))

    def test_agreeing_leaves_the_question_open_beside_it(self) -> None:
        talk = Talk.about(added(F, agents_asked(), WFM), added(G, service_level(), WFM))
        assert [fact.term_id for fact in talk.agrees(wfm_lead)] == [G]
        assert talk.stage(F) is Stage.AWAITING
        assert talk.promise.state is PromiseState.NEGOTIATING

    def test_a_second_click_beside_a_question_is_a_second_click(self) -> None:
        talk = Talk.about(added(F, agents_asked(), WFM), added(G, service_level(), WFM))
        talk.agrees(wfm_lead)
        refused(talk, errors.AlreadyAgreed, commands.Agree(wfm_lead, talk.promise.versions))

    def test_a_question_is_not_signed_whatever_is_said_about_it(self) -> None:
        line = Talk.about(added(F, agents_asked(), WFM)).line(F)
        assert replace(line, positions={WFM.id: Agreed(WFM_LEAD, NOON)}).stage is Stage.AWAITING

    def test_a_figure_revised_into_a_question_is_unsigned(self) -> None:
        talk = Talk.about(added(F, agents(40), WFM), added(G, service_level(), SITE))
        talk.agrees(wfm_lead)
        talk.revises(talk.replaced(F, agents_asked()))
        refused(talk, errors.QuestionOpen, commands.Agree(wfm_lead, talk.promise.versions))
        assert talk.stage(F) is Stage.AWAITING


class TestSignOff:
    def test_comes_with_the_last_signature(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        talk.agrees(site_lead)
        facts = talk.agrees(quality_lead)
        assert isinstance(facts[-1], PromiseSignedOff)
        assert facts[-1].person == QUALITY_LEAD
        assert talk.promise.may_be_told
        assert talk.promise.state is PromiseState.SIGNED_OFF

    def test_never_comes_with_an_objection_or_a_silence(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        talk.objects(quality_lead, F)
        talk.agrees(site_lead)
        assert not talk.promise.may_be_told
        talk.retracts(quality_lead)
        assert not talk.promise.may_be_told

    @pytest.mark.parametrize("actor", [wfm_lead, quality_lead])
    def test_retracting_afterwards_points_to_the_honest_ways(self, talk: Talk, actor: Actor) -> None:
        for owner in (wfm_lead, quality_lead, site_lead):
            talk.agrees(owner)
        refused(talk, errors.AlreadySignedOff, commands.Retract(actor))
        refused(talk, errors.AlreadySignedOff, commands.Retract(actor, Via.REACTION))

    def test_a_second_click_after_it_says_that_it_is_signed_off(self, talk: Talk) -> None:
        seen = talk.promise.versions
        for owner in (wfm_lead, quality_lead, site_lead):
            talk.agrees(owner)
        refused(talk, errors.AlreadySignedOff, commands.Agree(quality_lead, seen))
        refused(talk, errors.AlreadySignedOff, commands.Withdraw(author, "why"))
