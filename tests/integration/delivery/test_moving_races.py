"""A promise moves to another channel at the very moment when something about it is sent: nothing leaks, or is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.delivery.compose import Composer
from bot.delivery.envelope import Envelope
from bot.delivery.slack_calls import Messenger, Posted
from bot.delivery.sweep import SWEEP_AFTER
from bot.domain.promise import Promise, Visibility
from bot.use_cases import conversing, moving
from bot.use_cases.announcing import owe_card
from storage.queue_tables import OutboxRow
from storage.unit_of_work import Transaction
from tests.integration.delivery.conftest import Desk
from tests.integration.delivery.test_moving_away import ELSEWHERE, move
from tests.integration.world import PROMISES, SARA, WIM, said


@dataclass(frozen=True)
class Interrupted(Messenger):
    """Something happens just before the first message is sent, or the first look is taken."""

    happens: Callable[[], None] = lambda: None
    at_look: bool = False

    def send(self, envelope: Envelope, channel: str) -> Posted:
        self._once(at_look=False)
        return super().send(envelope, channel)

    def messages(self, channel: str, thread_ts: str | None, oldest: str) -> Iterator[dict[str, Any]]:
        found = list(super().messages(channel, thread_ts, oldest))
        self._once(at_look=True)
        return iter(found)

    def _once(self, *, at_look: bool) -> None:
        if at_look is self.at_look and not getattr(self, "_is_done", False):
            object.__setattr__(self, "_is_done", True)
            self.happens()


def asks(desk: Desk, channel: str) -> list[str]:
    return [said(one) for one in desk.thread(channel) if "Can these figures be kept?" in said(one)]


def back(desk: Desk, promise: Promise, channel: str = PROMISES) -> None:
    sara, now = desk.people[SARA], desk.time.now()
    shown = desk.shown(promise)
    moving.change_visibility(desk.store, sara, shown, Visibility.OPEN, channel, "", now)


def has_moved(desk: Desk) -> None:
    """Check that all of it is in the other channel, once, and nothing in the first one."""
    assert desk.thread(PROMISES) == []
    assert len(desk.cards(ELSEWHERE)) == 1
    assert len(asks(desk, ELSEWHERE)) == 1


def test_a_move_waits_for_who_is_just_taking_a_message(desk: Desk) -> None:
    promise = desk.draft()
    desk.dispatcher.deliver_due()
    moves = threading.Thread(target=move, args=(desk, promise))

    class Composing(Composer):
        def envelope(self, tx: Transaction, row: OutboxRow, now: datetime) -> Envelope | None:
            if not moves.ident:
                moves.start()
                moves.join(0.3)
                assert moves.is_alive()
            return super().envelope(tx, row, now)

    desk.dispatcher = replace(desk.dispatcher, composer=Composing(desk.dispatcher.composer.workspace_url))
    desk.deliver()
    moves.join()
    desk.deliver()
    has_moved(desk)


def test_what_is_refused_while_the_promise_moves_is_not_sent_after_it(desk: Desk) -> None:
    promise = desk.draft()
    desk.dispatcher.deliver_due()
    desk.fail("429")
    desk.dispatcher = desk.new_dispatcher(Interrupted(desk.client, happens=lambda: move(desk, promise)))
    desk.deliver()
    desk.dispatcher = desk.new_dispatcher()
    desk.later(60)
    has_moved(desk)


def test_what_was_to_go_before_the_next_move_goes(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    move(desk, promise)
    back(desk, promise)
    move(desk, promise)
    desk.deliver()
    has_moved(desk)
    assert {state for _, state, _ in desk.rows("erase")} == {"sent"}


def test_what_was_posted_before_its_channel_got_another_id_goes_from_there(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    conversing.channel_moved(desk.store, PROMISES, "C0NEWID")
    move(desk, promise)
    with desk.store.write() as tx:
        owed = tx.outbox.in_channels(promise.id, ("erase",))
        calls = [desk.dispatcher.composer.envelope(tx, row, desk.time.now()) for row in owed]
    assert [(call.channel, bool(call.erase)) for call in calls if call] == [("C0NEWID", True)] * 2


def test_a_promise_that_moves_while_its_messages_are_looked_for_leaves_nothing(desk: Desk) -> None:
    promise = desk.land_needless_ask()
    other = desk.new_dispatcher()

    def moves() -> None:
        move(desk, promise)
        while other.look()[0]:
            other.deliver_due()

    desk.dispatcher = desk.new_dispatcher(Interrupted(desk.client, happens=moves, at_look=True))
    desk.later(SWEEP_AFTER.total_seconds() + 1)
    desk.later(1)
    assert desk.thread(PROMISES) == []
    assert len(desk.cards(ELSEWHERE)) == 1


def test_a_reply_waits_for_its_card_where_that_goes_while_the_reply_is_taken(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    desk.object(WIM, promise, 1, "no forecast yet")
    desk.dispatcher.deliver_due()  # the card shows it

    class Composing(Composer):
        def envelope(self, tx: Transaction, row: OutboxRow, now: datetime) -> Envelope | None:
            if row.kind == "objection" and not tx.outbox.card_to_post(promise.id, "card"):
                tx.promises.set_card(promise.id, None, None)  # as another process has committed by now
                owe_card(tx, promise, now, reason=":again")
            return super().envelope(tx, row, now)

    desk.dispatcher = replace(desk.dispatcher, composer=Composing(desk.dispatcher.composer.workspace_url))
    desk.dispatcher.deliver_due()
    assert desk.rows("objection") == [("objection", "waiting", None)]
    desk.dispatcher = desk.new_dispatcher()
    desk.deliver()
    assert len(desk.replies("no forecast yet")) == 1
