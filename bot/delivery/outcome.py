"""What became of a call: noted on its row, by whoever still holds it, with everything that follows from it.

Who lost a row to another process, because it stood still for longer than its lease, changes nothing on it; what it
posted all the same is looked for as a double.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from slack_sdk.errors import SlackApiError

from bot.delivery import retry, trouble
from bot.delivery.left_behind import erasure_for
from bot.delivery.pace import POST, Pace
from bot.delivery.slack_calls import Posted, method_of
from bot.delivery.sweep import SWEEP_AFTER
from bot.use_cases import announcing
from storage.outbox import OutboxState
from storage.queue_tables import OutboxRow
from storage.together import Together
from storage.unit_of_work import Store, Transaction

log = logging.getLogger(__name__)

MOST_REPOSTS = 5
"""After so many attempts a card is not posted anew: somebody keeps deleting it, or the channel does not take it."""


@dataclass(frozen=True)
class Outcome:
    """Notes outcomes. `now` is the bot's clock, `real_now` the one for retries."""

    store: Store
    together: Together
    now: Callable[[], datetime]
    real_now: Callable[[], datetime]
    pace: Pace

    def sent(
        self, row_id: int, token: str, posted: Posted, rendering_id: str | None, is_post: bool, is_unsure: bool
    ) -> None:
        """Note that a message is in Slack; `is_post` tells a new one from what was done to one that was there.

        `is_unsure`: an earlier call may still arrive, and is looked for later.
        """
        landed_at = self.real_now()

        def note(tx: Transaction) -> str | None:
            row = tx.outbox.get(row_id)
            if row is None:
                return None  # forgotten, or begun anew, meanwhile
            if row.holder != token:
                self._landed_late(tx, row, posted)
                return None
            self._note_sent(tx, row, posted, rendering_id, is_unsure)
            if is_post and self.pace.channel.every:
                # Slack counted it by now at the latest; what fills the limit for longer than that stays as it is.
                tx.paces.fill(row.queue, self.pace.channel.with_call(None, landed_at))
            return row.kind

        kind = self.together.write(self.store, note)
        if kind is not None:
            log.info("outbox %s: %s sent", row_id, kind)

    def _note_sent(
        self, tx: Transaction, row: OutboxRow, posted: Posted, rendering_id: str | None, is_unsure: bool
    ) -> None:
        _let_go(row, OutboxState.SENT)
        row.error, row.rendering_id = None, rendering_id
        row.sent_channel, row.sent_ts = posted.channel, posted.ts
        row.not_before = self.real_now() + SWEEP_AFTER if is_unsure else None
        self._remember(tx, row, posted)
        tx.outbox.save(row)

    def _remember(self, tx: Transaction, row: OutboxRow, posted: Posted) -> None:
        """Keep where the message is for whatever builds on it."""
        if row.kind == announcing.CARD and row.promise_id:
            tx.promises.hold(row.promise_id)  # it may just be moving to another channel
            if erasure_for(tx, row) is None:
                tx.promises.set_card(row.promise_id, posted.channel, posted.ts)
        if row.rendering_id:
            # A later moment at worst: a reaction from before it is answered with a button, never taken for consent.
            shown_at = datetime.fromtimestamp(float(posted.shown_ts), UTC) if posted.shown_ts else self.now()
            tx.renderings.mark_shown(row.rendering_id, posted.channel, posted.ts, shown_at)
        if row.person and row.queue.startswith("dm:"):
            tx.people.set_dm(row.person, posted.channel)

    def _landed_late(self, tx: Transaction, row: OutboxRow, posted: Posted) -> None:
        if row.state == OutboxState.SENT.value:
            row.not_before = self.real_now()  # a double, or an older card over a newer one
            tx.outbox.save(row)
        log.warning("outbox %s: it was sent after another process had taken it over", row.id)

    def failed(self, row_id: int, token: str, problem: Exception, was_sending: bool) -> None:
        """Note that a call did not go well, and what follows from that."""
        with self.store.write() as tx:
            row = tx.outbox.get(row_id)
            if row is None or row.holder != token:
                return  # forgotten, begun anew, or taken over meanwhile
            decision = retry.decide(problem, row.attempt)
            log.warning("outbox %s: %s failed with %s (%s)", row_id, row.kind, decision.code, decision.verdict)
            _let_go(row, OutboxState.SENDING)
            row.error = decision.code
            row.not_before = self.real_now() + decision.after
            if decision.is_limit:
                self._close(tx, row, problem, decision.after)
            if decision.verdict is retry.Verdict.AGAIN and not was_sending:
                row.state = OutboxState.WAITING.value  # otherwise an earlier attempt is still to be looked for
            elif decision.verdict is retry.Verdict.REPOST and self._is_about_card(row):
                row.state = OutboxState.WAITING.value
                self._repost_card(tx, row)
            elif decision.verdict in (retry.Verdict.STOP, retry.Verdict.REPOST):
                row.state = OutboxState.FAILED.value
                trouble.tell(tx, row, decision.code, self.now())
            tx.outbox.save(row)

    def _close(self, tx: Transaction, row: OutboxRow, problem: Exception, after: timedelta) -> None:
        """Keep to a 429: a message's is about its channel, that of any other method about the workspace."""
        method = method_of(problem) if isinstance(problem, SlackApiError) else POST
        name = method if method in self.pace.methods and method != POST else row.queue
        if method in self.pace.methods:
            tx.paces.fill(name, self.pace.of(name).closed_until(self.real_now() + after))

    def wait(self, row_id: int, token: str, after: timedelta) -> None:
        """Let go of a row whose last call, by a program that has ended, may still arrive; look again after it."""
        with self.store.write() as tx:
            row = tx.outbox.get(row_id)
            if row is None or row.holder != token or row.sending_at is None:
                return  # forgotten, begun anew, or taken over meanwhile
            _let_go(row, OutboxState.SENDING)
            row.not_before = row.sending_at + after
            tx.outbox.save(row)

    def give_back(self, row_id: int, token: str, was_sending: bool) -> None:
        """Let go of a row for which no call was begun, as the lease has nearly ended."""
        with self.store.write() as tx:
            row = tx.outbox.get(row_id)
            if row is not None and row.holder == token:
                _let_go(row, OutboxState.SENDING if was_sending else OutboxState.WAITING)
                row.not_before = self.real_now() if was_sending else None
                tx.outbox.save(row)

    def drop(self, row_id: int, token: str, why: str) -> None:
        """Note that a message is not to be sent any more, and has not arrived: it may yet, and is looked for later."""
        with self.store.write() as tx:
            row = tx.outbox.get(row_id)
            if row is not None and row.holder == token:
                _let_go(row, OutboxState.DROPPED)
                row.error, row.not_before = why, self.real_now() + SWEEP_AFTER
                tx.outbox.save(row)

    def broken(self, row_id: int) -> None:
        """Note that a row could not be composed."""
        with self.store.write() as tx:
            row = tx.outbox.get(row_id)
            if row is not None and row.is_open:
                _let_go(row, OutboxState.FAILED)
                row.error = trouble.INTERNAL
                trouble.tell(tx, row, trouble.INTERNAL, self.now())
                tx.outbox.save(row)

    def _is_about_card(self, row: OutboxRow) -> bool:
        return row.kind in (announcing.CARD, *announcing.REPLIES) and row.attempt < MOST_REPOSTS

    def _repost_card(self, tx: Transaction, row: OutboxRow) -> None:
        """Forget a card that is gone, and owe it again where the row is not the card itself."""
        posted = tx.promises.card_of(row.promise_id or "")
        promise = tx.promises.load(row.promise_id or "")
        if posted is None or promise is None:
            return
        tx.promises.set_card(promise.id, None, None)
        if row.kind != announcing.CARD:
            announcing.owe_card(tx, promise, self.now(), reason=f":again:{posted[1]}")


def _let_go(row: OutboxRow, state: OutboxState) -> None:
    row.state, row.holder, row.lease_until = state.value, None, None
