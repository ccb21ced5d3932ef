"""Looking into it, editing, restating, visibility and phone calls, act by act."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import commands, errors
from bot.domain.commands import Actor
from bot.domain.events import PhoneCallNoted, PromiseEdited
from bot.domain.negotiation import decide
from bot.domain.owing import slots_owing
from bot.domain.promise import Agreed, Checking, PromiseState, Stage, Via, Visibility
from bot.domain.slots import PersonRef, Slot, SlotId
from tests.unit.domain.builders import (
    APR_1,
    AUTHOR,
    C1,
    NEEDED_BY,
    QUALITY,
    QUALITY_LEAD,
    SITE,
    SITE_LEAD,
    TEAM_MATE,
    WFM,
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
    sign_all,
    site_lead,
    team_mate,
    two_figures,
    wfm_deputy,
    wfm_lead,
    wfm_second,
)

TRAINING = Slot(SlotId("training"), "Training")


@pytest.fixture
def talk() -> Talk:
    return two_figures()


@pytest.fixture
def sealed(talk: Talk) -> Talk:
    return sign_all(talk)


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

    def test_a_form_that_is_sent_twice_is_in_the_history_once(self, talk: Talk) -> None:
        command = commands.Check(wfm_lead, talk.promise.versions, talk.now + timedelta(hours=3))
        assert talk.does(command)
        assert talk.does(command) == ()

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

    def test_a_form_that_is_sent_twice_notes_one_call(self, talk: Talk) -> None:
        seen = talk.promise.versions
        (first,) = talk.does(commands.NotePhoneCall(author, wfm_lead, seen))
        assert isinstance(first, PhoneCallNoted)
        again = commands.NotePhoneCall(author, wfm_lead, seen, (first,))
        assert decide(talk.promise, again, first.at + timedelta(seconds=59)) == ()
        assert decide(talk.promise, again, first.at + timedelta(minutes=1)), "another call"
        other = commands.NotePhoneCall(author, wfm_second, seen, (first,))
        assert decide(talk.promise, other, first.at), "with somebody else"

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
