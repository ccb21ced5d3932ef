"""Another area answers on one promise, and a figure gets a promise of its own."""

from __future__ import annotations

import pytest

from bot.domain import commands, errors
from bot.domain.commands import Actor
from bot.domain.events import SlotReassigned, TermMovedOut
from bot.domain.promise import Stage
from bot.domain.slots import PersonRef, Slot, SlotId
from tests.unit.domain.builders import (
    APR_1,
    AUTHOR,
    OUTSIDER,
    QUALITY,
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
    names,
    outsider,
    quality_lead,
    refused,
    sign_all,
    site_lead,
    two_figures,
    wfm_deputy,
    wfm_lead,
    wfm_second,
)

TRAINING = Slot(SlotId("training"), "Training")
trainer = Actor(OUTSIDER, frozenset({TRAINING.id}))


@pytest.fixture
def talk() -> Talk:
    return two_figures()


@pytest.fixture
def sealed(talk: Talk) -> Talk:
    return sign_all(talk)


def reassigned(
    actor: Actor, *, slot: Slot = WFM, to: Slot = TRAINING, candidates: frozenset[PersonRef] = frozenset({OUTSIDER}),
    reason: str = "they run it now", is_admin: bool = False,
) -> commands.Reassign:  # fmt: skip
    return commands.Reassign(actor, slot.id, to, candidates, reason, is_admin)


