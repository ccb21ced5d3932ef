"""Renegotiating: new versions beside the sealed set, which is replaced at once when all are signed."""

from __future__ import annotations

import pytest

from bot.domain import commands, errors
from bot.domain.commands import Actor
from bot.domain.owing import sales_owes, slots_owing
from bot.domain.promise import PromiseState, Stage, TermId
from bot.domain.seal import seal_holds
from tests.unit.domain.builders import (
    APR_1,
    AUTHOR,
    C1,
    C2,
    QUALITY,
    SITE,
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


@pytest.fixture
def fresh() -> Talk:
    return two_figures(conditions=("access by 15 Jan",))


@pytest.fixture
def talk(fresh: Talk) -> Talk:
    return sign_all(fresh)


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
