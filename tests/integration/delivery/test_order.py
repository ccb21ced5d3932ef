"""Cards and replies arrive in order, each once, and what is owed goes out by itself."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.delivery.background import DispatcherThread
from bot.delivery.dispatcher import Dispatcher, Due
from bot.use_cases import ticking
from storage.database import StorageUnavailable
from tests.integration.delivery.conftest import Desk
from tests.integration.playground.peer import eventually
from tests.integration.world import LENA, PROMISES, WIM, said


def test_the_card_comes_first_and_its_replies_in_order_in_its_thread(desk: Desk) -> None:
    promise = desk.draft()
    desk.object(WIM, promise, 1, "first reason")
    desk.object(LENA, promise, 0, "second reason")
    desk.deliver()

    card, ask, first, second = desk.thread()
    assert desk.cards() == [card]
    assert {one["thread_ts"] for one in (ask, first, second)} == {card["ts"]}
    assert "<@U03LENA>" in said(ask)
    assert "first reason" in said(first)
    assert "second reason" in said(second)
    assert desk.card(promise) == (PROMISES, card["ts"])
    assert {state for _, state, _ in desk.rows()} == {"sent", "dropped"}


def test_a_card_shows_what_is_now_and_a_reply_what_was_then(desk: Desk) -> None:
    promise = desk.draft()
    desk.object(WIM, promise, 1, "too much")
    desk.revise(promise)
    desk.deliver()

    card, ask, *_ = desk.thread()
    assert "75/20" in said(card)
    assert "80/20" not in said(card)
    assert "80/20" in said(ask)


def test_updates_of_a_card_are_one_with_the_newest(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    desk.object(WIM, promise, 1, "too much")
    desk.object(LENA, promise, 0, "too early")
    desk.revise(promise)
    desk.deliver()

    assert len(desk.calls("chat.update")) == 1
    assert "75/20" in said(desk.thread()[0])
    assert [kind for kind, state, _ in desk.rows() if state == "dropped"] == ["card", "card"]


def test_what_is_already_there_is_not_sent_again(desk: Desk) -> None:
    desk.draft()
    desk.deliver()
    before = desk.thread()
    desk.dispatcher = desk.new_dispatcher()
    desk.later(3600)
    assert desk.thread() == before


def test_metadata_says_nothing_to_those_who_read_it(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    answer = desk.client.conversations_history(channel=PROMISES, include_all_metadata=True)
    payloads = [one["metadata"]["event_payload"] for one in answer["messages"] if one.get("metadata")]
    assert payloads
    assert all(set(one) == {"id"} and promise.id not in one["id"] for one in payloads)


def test_what_is_owed_goes_out_by_itself_and_a_failure_does_not_end_that(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, left = Dispatcher.look, [ZeroDivisionError(), StorageUnavailable("locked")]

    def sometimes(self: Dispatcher) -> tuple[list[Due], datetime | None]:
        if left:
            raise left.pop()
        return usual(self)

    monkeypatch.setattr(Dispatcher, "look", sometimes)
    thread = DispatcherThread(desk.dispatcher)
    thread.start()
    try:
        desk.draft()
        eventually(lambda: len(desk.thread()) == 2, "the card and its reply")
        assert left == []
    finally:
        thread.stop()
    promise = desk.draft()
    assert desk.rows("card")[-1][1] == "waiting"  # after the stop nothing goes out any more
    assert ticking.tick(desk.store, desk.time.now()) == 0
    assert promise.number == 2
