"""An owner says that a sealed figure cannot be kept any more, and perhaps that it can after all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain import commands, errors
from bot.domain.commands import Actor
from bot.domain.promise import PromiseState, Stage, TermId
from bot.domain.seal import seal_holds
from tests.unit.domain.builders import (
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
