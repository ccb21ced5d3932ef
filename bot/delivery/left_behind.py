"""What was on its way to a channel that its promise has left meanwhile, when nobody knows whether it arrived.

It is not sent again: it is only looked for, so that the erasure which waits behind it finds what there is to erase.
"""

from __future__ import annotations

from bot.delivery.envelope import Envelope, mark_of
from bot.slack.render.message import Message
from bot.use_cases import announcing
from storage.outbox import OutboxState
from storage.queue_tables import OutboxRow
from storage.unit_of_work import Transaction


def left_behind(tx: Transaction, row: OutboxRow) -> Envelope | None:
    """Return what to look for in the channel of a row; None for a row that is sent as ever."""
    if row.state != OutboxState.SENDING.value or tx.outbox.by_key(announcing.erasure_of(row.id)) is None:
        return None
    assert row.id is not None, "a stored row has an id"
    thread_ts = _thread(tx, row) if row.kind in announcing.REPLIES else None
    return Envelope(row.id, mark_of(row.key), Message("", []), row.queue, thread_ts=thread_ts)


def _thread(tx: Transaction, row: OutboxRow) -> str | None:
    """Return where the card was: the promise itself knows only where it is now."""
    there = tx.outbox.bound_for(row.promise_id or "", row.queue)
    return next((card.sent_ts for card in there if card.kind == announcing.CARD and card.sent_ts), None)
