"""The later sweep: a message that was sent again may have landed twice; the one that is not on record is deleted.

An update that was made again may have landed late and put an older card over a newer one: the card is shown once more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery import reconcile, retry
from bot.delivery.envelope import mark_of
from bot.delivery.slack_calls import FAILED_CALLS, Messenger
from bot.use_cases import announcing
from storage.queue_tables import OutboxRow
from storage.unit_of_work import Store, Transaction

log = logging.getLogger(__name__)

SWEEP_AFTER = timedelta(seconds=60)
"""How long a call whose outcome was unknown may have been on its way."""
MOST_AT_ONCE = 1
"""Each look is calls to Slack; what waits to be sent goes first."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """A message that was sent after an attempt whose outcome was unknown."""

    row_id: int
    mark: str
    channel: str
    ts: str
    thread_ts: str | None
    since: str


@dataclass(frozen=True)
class Sweeper:
    """Sweeps one workspace. A sent row's `not_before` says when to look; None: there is nothing to look for."""

    store: Store
    messenger: Messenger
    now: Callable[[], datetime]
    real_now: Callable[[], datetime]

    def sweep(self) -> int:
        """Look for doubles of what is due, and delete them; return how many looks there were.

        Raises StorageUnavailable.
        """
        with self.store.read() as tx:
            found = [self._sent(tx, row) for row in tx.outbox.to_sweep(self.real_now(), MOST_AT_ONCE)]
        for sent in found:
            self._look_again(sent, self._delete_doubles(sent))
        return len(found)

    def _sent(self, tx: Transaction, row: OutboxRow) -> _Sent:
        card = tx.promises.card_of(row.promise_id or "") if row.kind in announcing.REPLIES else None
        since = reconcile.oldest(row.created_at)
        thread_ts = card[1] if card else None
        assert row.id is not None and row.sent_channel and row.sent_ts, "a sent row says where it is"
        return _Sent(row.id, mark_of(row.key), row.sent_channel, row.sent_ts, thread_ts, since)

    def _delete_doubles(self, sent: _Sent) -> timedelta | None:
        """Return after which time to look again; None when there is nothing left to do."""
        try:
            for ts in reconcile.doubles(
                self.messenger, sent.mark, sent.channel, sent.thread_ts, since=sent.since, kept=sent.ts
            ):
                self.messenger.delete(sent.channel, ts)
                log.info("outbox %s: it had landed twice, the other one is deleted", sent.row_id)
        except FAILED_CALLS as problem:
            decision = retry.decide(problem, attempt=1)
            log.warning("outbox %s: looking for a double failed with %s", sent.row_id, decision.code)
            hopeless = decision.verdict in (retry.Verdict.STOP, retry.Verdict.REPOST)
            return None if hopeless else max(decision.after, SWEEP_AFTER)
        return None

    def _look_again(self, sent: _Sent, after: timedelta | None) -> None:
        with self.store.write() as tx:
            row = tx.outbox.get(sent.row_id)
            if row is None:
                return
            row.not_before = self.real_now() + after if after else None
            tx.outbox.save(row)
            promise = tx.promises.load(row.promise_id or "") if row.kind == announcing.CARD and after is None else None
            if promise is not None and tx.promises.card_of(promise.id) == (sent.channel, sent.ts):
                announcing.owe_card(tx, promise, self.now(), reason=f":once_more:{sent.row_id}")
