"""Delivers the outbox: one queue per channel, in order, each row exactly once.

A row is committed as *sending* before the call. When the outcome is unknown (a time-out, a dropped connection, a 5xx,
a crash in between) the message is looked for in Slack by its mark, and sent again only if it is not there.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Protocol

from slack_sdk.errors import SlackClientError

from bot.delivery import retry
from bot.delivery.compose import Composer, NoCardYet
from bot.delivery.envelope import Envelope
from bot.delivery.slack_calls import Messenger, Posted
from bot.use_cases import announcing
from storage.database import StorageUnavailable
from storage.outbox import OutboxState
from storage.tables import OutboxRow
from storage.unit_of_work import Store, Transaction

log = logging.getLogger(__name__)

POLL_SECONDS = 0.25
"""How long the dispatcher sleeps when nothing wakes it: retries fall due in between."""
LOOK_BACK = timedelta(minutes=5)
"""How long before the attempt a lost message is looked for: clocks of two machines differ."""
WORKERS = 4
FAILED_CALLS = (SlackClientError, HTTPException, OSError)
"""What a call to Slack can end in: its refusals, and connections that break."""


class Clock(Protocol):
    """The two clocks: `now` is the bot's, which may be moved forward; `real_now` times retries."""

    def now(self) -> datetime:
        """Return the bot's time."""

    def real_now(self) -> datetime:
        """Return real time."""


