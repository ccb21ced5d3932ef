"""How the lines of a counter or a revision find the figures they are about."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.bundles import Match, match_bundle
from bot.domain.errors import AmbiguousMatch
from bot.domain.promise import TermId, TermVersion
from bot.domain.terms import Bound, OnDate, Quantity, Question, Scope, Term, WeeksAfterAward
from tests.unit.domain.builders import (
    APR_1,
    FEB_1,
    MAR_1,
    WFM,
    Talk,
    added,
    agents,
    agents_asked,
    quality_score,
    service_level,
)


def standing(*terms: Term) -> tuple[TermVersion, ...]:
    return Talk.about(*(added(TermId(f"t{n}"), term, WFM) for n, term in enumerate(terms))).promise.terms


def mapped(current: tuple[TermVersion, ...], *proposed: Term) -> list[str | None]:
    return [match.current.id if match.current else None for match in match_bundle(current, proposed)]


def test_forty_by_february_countered_by_a_ramp() -> None:
    current = standing(agents(40, FEB_1))
    assert mapped(current, agents(28, FEB_1), agents(40, MAR_1)) == ["t0", None]
    assert mapped(current, agents(40, MAR_1), agents(28, FEB_1)) == [None, "t0"]


def test_metric_and_scope_decide_before_the_date() -> None:
    current = standing(agents(40, FEB_1, "Leipzig"), agents(30, FEB_1, "Kassel"), service_level())
    assert mapped(current, service_level(70), agents(20, MAR_1, "Kassel")) == ["t2", "t1"]
    assert mapped(current, agents(20, FEB_1, "Hamburg"), quality_score()) == [None, None]


@pytest.mark.parametrize("written", [("leipzig ", "KASSEL"), ("Kassel", "Leipzig")])
def test_a_scope_is_the_same_however_it_is_written(written: tuple[str, ...]) -> None:
    assert mapped(standing(agents(40, FEB_1, "Leipzig", "Kassel")), agents(30, FEB_1, *written)) == ["t0"]


@pytest.mark.parametrize("part", ["line", "skill", "channel", "language"])
def test_every_part_of_the_scope_tells_figures_apart(part: str) -> None:
    plain = agents(40)
    there = replace(plain, scope=replace(Scope(), **{part: "Chat"}))
    assert mapped(standing(plain), there) == [None]
    assert mapped(standing(plain, there), replace(there, conditions=("x",))) == ["t1"]
    assert mapped(standing(there), replace(there, scope=replace(Scope(), **{part: " chat"}))) == ["t0"]


def test_the_very_date_comes_first() -> None:
    current = standing(agents(40, FEB_1), agents(60, MAR_1))
    assert mapped(current, agents(50, MAR_1)) == ["t1"]
    assert mapped(current, agents(70, APR_1), agents(20, FEB_1)) == ["t1", "t0"]


def test_then_the_order_of_dates() -> None:
    current = standing(agents(60, MAR_1), agents(40, FEB_1))
    later, earlier = agents(50, APR_1), agents(28, MAR_1.replace(day=15))
    assert mapped(current, later, earlier) == ["t0", "t1"]


def test_none_comes_before_days_and_days_before_weeks_after_the_award() -> None:
    current = standing(agents(3, WeeksAfterAward(4)), agents(1, None), agents(2, FEB_1))
    proposed = (agents(7, WeeksAfterAward(10)), agents(8, WeeksAfterAward(8)), agents(9, MAR_1))
    assert mapped(current, *proposed) == ["t0", "t2", "t1"]


def test_a_line_without_a_date_means_the_only_figure_there_is() -> None:
    assert mapped(standing(agents(40, FEB_1)), agents(28, None)) == ["t0"]


def test_more_lines_than_figures_add_the_latest() -> None:
    current = standing(agents(40, FEB_1))
    assert mapped(current, agents(9, APR_1), agents(8, MAR_1)) == [None, "t0"]


def test_a_figure_not_mentioned_stays() -> None:
    matches = match_bundle(standing(agents(40), service_level()), (service_level(70),))
    assert [match.current.id for match in matches if match.current] == ["t1"]


def test_a_question_is_filled_in() -> None:
    assert mapped(standing(agents_asked()), agents(28)) == ["t0"]


def test_a_date_is_changed_by_a_date() -> None:
    go_live = Term("go_live", OnDate(FEB_1), "date")
    assert mapped(standing(go_live), replace(go_live, value=OnDate(MAR_1))) == ["t0"]


def test_saying_the_same_changes_nothing() -> None:
    (same,) = match_bundle(standing(agents(40)), (agents(40),))
    (other,) = match_bundle(standing(agents(40)), (agents(28),))
    assert (same.changes_something, other.changes_something) == (False, True)
    assert Match(agents(40), None).changes_something


def test_one_line_for_two_figures_is_an_error_that_names_both() -> None:
    with pytest.raises(AmbiguousMatch) as caught:
        match_bundle(standing(agents(40, FEB_1), agents(60, MAR_1)), (agents(50, APR_1),))
    assert caught.value.line == agents(50, APR_1)
    assert caught.value.candidates == [agents(40, FEB_1), agents(60, MAR_1)]


def test_two_figures_of_one_date_are_an_error_that_names_both() -> None:
    low, high = replace(agents(40), bound=Bound.MIN), replace(agents(60), bound=Bound.MAX)
    with pytest.raises(AmbiguousMatch) as caught:
        match_bundle(standing(low, high), (agents(50),))
    assert caught.value.candidates == [low, high]


def test_two_lines_for_one_figure_are_an_error() -> None:
    with pytest.raises(AmbiguousMatch) as caught:
        match_bundle(standing(agents(40)), (agents(28), agents(30)))
    assert caught.value.line == agents(30)


def penalty(unit: str, percent: int | None = None) -> Term:
    value = Question() if percent is None else Quantity(Decimal(percent))
    return Term("penalty", value, unit, due=MAR_1)


def test_a_penalty_never_replaces_a_bonus() -> None:
    bonus, malus = penalty("percent bonus", 5), penalty("percent malus", 6)
    assert mapped(standing(bonus), malus) == [None]
    assert mapped(standing(bonus, malus), penalty("percent malus", 4)) == ["t1"]
    assert mapped(standing(bonus, malus), penalty("percent malus", 4), penalty("percent bonus", 3)) == ["t1", "t0"]


def test_a_question_is_answered_in_whatever_unit() -> None:
    asked, bonus = penalty("percent"), penalty("percent bonus", 5)
    assert mapped(standing(asked), penalty("percent malus", 4)) == ["t0"]
    assert mapped(standing(bonus, asked), penalty("percent bonus", 3)) == ["t0"]
    assert mapped(standing(bonus, asked), penalty("percent bonus", 3), penalty("percent malus", 4)) == ["t0", "t1"]
    assert mapped(standing(bonus), asked) == ["t0"]
