"""Messages that were deleted, channels and people that are gone, rows that cannot be sent."""

from __future__ import annotations

import pytest

from bot.delivery import replies
from bot.use_cases import people
from tests.integration.delivery.conftest import Desk
from tests.integration.world import LENA, PROMISES, SARA, WIM, said


def test_a_deleted_card_is_posted_again(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    channel, ts = desk.card(promise)
    desk.slack.post("delete-message", user="bot", channel=channel, ts=ts)
    desk.revise(promise)
    desk.deliver()

    new = desk.card(promise)
    assert new != (channel, ts)
    replies = [one for one in desk.thread() if one.get("thread_ts") == new[1]]
    assert any("less is enough" in said(one) for one in replies)


def test_a_reply_whose_card_was_deleted_unnoticed_comes_under_a_new_card(desk: Desk) -> None:
    promise = desk.draft()
    desk.dispatcher.deliver_due()  # the card is posted, and deleted before its first reply
    channel, ts = desk.card(promise)
    desk.slack.post("delete-message", user="bot", channel=channel, ts=ts)
    desk.deliver()

    new = desk.card(promise)
    assert new != (channel, ts)
    (ask,) = desk.replies("<@U03LENA>")
    assert ask["thread_ts"] == new[1]
    assert [one["ts"] for one in desk.cards()] == [new[1]]


def test_a_card_that_is_deleted_again_and_again_is_left_alone(desk: Desk) -> None:
    desk.fail("error", error="cannot_reply_to_message", times=100)
    promise = desk.draft()
    with desk.store.write() as tx:
        tx.promises.set_card(promise.id, PROMISES, "1.000001")
    for _ in range(20):
        desk.later(301)
    assert "waiting" not in {state for _, state, _ in desk.rows()}


def test_of_an_archived_channel_the_author_is_told_once(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    desk.slack.post("archive", channel=PROMISES)
    desk.object(WIM, promise, 1, "forecast is missing")
    desk.object(LENA, promise, 0, "too early")
    desk.deliver()
    desk.revise(promise)
    desk.deliver()
    desk.later(3600)

    (told,) = desk.direct(SARA)
    assert "Acme" in told["text"]
    assert "archiviert" in told["text"]  # Sara reads German
    assert "failed" in {state for _, state, _ in desk.rows()}
    assert "waiting" not in {state for _, state, _ in desk.rows()}


def test_a_channel_that_the_bot_has_left_is_told_as_well(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    desk.slack.post("membership", channel=PROMISES, user="bot", present=False)
    desk.revise(promise)
    desk.deliver()
    assert len(desk.direct(SARA)) == 1


def test_who_is_deactivated_gets_nothing_and_keeps_nobody_waiting(desk: Desk) -> None:
    desk.draft(needed_by="in 2 hours")
    desk.slack.post("user", id=LENA, deleted=True)  # the bot has not heard of it
    desk.deliver()
    assert len(desk.direct(WIM)) <= 1
    assert desk.rows("reminder").count(("reminder", "failed", "user_disabled")) <= 1
    assert {state for _, state, _ in desk.rows()} <= {"sent", "failed"}

    people.remember(desk.store, desk.roll().profiles, desk.time.now())
    with desk.store.write() as tx:
        tx.outbox.add("r:1", "reminder", "dm:l", desk.time.now(), None, desk.people[LENA].ref, {"reason": "morning"})
    calls = len(desk.calls("conversations.open"))
    desk.deliver()
    assert desk.rows("reminder")[-1][1] == "dropped"
    assert len(desk.calls("conversations.open")) == calls


def test_a_dm_is_opened_once(desk: Desk) -> None:
    promise = desk.draft()
    with desk.store.write() as tx:
        for number in range(3):
            ref, body = desk.people[SARA].ref, {"problem": "is_archived", "since": 10**9}
            tx.outbox.add(f"trouble:{number}", "trouble", "dm:sara", desk.time.now(), promise.id, ref, body)
    desk.deliver()
    assert len(desk.direct(SARA)) == 3
    assert len(desk.calls("conversations.open")) == 1


def test_a_row_that_cannot_be_composed_keeps_nobody_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    desk.draft()
    monkeypatch.setitem(replies._REPLIES, "ask", breaks)
    promise = desk.draft()
    desk.object(WIM, promise, 1, "forecast is missing")
    desk.deliver()
    assert desk.rows("ask") == [("ask", "failed", "internal_error")] * 2
    assert any("forecast is missing" in said(one) for one in desk.thread())


def test_a_refusal_that_nobody_knows_is_given_up_in_the_end(desk: Desk) -> None:
    desk.fail("error", error="a_new_code_of_slacks", times=100, channel=PROMISES)
    desk.draft()
    for _ in range(12):
        desk.later(301)
    assert desk.rows("card") == [("card", "failed", "a_new_code_of_slacks")]
    assert len(desk.direct(SARA)) == 1