@dataclass(frozen=True)
class Dispatcher:
    """Delivers one workspace's outbox until it is stopped."""

    store: Store
    composer: Composer
    messenger: Messenger
    clock: Clock

    def deliver_due(self) -> int:
        """Deliver the head of every queue once, queues side by side; return how many rows moved on."""
        heads = self._heads()
        if not heads:
            return 0
        with ThreadPoolExecutor(max_workers=min(WORKERS, len(heads)), thread_name_prefix="deliver") as pool:
            return sum(pool.map(self._deliver_safely, heads))

    def _heads(self) -> list[int]:
        """Return the row at the head of every queue that may be sent now; a card goes before replies without one."""
        now = self.clock.real_now()
        with self.store.read() as tx:
            queues: dict[str, list[OutboxRow]] = {}
            for row in tx.outbox.open():
                queues.setdefault(row.queue, []).append(row)
            heads = (self._head(tx, rows) for rows in queues.values())
            return [row.id for row in heads if row.id is not None and (row.not_before is None or row.not_before <= now)]

    def _head(self, tx: Transaction, rows: list[OutboxRow]) -> OutboxRow:
        head = rows[0]
        if head.kind not in announcing.REPLIES or tx.promises.card_of(head.promise_id or "") is not None:
            return head
        cards = (row for row in rows if row.kind == announcing.CARD and row.promise_id == head.promise_id)
        return next(cards, head)

    def _deliver_safely(self, row_id: int) -> int:
        try:
            return self._deliver(row_id)
        except StorageUnavailable:
            log.warning("outbox %s: the database is busy, trying again", row_id)
            return 0
        except Exception:
            # Guards the queue: a row that cannot be composed must not stop every other message.
            log.exception("outbox %s: could not be composed", row_id)
            self._settle(row_id, OutboxState.FAILED, error="internal_error")
            return 1

    def _deliver(self, row_id: int) -> int:
        prepared = self._prepare(row_id)
        if prepared is None:
            return 1
        envelope, was_sending = prepared
        channel = envelope.channel
        try:
            channel = channel or self.messenger.open_dm(envelope.user or "")
            posted = self._found(envelope, channel) if was_sending else None
            posted = posted or self.messenger.send(envelope, channel)
        except FAILED_CALLS as problem:
            self._failed(row_id, problem)
            return 1
        self._sent(row_id, posted)
        return 1

    def _prepare(self, row_id: int) -> tuple[Envelope, bool] | None:
        """Commit a row as being sent and return what to send; None when nothing is (left) to say."""
        with self.store.write() as tx:
            row = tx.outbox.get(row_id)
            if row is None or row.state not in (OutboxState.WAITING.value, OutboxState.SENDING.value):
                return None
            was_sending = row.state == OutboxState.SENDING.value
            try:
                stale = row.kind == announcing.CARD and not was_sending and self._superseded(tx, row)
                envelope = None if stale else self.composer.envelope(tx, row, self.clock.now())
            except NoCardYet:
                row.state, row.error = OutboxState.FAILED.value, "no_card"
                tx.outbox.save(row)
                return None
            if envelope is None:
                row.state, row.error = OutboxState.DROPPED.value, "nothing to say"
            else:
                row.state, row.attempt = OutboxState.SENDING.value, row.attempt + 1
                row.sending_at = row.sending_at if was_sending else self.clock.real_now()
            tx.outbox.save(row)
            return (envelope, was_sending) if envelope else None

    def _superseded(self, tx: Transaction, row: OutboxRow) -> bool:
        """Tell whether a newer card of the same promise waits: it shows everything this one would."""
        waiting = tx.outbox.waiting_of(row.promise_id or "", announcing.CARD)
        return any((other.id or 0) > (row.id or 0) for other in waiting)

    def _found(self, envelope: Envelope, channel: str) -> Posted | None:
        """Look for a message whose outcome is unknown; an update is simply made again."""
        if envelope.update:
            return None
        with self.store.read() as tx:
            row = tx.outbox.get(envelope.row_id)
        # Slack's times follow the workspace's clock, so the look-back is measured on the bot's.
        since = (row.created_at if row else self.clock.now()) - LOOK_BACK
        return self.messenger.find(envelope, channel, f"{since.timestamp():.6f}")

    def _sent(self, row_id: int, posted: Posted) -> None:
        with self.store.write() as tx:
            row = tx.outbox.get(row_id)
            assert row is not None, "a row that is being sent stays"
            row.state, row.error = OutboxState.SENT.value, None
            row.sent_channel, row.sent_ts = posted.channel, posted.ts
            if row.kind == announcing.CARD and row.promise_id:
                tx.promises.set_card(row.promise_id, posted.channel, posted.ts)
            if row.rendering_id:
                shown_at = datetime.fromtimestamp(float(posted.shown_ts), UTC)
                tx.renderings.mark_shown(row.rendering_id, posted.channel, posted.ts, shown_at)
            if row.person and row.queue.startswith("dm:"):
                tx.people.set_dm(row.person, posted.channel)
            tx.outbox.save(row)
        log.info("outbox %s: %s sent", row_id, row.kind)

    def _failed(self, row_id: int, problem: Exception) -> None:
        with self.store.write() as tx:
            row = tx.outbox.get(row_id)
            assert row is not None, "a row that is being sent stays"
            decision = retry.decide(problem, row.attempt)
            log.warning("outbox %s: %s failed with %s (%s)", row_id, row.kind, decision.code, decision.verdict)
            row.error = decision.code
            row.not_before = self.clock.real_now() + decision.after
            if decision.verdict is retry.Verdict.AGAIN:
                row.state = OutboxState.WAITING.value
            elif decision.verdict is retry.Verdict.REPOST and row.kind == announcing.CARD:
                row.state = OutboxState.WAITING.value
                tx.promises.set_card(row.promise_id or "", None, None)
            elif decision.verdict in (retry.Verdict.STOP, retry.Verdict.REPOST):
                row.state = OutboxState.FAILED.value
                self._tell(tx, row, decision.code)
            tx.outbox.save(row)

    def _tell(self, tx: Transaction, row: OutboxRow, code: str) -> None:
        """Tell the author once that something about the promise could not be posted."""
        promise = tx.promises.load(row.promise_id) if row.promise_id else None
        if promise is None or row.queue.startswith("dm:"):
            return
        key = f"{announcing.TROUBLE}:{promise.id}:{code}"
        body = {"problem": code}
        queue, person = f"dm:{promise.author}", promise.author
        tx.outbox.add(key, announcing.TROUBLE, queue, self.clock.now(), promise.id, person, body)

    def _settle(self, row_id: int, state: OutboxState, error: str) -> None:
        with self.store.write() as tx:
            row = tx.outbox.get(row_id)
            if row is not None:
                row.state, row.error = state.value, error
                tx.outbox.save(row)


class DispatcherThread:
    """Runs a dispatcher in the background until it is stopped."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)

    def start(self) -> None:
        """Begin delivering."""
        self._dispatcher.store.database.after_write.append(self.wake)
        self._thread.start()

    def wake(self) -> None:
        """Look at the outbox now instead of at the next poll."""
        self._wake.set()

    def stop(self, timeout: float = 5.0) -> None:
        """Finish the message at hand and stop."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            if not self._deliver():
                self._wake.wait(POLL_SECONDS)

    def _deliver(self) -> int:
        try:
            return self._dispatcher.deliver_due()
        except StorageUnavailable:
            log.warning("the outbox cannot be read; trying again")
            return 0
