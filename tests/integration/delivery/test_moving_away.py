"""A process dies while something is on its way to a channel that the promise then leaves: nothing stays there."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.delivery import dispatcher
from bot.delivery.envelope import Envelope
from bot.delivery.slack_calls import Messenger, Posted
from bot.delivery.sweep import SWEEP_AFTER
from bot.domain.promise import Promise, Visibility
from bot.use_cases import moving
from tests.integration.delivery.conftest import Desk
from tests.integration.world import LENA, PROMISES, SARA, WIM, said

ELSEWHERE = "C05ACME"


class Crash(BaseException):
    """The process dies: nothing in it can handle that."""


@dataclass(frozen=True)
class Dying(Messenger):
    """The process dies around the call that posts a card, or a reply."""

    arrives: bool = True
    at_reply: bool = False

    def send(self, envelope: Envelope, channel: str) -> Posted:
        dies = not envelope.update and bool(envelope.thread_ts) is self.at_reply
        posted = super().send(envelope, channel) if self.arrives or not dies else None
        if dies or posted is None:
            raise Crash
        return posted


class DyingAtErasure(Messenger):
    """The process dies when a message is deleted, before it can note it."""

    def send(self, envelope: Envelope, channel: str) -> Posted:
        posted = super().send(envelope, channel)
        if envelope.erase:
            raise Crash
        return posted


def move(desk: Desk, promise: Promise) -> None:
    sara, now = desk.people[SARA], desk.time.now()
    shown = desk.shown(promise)
    moving.change_visibility(desk.store, sara, shown, Visibility.RESTRICTED, ELSEWHERE, "Kranich", now)


def die(desk: Desk, arrives: bool, at_reply: bool) -> None:
    """Deliver until the process dies, and begin anew."""
    desk.dispatcher = desk.new_dispatcher(Dying(desk.client, arrives=arrives, at_reply=at_reply))
    with pytest.raises(Crash):
        desk.deliver()
    desk.dispatcher = desk.new_dispatcher()


def come_back(desk: Desk) -> None:
    desk.deliver()
    desk.later(dispatcher.IN_FLIGHT.total_seconds() + 1)


@pytest.mark.parametrize("arrives", [True, False], ids=["arrived", "did not arrive"])
def test_a_card_does_not_stay_behind(desk: Desk, arrives: bool) -> None:
    promise = desk.draft()
    die(desk, arrives, at_reply=False)
    move(desk, promise)
    come_back(desk)
    assert desk.thread(PROMISES) == []
    assert len(desk.cards(ELSEWHERE)) == 1 and desk.card(promise)[0] == ELSEWHERE
    assert {state for _, state, _ in desk.rows()} <= {"sent", "dropped"}


def test_of_a_card_that_people_talked_under_the_stone_is_left_and_nobody_is_told_to_delete_it(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    _, ts = desk.card(promise)
    desk.slack.post("message", user=WIM, channel=PROMISES, text="no forecast yet", thread_ts=ts)
    move(desk, promise)
    desk.dispatcher = desk.new_dispatcher(DyingAtErasure(desk.client))
    with pytest.raises(Crash):
        desk.deliver()
    desk.dispatcher = desk.new_dispatcher()
    come_back(desk)
    left = desk.slack.messages(PROMISES)
    assert [message.get("subtype") for message in left if message["ts"] == ts] == ["tombstone"]
    assert {state for _, state, _ in desk.rows()} <= {"sent", "dropped"}


@pytest.mark.parametrize("arrives", [True, False], ids=["arrived", "did not arrive"])
def test_a_reply_does_not_stay_behind(desk: Desk, arrives: bool) -> None:
    promise = desk.draft()
    desk.deliver()
    desk.object(WIM, promise, 1, "no forecast yet")
    die(desk, arrives, at_reply=True)
    assert len(desk.replies("no forecast yet")) == int(arrives)
    move(desk, promise)
    come_back(desk)
    assert desk.thread(PROMISES) == []
    assert len(desk.cards(ELSEWHERE)) == 1
    assert {state for _, state, _ in desk.rows()} <= {"sent", "dropped"}


@pytest.mark.parametrize("kind", ["card", "ask"])
def test_a_double_that_lands_before_the_move_and_is_found_after_it_does_not_stay(desk: Desk, kind: str) -> None:
    promise = desk.draft()
    if kind == "ask":
        desk.dispatcher.deliver_due()
    late = desk.composed(promise, kind)
    desk.fail("drop_before")
    desk.deliver()
    desk.later(2)
    Messenger(desk.client).send(late, PROMISES)
    assert len(desk.thread(PROMISES)) == 3
    move(desk, promise)
    desk.later(SWEEP_AFTER.total_seconds() + 1)
    assert desk.thread(PROMISES) == []
    assert len(desk.cards(ELSEWHERE)) == 1


@pytest.mark.parametrize("kind", ["card", "ask"])
def test_what_arrives_after_the_move_does_not_stay(desk: Desk, kind: str) -> None:
    promise = desk.draft()
    if kind == "ask":
        desk.dispatcher.deliver_due()
        desk.slack.post("message", user=WIM, channel=PROMISES, text="no forecast", thread_ts=desk.card(promise)[1])
    late = desk.composed(promise, kind)
    desk.fail("drop_before")
    desk.deliver()
    move(desk, promise)
    desk.later(2)
    assert desk.rows(kind)[0] == (kind, "dropped", "moved")
    Messenger(desk.client).send(late, PROMISES)
    assert [one for one in desk.thread(PROMISES) if one.get("subtype") != "tombstone"]
    desk.later(SWEEP_AFTER.total_seconds() + 1)
    assert not [one for one in desk.thread(PROMISES) if one.get("subtype") != "tombstone"]


def test_what_was_needless_but_had_landed_does_not_stay(desk: Desk) -> None:
    promise = desk.land_needless_ask()
    assert desk.replies("Can these figures be kept?")
    move(desk, promise)
    desk.later(SWEEP_AFTER.total_seconds() + 1)
    assert desk.thread(PROMISES) == []
    assert ("ask", "dropped", "nothing to say") in desk.rows("ask")


def test_who_owes_an_answer_while_it_is_renegotiated_is_asked_in_its_new_channel(desk: Desk) -> None:
    promise = desk.draft()
    for user in (WIM, LENA):
        desk.agree(user, promise)
    desk.revise(promise, reopening=True)
    desk.deliver()
    move(desk, promise)
    desk.deliver()
    assert desk.rows("ask")[-1] == ("ask", "sent", None)
    (asked,) = [one for one in desk.thread(ELSEWHERE) if "<@U04WIM>" in said(one) and "Can these" in said(one)]
    assert asked.get("thread_ts") == desk.card(promise)[1]
