"""After the sign-off: renegotiating beside the sealed set, and saying that a figure cannot be kept any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain import commands, errors
from bot.domain.bundles import match_bundle
from bot.domain.commands import Actor
from bot.domain.evolution import replay
from bot.domain.owing import sales_owes, slots_owing
from bot.domain.promise import MOST_TERMS, PromiseState, Stage, TermId, Via, Visibility
from bot.domain.seal import seal_holds
from bot.domain.slots import Slot, SlotId
from bot.domain.visibility import PersonViewing, may_see
from tests.unit.domain.builders import (
    APR_1,
    AUTHOR,
    C1,
    C2,
    OUTSIDER,
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

KASSEL = Slot(SlotId("kassel"), "Site Kassel")
kassel_lead = Actor(OUTSIDER, frozenset({KASSEL.id}))
both_areas = Actor(WFM_LEAD, frozenset({WFM.id, QUALITY.id}))


@pytest.fixture
def fresh() -> Talk:
    """F needs workforce management and quality, G the site alone; nothing is signed."""
    return Talk.about(
        added(F, agents(40), WFM, QUALITY), added(G, service_level(), SITE), conditions=("access by 15 Jan",)
    )


@pytest.fixture
def talk(fresh: Talk) -> Talk:
    """The same, signed off."""
    for actor in (wfm_lead, quality_lead, site_lead):
        fresh.agrees(actor)
    assert fresh.promise.state is PromiseState.SIGNED_OFF
    return fresh


def dropped(talk: Talk, term_id: TermId) -> commands.Drop:
    return commands.Drop(author, talk.promise.versions, term_id, "the client can do without")


class TestOpening:
    def test_by_sales_puts_new_versions_beside_what_is_in_force(self, talk: Talk) -> None:
        sealed = talk.promise.in_force
        facts = talk.renegotiates(author, talk.replaced(F, agents(28)), added(H, quality_score(), QUALITY))
        assert names(facts) == ["RenegotiationOpened", "TermsRevised"]
        promise = talk.promise
        assert promise.state is PromiseState.RENEGOTIATING
        assert (promise.reopened_by, promise.reopened_because) == (AUTHOR, "the forecast halved")
        assert promise.in_force == sealed
        assert seal_holds(promise)
        assert talk.fit() == [F, G]
        assert [line.term for line in promise.fit_for_client] == [agents(40), service_level()]
        assert (talk.stage(F), talk.stage(G), talk.stage(H)) == (Stage.AWAITING, Stage.SEALED, Stage.AWAITING)

    def test_by_operations_is_a_counter_and_takes_no_signature_away(self, talk: Talk) -> None:
        facts = talk.renegotiates(wfm_lead, talk.replaced(F, agents(28)))
        assert names(facts) == ["RenegotiationOpened", "CounterProposed"]
        assert talk.promise.terms == talk.promise.sealed_terms
        assert talk.stage(F) is Stage.SEALED
        assert sales_owes(talk.promise)
        assert slots_owing(talk.promise) == {}

    def test_by_sales_with_figures_that_are_to_go_and_other_conditions(self, talk: Talk) -> None:
        slots = {F: (WFM,), G: (SITE,)}
        restated = commands.Restate(outsider, "Acme", ("access by 1 Feb",), slots, "why")
        facts = talk.renegotiates(author, acts=(dropped(talk, F), restated))
        assert names(facts) == ["RenegotiationOpened", "DropProposed", "PromiseRestated"]
        assert facts[2].person == AUTHOR
        assert talk.line(F).dropping
        assert talk.promise.conditions == ("access by 1 Feb",)
        assert talk.promise.in_force is not None
        assert talk.promise.in_force.conditions == ("access by 15 Jan",)

    def test_dropping_is_not_for_operations(self, talk: Talk) -> None:
        wish = commands.Renegotiate(wfm_lead, (talk.replaced(F, agents(28)),), "why", C1, (dropped(talk, F),))
        refused(talk, errors.NotSales, wish)

    def test_is_for_both_sides_and_nobody_else(self, talk: Talk) -> None:
        change = talk.replaced(F, agents(28))
        refused(talk, errors.NotAnOwner, commands.Renegotiate(outsider, (change,), "why", C1))
        for actor in (team_mate, wfm_deputy, site_lead):
            Talk(list(talk.history), talk.promise, talk.now).renegotiates(actor, change)

    def test_needs_a_reason_something_new_and_what_is_current(self, talk: Talk) -> None:
        change = talk.replaced(F, agents(28))
        for actor in (author, wfm_lead):
            refused(talk, errors.ReasonMissing, commands.Renegotiate(actor, (change,), " ", C1))
            refused(talk, errors.NothingChanged, commands.Renegotiate(actor, (), "why", C1))
            refused(
                talk, errors.NothingChanged, commands.Renegotiate(actor, (talk.replaced(F, agents(40)),), "why", C1)
            )
            stale = commands.Change(agents(28), (WFM,), term_id=F, based_on=2)
            refused(talk, errors.Stale, commands.Renegotiate(actor, (stale,), "why", C1))

    def test_needs_something_in_force(self, fresh: Talk) -> None:
        wish = commands.Renegotiate(author, (fresh.replaced(F, agents(28)),), "why", C1)
        refused(fresh, errors.NotSignedOff, wish)
        fresh.withdraws()
        refused(fresh, errors.AlreadyWithdrawn, wish)

    def test_is_opened_once(self, talk: Talk) -> None:
        talk.renegotiates(author, talk.replaced(F, agents(28)))
        wish = commands.Renegotiate(wfm_lead, (talk.replaced(G, service_level(70)),), "why", C1)
        refused(talk, errors.AlreadyRenegotiating, wish)


class TestReplacing:
    def test_happens_at_once_when_every_new_version_is_signed(self, talk: Talk) -> None:
        talk.renegotiates(author, talk.replaced(F, agents(28)), talk.replaced(G, service_level(70)))
        old = talk.promise.in_force
        talk.agrees(wfm_lead)
        talk.agrees(quality_lead)
        assert talk.promise.in_force == old
        assert talk.stage(F) is Stage.SIGNED
        assert [line.term for line in talk.promise.fit_for_client] == [agents(40), service_level()]
        assert names(talk.agrees(site_lead)) == ["TermAgreed", "PromiseSignedOff"]
        assert [line.term for line in talk.promise.fit_for_client] == [agents(28), service_level(70)]
        assert talk.promise.state is PromiseState.SIGNED_OFF
        assert talk.promise.reopened_by is None
        assert seal_holds(talk.promise)
        assert talk.promise.terms == talk.promise.sealed_terms

    def test_keeps_the_signatures_of_what_did_not_change(self, talk: Talk) -> None:
        before = talk.line(G)
        talk.renegotiates(author, talk.replaced(F, agents(28)))
        assert set(slots_owing(talk.promise)) == {WFM.id, QUALITY.id}
        talk.agrees(wfm_lead)
        talk.agrees(quality_lead)
        assert talk.line(G) == before

    def test_comes_with_an_accepted_counter(self, talk: Talk) -> None:
        talk.renegotiates(both_areas, talk.replaced(F, agents(28)))
        assert names(talk.accepts()) == ["CounterAccepted", "PromiseSignedOff"]
        assert talk.line(F).version == 2

    def test_of_what_is_the_same_again_is_a_sign_off_of_its_own(self, talk: Talk) -> None:
        first = talk.promise.seal
        talk.renegotiates(author, talk.replaced(F, agents(28)))
        talk.counters(both_areas, talk.replaced(F, agents(40)), counter_id=C2)
        talk.accepts(C2)
        assert talk.promise.state is PromiseState.SIGNED_OFF
        assert (talk.line(F).term, talk.line(F).version) == (agents(40), 3)
        assert talk.promise.seal != first

    def test_takes_the_new_client_and_conditions_only_with_every_signature(self, talk: Talk) -> None:
        slots = {F: (WFM,), G: (SITE,)}
        talk.renegotiates(author, acts=(commands.Restate(author, "Other", ("none",), slots, "why"),))
        talk.agrees(wfm_lead)
        assert talk.promise.in_force is not None
        assert talk.promise.in_force.client == "Acme"
        talk.agrees(site_lead)
        assert (talk.promise.in_force.client, talk.promise.in_force.conditions) == ("Other", ("none",))
        assert seal_holds(talk.promise)

    def test_a_question_is_filled_in_while_the_old_figure_is_in_force(self, talk: Talk) -> None:
        talk.renegotiates(author, talk.replaced(F, agents_asked()))
        assert talk.fit() == [F, G]
        talk.counters(both_areas, talk.replaced(F, agents(30)))
        talk.accepts()
        assert talk.promise.fit_for_client[0].term == agents(30)

    def test_waits_for_an_open_counter_of_an_area_about_what_is_sealed(self, talk: Talk) -> None:
        talk.renegotiates(site_lead, talk.replaced(G, service_level(70)))
        talk.revises(talk.replaced(F, agents(28)))
        talk.agrees(wfm_lead)
        assert names(talk.agrees(quality_lead)) == ["TermAgreed"]
        assert names(talk.retracts(site_lead)) == ["CounterTakenBack", "PromiseSignedOff"]
        assert talk.promise.fit_for_client[0].term == agents(28)

    def test_does_not_wait_for_somebody_elses_counter(self, talk: Talk) -> None:
        talk.renegotiates(wfm_lead, talk.replaced(G, service_level(70)))
        talk.revises(talk.replaced(F, agents(28)))
        talk.agrees(wfm_lead)
        assert "PromiseSignedOff" in names(talk.agrees(quality_lead))
        assert talk.promise.counters == ()

    def test_an_objection_holds_it_up_and_is_answered_as_ever(self, talk: Talk) -> None:
        talk.renegotiates(author, talk.replaced(F, agents(28)))
        talk.objects(wfm_lead, F)
        talk.agrees(quality_lead)
        assert talk.stage(F) is Stage.CONTESTED
        assert talk.fit() == [F, G]
        talk.revises(talk.replaced(F, agents(20)))
        talk.agrees(wfm_lead)
        talk.agrees(quality_lead)
        assert talk.promise.state is PromiseState.SIGNED_OFF


class TestCountersAboutWhatIsSealed:
    def test_an_areas_later_one_replaces_its_earlier_one(self, talk: Talk) -> None:
        talk.renegotiates(wfm_lead, talk.replaced(F, agents(28)))
        talk.counters(wfm_second, talk.replaced(F, agents(30)), counter_id=C2)
        assert [counter.id for counter in talk.promise.counters] == [C2]

    def test_another_areas_stands_beside_it(self, talk: Talk) -> None:
        talk.renegotiates(wfm_lead, talk.replaced(F, agents(28)))
        talk.counters(quality_lead, talk.replaced(F, agents(30)), counter_id=C2)
        talk.counters(site_lead, talk.replaced(G, service_level(70)), counter_id=TermId("C3"))
        assert [counter.id for counter in talk.promise.counters] == [C1, C2, "C3"]

    def test_an_area_that_speaks_anew_is_no_longer_signed_for(self, talk: Talk) -> None:
        talk.renegotiates(both_areas, talk.replaced(F, agents(28)))
        talk.counters(quality_lead, talk.replaced(F, agents(30)), counter_id=C2)
        talk.accepts(C1)
        assert set(talk.line(F).positions) == {WFM.id}

    def test_one_that_is_about_more_goes_with_the_areas_word(self, talk: Talk) -> None:
        both = Actor(WFM_LEAD, frozenset({WFM.id, SITE.id}))
        talk.renegotiates(author, talk.replaced(G, service_level(70)))
        talk.counters(both, talk.replaced(F, agents(28)), talk.replaced(G, service_level(60)))
        talk.retracts(both)
        assert talk.promise.counters == ()
        assert talk.promise.state is PromiseState.RENEGOTIATING

    def test_never_adds_a_figure_that_stands_by_now(self, talk: Talk) -> None:
        talk.renegotiates(wfm_lead, talk.replaced(F, agents(28)), added(H, agents(12, APR_1), WFM))
        talk.revises(added(TermId("same"), agents(12, APR_1), WFM))
        refused(talk, errors.Stale, commands.AcceptCounter(author, C1))


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


class TestCannotKeep:
    def test_leaves_what_the_client_is_told_at_once_and_binds_in_the_house(self, talk: Talk) -> None:
        facts = talk.cannot_keep(wfm_lead, F)
        assert names(facts) == ["TermSuspended"]
        assert talk.fit() == [G]
        assert talk.promise.may_be_told
        assert [line.id for line in talk.promise.sealed_terms] == [F, G]
        assert (talk.stage(F), talk.promise.state) == (Stage.SEALED, PromiseState.SIGNED_OFF)
        assert seal_holds(talk.promise)
        said = talk.promise.suspended[F]
        assert (said.person, said.slot, said.reason) == (WFM_LEAD, WFM, "two trainers left")

    def test_of_every_figure_leaves_nothing_to_tell(self, talk: Talk) -> None:
        talk.cannot_keep(Actor(WFM_LEAD, frozenset({WFM.id, SITE.id})), F, G)
        assert not talk.promise.may_be_told

    def test_keeps_both_names_of_a_deputy(self, talk: Talk) -> None:
        talk.cannot_keep(wfm_deputy, F)
        assert (talk.promise.suspended[F].person, talk.promise.suspended[F].deputy_for) == (WFM_DEPUTY, WFM_LEAD)

    def test_each_area_says_so_for_itself(self, talk: Talk) -> None:
        talk.cannot_keep(wfm_lead, F)
        talk.cannot_keep(quality_lead, F)
        assert [said.person for said in talk.promise.suspended[F].said] == [WFM_LEAD, QUALITY_LEAD]
        talk.keeps_again(wfm_second, F)
        assert talk.fit() == [G]
        assert talk.promise.suspended[F].person == QUALITY_LEAD
        talk.keeps_again(quality_lead, F)
        assert talk.fit() == [F, G]
        assert talk.promise.suspended == {}

    def test_who_is_in_two_areas_says_so_for_both(self, talk: Talk) -> None:
        assert names(talk.cannot_keep(both_areas, F)) == ["TermSuspended", "TermSuspended"]
        talk.keeps_again(wfm_second, F)
        assert talk.fit() == [G]

    def test_is_for_the_owners_of_every_figure_named(self, talk: Talk) -> None:
        def wish(actor: Actor, *ids: TermId, version: int = 1, reason: str = "why") -> commands.CannotKeep:
            return commands.CannotKeep(actor, ids, {F: version, G: 1}, reason)

        refused(talk, errors.SalesCannotSign, wish(author, F))
        refused(talk, errors.SalesCannotSign, wish(Actor(TEAM_MATE, frozenset({WFM.id})), F))
        refused(talk, errors.NotAnOwner, wish(outsider, F))
        refused(talk, errors.NotAnOwner, wish(wfm_lead, F, G))
        refused(talk, errors.ReasonMissing, wish(wfm_lead, F, reason=" "))
        refused(talk, errors.Stale, wish(wfm_lead, F, version=2))
        refused(talk, errors.Stale, wish(wfm_lead, F, H))
        refused(talk, errors.Stale, wish(wfm_lead))
        talk.cannot_keep(wfm_lead, F)
        refused(talk, errors.NothingChanged, wish(wfm_second, F))

    def test_needs_something_in_force(self, fresh: Talk) -> None:
        refused(fresh, errors.NotSignedOff, commands.CannotKeep(wfm_lead, (F,), {F: 1}, "why"))
        refused(fresh, errors.NotSignedOff, commands.KeepAgain(wfm_lead, (F,), "why"))
        fresh.withdraws()
        refused(fresh, errors.AlreadyWithdrawn, commands.CannotKeep(wfm_lead, (F,), {F: 1}, "why"))

    def test_keeping_it_again_is_for_those_who_could_not(self, talk: Talk) -> None:
        talk.cannot_keep(wfm_lead, F)
        refused(talk, errors.NotAnOwner, commands.KeepAgain(quality_lead, (F,), "why"))
        refused(talk, errors.NotAnOwner, commands.KeepAgain(outsider, (F,), "why"))
        refused(talk, errors.SalesCannotSign, commands.KeepAgain(author, (F,), "why"))
        refused(talk, errors.NothingChanged, commands.KeepAgain(site_lead, (G,), "why"))
        refused(talk, errors.ReasonMissing, commands.KeepAgain(wfm_lead, (F,), ""))
        (fact,) = talk.keeps_again(wfm_deputy, F)
        assert (fact.person, fact.deputy_for) == (WFM_DEPUTY, WFM_LEAD)  # type: ignore[union-attr]
        assert talk.fit() == [F, G]

    def test_survives_a_sign_off_that_left_the_figure_as_it_was(self, talk: Talk) -> None:
        talk.cannot_keep(wfm_lead, F)
        talk.renegotiates(author, talk.replaced(G, service_level(70)))
        talk.agrees(site_lead)
        assert talk.promise.state is PromiseState.SIGNED_OFF
        assert talk.fit() == [G]

    @pytest.mark.parametrize("figure", [28, 40])
    def test_ends_with_the_figure_that_was_renegotiated(self, talk: Talk, figure: int) -> None:
        talk.cannot_keep(wfm_lead, F)
        talk.renegotiates(author, talk.replaced(F, agents(20)))
        talk.revises(talk.replaced(F, agents(figure)))
        talk.agrees(wfm_lead)
        assert talk.fit() == [G]
        talk.agrees(quality_lead)
        assert talk.fit() == [F, G]

    def test_ends_with_a_figure_that_goes(self, talk: Talk) -> None:
        talk.cannot_keep(wfm_lead, F)
        talk.renegotiates(author, acts=(dropped(talk, F),))
        talk.agrees(wfm_lead)
        talk.agrees(quality_lead)
        assert talk.promise.suspended == {}

    @pytest.mark.parametrize("end", [lambda talk: talk.ends(), lambda talk: talk.drops(H)])
    def test_stays_when_the_renegotiation_ends(self, talk: Talk, end: Callable[[Talk], object]) -> None:
        talk.cannot_keep(wfm_lead, F)
        talk.renegotiates(author, added(H, quality_score(), QUALITY))
        end(talk)
        assert talk.fit() == [G]

    def test_can_be_said_while_the_figure_is_renegotiated(self, talk: Talk) -> None:
        talk.renegotiates(author, talk.replaced(F, agents(28)))
        talk.cannot_keep(quality_lead, F)
        assert talk.fit() == [G]
        refused(talk, errors.Stale, commands.CannotKeep(wfm_lead, (F,), talk.promise.versions, "why"))
        assert talk.line(F).positions == {}
