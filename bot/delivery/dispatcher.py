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
from typing import Protocol

from bot.delivery import reconcile, retry
from bot.delivery.compose import Composer, NoCardYet
from bot.delivery.envelope import Envelope
from bot.delivery.slack_calls import FAILED_CALLS, Messenger, Posted
from bot.delivery.sweep import SWEEP_AFTER, Sweeper
from bot.use_cases import announcing
from storage.database import StorageUnavailable
from storage.outbox import OutboxState
from storage.queue_tables import OutboxRow
from storage.unit_of_work import Store, Transaction

log = logging.getLogger(__name__)

POLL_SECONDS = 0.25
"""How long the dispatcher sleeps when nothing wakes it: retries fall due in between."""
WORKERS = 4
IN_FLIGHT = timedelta(seconds=5)
"""How long the last call of a program that was stopped may still take to arrive."""
MOST_REPOSTS = 5
"""After so many attempts a card is not posted anew: somebody keeps deleting it, or the channel does not take it."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A row on its way. `shown_before` is the rendering that an earlier attempt showed, if that one arrived."""

    envelope: Envelope
    was_sending: bool
    is_in_flight: bool
    rendering_id: str | None
    shown_before: str | None


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
    is_reconciling: bool = True
    """Off only in tests: what may have arrived is sent again unseen."""

    def deliver_due(self) -> int:
        """Deliver the head of every queue once, queues side by side; return how many rows moved on."""
        heads = self._heads()
        if not heads and self.is_reconciling:
            Sweeper(self.store, self.messenger, self.clock.real_now).sweep()
        if not heads:
            return 0
        with ThreadPoolExecutor(max_workers=min(WORKERS, len(heads)), thread_name_prefix="deliver") as pool:
            return sum(pool.map(self._deliver_safely, heads))

    def _heads(self) -> list[int]:
        """Return the row at the head of every queue that may be sent now; a card goes before replies without one."""
        now = self.clock.real_now()
        with self.store.read() as tx:
            heads = (self._head(tx, row) for row in tx.outbox.heads())
            return [row.id for row in heads if row.id is not None and (row.not_before is None or row.not_before <= now)]

    def _head(self, tx: Transaction, head: OutboxRow) -> OutboxRow:
        promise_id = head.promise_id or ""
        if head.kind not in announcing.REPLIES or tx.promises.card_of(promise_id) is not None:
            return head
        return next(iter(tx.outbox.open_of(promise_id, announcing.CARD)), head)

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
        envelope, rendering_id = prepared.envelope, prepared.rendering_id
        try:
            channel = envelope.channel or self.messenger.open_dm(envelope.user or "")
            posted = self._found(envelope, channel) if prepared.was_sending else None
            if posted is not None:
                rendering_id = prepared.shown_before
            elif prepared.is_in_flight:
                self._wait(row_id)
                return 1
            else:
                posted = self.messenger.send(envelope, channel)
        except FAILED_CALLS as problem:
            self._failed(row_id, problem, prepared.was_sending)
            return 1
        self._sent(row_id, posted, rendering_id, prepared.was_sending and not (envelope.update or envelope.erase))
        return 1

    def _prepare(self, row_id: int) -> _Prepared | None:
        """Commit a row as being sent and return what to send; None when nothing is (left) to say."""
        with self.store.write() as tx:
            row = tx.outbox.get(row_id)
            if row is None or row.state not in (OutboxState.WAITING.value, OutboxState.SENDING.value):
                return None
            was_sending, shown_before = row.state == OutboxState.SENDING.value, row.rendering_id
            in_flight = self.is_reconciling and was_sending and row.not_before is None and self._began_lately(row)
            try:
                stale = row.kind == announcing.CARD and not was_sending and self._superseded(tx, row)
                envelope = None if stale else self.composer.envelope(tx, row, self.clock.now())
            except NoCardYet:
                row.state, row.error = OutboxState.FAILED.value, "no_card"
                tx.outbox.save(row)
                return None
            if envelope is None:
                row.state, row.error = OutboxState.DROPPED.value, "nothing to say"
            elif not in_flight:
                row.state, row.attempt = OutboxState.SENDING.value, row.attempt + 1
                row.sending_at, row.not_before = self.clock.real_now(), None
            tx.outbox.save(row)
            return _Prepared(envelope, was_sending, in_flight, row.rendering_id, shown_before) if envelope else None

    def _began_lately(self, row: OutboxRow) -> bool:
        """Tell whether the attempt of a program that has ended meanwhile may still be on its way."""
        return row.sending_at is not None and row.sending_at > self.clock.real_now() - IN_FLIGHT

    def _wait(self, row_id: int) -> None:
        with self.store.write() as tx:
            row = tx.outbox.get(row_id)
            if row is None or row.sending_at is None:
                return  # forgotten, or begun anew, meanwhile
            row.not_before = row.sending_at + IN_FLIGHT
            tx.outbox.save(row)

    def _superseded(self, tx: Transaction, row: OutboxRow) -> bool:
        """Tell whether a newer card of the same promise waits: it shows everything this one would."""
        return any((other.id or 0) > (row.id or 0) for other in tx.outbox.open_of(row.promise_id or "", row.kind))

    def _found(self, envelope: Envelope, channel: str) -> Posted | None:
        """Look for a message whose outcome is unknown; an update or an erasure is simply made again."""
        if envelope.update or envelope.erase or not self.is_reconciling:
            return None

        def is_known(ts: str) -> bool:
            with self.store.read() as tx:
                return tx.outbox.by_message(channel, ts) is not None

        with self.store.read() as tx:
            row = tx.outbox.get(envelope.row_id)
            oldest = reconcile.oldest(row.created_at if row else self.clock.now())
        return reconcile.find(self.messenger, envelope, channel, oldest, is_known)

    def _sent(self, row_id: int, posted: Posted, rendering_id: str | None, may_be_double: bool) -> None:
        with self.store.write() as tx:
            row = tx.outbox.get(row_id)
            if row is None:
                return  # forgotten, or begun anew, meanwhile
            row.state, row.error = OutboxState.SENT.value, None
            row.sent_channel, row.sent_ts, row.rendering_id = posted.channel, posted.ts, rendering_id
            row.not_before = self.clock.real_now() + SWEEP_AFTER if may_be_double else None
            is_moved = tx.outbox.by_key(announcing.erasure_of(row_id)) is not None
            if row.kind == announcing.CARD and row.promise_id and not is_moved:
                tx.promises.set_card(row.promise_id, posted.channel, posted.ts)
            if rendering_id:
                # A later moment at worst: a reaction from before it is answered with a button, never taken for consent.
                shown_at = datetime.fromtimestamp(float(posted.shown_ts), UTC) if posted.shown_ts else self.clock.now()
                tx.renderings.mark_shown(rendering_id, posted.channel, posted.ts, shown_at)
            if row.person and row.queue.startswith("dm:"):
                tx.people.set_dm(row.person, posted.channel)
            tx.outbox.save(row)
        log.info("outbox %s: %s sent", row_id, row.kind)

    def _failed(self, row_id: int, problem: Exception, was_sending: bool) -> None:
        with self.store.write() as tx:
            row = tx.outbox.get(row_id)
            if row is None:
                return  # forgotten, or begun anew, meanwhile
            decision = retry.decide(problem, row.attempt)
            log.warning("outbox %s: %s failed with %s (%s)", row_id, row.kind, decision.code, decision.verdict)
            row.error = decision.code
            row.not_before = self.clock.real_now() + decision.after
            if decision.verdict is retry.Verdict.AGAIN and not was_sending:
                row.state = OutboxState.WAITING.value  # otherwise an earlier attempt is still to be looked for
            elif decision.verdict is retry.Verdict.REPOST and self._is_about_card(row):
                row.state = OutboxState.WAITING.value
                self._repost_card(tx, row)
            elif decision.verdict in (retry.Verdict.STOP, retry.Verdict.REPOST):
                row.state = OutboxState.FAILED.value
                self._tell(tx, row, decision.code)
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
            announcing.owe_card(tx, promise, self.clock.now(), reason=f":again:{posted[1]}")

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
        except Exception:
            # Guards the thread: nothing would be delivered any more, and nobody would know.
            log.exception("delivering failed; trying again")
        return 0
