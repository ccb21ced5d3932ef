"""Reminders and the digest: at the right time on each person's own clock, once, and only while something is owed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.use_cases import negotiating, people, planning, ticking
from storage.people import Profile
from tests.unit.use_cases.office import (
    BOSTON,
    LEIPZIG,
    LISBON,
    QUALITY,
    SERVICE,
    Office,
    user_id,
)
from tests.unit.use_cases.passing_time import FAR, over

NEXT_FRIDAY = "2026-12-04 12:00"


def mornings(office: Office, name: str, until: str) -> list[str]:
    """Return when a person's morning DMs came, on their own clock."""
    zone = office.people[name].zone
    found = over(office, until)
    return [
        when.astimezone(zone).strftime("%a %d %H:%M") for when, who, why in found if (who, why) == (name, "morning")
    ]


# Nine in the morning, on each person's own clock


@pytest.mark.parametrize(
    ("name", "figure"), [("lena", LEIPZIG), ("ines", LISBON), ("nick", BOSTON)], ids=["Berlin", "Lisbon", "New York"]
)
def test_one_dm_each_working_day_at_nine(office: Office, name: str, figure: str) -> None:
    office.at("2026-11-23T15:00+00:00").draft(figure, needed_by=FAR)
    expected = ["Tue 24 09:00", "Wed 25 09:00", "Thu 26 09:00", "Fri 27 09:00", "Mon 30 09:00", "Tue 01 09:00"]
    assert mornings(office, name, "2026-12-01T23:00+01:00") == expected


@pytest.mark.parametrize(
    ("begin", "until"),
    [
        ("2026-10-23T10:00+00:00", "2026-11-03T22:00+00:00"),  # back: Europe 25 October, America 1 November
        ("2027-03-11T20:00+00:00", "2027-03-30T22:00+00:00"),  # forward: America 14 March, Europe 28 March
    ],
    ids=["autumn", "spring"],
)
def test_nine_stays_nine_when_clocks_change(office: Office, begin: str, until: str) -> None:
    office.at(begin)
    office.draft(
        "40 agents in Leipzig by 1 Feb 2028",
        "10 agents in Lisbon by 1 Feb 2028",
        "5 agents in Boston by 1 Feb 2028",
        needed_by="2027-12-01 12:00",
    )
    found = [one for one in over(office, until) if one[2] == "morning"]
    for name in ("lena", "ines", "nick"):
        local = [when.astimezone(office.people[name].zone) for when, who, _ in found if who == name]
        days = {when.date() for when in local}
        assert {when.strftime("%H:%M") for when in local} == {"09:00"}
        assert len(days) == len(local)
        first, last = min(days), max(days)
        span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        assert sorted(days) == [day for day in span if day.weekday() < 5]
        assert len(days) >= 6


def test_the_dm_lists_everything_that_is_owed_soonest_client_date_first(office: Office) -> None:
    office.draft(SERVICE, client="Later", needed_by=NEXT_FRIDAY)
    office.draft(SERVICE, client="Sooner", needed_by="2026-12-01 12:00")
    office.draft(QUALITY, client="Others", needed_by="2026-12-01 12:00")
    office.deliver()

    assert sorted(office.at("2026-11-24T09:00+01:00").tick()) == [
        ("quinn", "morning"),
        ("wilma", "morning"),
        ("wim", "morning"),
    ]
    (text,) = office.said_to("wim")
    assert text.index("Sooner") < text.index("Later")
    assert "Others" not in text


def test_who_owes_nothing_hears_nothing(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE, needed_by=NEXT_FRIDAY)
    office.agree("wim", promise)
    assert office.at("2026-11-24T09:00+01:00").tick() == [("lena", "morning")]
    office.object("lena", promise, promise.terms[0].id)
    office.deliver()
    assert office.at("2026-11-25T09:00+01:00").tick() == [("sara", "morning")]  # now sales has to answer


def test_an_answer_given_while_the_dm_is_on_its_way_stops_it(office: Office) -> None:
    promise = office.draft(LEIPZIG, needed_by=NEXT_FRIDAY)
    office.deliver()
    ticking.tick(office.store, office.at("2026-11-24T09:00+01:00").now)
    office.object("lena", promise)
    assert office.deliver() == []


def test_a_second_tick_and_a_restart_send_nothing_again(office: Office) -> None:
    office.draft(LEIPZIG, needed_by=NEXT_FRIDAY)
    office.deliver()
    assert office.at("2026-11-24T09:00+01:00").tick() == [("lena", "morning")]
    assert office.tick() == []
    again = Office.on(office.store)  # settings are taken over, owners read, as at every start
    assert again.at(office.now).tick() == []
    assert again.later(hours=2).tick() == []


def test_two_programs_that_tick_at_once_send_once(office: Office) -> None:
    from concurrent.futures import ThreadPoolExecutor

    office.draft(LEIPZIG, needed_by=NEXT_FRIDAY)
    office.deliver()
    office.at("2026-11-24T09:00+01:00")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: ticking.tick(office.store, office.now), range(4)))
    assert office.deliver() == [("lena", "morning")]


