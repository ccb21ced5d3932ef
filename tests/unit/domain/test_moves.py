"""Looking into it, editing, restating, reassigning, a promise of its own, visibility and phone calls, act by act."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import commands, errors
from bot.domain.commands import Actor
from bot.domain.events import PhoneCallNoted, PromiseEdited, SlotReassigned, TermMovedOut
from bot.domain.owing import slots_owing
from bot.domain.promise import Agreed, Checking, PromiseState, Stage, Via, Visibility
from bot.domain.slots import PersonRef, Slot, SlotId
from tests.unit.domain.builders import (
    APR_1,
    AUTHOR,
    C1,
    NEEDED_BY,
    OUTSIDER,
    QUALITY,
    QUALITY_LEAD,
    SITE,
    SITE_LEAD,
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
    quality_score,
    refused,
    service_level,
    site_lead,
    team_mate,
    wfm_deputy,
    wfm_lead,
    wfm_second,
)

TRAINING = Slot(SlotId("training"), "Training")
trainer = Actor(OUTSIDER, frozenset({TRAINING.id}))


@pytest.fixture
def talk() -> Talk:
    """F needs workforce management and quality, G the site alone."""
    return Talk.about(added(F, agents(40), WFM, QUALITY), added(G, service_level(), SITE))


@pytest.fixture
def sealed(talk: Talk) -> Talk:
    for actor in (wfm_lead, quality_lead, site_lead):
        talk.agrees(actor)
    return talk


@pytest.fixture
def withdrawn(talk: Talk) -> Talk:
    talk.withdraws()
    return talk


class TestChecking:
    def test_is_seen_with_its_time_and_is_not_consent(self, talk: Talk) -> None:
        talk.agrees(quality_lead)
        at = talk.now
        talk.checks(wfm_lead, hours=3)
        assert talk.line(F).positions[WFM.id] == Checking(WFM_LEAD, at, at + timedelta(hours=3))
        assert talk.stage(F) is Stage.AWAITING
        assert talk.line(F).missing == (WFM,)
        assert not talk.promise.may_be_told

    def test_pauses_until_its_time_and_time_passing_resumes(self, talk: Talk) -> None:
        begun = talk.now
        talk.checks(wfm_lead, hours=3)
        end = begun + timedelta(hours=3)
        assert talk.line(F).missing_at(end - timedelta(microseconds=1)) == (QUALITY,)
        assert talk.line(F).missing_at(end) == (WFM, QUALITY)
        assert set(slots_owing(talk.promise, begun)) == {QUALITY.id, SITE.id}
        assert set(slots_owing(talk.promise, end)) == set(slots_owing(talk.promise)) == {WFM.id, QUALITY.id, SITE.id}

    def test_takes_the_place_of_what_the_area_had_said(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        talk.agrees(quality_lead)
        assert talk.stage(F) is Stage.SIGNED
        talk.checks(wfm_second)
        assert talk.stage(F) is Stage.AWAITING
        talk.objects(quality_lead, F)
        talk.checks(quality_lead)
        assert talk.stage(F) is Stage.AWAITING

    def test_takes_the_area_out_of_its_counter(self, talk: Talk) -> None:
        talk.counters(wfm_lead, talk.replaced(F, agents(28)))
        talk.checks(wfm_lead)
        refused(talk, errors.CounterGone, commands.AcceptCounter(author, C1))

    def test_then_agreeing_signs(self, talk: Talk) -> None:
        talk.checks(wfm_lead)
        talk.agrees(wfm_second)
        assert isinstance(talk.line(F).positions[WFM.id], Agreed)

    def test_is_dropped_by_a_material_change_and_can_be_taken_back(self, talk: Talk) -> None:
        talk.checks(wfm_lead)
        talk.revises(talk.replaced(F, agents(28)))
        assert talk.line(F).positions == {}
        talk.checks(wfm_lead)
        talk.retracts(wfm_second)
        assert talk.line(F).positions == {}

    def test_looks_into_a_question_as_well(self) -> None:
        talk = Talk.about(added(F, agents_asked(), WFM))
        talk.checks(wfm_lead)
        assert isinstance(talk.line(F).positions[WFM.id], Checking)

    def test_a_deputy_looks_into_it_in_the_name_of_the_member(self, talk: Talk) -> None:
        talk.checks(wfm_deputy)
        assert talk.line(F).positions[WFM.id].deputy_for == WFM_LEAD

    def test_needs_a_time_to_come(self, talk: Talk) -> None:
        error = refused(talk, errors.NotInTheFuture, commands.Check(wfm_lead, talk.promise.versions, talk.now))
        assert error.until == talk.now

    def test_is_for_owners_on_what_is_current(self, talk: Talk) -> None:
        until = talk.now + timedelta(hours=1)
        refused(talk, errors.SalesCannotSign, commands.Check(author, talk.promise.versions, until))
        refused(talk, errors.NotAnOwner, commands.Check(outsider, talk.promise.versions, until))
        refused(talk, errors.Stale, commands.Check(wfm_lead, {F: 2}, until))

    def test_is_over_after_the_end(self, sealed: Talk) -> None:
        until = sealed.now + timedelta(hours=1)
        refused(sealed, errors.AlreadySignedOff, commands.Check(wfm_lead, sealed.promise.versions, until))


class TestEditing:
    def test_drops_nothing_and_says_only_what_changed(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        talk.objects(quality_lead, F)
        before = talk.promise.terms
        later = NEEDED_BY + timedelta(days=1)
        (fact,) = talk.does(
            commands.Edit(team_mate, title="inbound", notes="call first", link="https://x", needed_by=later)
        )
        assert isinstance(fact, PromiseEdited)
        assert (fact.title, fact.award_on, fact.account_team) == ("inbound", None, None)
        promise = talk.promise
        assert (promise.title, promise.notes, promise.link, promise.needed_by) == (
            "inbound",
            "call first",
            "https://x",
            later,
        )
        assert promise.terms == before

    def test_what_stays_is_not_an_edit(self, talk: Talk) -> None:
        refused(talk, errors.NothingChanged, commands.Edit(author))
        refused(talk, errors.NothingChanged, commands.Edit(author, title=talk.promise.title, needed_by=NEEDED_BY))

    def test_the_award_and_the_account_team(self, talk: Talk) -> None:
        newcomer = PersonRef("newcomer")
        talk.does(commands.Edit(author, award_on=APR_1, account_team=(newcomer,)))
        assert talk.promise.award_on == APR_1
        assert talk.promise.sales == {AUTHOR, newcomer}

    def test_is_for_sales_of_a_promise_that_lives(self, talk: Talk) -> None:
        error = refused(talk, errors.NotSales, commands.Edit(wfm_lead, title="x"))
        assert error.author == AUTHOR
        talk.withdraws()
        refused(talk, errors.AlreadyWithdrawn, commands.Edit(author, title="x"))

    def test_after_the_sign_off_only_the_time_of_the_answer_stays(self, sealed: Talk) -> None:
        sealed.does(commands.Edit(author, title="inbound"))
        assert sealed.promise.may_be_told
        later = NEEDED_BY + timedelta(days=1)
        refused(sealed, errors.AlreadySignedOff, commands.Edit(author, needed_by=later))

    def test_an_answer_is_needed_at_a_time_to_come(self, talk: Talk) -> None:
        refused(talk, errors.NotInTheFuture, commands.Edit(author, needed_by=talk.now))

    def test_who_has_spoken_for_operations_does_not_join_sales(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        talk.counters(site_lead, talk.replaced(F, agents(28)))
        talk.proposes_move(F)
        talk.confirms_move(quality_lead, F)
        for person in (WFM_LEAD, SITE_LEAD, QUALITY_LEAD):
            error = refused(talk, errors.SpeaksForOperations, commands.Edit(author, account_team=(TEAM_MATE, person)))
            assert error.person == person

    def test_who_signed_what_is_in_force_or_suspended_it_does_not_either(self, sealed: Talk) -> None:
        sealed.cannot_keep(wfm_second, F)
        sealed.renegotiates(author, sealed.replaced(F, agents(28)))
        for person in (WFM_LEAD, wfm_second.person):
            refused(sealed, errors.SpeaksForOperations, commands.Edit(author, account_team=(person,)))

    def test_who_left_sales_does_not_sign_what_they_gave_sales_word_for(self, talk: Talk) -> None:
        both = Actor(TEAM_MATE, frozenset({WFM.id, SITE.id}))
        talk.revises(talk.replaced(F, agents(28)), actor=team_mate)
        talk.does(commands.Edit(author, account_team=()))
        refused(talk, errors.SalesCannotSign, commands.Agree(both, talk.promise.versions))
        talk.revises(talk.replaced(F, agents(30)))
        talk.agrees(both)
        assert talk.stage(G) is Stage.SIGNED


class TestRestating:
    def test_drops_what_was_said_on_every_figure(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        talk.objects(site_lead, G)
        talk.restates("Other", ("access by 15 Jan",), team_mate)
        assert (talk.promise.client, talk.promise.conditions) == ("Other", ("access by 15 Jan",))
        for line in talk.promise.terms:
            assert (line.version, line.positions, line.sales.person) == (2, {}, TEAM_MATE)

    def test_closes_every_counter(self, talk: Talk) -> None:
        talk.counters(wfm_lead, added(H, agents(1, APR_1), WFM))
        talk.restates(conditions=("x",))
        assert talk.promise.counters == ()

    def test_asks_the_areas_of_the_new_client(self, talk: Talk) -> None:
        talk.restates("Other", (), author, TRAINING)
        assert {line.slots for line in talk.promise.terms} == {(TRAINING,)}

    def test_needs_something_new_somebody_who_answers_a_reason_and_sales(self, talk: Talk) -> None:
        slots = {F: (WFM,), G: (SITE,)}
        refused(talk, errors.NothingChanged, commands.Restate(author, "Acme", (), slots, "why"))
        refused(talk, errors.ReasonMissing, commands.Restate(author, "Other", (), slots, " "))
        refused(talk, errors.NotSales, commands.Restate(wfm_lead, "Other", (), slots, "why"))
        error = refused(talk, errors.NobodyAnswers, commands.Restate(author, "Other", (), {F: (WFM,)}, "why"))
        assert error.terms == [service_level()]

    def test_is_not_done_to_what_is_signed_off(self, sealed: Talk) -> None:
        refused(sealed, errors.AlreadySignedOff, commands.Restate(author, "Other", (), {F: (WFM,), G: (SITE,)}, "why"))


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


class TestVisibility:
    def test_the_author_changes_it(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        before = talk.promise.terms
        talk.does(commands.ChangeVisibility(author, Visibility.CONFIDENTIAL, "C-secret", "Elster"))
        promise = talk.promise
        assert (promise.visibility, promise.channel, promise.code_name) == (
            Visibility.CONFIDENTIAL,
            "C-secret",
            "Elster",
        )
        assert promise.terms == before

    def test_a_code_name_stays_and_can_be_changed_alone(self, talk: Talk) -> None:
        talk.does(commands.ChangeVisibility(author, Visibility.CONFIDENTIAL, "C-secret", "Elster"))
        talk.does(commands.ChangeVisibility(author, Visibility.RESTRICTED, "C-secret"))
        assert talk.promise.code_name == "Elster"
        talk.does(commands.ChangeVisibility(author, Visibility.RESTRICTED, "C-secret", "Falke"))
        assert talk.promise.code_name == "Falke"
        refused(talk, errors.NothingChanged, commands.ChangeVisibility(author, Visibility.RESTRICTED, "C-secret"))

    @pytest.mark.parametrize("actor", [team_mate, wfm_lead, outsider])
    def test_nobody_else_does(self, talk: Talk, actor: Actor) -> None:
        wish = commands.ChangeVisibility(actor, Visibility.RESTRICTED, "C-promises")
        assert refused(talk, errors.OnlyTheAuthor, wish).author == AUTHOR

    def test_goes_on_after_the_end(self, withdrawn: Talk) -> None:
        withdrawn.does(commands.ChangeVisibility(author, Visibility.RESTRICTED, "C-promises"))
        assert withdrawn.promise.visibility is Visibility.RESTRICTED


class TestPhoneCalls:
    def test_signs_nothing(self, talk: Talk) -> None:
        before = talk.promise
        (fact,) = talk.does(commands.NotePhoneCall(author, wfm_lead, before.versions))
        assert isinstance(fact, PhoneCallNoted)
        assert (fact.person, fact.colleague, fact.versions) == (AUTHOR, WFM_LEAD, {F: 1})
        assert talk.promise.terms == before.terms

    def test_the_colleagues_own_press_signs(self, talk: Talk) -> None:
        (fact,) = talk.does(commands.NotePhoneCall(author, wfm_lead, talk.promise.versions))
        assert isinstance(fact, PhoneCallNoted)
        talk.does(commands.Agree(wfm_lead, fact.versions, Via.PHONE))
        said = talk.line(F).positions[WFM.id]
        assert isinstance(said, Agreed)
        assert (said.person, said.via) == (WFM_LEAD, Via.PHONE)

    @pytest.mark.parametrize("colleague", [outsider, team_mate, Actor(TEAM_MATE, frozenset({WFM.id}))])
    def test_is_with_somebody_who_can_sign(self, talk: Talk, colleague: Actor) -> None:
        wish = commands.NotePhoneCall(author, colleague, talk.promise.versions)
        assert refused(talk, errors.ColleagueCannotSign, wish).colleague == colleague.person

    def test_is_noted_by_sales_on_what_is_current_and_open(self, talk: Talk) -> None:
        versions = talk.promise.versions
        refused(talk, errors.NotSales, commands.NotePhoneCall(quality_lead, wfm_lead, versions))
        refused(talk, errors.Stale, commands.NotePhoneCall(author, wfm_lead, {F: 2}))
        talk.agrees(wfm_second)
        error = refused(talk, errors.AlreadyAgreed, commands.NotePhoneCall(author, wfm_lead, versions))
        assert error.person == wfm_second.person
        talk.revises(talk.replaced(F, agents_asked()), talk.replaced(G, quality_score()))
        refused(talk, errors.QuestionOpen, commands.NotePhoneCall(author, wfm_lead, talk.promise.versions))

    def test_is_over_after_the_end(self, sealed: Talk) -> None:
        wish = commands.NotePhoneCall(author, wfm_lead, sealed.promise.versions)
        refused(sealed, errors.AlreadySignedOff, wish)
        assert sealed.promise.state is PromiseState.SIGNED_OFF
