"""Reminders and the digest, through the moved clock: who gets what and when, once, and in their own language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.playground.launch import start
from bot.settings import Mode
from tests.integration.conftest import MONDAY, set_clock
from tests.integration.week import LEIPZIG, LISBON, SERVICE, Week, dm_of, lines_of
from tests.integration.world import (
    BEN,
    INES,
    LENA,
    OMAR,
    PETRA,
    PROMISES,
    SARA,
    WIM,
    Json,
    World,
    buttons_of,
    is_reply,
    said,
    until,
)


@pytest.fixture(scope="module", autouse=True)
def hurried() -> Iterator[None]:
    """Let the bot look at the clock more often than every second: the tests move it often."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.scheduler.EVERY_SECONDS", 0.1)
        patch.setattr("bot.clock._REFRESH_SECONDS", 0.05)
        yield


@pytest.fixture
def week(town: World) -> Week:
    found = Week(town)
    found.at(0, "08:00")
    return found


# Every morning


def test_one_message_each_morning_at_nine_lists_everything_soonest_first(week: Week) -> None:
    week.draft(3, "12:00", client="Later AG")
    week.draft(2, "12:00", client="Sooner GmbH")
    week.draft(2, "16:00", SERVICE, client="Service Ltd")
    assert not week.reminders(LENA)
    week.at(0, "08:59")
    assert not week.reminders(LENA)
    week.at(0, "09:00")
    (lena,) = week.reminders(LENA)
    assert lines_of(lena, "Sooner GmbH", "Later AG") == sorted(lines_of(lena, "Sooner GmbH", "Later AG"))
    assert "2 Zusagen" in lena["text"] and "40 Agenten" in lena["text"] and "Service Ltd" not in said(lena)
    (wim,) = week.reminders(WIM)
    assert "1 promise is waiting for an answer" in wim["text"] and "Service Ltd" in wim["text"]
    assert not week.reminders(OMAR) and not week.reminders(SARA) and not week.reminders(PETRA)
    week.at(0, "17:30")
    assert len(week.reminders(LENA)) == 1
    week.at(1, "09:00")
    assert len(week.reminders(LENA)) == 2


def test_nine_is_on_each_ones_own_clock(week: Week) -> None:
    week.draft(3, "12:00", f"{LEIPZIG}\n{LISBON}")
    week.at(0, "09:00")
    assert len(week.reminders(LENA)) == 1
    week.at(0, "09:59")
    assert not week.reminders(INES)
    week.at(0, "10:00")
    (ines,) = week.reminders(INES)
    assert "25 agents in Lisbon" in said(ines) and "Leipzig" not in said(ines)
    assert "11:00" in said(ines), "noon in Berlin is eleven in Lisbon"
    assert len(week.reminders(LENA)) == 1


def test_the_buttons_of_the_message_act(week: Week) -> None:
    card = week.draft(3, "12:00", f"{LEIPZIG}\n{SERVICE}")
    week.at(0, "09:00")
    (lena,), (wim,) = week.reminders(LENA), week.reminders(WIM)
    world = week.world
    assert {"promise.agree", "promise.counter", "promise.object", "promise.more"} <= set(buttons_of(lena))
    world.press(LENA, lena, "promise.agree", channel=dm_of(world, LENA))
    until(lambda: "1 of 2 figures agreed" in said(world.card(card)) or None, "Lena's agreement on the card")
    world.press(WIM, wim, "promise.object", channel=dm_of(world, WIM))
    world.submit(WIM, reason="needs ten weeks")
    assert world.find(PROMISES, "objects in", "needs ten weeks")["thread_ts"] == card["ts"]
    week.at(1, "09:00")
    assert len(week.reminders(LENA)) == len(week.reminders(WIM)) == 1
    (sara,) = week.reminders(SARA)
    assert "needs ten weeks" in said(sara) and "promise.revise" in buttons_of(sara)


def test_nobody_is_reminded_at_the_weekend(week: Week) -> None:
    week.draft(9, "17:00")
    week.at(4, "09:00")
    before = len(week.reminders(LENA))
    week.at(5, "09:00")
    week.at(5, "12:00")
    week.at(6, "18:00")
    assert len(week.reminders(LENA)) == before
    week.at(7, "09:00")
    assert len(week.reminders(LENA)) == before + 1


def test_a_jump_over_days_sends_what_is_due_today_and_nothing_of_the_days_before(week: Week) -> None:
    week.draft(11, "12:00", f"{LEIPZIG}\n{SERVICE}")
    week.at(8, "14:00")
    assert len(week.reminders(LENA)) == len(week.reminders(WIM)) == 1
    week.at(9, "08:59")
    assert len(week.reminders(LENA)) == 1


# When it gets late


