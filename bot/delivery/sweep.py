"""The later sweep: a message that was sent again may have landed twice; the one that is not on record is deleted.

One that was given up after attempts whose outcome was unknown may be there too: one of it stays, and is on record then.
What people said in the thread of a card that is deleted is kept with its promise.
An update that was made again may have landed late and put an older card over a newer one: the card is shown once more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery import reconcile, retry
from bot.delivery.envelope import mark_of
from bot.delivery.left_behind import erasure_for, thread_of
from bot.delivery.slack_calls import FAILED_CALLS, Messenger, Posted
from bot.domain.slots import PersonRef
from bot.use_cases import announcing, conversing
from bot.use_cases.conversing import Words
from storage.outbox import OutboxState
from storage.queue_tables import OutboxRow
from storage.unit_of_work import Store, Transaction

log = logging.getLogger(__name__)

SWEEP_AFTER = timedelta(seconds=60)
"""How long a call whose outcome was unknown may have been on its way."""
MOST_AT_ONCE = 1
"""Each look is calls to Slack; what waits to be sent goes first."""


@dataclass(frozen=True, slots=True)
class _Unsure:
    """A message that was sent, or given up (`ts` None), after an attempt whose outcome was unknown.

    `channel` None: it would be in the DM with `user`; `card_of`: the promise whose card it is; `is_left`: that promise
    moved to another channel, so nothing of it stays in this one.
    """

    row_id: int
    mark: str
    channel: str | None
    user: str
    ts: str | None
    thread_ts: str | None
    since: str
    card_of: str | None
    is_left: bool


@dataclass(frozen=True)
class Sweeper:
    """Sweeps one workspace. The `not_before` of a row that is not open any more says when to look; None: never."""

    store: Store
    messenger: Messenger
    now: Callable[[], datetime]
    real_now: Callable[[], datetime]

    def sweep(self) -> int:
        """Look for doubles of what is due, and delete them; return how many looks there were.

        Raises StorageUnavailable.
        """
        with self.store.read() as tx:
            found = [self._unsure(tx, row) for row in tx.outbox.to_sweep(self.real_now(), MOST_AT_ONCE)]
        for unsure in found:
            try:
                self._look_again(unsure, self._delete_doubles(unsure), None)
            except FAILED_CALLS as problem:
                decision = retry.decide(problem, attempt=1)
                log.warning("outbox %s: looking for a double failed with %s", unsure.row_id, decision.code)
                hopeless = decision.verdict in (retry.Verdict.STOP, retry.Verdict.REPOST)
                self._look_again(unsure, None, None if hopeless else max(decision.after, SWEEP_AFTER))
        return len(found)

    def _unsure(self, tx: Transaction, row: OutboxRow) -> _Unsure:
        person = tx.people.get(PersonRef(row.person)) if row.person else None
        direct = row.queue.startswith("dm:")
        erasure = erasure_for(tx, row)
        assert row.id is not None, "it is stored"
        return _Unsure(
            row_id=row.id,
            mark=mark_of(row.key),
            channel=row.sent_channel or (None if direct else row.queue),
            user=(person.user_id if person else None) or "",
            ts=row.sent_ts,
            thread_ts=thread_of(tx, row, erasure),
            since=reconcile.oldest(row.created_at),
            card_of=row.promise_id if row.kind == announcing.CARD else None,
            is_left=erasure is not None,
        )

    def _delete_doubles(self, unsure: _Unsure) -> Posted | None:
        """Leave one message of all that landed, or none; return the one of which nothing was known.

        Raises FAILED_CALLS.
        """
        channel = unsure.channel or (self.messenger.open_dm(unsure.user) if unsure.user else "")
        if not channel:
            return None  # whoever it was for is forgotten
        kept = "" if unsure.is_left else unsure.ts or ""
        landed = reconcile.doubles(
            self.messenger, unsure.mark, channel, unsure.thread_ts, since=unsure.since, kept=kept
        )
        is_unknown = unsure.ts is None and not unsure.is_left
        first = min(landed, key=float, default=None) if is_unknown else None
        for ts in landed:
            if ts != first:
                self._keep_words(unsure, channel, ts)
                self.messenger.delete(channel, ts)
                log.info("outbox %s: it had landed twice, the other one is deleted", unsure.row_id)
        return Posted(channel, first, first) if first else None

    def _keep_words(self, unsure: _Unsure, channel: str, ts: str) -> None:
        if unsure.card_of is None:
            return
        thread = self.messenger.messages(channel, ts, unsure.since)
        said = [one for one in thread if one["ts"] != ts and one.get("user") and not one.get("bot_id")]
        words = [Words(str(one["user"]), str(one["ts"]), str(one.get("text") or "")) for one in said]
        conversing.keep_words(self.store, unsure.card_of, channel, words)

    def _look_again(self, unsure: _Unsure, landed: Posted | None, after: timedelta | None) -> None:
        with self.store.write() as tx:
            row = tx.outbox.get(unsure.row_id)
            if row is None:
                return
            row.not_before = self.real_now() + after if after else None
            if landed is not None:
                row.state, row.error = OutboxState.SENT.value, None
                row.sent_channel, row.sent_ts = landed.channel, landed.ts
                if erasure_for(tx, row):  # its promise moved while it was looked for
                    row.not_before = self.real_now()
            tx.outbox.save(row)
            promise = tx.promises.load(unsure.card_of) if unsure.card_of and after is None else None
            if promise is not None and tx.promises.card_of(promise.id) == (unsure.channel, unsure.ts):
                announcing.owe_card(tx, promise, self.now(), reason=f":once_more:{unsure.row_id}")
