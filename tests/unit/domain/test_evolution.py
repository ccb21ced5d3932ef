"""Replaying a history gives the state, after every prefix of it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from itertools import count

import pytest

from bot.domain.evolution import evolve, replay
from bot.domain.promise import MOST_TERMS, Stage, TermId
from tests.unit.domain.builders import (
    APR_1,
    QUALITY,
    WFM,
    F,
    G,
    Talk,
    added,
    agents,
    quality_lead,
    quality_score,
    service_level,
    wfm_lead,
)


def test_an_empty_history_is_no_promise() -> None:
    assert replay([]) is None


def test_every_prefix_gives_the_state_of_its_time() -> None:
    talk = Talk.about(added(F, agents(40), WFM, QUALITY), added(G, service_level(), WFM))
    states = {1: talk.promise}
    for act in (
        lambda: talk.agrees(wfm_lead),
        lambda: talk.objects(quality_lead, F),
        lambda: talk.counters(quality_lead, talk.replaced(F, agents(28))),
        lambda: talk.accepts(),
        lambda: talk.retracts(wfm_lead),
        lambda: talk.drops(G),
        lambda: talk.agrees(wfm_lead),
    ):
        act()
        states[len(talk.history)] = talk.promise
    for length, state in states.items():
        assert replay(talk.history[:length]) == state
        assert state.revision == length
    assert talk.promise.may_be_told


def test_a_long_talk_about_twenty_figures_is_replayed() -> None:
    talk = Talk.about(*(added(TermId(f"t{n}"), agents(n + 1), WFM, QUALITY) for n in range(MOST_TERMS)))
    numbers = count(100)
    while len(talk.history) < 200:
        talk.agrees(wfm_lead)
        talk.objects(quality_lead, TermId("t0"))
        talk.revises(*(talk.replaced(TermId(f"t{n}"), agents(next(numbers))) for n in range(MOST_TERMS)))
    assert replay(talk.history) == talk.promise
    assert talk.stage(TermId("t0")) is Stage.AWAITING


def test_a_promise_is_not_changed_in_place() -> None:
    talk = Talk.about(added(F, agents(40), WFM, QUALITY))
    before = talk.promise
    talk.agrees(wfm_lead)
    assert before.terms[0].positions == {}
    with pytest.raises(FrozenInstanceError):
        before.number = 13  # type: ignore[misc]


def test_an_unknown_fact_is_a_defect() -> None:
    with pytest.raises(TypeError, match="no rule for str"):
        evolve(Talk.about(added(F, agents(40), WFM)).promise, "agreed")  # type: ignore[arg-type]


def test_an_added_figure_stands_after_the_last_of_its_metric() -> None:
    talk = Talk.about(added(F, agents(28), WFM), added(G, service_level(), WFM))
    talk.revises(added(TermId("ramp"), agents(40, APR_1), WFM), added(TermId("new"), quality_score(), WFM))
    talk.counters(wfm_lead, added(TermId("later"), agents(60, None), WFM))
    talk.accepts()
    assert [line.id for line in talk.promise.terms] == [F, "ramp", "later", G, "new"]