def test_who_moves_to_another_zone_is_not_woken_at_night(office: Office) -> None:
    office.draft(LEIPZIG, needed_by=FAR)
    people.remember(office.store, [Profile(user_id("lena"), "lena", "America/New_York", "en-US")], office.now)
    found = [when for when, who, _ in over(office, "2026-11-25T23:00+01:00") if who == "lena"]
    assert [when.isoformat() for when in found] == ["2026-11-24T14:00:00+00:00", "2026-11-25T14:00:00+00:00"]


def test_who_has_left_hears_nothing(office: Office) -> None:
    office.draft(LEIPZIG, needed_by=FAR)
    people.remember(office.store, [Profile(user_id("lena"), "lena", "Europe/Berlin", deleted=True)], office.now)
    assert over(office, "2026-11-25T12:00+01:00") == []


# When the time passes


def test_the_author_is_told_once_when_the_time_passes(office: Office) -> None:
    office.draft(LEIPZIG, needed_by="2026-11-24 12:00")
    found = [(when.isoformat(), who) for when, who, why in over(office, "2026-11-27T20:00+01:00") if why == "overdue"]
    assert found == [("2026-11-24T11:00:00+00:00", "sara")]


def test_silence_is_no_consent_and_reminders_go_on(office: Office) -> None:
    promise = office.draft(LEIPZIG, needed_by="2026-11-24 12:00")
    found = over(office, "2026-11-26T10:00+01:00")
    assert [who for when, who, why in found if why == "morning" and when.day == 26] == ["lena"]
    assert not office.load(promise).may_be_told


# Everything stops


@pytest.mark.parametrize("end", ["signed off", "withdrawn"])
def test_everything_stops_at_the_end(office: Office, end: str) -> None:
    promise = office.draft(LEIPZIG, needed_by="2026-11-23 17:00")
    office.deliver()
    if end == "withdrawn":
        negotiating.withdraw(office.store, office.people["sara"], promise.id, "no order", office.now)
    else:
        office.agree("lena", promise)
    office.deliver()

    with office.read() as tx:
        left = {entry.kind for entry in tx.agenda.due(office.now + timedelta(days=3650), 100)}
    assert left == {"digest", "morning"}  # a person's morning is for all promises: it goes when nothing is owed
    assert over(office, "2026-11-27T20:00+01:00") == []


# Outages


def test_after_an_outage_of_days_only_todays_come(office: Office) -> None:
    office.draft(LEIPZIG, needed_by=FAR)
    office.draft(SERVICE, needed_by="2026-11-25 12:00")
    office.deliver()

    found = office.at("2026-11-27T14:00+01:00").tick()
    assert sorted(found) == [("lena", "morning"), ("sara", "overdue"), ("wilma", "morning"), ("wim", "morning")]
    assert office.later(minutes=1).tick() == []


def test_after_an_outage_that_ends_before_nine_nine_is_waited_for(office: Office) -> None:
    office.draft(LEIPZIG, needed_by=FAR)
    office.deliver()
    assert office.at("2026-11-26T06:30+01:00").tick() == []
    assert office.at("2026-11-26T09:00+01:00").tick() == [("lena", "morning")]


def test_after_an_outage_that_ends_on_a_weekend_monday_is_waited_for(office: Office) -> None:
    office.draft(LEIPZIG, needed_by=FAR)
    office.deliver()
    assert office.at("2026-11-28T14:00+01:00").tick() == []
    assert ("lena", "morning") in office.at("2026-11-30T09:00+01:00").tick()


def test_a_last_call_and_a_backup_of_a_past_day_are_left_out(office: Office) -> None:
    office.draft(LEIPZIG, needed_by="2026-11-27 11:00")  # last call on Thursday at 15:00
    office.draft(SERVICE, needed_by="2026-11-23 17:00")  # the backup on Monday at 13:30
    office.deliver()
    found = office.at("2026-11-27T09:30+01:00").tick()
    assert {why for _, why in found} == {"morning", "overdue"}


def test_a_dm_that_slack_did_not_take_for_days_is_not_sent_late(office: Office) -> None:
    """The tick came in time and Slack was down: the row of Tuesday must not come on Thursday beside Thursday's."""
    office.draft(LEIPZIG, needed_by=FAR)
    office.deliver()
    for day in (24, 25, 26):
        ticking.tick(office.store, office.at(f"2026-11-{day}T09:00+01:00").now)
    assert office.deliver() == [("lena", "morning")]


def test_one_entry_that_fails_does_not_stop_the_others(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.draft(LEIPZIG, SERVICE, needed_by=FAR)
    office.deliver()
    usual = ticking._KINDS[planning.MORNING]

    def breaks(tx, entry, now):
        usual(tx, entry, now)
        if entry.subject == office.ref("lena"):
            raise ZeroDivisionError

    monkeypatch.setattr(ticking, "_KINDS", {**ticking._KINDS, planning.MORNING: breaks})
    assert sorted(office.at("2026-11-24T09:00+01:00").tick()) == [("wilma", "morning"), ("wim", "morning")]
    assert office.tick() == []
    monkeypatch.undo()
    assert office.at("2026-11-24T10:00+01:00").tick() == [("lena", "morning")]
