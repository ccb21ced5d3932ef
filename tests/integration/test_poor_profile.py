"""The whole path on a server that speaks only a part of Slack's protocol (bot/playground/poor.py lists what it lacks).

What it refuses is a line in the bot's log, never a failure: nothing is lost, nothing is said twice, nobody is left
without an answer.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.playground.launch import start
from bot.settings import Mode
from tests.integration.conftest import MONDAY, set_clock
from tests.integration.test_path import negotiate_and_sign_off
from tests.integration.world import LENA, OMAR, PROMISES, SARA, World, said, until


@pytest.fixture
def poor(tmp_path: Path, database_url: str, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    running = start(tmp_path, profile="poor", database_url=database_url)
    set_clock(running, MONDAY)
    world = World(running)
    yield world
    world.settled()
    ours = [record for record in caplog.get_records("call") if not record.name.startswith("slack_sdk")]
    broken = [record.getMessage() for record in ours if record.levelno >= logging.ERROR]
    assert not broken, broken
    failed = world.rows("SELECT kind, error FROM outbox WHERE state = 'failed'")
    assert not failed, failed
    running.stop()


def test_the_whole_path_is_walked(poor: World, caplog: pytest.LogCaptureFixture) -> None:
    negotiate_and_sign_off(poor)
    refused = [record for record in caplog.records if "said more plainly" in record.getMessage()]
    assert refused and all(record.levelno == logging.WARNING for record in refused)
    posted = [entry for entry in poor.get("log")["entries"] if entry["kind"] == "chat.postMessage"]
    again = [entry for entry in posted if entry["status"] == "invalid_arguments"]
    assert len(again) == 1, "what a server does not take is left out from then on"


def test_a_button_in_a_direct_message_is_answered_without_a_response_url(poor: World) -> None:
    poor.draft(SARA, figures="40 agents in Leipzig by 1 Feb 2031")
    poor.do("clock", set="2030-11-28T11:00:00+00:00")
    reminder = poor.find_direct(LENA, "40 agents in Leipzig")
    poor.press(LENA, reminder, "promise.agree", channel="D03LENA")
    poor.find_direct(LENA, "signed")


def test_an_ephemeral_button_is_answered_without_a_response_url(poor: World) -> None:
    card = poor.draft(SARA, figures="40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031")
    poor.press(LENA, poor.card(card), "promise.agree")
    private = poor.told(LENA, "40 agents")
    poor.press(LENA, private, "promise.retract")
    poor.told(LENA, "taken back")


@pytest.mark.parametrize("kind", ["drop_after", "500_after", "drop_before"])
def test_a_message_of_unknown_outcome_is_found_by_sender_thread_and_text_or_sent(poor: World, kind: str) -> None:
    card = poor.draft(SARA)
    poor.settled()
    poor.do("faults", rules=[{"method": "chat.postMessage", "kind": kind, "times": 1}])
    poor.counter(LENA, poor.card(card), "28 agents in Leipzig by 1 Feb 2031", "Two classes only")
    poor.settled()
    played = [entry["status"] for entry in poor.get("log")["entries"] if entry["kind"] == "chat.postMessage"]
    assert len(played) == (5 if kind == "drop_before" else 4), "posted again only if it had not arrived"
    counters = [m for m in poor.messages(PROMISES) if "Two classes only" in said(m) and m["ts"] != card["ts"]]
    assert [m["thread_ts"] for m in counters] == [card["ts"]]


def test_wording_for_the_client_comes_without_rich_text(poor: World) -> None:
    card = poor.draft(SARA, figures="40 agents in Leipzig by 1 Feb 2031")
    poor.press(LENA, poor.card(card), "promise.agree")
    signed = poor.find(PROMISES, "is jointly signed off")
    assert {block["type"] for block in signed["blocks"]} <= {"section", "header", "context", "actions", "divider"}


def test_there_is_no_signed_http(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Socket Mode only"):
        start(tmp_path, mode=Mode.HTTP, profile="poor")


def test_the_home_tab_is_filled(poor: World) -> None:
    poor.draft(SARA)
    until(lambda: "Acme" in said(poor.home(LENA)) or None, "the home tab")
    assert poor.home(OMAR)