def test_four_working_hours_before_the_end_comes_one_more_to_those_who_still_owe(week: Week) -> None:
    card = week.draft(2, "12:00", f"{LEIPZIG}\n{SERVICE}\n{LISBON}")
    week.at(1, "09:00")
    week.world.press(INES, card, "promise.agree")
    week.at(1, "15:59")
    assert len(week.reminders(LENA)) == 1
    week.at(1, "16:00")
    lena, wim = week.reminders(LENA)[-1], week.reminders(WIM)[-1]
    assert len(week.reminders(LENA)) == len(week.reminders(WIM)) == 2
    assert "Noch vier Arbeitsstunden" in lena["text"] and "Four working hours are left" in wim["text"]
    week.at(1, "18:00")
    assert len(week.reminders(LENA)) == 2
    assert not [m for m in week.reminders(INES) if "Four working hours" in said(m)]


def test_an_answer_needed_today_is_asked_for_at_once_and_after_half_an_hour_of_the_deputy(week: Week) -> None:
    card = week.draft(0, "15:00", f"{LEIPZIG}\n{SERVICE}")
    (lena,), (wim,) = week.reminders(LENA), week.reminders(WIM)
    assert "heute" in lena["text"] and "today" in wim["text"]
    week.world.press(WIM, card, "promise.agree")
    week.at(0, "08:29")
    assert not week.reminders(OMAR)
    week.at(0, "08:31")
    (omar,) = week.reminders(OMAR)
    assert "Leipzig" in said(omar) and "80/20" not in said(omar)
    assert "Vertretung" in said(omar)
    week.world.press(OMAR, omar, "promise.agree", channel=dm_of(week.world, OMAR))
    week.world.find(PROMISES, "is jointly signed off")
    week.at(0, "16:00")
    assert not [message for message in week.world.direct(SARA) if "war fällig" in said(message)]


OWN = "NPS at least 40 from 1 March 2035"
"""Nobody has a rule for it, so Omar's own area answers, and he is the deputy of Leipzig besides."""


def test_a_deputy_with_an_own_area_signs_for_the_other_from_the_message_that_asked(week: Week) -> None:
    world = week.world
    card = week.draft(0, "15:00", f"{LEIPZIG}\n{OWN}")
    week.at(0, "08:31")
    asked = next(m for m in week.reminders(OMAR) if "Vertretung" in said(m))
    assert "Leipzig" in said(asked) and "40 agents" not in said(asked) and "40 Agenten" in said(asked)
    world.press(OMAR, card, "promise.agree")
    until(lambda: "1 of 2 figures agreed" in said(world.card(card)) or None, "the own area on the card")
    assert "agreed by Leipzig" not in said(world.card(card))
    world.press(OMAR, asked, "promise.more", channel=dm_of(world, OMAR))
    form = world.form(OMAR)
    assert "gelten für Leipzig" in said(form) and "promise.agree" in buttons_of(form)
    world.do("close", user=OMAR, all=True)
    world.press(OMAR, asked, "promise.agree", channel=dm_of(world, OMAR))
    world.find_direct(OMAR, "Leipzig", "in Vertretung von <@U03LENA>")
    sealed = world.find(PROMISES, "is jointly signed off", "Leipzig: <@U06OMAR> for <@U03LENA>")
    assert "Operations: <@U06OMAR>," in said(sealed), "for the own area nobody was represented"
    world.press(SARA, world.card(card), "promise.more")
    assert "Leipzig: freigegeben von <@U06OMAR> in Vertretung von <@U03LENA>" in said(world.form(SARA))


def test_the_deputy_is_left_alone_when_everybody_has_answered(week: Week) -> None:
    card = week.draft(0, "15:00", f"{LEIPZIG}\n{SERVICE}")
    week.world.press(WIM, card, "promise.agree")
    week.world.press(LENA, card, "promise.object")
    week.world.submit(LENA, reason="Nur eine Klasse")
    week.world.settled()
    week.at(0, "12:00")
    assert not week.reminders(OMAR)


def test_the_author_is_told_once_when_the_time_passes_and_nothing_else_happens(week: Week) -> None:
    card = week.draft(0, "15:00")
    week.at(0, "14:59")
    assert "P-1" not in "".join(said(m) for m in week.world.direct(SARA))
    week.at(0, "15:00")
    (told,) = [message for message in week.world.direct(SARA) if "P-1" in said(message)]
    assert "Leipzig" in told["text"] and "Noch keine Zahlen" in told["text"]
    assert "promise.revise" in buttons_of(told)
    assert "0 of 1 figure agreed" in said(week.world.card(card)), "silence is never consent"
    week.at(0, "18:00")
    week.at(1, "09:00")
    assert len([message for message in week.world.direct(SARA) if message["text"] == told["text"]]) == 1


# The end of it


