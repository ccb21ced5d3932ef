"""Whatever Slack answers, each announcement is there once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain.promise import Promise
from bot.use_cases import conversing
from tests.integration.delivery.conftest import FAULTS, Desk, Json
from tests.integration.world import PROMISES, SARA, WIM, said


def test_slack_is_given_the_time_it_asks_for(desk: Desk) -> None:
    desk.draft()
    desk.fail("429", retry_after=30)
    desk.deliver()
    assert desk.thread() == []
    desk.later(28)
    assert desk.thread() == []
    desk.later(3)
    assert [len(desk.cards()), len(desk.replies())] == [1, 1]
    assert len(desk.calls("chat.postMessage")) == 3


def test_a_channel_that_has_to_wait_keeps_no_other_waiting(desk: Desk) -> None:
    desk.fail("429", retry_after=300, channel=PROMISES)
    desk.draft(needed_by="2099-01-01 12:00")
    desk.draft(channel="G04DEALS")
    desk.deliver()
    assert desk.thread() == []
    assert len(desk.thread("G04DEALS")) == 2


def a_card(desk: Desk, promise: Promise) -> Callable[[], list[Json]]:
    return desk.cards


def a_reply(desk: Desk, promise: Promise) -> Callable[[], list[Json]]:
    desk.deliver()
    desk.object(WIM, promise, 1, "forecast is missing")
    with desk.store.write() as tx:  # the update of the card is not what this is about
        for row in tx.outbox.open_of(promise.id, "card"):
            row.state = "dropped"
            tx.outbox.save(row)
    return lambda: desk.replies("forecast is missing")


def a_dm(desk: Desk, promise: Promise) -> Callable[[], list[Json]]:
    desk.deliver()
    with desk.store.write() as tx:
        ref, body = desk.people[SARA].ref, {"problem": "is_archived", "since": 10**9}
        tx.outbox.add("trouble:1", "trouble", "dm:sara", desk.time.now(), promise.id, ref, body)
    return lambda: desk.direct(SARA)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("message", [a_card, a_reply, a_dm], ids=["card", "reply", "dm"])
def test_whatever_breaks_the_message_is_there_once(
    desk: Desk, fault: str, message: Callable[[Desk, Promise], Callable[[], list[Json]]]
) -> None:
    found = message(desk, desk.draft())
    desk.fail(fault)
    desk.deliver()
    desk.later(2)

    assert len(found()) == 1
    desk.later(300)
    assert len(found()) == 1
    assert {state for _, state, _ in desk.rows()} <= {"sent", "dropped"}


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_breaks_an_update_is_made(desk: Desk, fault: str) -> None:
    promise = desk.draft()
    desk.deliver()
    desk.revise(promise)
    desk.fail(fault, "chat.update")
    desk.deliver()
    desk.later(2)
    assert "75/20" in said(desk.thread()[0])
    assert len(desk.cards()) == 1


@pytest.mark.parametrize("fault", ["429", "500", "drop_before"])
def test_when_looking_fails_nothing_is_sent_unseen(desk: Desk, fault: str) -> None:
    desk.draft()
    rules = [
        {"kind": "drop_after", "method": "chat.postMessage", "times": 1},
        {"kind": fault, "method": "conversations.history", "times": 2},
    ]
    assert desk.slack.post("faults", rules=rules)["ok"]
    desk.deliver()
    for _ in range(4):
        desk.later(10)

    assert len(desk.cards()) == 1
    assert len(desk.calls("conversations.history")) == 3


def test_an_outage_of_slack_is_waited_for(desk: Desk) -> None:
    desk.draft()
    desk.fail("500", times=12)
    for _ in range(14):
        desk.later(301)
    assert len(desk.thread()) == 2


def test_a_message_that_is_found_shows_what_it_showed_when_it_was_sent(desk: Desk) -> None:
    """A reaction on it must not sign a version that came afterwards."""
    promise = desk.draft()
    desk.fail("drop_after")
    desk.dispatcher.deliver_due()
    desk.revise(promise)
    desk.time.ahead += timedelta(seconds=2)
    desk.dispatcher.deliver_due()

    with desk.store.read() as tx:
        rendering = tx.renderings.on_message(*desk.card(promise))
    assert rendering is not None
    assert rendering.versions == promise.versions
    reacted = conversing.react(
        desk.store, desk.people[WIM], *desk.card(promise), "E1", desk.time.now(), desk.time.now()
    )
    assert reacted.result is not conversing.ReactionResult.SIGNED
