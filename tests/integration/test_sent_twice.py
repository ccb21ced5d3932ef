"""A form for which Slack is asked to do something first, sent twice at once: it is done once all the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.promise import Visibility
from bot.slack.gateway import Gateway
from bot.use_cases import moving, people
from tests.integration.test_discretion import (
    FIGURES,
    SECRET,
    card_in,
    channels,
    choice_of,
    home_of,
    post_as,
)
from tests.integration.test_phone import phone
from tests.integration.world import BEN, DEALS, LENA, SARA, World, in_one_moment, until


def kinds(town: World, kind: str) -> int:
    return len([row for row in town.events() if row["kind"] == kind])


def came_about_once(town: World, before: set[str], fact: str) -> None:
    """Check that one private channel was opened, and that its card is in it."""
    home = home_of(town, SARA, before)
    card_in(town, home, SARA)
    town.settled()
    assert channels(town, SARA) - before == {home}
    assert kinds(town, fact) == 1


def open_form(town: World, card: dict) -> None:
    town.press(SARA, card, "promise.more")
    town.press_in_view(SARA, town.form(SARA), "promise.visibility")


def test_a_promise_moves_to_one_private_channel(town: World) -> None:
    card, before = town.draft(SARA, SECRET, figures=FIGURES), channels(town, SARA)
    open_form(town, town.card(card))
    in_one_moment(*[lambda: town.post("submit", user=SARA, values=choice_of("restricted"))] * 2)
    came_about_once(town, before, "VisibilityChanged")


def test_a_draft_is_posted_in_one_private_channel(town: World) -> None:
    before = channels(town, SARA)
    post_as(town, SARA, "restricted")
    in_one_moment(*[lambda: town.post("submit", user=SARA, values={})] * 2)
    came_about_once(town, before, "PromiseDrafted")


def test_a_phone_call_gives_the_colleague_one_button(town: World) -> None:
    card = town.draft(BEN, figures=FIGURES)
    phone(town, card, LENA)
    phone(town, card, LENA)
    town.settled()
    assert kinds(town, "PhoneCallNoted") == 1
    assert len(town.rows("SELECT 1 FROM outbox WHERE kind = 'phoned'")) == 1


def test_a_channel_that_another_process_was_faster_with_is_closed(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    card, before = town.draft(SARA, SECRET, figures=FIGURES), channels(town, SARA)
    store, now = town.playground.bot.office.store, datetime.now(UTC)
    sara = people.fresh_person(store, SARA, now)
    open_form(town, town.card(card))
    shown = town.form(SARA)["private_metadata"]
    opens = Gateway.create_private_channel

    def opened_late(gateway: Gateway, name: str, owner: str, others: list[str]) -> str:
        moving.change_visibility(store, sara, shown, Visibility.RESTRICTED, DEALS, "", now)
        return opens(gateway, name, owner, others)

    monkeypatch.setattr(Gateway, "create_private_channel", opened_late)
    town.do("submit", user=SARA, values=choice_of("restricted"))
    card_in(town, DEALS, SARA)
    (vain,) = channels(town, SARA) - before
    until(lambda: next(c for c in town.get("state")["channels"] if c["id"] == vain)["is_archived"], "it to be closed")
    assert kinds(town, "VisibilityChanged") == 1
