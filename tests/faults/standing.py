"""What stands in the bot's database while a world lasts: is anything due, owed to Slack, or to be looked at again?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from storage.queue_tables import OutboxRow
from storage.unit_of_work import Store


@dataclass(frozen=True)
class Stop:
    """The clock was moved from `before` to `after`; at `looked` everything due was dealt with, at `sent` it was out."""

    before: datetime
    after: datetime
    looked: datetime
    sent: datetime


def agenda_is_done(store: Store, now: datetime) -> bool:
    """Tell whether nothing is left that was due at `now`."""
    with store.read() as tx:
        return not tx.agenda.due(now, 1)


def nothing_waits(store: Store, most_behind: int = 0) -> bool:
    """Tell whether nothing is owed to Slack; up to `most_behind` messages may still be on their way to channels."""
    with store.read() as tx:
        waiting = select(OutboxRow.queue, OutboxRow.kind).where(col(OutboxRow.state).in_(("waiting", "sending")))
        found = list(tx.session.exec(waiting))
    # What is out of date when the clock has moved on, days at a time, is out before.
    is_urgent = any(queue.startswith("dm:") or kind == "digest" for queue, kind in found)
    return len(found) <= most_behind and not is_urgent


def sweeps_to_come(store: Store) -> int:
    """Return how many messages are still to be looked for a second time."""
    with store.read() as tx:
        rows = select(func.count()).select_from(OutboxRow)
        rows = rows.where(col(OutboxRow.state).in_(("sent", "dropped")), col(OutboxRow.not_before).is_not(None))
        return tx.session.exec(rows).one()
