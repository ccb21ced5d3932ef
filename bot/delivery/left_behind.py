"""What was on its way to a channel that its promise has left meanwhile, when nobody knows whether it arrived.

It is not sent again: it is only looked for, so that the erasure which waits behind it finds what there is to erase.
"""

from __future__ import annotations

from bot.delivery.envelope import Envelope, mark_of
from bot.slack.render.message import Message
from bot.use_cases import announcing
from storage.queue_tables import OutboxRow
from storage.unit_of_work import Transaction


def left_behind(tx: Transaction, row: OutboxRow) -> Envelope | None:
    """Return what to look for in the channel of a row, if anything was sent; None for a row that is sent as ever."""
    erasure = erasure_for(tx, row)
    if erasure is None:
        return None
    assert row.id is not None, "a stored row has an id"
    thread_ts = thread_of(tx, row, erasure)
    return Envelope(row.id, mark_of(row.key), Message("", []), row.queue, thread_ts=thread_ts)


def erasure_for(tx: Transaction, row: OutboxRow) -> OutboxRow | None:
    """Return the erasure by which nothing of a row stays where it was sent; None unless its promise has moved."""
    if row.kind != announcing.CARD and row.kind not in announcing.REPLIES:
        return None
    return tx.outbox.by_key(announcing.erasure_of(row.id))


def thread_of(tx: Transaction, row: OutboxRow, erasure: OutboxRow | None) -> str | None:
    """Return under which card a reply is or was; None for what is in no thread.

    The erasure of a row knows where the card was, the promise where it is now.
    """
    if row.kind not in announcing.REPLIES:
        return None
    if erasure is not None:
        card: str | None = erasure.body.get("card")
        return card
    posted = tx.promises.card_of(row.promise_id or "")
    return posted[1] if posted else None
