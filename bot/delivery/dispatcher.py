"""Delivers the outbox: one queue per channel, in order, each row exactly once, by any number of processes.

A row is committed as *sending* before the call, held by whoever makes it for as long as a lease. When the outcome is
unknown (a time-out, a dropped connection, a 5xx, a crash in between) the message is looked for in Slack by its mark,
and sent again only if it is not there. What a row's holder did counts only while it holds the row.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.delivery import reconcile
from bot.delivery.compose import Composer, NoCardYet
from bot.delivery.envelope import Envelope
from bot.delivery.left_behind import left_behind
from bot.delivery.outcome import Outcome
from bot.delivery.pace import DELETE, OPEN, PACE, POST, UPDATE, Pace
from bot.delivery.slack_calls import CALL_SECONDS, FAILED_CALLS, Messenger, Posted
from bot.delivery.sweep import SWEEP_AFTER, Sweeper
from bot.use_cases import announcing
from storage.database import StorageUnavailable
from storage.outbox import Head, OutboxState
from storage.presence import Alone, Presence
from storage.queue_tables import OutboxRow
from storage.restored import may_be_there_since
from storage.together import Together
from storage.unit_of_work import Store, Transaction

log = logging.getLogger(__name__)

WORKERS = 8
IN_FLIGHT = timedelta(seconds=5)
"""How long the last call of a program that was stopped may still take to arrive."""
LEASE = timedelta(seconds=60)
"""How long a process that is there, but does not get on, keeps others from its row: longer than every call it makes."""
LAST_CALL = timedelta(seconds=2 * CALL_SECONDS)
"""How much of a lease has to be left for a call to be begun."""


class NotNow(Exception):
    """A row cannot be sent at this moment: somebody else has it, or a limit is used up."""


@dataclass(frozen=True, slots=True)
class Due:
    """A row to be sent, and the queue that waits for it: usually its own."""

    head: Head
    queue: str


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A row on its way. `shown_before` is the rendering that an earlier attempt showed, if that one arrived."""

    envelope: Envelope
    owed_at: datetime
    lease_until: datetime
    was_sending: bool
    is_in_flight: bool
    rendering_id: str | None
    shown_before: str | None
    is_left_behind: bool


class Clock(Protocol):
    """The two clocks: `now` is the bot's, which may be moved forward; `real_now` times retries, leases and limits."""

    def now(self) -> datetime:
        """Return the bot's time."""

    def real_now(self) -> datetime:
        """Return real time."""


