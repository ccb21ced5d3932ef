"""Who owes an answer is told once more when it is nearly too late, and at once when it is needed today."""

from __future__ import annotations

from bot.use_cases import negotiating
from tests.unit.use_cases.office import (
    BOSTON,
    LEIPZIG,
    QUALITY,
    SERVICE,
    Office,
)
from tests.unit.use_cases.passing_time import over

FEWER = "28 agents in Leipzig by 1 Feb 2027"


def test_one_more_when_four_working_hours_are_left(office: Office) -> None:
    office.draft(LEIPZIG, needed_by="2026-11-26 15:00")
    found = [(when.isoformat(), why) for when, who, why in over(office, "2026-11-26T14:00+01:00") if who == "lena"]
    assert found[-2:] == [("2026-11-26T08:00:00+00:00", "morning"), ("2026-11-26T10:00:00+00:00", "last_call")]
    assert [why for _, why in found] == ["morning"] * 3 + ["last_call"]


def test_four_working_hours_reach_over_a_weekend(office: Office) -> None:
    office.draft(LEIPZIG, needed_by="2026-11-30 11:00")
    found = [when.isoformat() for when, _, why in over(office, "2026-11-30T10:00+01:00") if why == "last_call"]
    assert found == ["2026-11-27T14:00:00+00:00"]  # two hours on Friday, two on Monday


def test_after_an_answer_there_is_no_last_call(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE, needed_by="2026-11-26 15:00")
    office.deliver()
    office.at("2026-11-26T09:30+01:00").tick()
    office.agree("lena", promise)
    office.deliver()
    assert sorted(office.at("2026-11-26T11:00+01:00").tick()) == [("wilma", "last_call"), ("wim", "last_call")]


def test_needed_today_the_dm_comes_at_once_and_the_backup_gets_one_after_thirty_minutes(office: Office) -> None:
    office.draft(LEIPZIG, needed_by="2026-11-23 17:00")
    assert office.deliver() == [("lena", "urgent")]
    assert office.later(minutes=29).tick() == []
    assert office.later(minutes=1).tick() == [("omar", "backup")]
    assert office.later(minutes=1).tick() == []
    assert "Leipzig" in office.said_to("omar")[0]


def test_an_answer_within_thirty_minutes_leaves_the_backup_in_peace(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE, needed_by="2026-11-23 17:00")
    office.deliver()
    office.agree("lena", promise)
    assert office.later(minutes=30).tick() == [("otto", "backup")]


def test_todays_date_is_that_of_the_person(office: Office) -> None:
    """22:00 in Berlin: tomorrow noon there is tomorrow for Lena, and for Nick in New York as well; 3:00 is today."""
    office.at("2026-11-23T22:00+01:00").draft(LEIPZIG, BOSTON, needed_by="2026-11-24 03:00")
    assert office.deliver() == [("nick", "urgent")]


def test_only_who_is_newly_asked_is_told_at_once(office: Office) -> None:
    """A promise of last week, needed today: its reminders have come, and what others do is no reason for more."""
    promise = office.draft(LEIPZIG, SERVICE, QUALITY, needed_by="2026-11-26 17:00")
    office.deliver()
    office.at("2026-11-26T09:00+01:00").tick()

    office.agree("wim", promise)
    assert office.deliver() == []
    office.object("lena", promise, promise.terms[0].id)
    assert office.deliver() == [("sara", "urgent")]
    Office.on(office.store)
    assert office.deliver() == []
    office.bundle("sara", promise, FEWER, SERVICE, QUALITY, kind="revision")
    assert office.deliver() == [("lena", "urgent")]
    assert office.later(minutes=30).tick() == [("omar", "backup")]


def test_who_takes_an_answer_back_is_not_told_what_they_know(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE, needed_by="2026-11-26 17:00")
    office.agree("wim", promise)
    office.deliver()
    office.at("2026-11-26T09:00+01:00").tick()
    negotiating.retract(office.store, office.people["wim"], office.shown(promise), office.now)
    assert office.deliver() == [("wilma", "urgent")]
