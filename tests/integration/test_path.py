"""From `/promise` to a joint sign-off, over Socket Mode and over signed HTTP, on the databases a user would have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.playground.launch import start
from bot.settings import Mode
from tests.integration.conftest import MONDAY, set_clock
from tests.integration.world import LENA, PROMISES, QUINN, SARA, WIM, World, button_of, said, until

FIGURES = "40 agents in Leipzig by 1 Feb\nservice level 80/20 from 1 March\nquality score at least 90 % by 15 March"


@pytest.fixture(params=[Mode.SOCKET, Mode.HTTP], ids=str)
def either(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> Iterator[World]:
    running = start(tmp_path, mode=request.param, database_url=database_url)
    set_clock(running, MONDAY)
    yield World(running)
    running.stop()


def test_a_promise_is_negotiated_and_jointly_signed_off(either: World) -> None:
    negotiate_and_sign_off(either)


def negotiate_and_sign_off(world: World) -> None:
    """Walk the whole path: draft, agree, counter, accept, object, revise, sign by reaction, digest."""
    card = world.draft(SARA, "Acme", title="new inbound line", needed_by="2030-11-29 12:00", figures=FIGURES)
    assert "No figures to the client yet" in said(card)
    ask = world.find(PROMISES, "Can these figures be kept?", "<@U03LENA>", "<@U04WIM>", "<@U05QUINN>")
    assert ask["thread_ts"] == card["ts"]

    # One agrees by button, and is told privately what was signed.
    world.press(WIM, world.card(card), "promise.agree")
    private = world.find(PROMISES, "80/20", "WFM", user=WIM)
    assert private["ephemeral"]
    until(lambda: "WFM" in said(world.card(card)) or None, "the card to show WFM's agreement")

    # One counters with a ramp; sales accepts it whole.
    ramp = "28 agents in Leipzig by 1 Feb\n40 agents in Leipzig by 1 March"
    world.counter(LENA, world.card(card), ramp, "Two training classes only")
    reply = world.find(PROMISES, "proposes", "Two training classes only")
    assert button_of(reply, "promise.revise")
    world.press(SARA, reply, "promise.accept")
    until(lambda: "28" in said(world.card(card)) or None, "the card to show the ramp")

    # One objects, and is answered by a revision.
    world.press(QUINN, world.card(card), "promise.object")
    view = world.view(QUINN)
    assert view is not None
    terms = next(block for block in view["blocks"] if block.get("block_id") == "terms")
    options = terms["element"]["options"]
    values = {
        "terms": {"value": {"type": "checkboxes", "selected_options": options}},
        "reason": {"value": {"type": "plain_text_input", "value": "needs ten weeks of coaching"}},
    }
    world.do("submit", user=QUINN, values=values)
    objection = world.find(PROMISES, "objects in", "ten weeks of coaching")
    lines = "28 agents in Leipzig by 1 Feb 2031\n40 agents in Leipzig by 1 March 2031"
    lines += "\nservice level 80/20 from 1 March 2031\nquality score at least 85 % by 15 March 2031"
    world.counter(SARA, objection, lines, "Coaching needs time", kind="revise")
    until(lambda: "85" in said(world.card(card)) or None, "the card to show the revision")

    # The last one signs with a reaction.
    world.find(PROMISES, "Coaching needs time")
    world.react(QUINN, world.card(card), "white_check_mark")
    signed = world.find(PROMISES, "is jointly signed off", "28 agents in Leipzig")
    assert signed["thread_ts"] == card["ts"]
    assert all(area in said(signed) for area in ("Leipzig", "WFM", "Quality"))
    assert not re.search(r"\b90\b", said(signed))
    until(lambda: "May be told to the client" in said(world.card(card)) or None, "the card's verdict")

    # Next Monday's digest says so, by areas.
    world.do("clock", set="2030-12-02T08:00:01+00:00")
    digest = world.find(PROMISES, "Jointly signed off since", "Acme")
    assert "<@" not in said(digest)
