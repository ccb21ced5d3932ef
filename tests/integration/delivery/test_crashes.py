"""Whenever the process dies or nobody knows what became of a call, nothing is lost and nothing stays double."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.delivery import dispatcher
from bot.delivery.envelope import Envelope
from bot.delivery.outcome import Outcome
from bot.delivery.slack_calls import Messenger, Posted
from bot.delivery.sweep import SWEEP_AFTER
from bot.use_cases import negotiating
from storage.database import StorageUnavailable
from tests.integration.delivery.conftest import FAULTS, Desk, Json
from tests.integration.world import LENA, PROMISES, SARA, WIM


class Crash(BaseException):
    """The process dies: nothing in it can handle that."""


@dataclass(frozen=True)
class Dying(Messenger):
    """The process dies around the call to Slack."""

    after: bool = True

    def send(self, envelope: Envelope, channel: str) -> Posted:
        if self.after:
            super().send(envelope, channel)
        raise Crash


@pytest.mark.parametrize("after", [True, False], ids=["after sending", "before sending"])
def test_a_crash_neither_loses_nor_doubles_a_message(desk: Desk, after: bool) -> None:
    desk.draft()
    with pytest.raises(Crash):
        desk.new_dispatcher(Dying(desk.client, after=after)).deliver_due()
    assert desk.rows("card") == [("card", "sending", None)]

    desk.dispatcher = desk.new_dispatcher()
    desk.deliver()
    desk.later(dispatcher.IN_FLIGHT.total_seconds() + 1)
    assert len(desk.cards()) == 1
    assert {state for _, state, _ in desk.rows()} == {"sent"}


def test_a_call_that_is_still_on_its_way_is_waited_for(desk: Desk) -> None:
    """The process that was stopped sent a moment ago, and it arrives only after its successor looked."""
    promise = desk.draft()
    with pytest.raises(Crash):
        desk.new_dispatcher(Dying(desk.client, after=False)).deliver_due()
    desk.dispatcher = desk.new_dispatcher()
    desk.deliver()
    assert desk.thread() == []
    Messenger(desk.client).send(desk.composed(promise, "card"), PROMISES)  # here it is

    desk.later(dispatcher.IN_FLIGHT.total_seconds() + 1)
    assert len(desk.cards()) == 1


def test_a_double_that_landed_late_is_deleted(desk: Desk) -> None:
    promise = desk.draft()
    late = desk.composed(promise, "card")
    desk.fail("drop_before")
    desk.deliver()
    desk.later(2)
    kept = desk.card(promise)
    Messenger(desk.client).send(late, PROMISES)
    assert len(desk.cards()) == 2

    desk.later(SWEEP_AFTER.total_seconds() + 1)
    assert [one["ts"] for one in desk.cards()] == [kept[1]]
    calls = len(desk.calls("conversations.history"))
    desk.later(3600)
    assert len(desk.calls("conversations.history")) == calls  # one look is enough


def test_what_people_said_in_the_thread_of_a_double_is_kept(desk: Desk) -> None:
    promise = desk.draft()
    late = desk.composed(promise, "card")
    desk.fail("drop_before")
    desk.deliver()
    desk.later(2)
    double = Messenger(desk.client).send(late, PROMISES)
    texts = ["two classes start in March", "and one in May"]
    for user, text in zip((WIM, LENA), texts, strict=True):
        desk.slack.post("message", user=user, channel=PROMISES, thread_ts=double.ts, text=text)
    desk.later(SWEEP_AFTER.total_seconds() + 1)
    with desk.store.read() as tx:
        assert [kept.text for kept in tx.comments.of(promise.id)] == texts


def test_what_is_needless_by_now_but_landed_twice_stays_once(desk: Desk) -> None:
    promise = desk.draft()
    desk.dispatcher.deliver_due()
    late = desk.composed(promise, "ask")
    desk.fail("drop_after")
    desk.dispatcher.deliver_due()
    negotiating.withdraw(desk.store, desk.people[SARA], promise.id, "no order", desk.time.now())
    desk.later(2)
    assert desk.rows("ask") == [("ask", "dropped", "nothing to say")]
    Messenger(desk.client).send(late, PROMISES)
    assert len(desk.replies("Can these figures be kept?")) == 2

    desk.later(SWEEP_AFTER.total_seconds() + 1)
    assert len(desk.replies("Can these figures be kept?")) == 1
    assert desk.rows("ask") == [("ask", "sent", None)]


@dataclass(frozen=True)
class WithoutMetadata(Messenger):
    """A server that returns no metadata."""

    def messages(self, channel: str, thread_ts: str | None, oldest: str) -> Iterator[Json]:
        for one in super().messages(channel, thread_ts, oldest):
            yield {name: value for name, value in one.items() if name != "metadata"}


@pytest.mark.parametrize("fault", FAULTS)
def test_without_metadata_sender_place_and_text_are_compared(desk: Desk, fault: str) -> None:
    desk.dispatcher = desk.new_dispatcher(WithoutMetadata(desk.client))
    promise = desk.draft()
    desk.deliver()
    desk.object(WIM, promise, 1, "forecast is missing")
    desk.fail(fault)
    desk.deliver()
    desk.later(2)
    assert len(desk.replies("forecast is missing")) == 1


def test_without_metadata_an_earlier_message_with_the_same_words_is_not_taken_for_this_one(desk: Desk) -> None:
    desk.dispatcher = desk.new_dispatcher(WithoutMetadata(desk.client))
    promise = desk.draft()
    for _ in range(2):  # the second objection says the same, and its connection breaks before it arrives
        desk.object(WIM, promise, 1, "forecast is missing")
        desk.deliver()
        negotiating.retract(desk.store, desk.people[WIM], desk.shown(promise), desk.time.now())
        desk.deliver()
        desk.fail("drop_before")
    desk.later(2)
    desk.later(2)
    assert len(desk.replies("forecast is missing")) == 2


def test_a_database_that_is_busy_when_the_message_is_out_does_not_double_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.draft()

    def busy(*_: object) -> None:
        raise StorageUnavailable("database is locked")

    monkeypatch.setattr(Outcome, "sent", busy)
    assert desk.dispatcher.deliver_due() == 0
    monkeypatch.undo()
    desk.deliver()
    desk.later(dispatcher.IN_FLIGHT.total_seconds() + 1)
    assert len(desk.cards()) == 1