def test_everything_stops_at_the_joint_sign_off(week: Week) -> None:
    card = week.draft(1, "15:00")
    week.at(0, "09:00")
    assert len(week.reminders(LENA)) == 1
    week.world.press(LENA, card, "promise.agree")
    week.world.find(PROMISES, "is jointly signed off")
    week.at(1, "09:00")
    week.at(2, "09:00")
    assert len(week.reminders(LENA)) == 1
    assert not [message for message in week.world.direct(SARA) if "P-1" in said(message)]


def test_everything_stops_at_the_withdrawal(week: Week) -> None:
    card = week.draft(0, "15:00")
    assert len(week.reminders(LENA)) == 1
    world = week.world
    world.press(SARA, card, "promise.more")
    world.press_in_view(SARA, world.form(SARA), "promise.withdraw")
    world.submit(SARA, reason="Der Auftrag ging an andere")
    world.find(PROMISES, "withdrew")
    week.at(0, "09:30")
    week.at(1, "09:00")
    assert len(week.reminders(LENA)) == 1 and not week.reminders(OMAR)
    assert not [message for message in world.direct(SARA) if "P-1" in said(message)]


def test_somebody_who_has_left_is_not_written_to(week: Week) -> None:
    week.draft(3, "12:00")
    week.world.do("user", id=LENA, deleted=True)
    week.at(0, "09:00")
    assert not week.world.direct(LENA)


def test_a_new_time_zone_is_followed(week: Week) -> None:
    week.draft(4, "12:00")
    week.at(0, "09:00")
    week.world.do("user", id=LENA, tz="Europe/Lisbon")
    week.at(1, "09:00")
    week.at(1, "10:00")
    week.at(2, "09:59")
    assert len(week.reminders(LENA)) == 2
    week.at(2, "10:00")
    assert len(week.reminders(LENA)) == 3


# The digest


def digests(world: World) -> list[Json]:
    return [m for m in world.messages(PROMISES) if "Weekly digest" in m["text"] and not is_reply(m)]


def test_the_digest_comes_on_monday_at_nine_and_says_it_by_areas(week: Week) -> None:
    world = week.world
    signed = week.draft(3, "12:00", client="Signed SE")
    world.press(LENA, signed, "promise.agree")
    world.find(PROMISES, "is jointly signed off")
    week.draft(9, "12:00", SERVICE, client="Waiting Ltd")
    contested = week.draft(10, "12:00", LISBON, client="Contested BV")
    world.press(INES, contested, "promise.object")
    world.submit(INES, reason="no room")
    week.at(7, "08:59")
    already = len(digests(world))
    week.at(7, "09:00")
    digest = digests(world)[-1]
    assert len(digests(world)) == already + 1
    parts = ("Needs a decision", "Contested BV", "May be told to clients", "Signed SE", "Not yet", "Waiting Ltd", "WFM")
    assert lines_of(digest, *parts) == sorted(lines_of(digest, *parts))
    assert "Thanks to Leipzig" in said(digest)
    assert "<@" not in said(digest), "areas, never persons"
    week.at(8, "09:00")
    assert len(digests(world)) == already + 1


def test_a_week_with_nothing_to_say_posts_nothing(week: Week) -> None:
    week.at(7, "09:00")
    week.at(14, "12:00")
    assert not digests(week.world)


# Restarts


@pytest.fixture
def again(tmp_path: Path, database_url: str) -> Iterator[World]:
    """A workspace whose data are kept; `restart` stops everything and starts it on the same data."""
    world = World(start(tmp_path, mode=Mode.HTTP, database_url=database_url))
    set_clock(world.playground, MONDAY)
    yield world
    world.playground.stop()


def restart(world: World, path: Path) -> None:
    url = world.playground.bot.office.settings.database_url
    world.playground.stop()
    world.playground = start(path, mode=Mode.HTTP, database_url=url)


def test_a_restart_neither_loses_nor_repeats_anything(again: World, tmp_path: Path) -> None:
    week = Week(again)
    week.monday = MONDAY.date()
    card = week.draft(9, "12:00", f"{LEIPZIG}\n{SERVICE}")
    restart(again, tmp_path)
    week.at(0, "09:00")
    assert len(week.reminders(LENA)) == len(week.reminders(WIM)) == 1
    restart(again, tmp_path)
    week.at(0, "09:30")
    assert len(week.reminders(LENA)) == 1
    restart(again, tmp_path)
    assert len(digests(again)) == 1
    week.at(7, "09:00")
    assert len(digests(again)) == 2
    assert len(week.reminders(LENA)) == 2, "one for today, none for the days between"
    restart(again, tmp_path)
    week.at(7, "12:00")
    assert len(digests(again)) == len(week.reminders(LENA)) == 2
    again.press(LENA, week.reminders(LENA)[-1], "promise.agree", channel=dm_of(again, LENA))
    until(lambda: "1 of 2 figures agreed" in said(again.card(card)) or None, "the agreement after the restart")
    assert not again.direct(BEN)
