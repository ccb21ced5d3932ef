"""The digest comes once a week, on Monday at nine on the workspace's clock, and tells everything once."""

from __future__ import annotations

from datetime import datetime

from tests.unit.use_cases.office import (
    CHANNEL,
    ELSEWHERE,
    LEIPZIG,
    SERVICE,
    Office,
)
from tests.unit.use_cases.passing_time import DIGEST, FAR, over


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
