"""Dropping what is sealed, giving a renegotiation up, and what stays signed meanwhile."""

from __future__ import annotations

import pytest

from bot.domain import commands, errors
from bot.domain.bundles import match_bundle
from bot.domain.commands import Actor
from bot.domain.evolution import replay
from bot.domain.promise import MOST_TERMS, PromiseState, Stage, TermId, Via, Visibility
from bot.domain.seal import seal_holds
from bot.domain.slots import Slot, SlotId
from bot.domain.visibility import PersonViewing, may_see
from tests.unit.domain.builders import (
    C1,
    OUTSIDER,
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
    agents_asked,
    author,
    both_areas,
    dropped,
    names,
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

KASSEL = Slot(SlotId("kassel"), "Site Kassel")


@pytest.fixture
def fresh() -> Talk:
    return two_figures(conditions=("access by 15 Jan",))


@pytest.fixture
def talk(fresh: Talk) -> Talk:
    return sign_all(fresh)


class TestDropping:
    @pytest.fixture
    def going(self, talk: Talk) -> Talk:
        talk.renegotiates(author, acts=(dropped(talk, F),))
        return talk

    def test_needs_the_areas_too(self, going: Talk) -> None:
        assert (going.line(F).dropping, going.stage(F)) == (True, Stage.AWAITING)
        assert going.fit() == [F, G]
        going.agrees(wfm_lead)
        assert going.fit() == [F, G]
        going.agrees(quality_lead)
        assert going.fit() == [G]
        assert (going.stage(F), going.stage(G)) == (Stage.DROPPED, Stage.SEALED)
        assert seal_holds(going.promise)

    def test_can_be_objected_to(self, going: Talk) -> None:
        going.objects(quality_lead, F)
        assert going.stage(F) is Stage.CONTESTED

    def test_a_second_press_changes_nothing(self, going: Talk) -> None:
        going.agrees(wfm_lead)
        refused(going, errors.NothingChanged, dropped(going, F))

    def test_all_but_one(self, going: Talk) -> None:
        refused(going, errors.LastTerm, dropped(going, G))
        going.revises(added(H, quality_score(), QUALITY))
        going.drops(G)
        refused(going, errors.LastTerm, dropped(going, H))
        for actor in (wfm_lead, quality_lead, site_lead):
            going.agrees(actor)
        assert going.fit() == [H]

    def test_what_was_added_beside_goes_without_asking(self, going: Talk) -> None:
        going.revises(added(H, quality_score(), QUALITY))
        assert names(going.drops(H)) == ["TermDropped"]

    @pytest.mark.parametrize("figure", [40, 20])
    def test_is_taken_back_by_keeping_the_figure(self, going: Talk, figure: int) -> None:
        going.agrees(wfm_lead)
        going.revises(going.replaced(F, agents(figure)))
        line = going.line(F)
        assert (line.dropping, line.positions, line.term) == (False, {}, agents(figure))

    def test_operations_can_keep_it_instead(self, going: Talk) -> None:
        going.counters(both_areas, going.replaced(F, agents(40)))
        going.accepts()
        assert going.fit() == [F, G]
        assert not going.line(F).dropping

    def test_a_line_that_names_it_means_to_keep_it(self, going: Talk) -> None:
        kept, same = match_bundle(going.promise.terms, [agents(40), service_level()])
        assert kept.changes_something
        assert not same.changes_something

    def test_is_about_what_was_signed_off_whatever_was_said_since(self, talk: Talk) -> None:
        talk.renegotiates(author, talk.replaced(F, agents_asked(), KASSEL))
        talk.drops(F)
        assert (talk.line(F).term, talk.line(F).slots) == (agents(40), (WFM, QUALITY))
        talk.agrees(wfm_lead)
        talk.agrees(quality_lead)
        assert talk.fit() == [G]

    def test_stays_when_the_promise_is_restated(self, going: Talk) -> None:
        going.agrees(wfm_lead)
        going.does(commands.Restate(author, "Other", (), {G: (KASSEL,)}, "why"))
        line = going.line(F)
        assert (line.dropping, line.slots, line.positions) == (True, (WFM, QUALITY), {})

    def test_a_place_is_free_again_only_while_it_is_to_go(self) -> None:
        talk = Talk.about(*(added(TermId(f"t{n}"), agents(n + 1), WFM) for n in range(MOST_TERMS)))
        talk.agrees(wfm_lead)
        more = added(H, agents(99), WFM)
        refused(talk, errors.WrongNumberOfTerms, commands.Renegotiate(author, (more,), "why", C1))
        talk.renegotiates(author, acts=(dropped(talk, TermId("t0")),))
        talk.revises(more)
        kept = talk.replaced(TermId("t0"), agents(1))
        refused(talk, errors.WrongNumberOfTerms, commands.Revise(author, (kept,), "why"))


class TestEnding:
    @pytest.mark.parametrize("actor", [author, team_mate])
    def test_leaves_what_is_sealed(self, talk: Talk, actor: Actor) -> None:
        before = talk.promise
        slots = {F: (KASSEL,), G: (KASSEL,)}
        talk.renegotiates(wfm_lead, talk.replaced(F, agents(28)))
        talk.revises(talk.replaced(G, service_level(70)), added(H, quality_score(), QUALITY))
        talk.does(commands.Restate(author, "Other", (), {**slots, H: (KASSEL,)}, "why"))
        talk.ends(actor)
        promise = talk.promise
        assert (promise.state, promise.terms, promise.in_force) == (before.state, before.terms, before.in_force)
        assert (promise.client, promise.conditions, promise.counters) == (before.client, before.conditions, ())
        assert promise.reopened_by is None
        assert seal_holds(promise)
        assert talk.fit() == [F, G]
        assert talk.stage(H) is Stage.DROPPED

    def test_is_done_by_sales_or_who_opened_it_with_a_reason(self, talk: Talk) -> None:
        talk.renegotiates(wfm_lead, talk.replaced(F, agents(28)))
        for actor in (quality_lead, wfm_second, outsider):
            refused(talk, errors.NotSales, commands.EndRenegotiation(actor, "why"))
        refused(talk, errors.ReasonMissing, commands.EndRenegotiation(wfm_lead, " "))
        talk.ends(wfm_lead)

    def test_who_opened_it_for_an_area_that_they_have_left_does_not(self, talk: Talk) -> None:
        talk.renegotiates(wfm_lead, talk.replaced(F, agents(28)))
        refused(talk, errors.NotAnOwner, commands.EndRenegotiation(Actor(WFM_LEAD), "why"))

    def test_who_opened_it_for_sales_and_has_left_does_not(self, talk: Talk) -> None:
        talk.renegotiates(team_mate, talk.replaced(F, agents(28)))
        talk.does(commands.Edit(author, account_team=()))
        refused(talk, errors.NotAnOwner, commands.EndRenegotiation(Actor(TEAM_MATE), "why"))

    @pytest.mark.parametrize("state", ["fresh", "signed off"])
    def test_needs_a_renegotiation(self, fresh: Talk, state: str) -> None:
        if state == "signed off":
            for actor in (wfm_lead, quality_lead, site_lead):
                fresh.agrees(actor)
        refused(fresh, errors.NotRenegotiating, commands.EndRenegotiation(author, "why"))

    @pytest.mark.parametrize("by", [wfm_lead, wfm_second])
    def test_comes_by_itself_when_the_counter_that_opened_it_is_taken_back(self, talk: Talk, by: Actor) -> None:
        before = talk.promise
        talk.renegotiates(wfm_lead, talk.replaced(F, agents(28)))
        assert names(talk.retracts(by)) == ["CounterTakenBack", "RenegotiationEnded"]
        assert (talk.promise.state, talk.promise.terms) == (before.state, before.terms)

    def test_comes_by_itself_when_the_only_new_figure_is_dropped(self, talk: Talk) -> None:
        talk.renegotiates(author, added(H, quality_score(), QUALITY))
        assert names(talk.drops(H)) == ["TermDropped", "RenegotiationEnded"]
        assert talk.promise.state is PromiseState.SIGNED_OFF

    def test_a_version_is_never_used_again(self, talk: Talk) -> None:
        talk.renegotiates(author, talk.replaced(F, agents(28)))
        seen = talk.promise.versions
        talk.ends()
        assert talk.line(F).version == 1
        talk.renegotiates(author, talk.replaced(F, agents(20)))
        assert talk.line(F).version == 3
        refused(talk, errors.Stale, commands.Agree(wfm_lead, seen))
        talk.ends()
        talk.renegotiates(author, acts=(dropped(talk, F),))
        assert talk.line(F).version == 4
        assert replay(talk.history) == talk.promise


class TestWhatIsSealedStaysSigned:
    """Retracting and objecting point to the two honest ways, also while something else is renegotiated."""

    @pytest.fixture
    def reopened(self, talk: Talk) -> Talk:
        talk.renegotiates(author, talk.replaced(G, service_level(70)))
        return talk

    def test_for_an_area_whose_figure_is_not_renegotiated(self, reopened: Talk) -> None:
        versions = reopened.promise.versions
        for wish in (
            commands.Retract(wfm_lead),
            commands.Retract(wfm_lead, Via.BUTTON),
            commands.Retract(wfm_lead, seen=versions),
            commands.Object(wfm_lead, versions, (F,), "no"),
            commands.Agree(wfm_lead, versions),
        ):
            refused(reopened, errors.AlreadySignedOff, wish)
        refused(reopened, errors.NothingToRetract, commands.Retract(wfm_lead, Via.REACTION))

    def test_for_an_area_that_answers_for_both(self, talk: Talk) -> None:
        talk.renegotiates(author, added(H, quality_score(), WFM))
        versions = talk.promise.versions
        refused(talk, errors.AlreadySignedOff, commands.Object(wfm_lead, versions, (F,), "no"))
        refused(talk, errors.AlreadySignedOff, commands.Object(wfm_lead, versions, (F, H), "no"))
        refused(talk, errors.AlreadySignedOff, commands.Agree(wfm_lead, {F: 1}))
        refused(talk, errors.AlreadySignedOff, commands.Retract(wfm_lead))
        talk.checks(wfm_lead)
        talk.retracts(wfm_lead)
        assert talk.line(F).positions.keys() == {WFM.id, QUALITY.id}

    def test_an_older_view_is_stale(self, reopened: Talk) -> None:
        refused(reopened, errors.Stale, commands.Agree(site_lead, {G: 1}))
        refused(reopened, errors.AlreadySignedOff, commands.Agree(wfm_lead, {}))

    def test_sales_cannot_withdraw_what_binds(self, reopened: Talk) -> None:
        refused(reopened, errors.AlreadySignedOff, commands.Withdraw(author, "why"))


class TestPeopleComingAndGoing:
    def test_an_agreement_survives_reassignment_in_a_renegotiation(self, talk: Talk) -> None:
        talk.renegotiates(author, talk.replaced(F, agents(28)))
        talk.agrees(wfm_lead)
        wish = commands.Reassign(author, WFM.id, KASSEL, frozenset({OUTSIDER}), "they run it now")
        talk.does(wish)
        talk.agrees(quality_lead)
        assert talk.promise.state is PromiseState.SIGNED_OFF
        assert talk.line(F).slots == (KASSEL, QUALITY)

    def test_who_is_bound_by_what_is_in_force_still_sees_it(self, talk: Talk) -> None:
        talk.does(commands.ChangeVisibility(author, Visibility.CONFIDENTIAL, "C-secret", "Elster"))
        talk.renegotiates(author, talk.replaced(G, service_level(70), KASSEL))
        assert may_see(PersonViewing(site_lead.person, frozenset({SITE.id})), talk.promise)
        assert may_see(PersonViewing(OUTSIDER, frozenset({KASSEL.id})), talk.promise)

    def test_a_deputy_reopens_in_the_name_of_the_member(self, talk: Talk) -> None:
        talk.renegotiates(wfm_deputy, talk.replaced(F, agents(28)))
        assert talk.promise.counters[0].seats == {WFM.id: WFM_LEAD}
