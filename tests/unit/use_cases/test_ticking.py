"""Reminders and the digest: at the right time on each person's own clock, once, and only while something is owed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.use_cases import negotiating, people, planning, ticking
from storage.people import Profile
from tests.unit.use_cases.office import (
    BOSTON,
    CHANNEL,
    ELSEWHERE,
    LEIPZIG,
    LISBON,
    QUALITY,
    SERVICE,
    Office,
    user_id,
)

DIGEST = ("#", "digest")
NEXT_FRIDAY = "2026-12-04 12:00"
FAR = "2027-06-30 12:00"
FEWER = "28 agents in Leipzig by 1 Feb 2027"


def over(office: Office, until: str) -> list[tuple[datetime, str, str]]:
    """Let time pass, ticking when something falls due and now and then; return every DM and digest (when, who, why)."""
    found, end = [], datetime.fromisoformat(until).astimezone(UTC)
    while office.now < end:
        with office.read() as tx:
            coming = [entry.due_at for entry in tx.agenda.due(end, 1)]
        office.at(min([*coming, office.now + timedelta(hours=30), end]) if coming else end)
        found += [(office.now, *said) for said in office.tick()]
    return found


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


# Four working hours are left


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


# Needed on the same day


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


# The digest


def digests(found: list[tuple[datetime, str, str]]) -> list[str]:
    return [when.strftime("%a %d %H:%M") for when, who, why in found if (who, why) == DIGEST]


def test_the_digest_comes_on_monday_at_nine_once(office: Office) -> None:
    office.draft(LEIPZIG, needed_by=FAR)
    found = over(office, "2026-12-15T20:00+01:00")
    assert digests(found) == ["Mon 30 08:00", "Mon 07 08:00", "Mon 14 08:00"]  # UTC


def test_the_digest_follows_the_workspaces_zone(office: Office) -> None:
    office.set_up(zone="America/New_York")
    office.draft(LEIPZIG, needed_by=FAR)
    found = over(office, "2026-12-08T20:00+01:00")
    assert digests(found)[-1] == "Mon 07 14:00"


def test_a_week_with_nothing_to_say_posts_nothing(office: Office) -> None:
    assert digests(over(office, "2026-12-01T20:00+01:00")) == []
    promise = office.draft(LEIPZIG, needed_by=FAR)
    office.agree("lena", promise)
    found = over(office, "2026-12-22T20:00+01:00")
    assert digests(found) == ["Mon 07 08:00"]  # said once, and nothing since


def test_after_an_outage_over_monday_the_digest_comes_once(office: Office) -> None:
    office.draft(LEIPZIG, needed_by=FAR)
    office.deliver()
    assert office.at("2026-12-01T16:00+01:00").tick().count(DIGEST) == 1
    assert digests(over(office, "2026-12-14T20:00+01:00")) == ["Mon 07 08:00", "Mon 14 08:00"]


def test_a_restart_at_nine_neither_loses_nor_doubles_the_digest(office: Office) -> None:
    office.draft(LEIPZIG, needed_by=FAR)
    office.deliver()
    office.at("2026-11-30T09:00+01:00")
    office.set_up()
    assert office.tick().count(DIGEST) == 1
    office.set_up()
    assert office.tick() == []
    assert digests(over(office, "2026-12-06T20:00+01:00")) == []


def test_what_was_signed_is_told_in_exactly_one_digest(office: Office) -> None:
    first = office.draft(LEIPZIG, client="Alpha", needed_by=FAR)
    office.agree("lena", first)
    office.draft(SERVICE, client="Open", needed_by=FAR)
    office.at("2026-11-30T09:00+01:00").tick()
    office.later(minutes=1)
    second = office.draft(LEIPZIG, client="Beta", needed_by=FAR)
    office.agree("lena", second)
    office.at("2026-12-07T09:00+01:00").tick()

    def signed(text: str) -> str:
        return text.partition("Jointly signed off since")[2]

    one, two = [e.message.text for channel, e in office.slack.sent if channel == CHANNEL and "digest" in e.message.text]
    assert "Alpha" in signed(one)
    assert "Beta" not in one
    assert "Beta" in signed(two)
    assert "Alpha" not in signed(two)
    assert "Alpha" in two  # what may be told is listed all the same


def test_without_a_promises_channel_there_is_no_digest(office: Office) -> None:
    office.set_up(promises_channel=None)
    office.draft(LEIPZIG, needed_by=FAR)
    assert digests(over(office, "2026-12-01T20:00+01:00")) == []


def test_the_digest_names_areas_and_no_persons(office: Office) -> None:
    promise = office.draft(LEIPZIG, ELSEWHERE, needed_by=FAR)
    office.object("lena", promise, promise.terms[0].id)
    office.at("2026-11-30T09:00+01:00").tick()
    (digest,) = [envelope.message for channel, envelope in office.slack.sent if "digest" in envelope.message.text]
    assert "Operations" in digest.text
    assert "Leipzig" in digest.text
    assert "<@" not in digest.text + str(digest.blocks)