class TestReassigning:
    @pytest.mark.parametrize("actor", [author, wfm_lead, wfm_deputy])
    def test_another_area_answers_on_this_promise(self, talk: Talk, actor: Actor) -> None:
        (fact,) = talk.does(reassigned(actor))
        assert isinstance(fact, SlotReassigned)
        assert (fact.slot, fact.to, fact.terms) == (WFM, TRAINING, (F,))
        assert talk.line(F).slots == (TRAINING, QUALITY)
        assert talk.line(F).version == 1
        talk.agrees(trainer)
        refused(talk, errors.NotAnOwner, commands.Agree(wfm_lead, talk.promise.versions))

    def test_a_given_agreement_survives(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        said = talk.line(F).positions[WFM.id]
        talk.does(reassigned(author))
        assert talk.line(F).positions == {TRAINING.id: said}
        talk.agrees(quality_lead)
        talk.agrees(site_lead)
        assert talk.promise.may_be_told

    @pytest.mark.parametrize("says", ["checks", "objects", "counters"])
    def test_anything_else_is_asked_anew(self, talk: Talk, says: str) -> None:
        if says == "checks":
            talk.checks(wfm_lead)
        elif says == "objects":
            talk.objects(wfm_lead, F)
        else:
            talk.counters(wfm_lead, talk.replaced(F, agents(28)))
        talk.does(reassigned(wfm_second))
        assert talk.line(F).positions == {}
        assert talk.promise.counters == ()
        assert talk.stage(F) is Stage.AWAITING

    def test_leaves_what_others_said(self, talk: Talk) -> None:
        talk.objects(quality_lead, F)
        talk.does(reassigned(author))
        assert talk.stage(F) is Stage.CONTESTED

    def test_an_objecting_area_is_not_reassigned_by_sales(self, talk: Talk) -> None:
        talk.objects(wfm_lead, F)
        error = refused(talk, errors.MayNotReassign, reassigned(author))
        assert error.area == WFM.area
        refused(talk, errors.MayNotReassign, reassigned(author, is_admin=True))
        refused(talk, errors.MayNotReassign, reassigned(Actor(TEAM_MATE, frozenset({WFM.id}))))

    def test_an_objecting_area_is_reassigned_by_an_admin(self, talk: Talk) -> None:
        talk.objects(wfm_lead, F)
        refused(talk, errors.NotAnOwner, reassigned(outsider))
        talk.does(reassigned(outsider, is_admin=True))
        assert talk.line(F).slots == (TRAINING, QUALITY)

    @pytest.mark.parametrize("candidates", [frozenset(), frozenset({AUTHOR, TEAM_MATE})])
    def test_never_to_sales(self, talk: Talk, candidates: frozenset[PersonRef]) -> None:
        error = refused(talk, errors.NeverToSales, reassigned(wfm_lead, candidates=candidates))
        assert error.area == TRAINING.area

    def test_needs_an_area_that_answers_here_another_one_and_a_reason(self, talk: Talk) -> None:
        refused(talk, errors.NothingChanged, reassigned(author, to=WFM))
        refused(talk, errors.NothingChanged, reassigned(author, slot=TRAINING, to=WFM))
        refused(talk, errors.NothingChanged, reassigned(author, to=QUALITY))  # it answers there already
        refused(talk, errors.ReasonMissing, reassigned(author, reason=""))

    def test_is_over_after_the_end(self, sealed: Talk) -> None:
        refused(sealed, errors.AlreadySignedOff, reassigned(wfm_lead))

    def test_only_what_is_renegotiated_is_reassigned(self, sealed: Talk) -> None:
        sealed.renegotiates(author, added(H, agents(3, APR_1), WFM))
        (fact,) = sealed.does(reassigned(author))
        assert isinstance(fact, SlotReassigned)
        assert fact.terms == (H,)
        assert sealed.line(F).slots == (WFM, QUALITY)


class TestMovingOut:
    @pytest.fixture
    def leaving(self, talk: Talk) -> Talk:
        talk.proposes_move(F)
        return talk

    def test_waits_for_every_owner(self, leaving: Talk) -> None:
        assert names(leaving.confirms_move(wfm_lead, F)) == ["MoveConfirmed"]
        assert leaving.line(F).leaving is not None
        facts = leaving.confirms_move(quality_lead, F)
        assert names(facts) == ["MoveConfirmed", "TermMovedOut"]
        moved = facts[1]
        assert isinstance(moved, TermMovedOut)
        assert (moved.term_id, moved.moved_to, moved.number) == (F, "p13", 13)
        assert [line.id for line in leaving.promise.terms] == [G]

    def test_can_complete_what_is_left(self, leaving: Talk) -> None:
        leaving.agrees(site_lead)
        leaving.confirms_move(wfm_lead, F)
        facts = leaving.confirms_move(quality_lead, F)
        assert names(facts) == ["MoveConfirmed", "TermMovedOut", "PromiseSignedOff"]
        assert leaving.fit() == [G]

    def test_signs_nothing_here(self, leaving: Talk) -> None:
        leaving.confirms_move(wfm_lead, F)
        assert leaving.line(F).positions == {}
        assert leaving.line(F).missing == (WFM, QUALITY)

    def test_one_person_confirms_for_each_of_their_areas(self, leaving: Talk) -> None:
        facts = leaving.confirms_move(Actor(WFM_LEAD, frozenset({WFM.id, QUALITY.id})), F)
        assert names(facts) == ["MoveConfirmed", "MoveConfirmed", "TermMovedOut"]

    def test_keeps_both_names_of_a_deputy(self, leaving: Talk) -> None:
        leaving.confirms_move(wfm_deputy, F)
        said = leaving.line(F).leaving.confirmed[WFM.id]  # type: ignore[union-attr]
        assert (said.person, said.deputy_for) == (WFM_DEPUTY, WFM_LEAD)

    def test_a_second_confirmation_says_who_confirmed(self, leaving: Talk) -> None:
        leaving.confirms_move(wfm_lead, F)
        wish = commands.ConfirmMove(wfm_second, leaving.promise.versions, F, leaving.promise.id, 13)
        assert refused(leaving, errors.AlreadyAgreed, wish).person == WFM_LEAD

    def test_a_confirmation_is_taken_back(self, leaving: Talk) -> None:
        leaving.confirms_move(wfm_lead, F)
        leaving.retracts(wfm_second)
        leaving.confirms_move(quality_lead, F)
        assert leaving.promise.term(F) is not None

    def test_a_new_version_is_no_longer_leaving(self, leaving: Talk) -> None:
        leaving.revises(leaving.replaced(F, agents(28)))
        wish = commands.ConfirmMove(wfm_lead, leaving.promise.versions, F, leaving.promise.id, 13)
        refused(leaving, errors.NotLeaving, wish)

    def test_another_area_confirms_for_itself(self, leaving: Talk) -> None:
        leaving.confirms_move(wfm_lead, F)
        leaving.does(reassigned(author))
        leaving.confirms_move(quality_lead, F)
        assert leaving.promise.term(F) is not None
        leaving.confirms_move(trainer, F)
        assert leaving.promise.term(F) is None

    def test_closes_the_counters_about_it(self, leaving: Talk) -> None:
        leaving.counters(site_lead, leaving.replaced(F, agents(28)))
        leaving.confirms_move(wfm_lead, F)
        leaving.confirms_move(quality_lead, F)
        assert leaving.promise.counters == ()

    def test_the_last_figure_stays(self, leaving: Talk) -> None:
        leaving.drops(G)
        wish = commands.ConfirmMove(wfm_lead, leaving.promise.versions, F, leaving.promise.id, 13)
        refused(leaving, errors.LastTerm, wish)
        refused(leaving, errors.LastTerm, commands.ProposeMove(author, leaving.promise.versions, F, "why"))

    def test_a_sign_off_ends_the_wish(self, leaving: Talk) -> None:
        for actor in (wfm_lead, quality_lead, site_lead):
            leaving.agrees(actor)
        assert leaving.line(F).leaving is None
        wish = commands.ConfirmMove(wfm_lead, leaving.promise.versions, F, leaving.promise.id, 13)
        refused(leaving, errors.AlreadySignedOff, wish)

    def test_is_not_for_what_is_renegotiated(self, sealed: Talk) -> None:
        sealed.renegotiates(author, sealed.replaced(F, agents(28)))
        refused(sealed, errors.AlreadySignedOff, commands.ProposeMove(author, sealed.promise.versions, F, "why"))

    def test_is_wished_by_sales_once_for_a_figure_that_is_one(self, leaving: Talk) -> None:
        versions = leaving.promise.versions
        refused(leaving, errors.NothingChanged, commands.ProposeMove(author, versions, F, "why"))
        refused(leaving, errors.NotSales, commands.ProposeMove(wfm_lead, versions, G, "why"))
        refused(leaving, errors.ReasonMissing, commands.ProposeMove(author, versions, G, ""))
        refused(leaving, errors.Stale, commands.ProposeMove(author, {G: 2}, G, "why"))
        leaving.revises(leaving.replaced(G, agents_asked()))
        refused(leaving, errors.QuestionOpen, commands.ProposeMove(author, leaving.promise.versions, G, "why"))

    def test_is_confirmed_by_owners_on_what_is_current(self, leaving: Talk) -> None:
        def wish(actor: Actor, version: int = 1) -> commands.ConfirmMove:
            return commands.ConfirmMove(actor, {F: version}, F, leaving.promise.id, 13)

        refused(leaving, errors.SalesCannotSign, wish(author))
        refused(leaving, errors.NotAnOwner, wish(outsider))
        refused(leaving, errors.NotAnOwner, wish(site_lead))
        refused(leaving, errors.Stale, wish(wfm_lead, 2))