@dataclass(frozen=True)
class Dispatcher:
    """Delivers one workspace's outbox, beside others on the same database."""

    store: Store
    composer: Composer
    messenger: Messenger
    clock: Clock
    is_reconciling: bool = True
    """Off only in tests: what may have arrived is sent again unseen."""
    pace: Pace = PACE
    presence: Presence = field(default_factory=Alone)
    _tokens: set[str] = field(default_factory=set)
    """The claims that are at work in this process."""
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _together: Together = field(default_factory=Together)

    def deliver_due(self) -> int:
        """Deliver the head of every queue once, queues side by side, or sweep; return how many rows moved on."""
        due, _ = self.look()
        if not due:
            return self.sweep()
        with ThreadPoolExecutor(max_workers=min(WORKERS, len(due)), thread_name_prefix="deliver") as pool:
            return sum(pool.map(self.deliver, due))

    def sweep(self) -> int:
        """Delete what landed twice and is due for a second look; return how many were. Raises StorageUnavailable."""
        if not self.is_reconciling:
            return 0
        return Sweeper(self.store, self.messenger, self.clock.now, self.clock.real_now).sweep()

    def look(self) -> tuple[list[Due], datetime | None]:
        """Return what may be sent now, at most one row a queue, and when (real time) the next one may.

        Raises StorageUnavailable.
        """
        now = self.clock.real_now()
        with self.store.read() as tx:
            filled = tx.paces.filled(self.pace.methods)
            found = [Due(self._first(tx, head), head.queue) for head in tx.outbox.heads()]
        opening = [(self._opens_at(due.head, filled), due) for due in found]
        later = [at for at, _ in opening if at is not None and at > now]
        unique = {due.head.id: due for at, due in opening if at is None or at <= now}
        return list(unique.values()), min(later, default=None)

    def _first(self, tx: Transaction, head: Head) -> Head:
        """Return what goes first in the queue of a head: before a reply without a card, that card."""
        if head.kind not in announcing.REPLIES or head.has_card:
            return head
        return tx.outbox.card_to_post(head.promise_id or "", announcing.CARD) or head

    def _opens_at(self, head: Head, filled: Mapping[str, datetime]) -> datetime | None:
        """Return when a row may be sent; None when nothing has to be waited for."""
        moments = [head.not_before, None if self._is_free(head) else head.lease_until]
        known = {**filled, **({head.queue: head.filled_until} if head.filled_until else {})}
        moments += [self.pace.of(name).opens_at(known[name]) for name in _limits(head) if name in known]
        return max((moment for moment in moments if moment), default=None)

    def _is_free(self, row: Head | OutboxRow) -> bool:
        """Tell whether nobody is making a call for a row: no lease that lasts, or the process that held it is gone."""
        if row.state == OutboxState.WAITING.value or row.holder is None or row.lease_until is None:
            return True
        holder = row.holder.partition(".")[0]
        if holder == self.presence.id:
            return row.holder not in self._tokens
        return row.lease_until <= self.clock.real_now() or self.presence.is_gone(holder)

    def deliver(self, due: Due) -> int:
        """Deliver one row, whatever happens to it; return 1 when it moved on."""
        token = f"{self.presence.id}.{next(self._numbers)}"
        self._tokens.add(token)
        try:
            return self._deliver(due, token)
        except NotNow:
            return 0
        except StorageUnavailable:
            log.warning("outbox %s: the database is busy, trying again", due.head.id)
            return 0
        except Exception:
            # Guards the queue: a row that cannot be composed must not stop every other message.
            log.exception("outbox %s: could not be composed", due.head.id)
            self._outcome.broken(due.head.id)
            return 1
        finally:
            self._tokens.discard(token)

    @property
    def _outcome(self) -> Outcome:
        return Outcome(self.store, self._together, self.clock.now, self.clock.real_now, self.pace)

    def _deliver(self, due: Due, token: str) -> int:
        claimed, row_id = self._claim(due, token), due.head.id
        if claimed is None:
            return 1
        envelope, rendering_id = claimed.envelope, claimed.rendering_id
        try:
            channel = envelope.channel or self.messenger.open_dm(envelope.user or "")
            posted = self._found(envelope, channel, claimed.owed_at) if claimed.was_sending else None
            if posted is not None:
                rendering_id = claimed.shown_before
            elif claimed.is_in_flight:
                self._outcome.wait(row_id, token, IN_FLIGHT)
                return 1
            elif claimed.is_left_behind:
                self._outcome.drop(row_id, token, "moved")
                return 1
            elif self.clock.real_now() > claimed.lease_until - LAST_CALL:
                self._outcome.give_back(row_id, token, claimed.was_sending)
                return 1
            else:
                posted = self.messenger.send(envelope, channel)
        except FAILED_CALLS as problem:
            self._outcome.failed(row_id, token, problem, claimed.was_sending)
            return 1
        is_post, is_unsure = not (envelope.update or envelope.erase), claimed.was_sending and not envelope.erase
        self._outcome.sent(row_id, token, posted, rendering_id, is_post, is_unsure)
        return 1

    def _claim(self, due: Due, token: str) -> _Claimed | None:
        """Commit a row as being sent and return what to send; None when nothing is (left) to say. Raises NotNow."""
        return self._together.write(self.store, lambda tx: self._claim_in(tx, due, token))

    def _claim_in(self, tx: Transaction, due: Due, token: str) -> _Claimed | None:
        row, head = self._turn(tx, due)
        now = self.clock.real_now()
        was_sending, shown_before = row.state == OutboxState.SENDING.value, row.rendering_id
        in_flight = self.is_reconciling and was_sending and row.not_before is None and self._began_lately(row)
        left = left_behind(tx, row)
        try:
            stale = not was_sending and (left is not None or self._superseded(tx, row))
            envelope = None if stale else left or self.composer.envelope(tx, row, self.clock.now())
        except NoCardYet:
            if tx.outbox.card_to_post(row.promise_id or "", announcing.CARD):
                raise NotNow from None  # it has just gone, and is posted anew first
            row.state, row.error = OutboxState.FAILED.value, "no_card"
            tx.outbox.save(row)
            return None
        if envelope is None:
            row.state, row.error = OutboxState.DROPPED.value, "nothing to say"
            # What was tried before may be there all the same, or arrive yet, and more than once.
            row.not_before = now + SWEEP_AFTER if was_sending and self.is_reconciling else None
            tx.outbox.save(row)
            return None
        if not in_flight:
            row.attempt, row.sending_at, row.not_before = row.attempt + 1, now, None
            self._fill(tx, head, now)
        row.state, row.holder, row.lease_until = OutboxState.SENDING.value, token, now + LEASE
        tx.outbox.save(row)
        return _Claimed(
            envelope=envelope,
            owed_at=may_be_there_since(row),
            lease_until=row.lease_until,
            was_sending=was_sending,
            is_in_flight=in_flight,
            rendering_id=row.rendering_id,
            shown_before=shown_before,
            is_left_behind=left is not None,
        )

    def _turn(self, tx: Transaction, due: Due) -> tuple[OutboxRow, Head]:
        """Return the row of a queue whose turn it is, locked with the queue. Raises NotNow when it is another's."""
        if tx.paces.turn(due.queue) is None:
            raise NotNow  # another process looks at this queue
        first = tx.outbox.head(due.queue)
        head = self._first(tx, first) if first else None
        if head is None or head.id != due.head.id:
            raise NotNow  # it was sent meanwhile
        opens_at = self._opens_at(head, tx.paces.filled(self.pace.methods))
        row = tx.outbox.get(head.id)
        if row is None or not row.is_open or not self._is_free(row):
            raise NotNow
        if opens_at is not None and opens_at > self.clock.real_now():
            raise NotNow
        return row, head

    def _fill(self, tx: Transaction, head: Head, now: datetime) -> None:
        """Count the call that is about to be made. Raises NotNow when another process was given the last one."""
        for name in _limits(head):
            limit = self.pace.of(name)
            filled = tx.paces.turn(name, wait=True) if limit.every else None
            if filled is None:
                continue
            if limit.opens_at(filled) > now:
                raise NotNow
            tx.paces.fill(name, limit.with_call(filled, now))

    def _began_lately(self, row: OutboxRow) -> bool:
        """Tell whether the attempt of a program that has ended meanwhile may still be on its way."""
        return row.sending_at is not None and row.sending_at > self.clock.real_now() - IN_FLIGHT

    def _superseded(self, tx: Transaction, row: OutboxRow) -> bool:
        """Tell whether this is a card, and a newer one of its promise waits: it shows everything this one would."""
        if row.kind != announcing.CARD:
            return False
        return any((other.id or 0) > (row.id or 0) for other in tx.outbox.open_of(row.promise_id or "", row.kind))

    def _found(self, envelope: Envelope, channel: str, owed_at: datetime) -> Posted | None:
        """Look for a message whose outcome is unknown; an update or an erasure is simply made again."""
        if envelope.update or envelope.erase or not self.is_reconciling:
            return None

        def is_known(ts: str) -> bool:
            with self.store.read() as tx:
                return tx.outbox.by_message(channel, ts) is not None

        return reconcile.find(self.messenger, envelope, channel, reconcile.oldest(owed_at), is_known)


def _limits(head: Head) -> tuple[str, ...]:
    """Return the limits that the call for a row counts against, always in this order."""
    if head.kind == announcing.CARD and head.has_card:
        return (UPDATE,)
    if head.kind == announcing.ERASE:
        return (DELETE,)
    is_first_dm = head.queue.startswith("dm:") and not head.has_dm
    return (head.queue, POST, OPEN) if is_first_dm else (head.queue, POST)
