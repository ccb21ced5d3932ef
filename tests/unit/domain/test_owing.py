"""Who owes an answer, read off a promise."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.overview import Digest
from bot.domain.owing import missing_areas, paused_until, sales_owes, slots_owing
from bot.domain.promise import TermId
from bot.domain.slots import Seats
from tests.unit.domain.builders import (
    AUTHOR,
    NOON,
    QUALITY,
    SITE,
    TEAM_MATE,
    WFM,
    WFM_DEPUTY,
    WFM_LEAD,
    F,
    G,
    Talk,
    added,
    agents,
    agents_asked,
    quality_lead,
    service_level,
    site_lead,
    wfm_lead,
)


def talk() -> Talk:
    return Talk.about(added(F, agents(40), WFM, QUALITY), added(G, service_level(), WFM))


def owing(said: Talk) -> dict[str, list[TermId]]:
    found = slots_owing(said.promise)
    assert all(slot.id == slot_id for slot_id, (slot, _) in found.items())
    return {slot_id: [line.id for line in lines] for slot_id, (_, lines) in found.items()}


def test_every_slot_owes_each_figure_it_has_said_nothing_about() -> None:
    said = talk()
    assert owing(said) == {WFM.id: [F, G], QUALITY.id: [F]}
    said.agrees(wfm_lead, F)
    said.objects(quality_lead, F)
    assert owing(said) == {WFM.id: [G]}


def test_a_new_version_is_owed_anew() -> None:
    said = talk()
    said.agrees(wfm_lead)
    said.revises(said.replaced(F, agents(28)))
    assert owing(said) == {WFM.id: [F], QUALITY.id: [F]}


def test_an_area_is_paused_only_while_it_looks_into_everything_that_it_owes() -> None:
    said = talk()
    assert paused_until(said.promise, WFM.id) is None
    said.checks(wfm_lead, F, hours=5)
    assert paused_until(said.promise, WFM.id) is None
    at = said.now
    said.checks(wfm_lead, G, hours=3)
    assert paused_until(said.promise, WFM.id) == at + timedelta(hours=3)
    said.agrees(wfm_lead)
    assert paused_until(said.promise, WFM.id) is None


def test_a_question_is_owed() -> None:
    said = Talk.about(added(F, agents_asked(), WFM), added(G, service_level(), WFM))
    said.agrees(wfm_lead)
    assert owing(said) == {WFM.id: [F]}


def test_nothing_is_owed_after_the_end() -> None:
    withdrawn, signed = talk(), talk()
    withdrawn.withdraws()
    signed.agrees(wfm_lead)
    signed.agrees(quality_lead)
    for said in (withdrawn, signed):
        assert owing(said) == {}
        assert not sales_owes(said.promise)


def test_sales_owes_an_answer_to_an_objection_until_it_is_taken_back_or_withdrawn() -> None:
    said = talk()
    assert not sales_owes(said.promise)
    said.objects(quality_lead, F)
    assert sales_owes(said.promise)
    said.retracts(quality_lead)
    assert not sales_owes(said.promise)
    said.objects(quality_lead, F)
    said.withdraws()
    assert not sales_owes(said.promise)


def test_sales_owes_an_answer_to_a_counter_that_contests_nothing() -> None:
    said = Talk.about(added(F, agents(40), WFM), added(G, service_level(), SITE))
    said.counters(site_lead, said.replaced(F, agents(28)))
    assert sales_owes(said.promise)


def test_areas_are_missing_while_silent_or_objecting_in_the_order_of_the_figures() -> None:
    said = talk()
    assert missing_areas(said.promise) == (WFM.area, QUALITY.area)
    said.agrees(wfm_lead)
    said.objects(quality_lead, F)
    assert missing_areas(said.promise) == (QUALITY.area,)
    said.retracts(quality_lead)
    said.agrees(quality_lead)
    assert missing_areas(said.promise) == ()


def test_the_people_of_a_slot_are_not_of_sales() -> None:
    promise = talk().promise
    assert Seats(WFM, (AUTHOR, WFM_LEAD), (WFM_DEPUTY,)).asked(promise.sales) == (WFM_LEAD,)
    assert Seats(WFM, (AUTHOR,), (TEAM_MATE, WFM_DEPUTY)).asked(promise.sales) == (WFM_DEPUTY,)


def test_a_digest_says_something_only_when_something_moves_or_waits() -> None:
    promise = talk().promise
    assert not Digest(NOON).says_something
    assert not Digest(NOON, may_be_told=(promise,), thanks=("WFM",)).says_something
    for part in ("to_decide", "not_yet", "signed_since"):
        assert Digest(NOON, **{part: (promise,)}).says_something
