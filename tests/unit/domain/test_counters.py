"""A counter is one bundle: proposed by operations, accepted whole by sales, and open only while it is meant."""

from __future__ import annotations

import pytest

from bot.domain import commands, errors
from bot.domain.commands import Actor
from bot.domain.promise import Agreed, Objected, PromiseState, Stage, TermId, Via
from bot.domain.slots import Slot, SlotId
from tests.unit.domain.builders import (
    APR_1,
    AUTHOR,
    C1,
    C2,
    MAR_1,
    QUALITY,
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
    both_areas,
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


@pytest.fixture
def talk() -> Talk:
    """F and G need workforce management and quality, H the site."""
    return Talk.about(
        added(F, agents(40), WFM, QUALITY), added(G, service_level(), WFM, QUALITY), added(H, quality_score(), SITE)
    )


def open_counters(talk: Talk) -> list[str]:
    return [counter.id for counter in talk.promise.counters]


class TestProposing:
    def test_objects_with_the_reason_for_the_proposers_areas(self, talk: Talk) -> None:
        facts = talk.counters(wfm_lead, talk.replaced(F, agents(28)), reason=" a class starts in March ")
        assert names(facts) == ["CounterProposed", "TermObjected"]
        said = talk.line(F).positions[WFM.id]
        assert isinstance(said, Objected)
        assert (said.reason, said.counter) == ("a class starts in March", C1)
        assert talk.line(F).term == agents(40)
        assert talk.stage(G) is Stage.AWAITING

    def test_keeps_the_represented_member_of_a_deputy(self, talk: Talk) -> None:
        talk.counters(wfm_deputy, talk.replaced(F, agents(28)))
        assert talk.promise.counters[0].seats == {WFM.id: WFM_LEAD}
        assert talk.line(F).positions[WFM.id].deputy_for == WFM_LEAD

    def test_may_be_about_a_figure_of_others_and_says_nothing_for_them(self, talk: Talk) -> None:
        talk.counters(site_lead, talk.replaced(F, agents(28)))
        assert talk.line(F).positions == {}
        assert talk.promise.counters[0].seats == {}

    def test_is_not_for_sales_nor_for_somebody_without_an_area_here(self, talk: Talk) -> None:
        changes = (talk.replaced(F, agents(28)),)
        in_both = Actor(AUTHOR, frozenset({WFM.id}))
        elsewhere = Actor(outsider.person, frozenset({SlotId("training")}))
        refused(talk, errors.SalesCannotSign, commands.ProposeCounter(in_both, C1, changes, "why"))
        refused(talk, errors.SalesCannotSign, commands.ProposeCounter(team_mate, C1, changes, "why"))
        refused(talk, errors.NotAnOwner, commands.ProposeCounter(elsewhere, C1, changes, "why"))

    def test_needs_a_reason_something_new_and_what_is_current(self, talk: Talk) -> None:
        change = talk.replaced(F, agents(28))
        refused(talk, errors.ReasonMissing, commands.ProposeCounter(wfm_lead, C1, (change,), " "))
        same = (talk.replaced(F, agents(40)),)
        refused(talk, errors.NothingChanged, commands.ProposeCounter(wfm_lead, C1, same, "why"))
        refused(talk, errors.NothingChanged, commands.ProposeCounter(wfm_lead, C1, (), "why"))
        talk.revises(change)
        refused(talk, errors.Stale, commands.ProposeCounter(wfm_lead, C1, (change,), "why"))

    def test_keeps_only_the_lines_that_say_something_new(self, talk: Talk) -> None:
        talk.counters(wfm_lead, talk.replaced(F, agents(28)), talk.replaced(G, service_level()))
        assert [change.term_id for change in talk.promise.counters[0].changes] == [F]
        assert talk.line(G).positions == {}

    def test_keeps_to_twenty_figures(self, talk: Talk) -> None:
        more = tuple(added(TermId(f"n{n}"), agents(n, APR_1), WFM) for n in range(1, 19))
        refused(talk, errors.WrongNumberOfTerms, commands.ProposeCounter(wfm_lead, C1, more, "why"))

    def test_replaces_the_areas_own_earlier_counter(self, talk: Talk) -> None:
        talk.counters(wfm_lead, talk.replaced(F, agents(28)), talk.replaced(G, service_level(70)))
        talk.counters(wfm_second, talk.replaced(F, agents(30)), counter_id=C2)
        assert open_counters(talk) == [C2]
        assert talk.stage(G) is Stage.CONTESTED

    def test_stands_beside_another_areas_counter(self, talk: Talk) -> None:
        talk.counters(wfm_lead, talk.replaced(F, agents(28)))
        talk.counters(quality_lead, talk.replaced(F, agents(30)), counter_id=C2)
        assert open_counters(talk) == [C1, C2]


class TestAccepting:
    def test_takes_the_whole_bundle_with_the_proposers_agreement(self, talk: Talk) -> None:
        talk.counters(wfm_lead, talk.replaced(F, agents(28)), added(TermId("new"), agents(40, MAR_1), WFM, QUALITY))
        proposed_at = talk.promise.counters[0].at
        talk.accepts(actor=team_mate)
        for line in (talk.line(F), talk.line(TermId("new"))):
            assert line.positions == {WFM.id: Agreed(WFM_LEAD, proposed_at, None, Via.COUNTER)}
            assert line.sales.person == TEAM_MATE
            assert line.missing == (QUALITY,)
        assert (talk.line(F).term, talk.line(F).version) == (agents(28), 2)
        assert open_counters(talk) == []

    def test_keeps_both_names_of_a_deputy(self, talk: Talk) -> None:
        talk.counters(wfm_deputy, talk.replaced(F, agents(28)))
        talk.accepts()
        said = talk.line(F).positions[WFM.id]
        assert (said.person, said.deputy_for) == (WFM_DEPUTY, WFM_LEAD)

    def test_drops_what_others_said_about_the_old_figure_alone(self, talk: Talk) -> None:
        talk.agrees(quality_lead)
        talk.counters(wfm_lead, talk.replaced(F, agents(28)))
        talk.accepts()
        assert set(talk.line(F).positions) == {WFM.id}
        assert set(talk.line(G).positions) == {QUALITY.id}

    def test_signs_for_no_area_but_the_proposers(self, talk: Talk) -> None:
        talk.counters(site_lead, talk.replaced(F, agents(28)))
        talk.accepts()
        assert talk.line(F).positions == {}

    def test_can_complete_the_promise(self) -> None:
        talk = Talk.about(added(F, agents(40), WFM))
        talk.counters(wfm_lead, talk.replaced(F, agents(28)))
        assert names(talk.accepts()) == ["CounterAccepted", "PromiseSignedOff"]
        assert talk.promise.may_be_told

    def test_is_for_sales(self, talk: Talk) -> None:
        talk.counters(wfm_lead, talk.replaced(F, agents(28)))
        refused(talk, errors.NotSales, commands.AcceptCounter(wfm_lead, C1))
        refused(talk, errors.NotSales, commands.AcceptCounter(outsider, C1))

    def test_a_second_click_finds_it_gone(self, talk: Talk) -> None:
        talk.counters(wfm_lead, talk.replaced(F, agents(28)))
        talk.accepts()
        refused(talk, errors.CounterGone, commands.AcceptCounter(author, C1))

    def test_never_adds_the_same_figure_twice(self, talk: Talk) -> None:
        for counter_id in (C1, C2):
            talk.counters(wfm_lead, added(TermId(f"by {counter_id}"), agents(9, MAR_1), WFM), counter_id=counter_id)
        talk.accepts(C1)
        refused(talk, errors.NothingChanged, commands.AcceptCounter(author, C2))


class TestQuestions:
    def test_a_counter_fills_a_question_in(self) -> None:
        talk = Talk.about(added(F, agents_asked(), WFM))
        talk.counters(wfm_lead, talk.replaced(F, agents(28)))
        talk.accepts()
        assert talk.promise.may_be_told

    def test_a_question_in_a_counter_carries_no_agreement(self, talk: Talk) -> None:
        talk.counters(both_areas, talk.replaced(F, agents_asked(MAR_1)), talk.replaced(G, service_level(70)))
        talk.accepts()
        assert talk.line(F).positions == {}
        assert talk.line(F).missing == (WFM, QUALITY)
        assert talk.stage(G) is Stage.SIGNED


class TestClosing:
    def test_a_change_of_a_figure_closes_the_counters_about_it(self, talk: Talk) -> None:
        talk.counters(wfm_lead, talk.replaced(F, agents(28)), talk.replaced(G, service_level(70)))
        talk.counters(quality_lead, talk.replaced(G, service_level(60)), counter_id=C2)
        talk.revises(talk.replaced(F, agents(35)))
        assert open_counters(talk) == [C2]
        kept = talk.line(G).positions[WFM.id]
        assert isinstance(kept, Objected)
        assert kept.counter is None

    def test_dropping_a_figure_closes_the_counters_about_it(self, talk: Talk) -> None:
        talk.counters(wfm_lead, talk.replaced(F, agents(28)))
        talk.drops(F)
        refused(talk, errors.CounterGone, commands.AcceptCounter(author, C1))

    def test_accepting_one_closes_the_others_about_the_same_figure(self, talk: Talk) -> None:
        talk.counters(wfm_lead, talk.replaced(F, agents(28)))
        talk.counters(quality_lead, talk.replaced(F, agents(30)), counter_id=C2)
        talk.accepts(C1)
        assert open_counters(talk) == []

    @pytest.mark.parametrize("by", [wfm_lead, wfm_second])
    def test_the_area_taking_its_word_back_closes_it(self, talk: Talk, by: Actor) -> None:
        talk.counters(wfm_lead, talk.replaced(F, agents(28)))
        talk.retracts(by)
        assert open_counters(talk) == []

    def test_the_area_agreeing_to_what_stands_closes_it(self, talk: Talk) -> None:
        talk.counters(wfm_lead, talk.replaced(F, agents(28)))
        talk.agrees(wfm_second)
        assert open_counters(talk) == []

    def test_the_area_objecting_anew_to_one_figure_closes_the_bundle(self, talk: Talk) -> None:
        talk.counters(wfm_lead, talk.replaced(F, agents(28)), talk.replaced(G, service_level(70)))
        talk.objects(wfm_second, F, reason="28 neither")
        assert open_counters(talk) == []
        kept = talk.line(G).positions[WFM.id]
        assert isinstance(kept, Objected)
        assert (kept.reason, kept.counter) == ("a class starts in March", None)

    def test_sign_off_closes_what_is_left(self) -> None:
        talk = Talk.about(added(F, agents(40), WFM), added(G, service_level(), SITE))
        talk.counters(site_lead, talk.replaced(F, agents(28)))
        talk.agrees(site_lead)
        talk.agrees(wfm_lead)
        assert talk.promise.state is PromiseState.SIGNED_OFF
        assert open_counters(talk) == []


class TestAnAreaThatSpeaksAnew:
    """One person may counter for two areas; accepting must not sign for one that has spoken since."""

    @pytest.fixture
    def talk(self) -> Talk:
        talk = Talk.about(added(F, agents(40), WFM, QUALITY), added(G, service_level(), WFM))
        talk.counters(both_areas, talk.replaced(F, agents(28)))
        return talk

    def test_by_taking_its_word_back(self, talk: Talk) -> None:
        talk.retracts(quality_lead)
        talk.accepts()
        assert set(talk.line(F).positions) == {WFM.id}

    def test_by_agreeing_to_what_stands(self, talk: Talk) -> None:
        talk.agrees(quality_lead)
        assert open_counters(talk) == [C1]
        talk.accepts()
        assert talk.line(F).missing == (QUALITY,)

    def test_by_objecting_on_its_own(self, talk: Talk) -> None:
        talk.objects(quality_lead, F)
        talk.accepts()
        assert talk.line(F).missing == (QUALITY,)

    def test_until_nobody_stands_behind_it(self, talk: Talk) -> None:
        talk.objects(quality_lead, F)
        talk.agrees(wfm_second, F)
        assert open_counters(talk) == []


class TestTakingBackACounterWithoutObjections:
    def test_one_that_only_adds_can_be_taken_back_by_the_area(self, talk: Talk) -> None:
        talk.counters(wfm_lead, added(TermId("new"), agents(40, MAR_1), WFM))
        assert names(talk.retracts(wfm_second)) == ["CounterTakenBack"]
        refused(talk, errors.CounterGone, commands.AcceptCounter(author, C1))

    def test_one_about_figures_of_others_can_be_taken_back_by_its_proposer(self, talk: Talk) -> None:
        talk.counters(site_lead, talk.replaced(F, agents(28)))
        refused(talk, errors.NothingToRetract, commands.Retract(wfm_lead))
        talk.retracts(site_lead)
        assert open_counters(talk) == []

    def test_goes_with_what_the_area_said_elsewhere(self, talk: Talk) -> None:
        talk.agrees(wfm_lead)
        talk.counters(wfm_lead, added(TermId("new"), agents(40, MAR_1), WFM))
        assert names(talk.retracts(wfm_lead)) == ["CounterTakenBack", "PositionRetracted", "PositionRetracted"]

    def test_is_not_done_by_a_reaction_or_an_older_button(self, talk: Talk) -> None:
        talk.counters(wfm_lead, added(TermId("new"), agents(40, MAR_1), WFM))
        refused(talk, errors.NothingToRetract, commands.Retract(wfm_lead, Via.REACTION))
        refused(talk, errors.NothingToRetract, commands.Retract(wfm_lead, seen=talk.promise.versions))


def test_a_counter_that_moves_a_figure_agrees_for_the_proposers_area_there() -> None:
    kassel = Slot(SlotId("kassel"), "Site Kassel")
    talk = Talk.about(added(F, agents(40), SITE), added(G, service_level(), WFM))
    lead_of_two_sites = Actor(site_lead.person, frozenset({SITE.id, kassel.id}))
    talk.counters(lead_of_two_sites, talk.replaced(F, agents(40, APR_1, "Kassel"), kassel))
    talk.accepts()
    assert talk.stage(F) is Stage.SIGNED
    assert set(talk.line(F).positions) == {kassel.id}
