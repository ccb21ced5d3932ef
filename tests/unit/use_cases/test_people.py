"""Who is in the workspace: all of them are learnt at once, and a large workspace once a day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.use_cases import people
from bot.use_cases.people import FRESH_FOR, LONG_ROLL
from storage.people import Profile
from tests.unit.use_cases.office import Office, user_id


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office.open(tmp_path)


def many(count: int) -> list[Profile]:
    return [Profile(f"U{number:06}", f"handle{number}", "Europe/Lisbon", "de-DE") for number in range(count)]


def test_the_roll_says_of_everybody_what_slack_says_now(office: Office) -> None:
    before = office.ref("wim")
    changed = Profile(user_id("wim"), "wim.new", "America/New_York", "de-DE", is_outsider=True)
    people.take_roll(office.store, [*many(3), changed], office.now)
    with office.read() as tx:
        wim = tx.people.get(before)
        assert wim is not None
        assert (wim.handle, wim.zone, wim.locale, wim.is_outsider) == ("wim.new", "America/New_York", "de-DE", True)
        assert tx.people.zone(before) == "America/New_York"
        assert set(many(3)) <= set(tx.people.profiles())


def test_the_roll_of_a_large_workspace_is_called_once_a_day(office: Office) -> None:
    everybody = many(LONG_ROLL + 1)
    people.take_roll(office.store, everybody, office.now)
    assert set(everybody) <= set(people.long_roll(office.store, office.now + FRESH_FOR - timedelta(minutes=1)))
    assert people.long_roll(office.store, office.now + FRESH_FOR) == ()


def test_the_roll_of_a_small_workspace_is_called_at_every_start(office: Office) -> None:
    people.take_roll(office.store, many(5), office.now)
    assert people.long_roll(office.store, office.now) == ()
