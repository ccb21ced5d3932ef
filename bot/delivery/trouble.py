"""Who is told that a message could not be delivered: the author about a promise in its channel, otherwise whoever looks
after the bot.

Once for each trouble: what a person was told is not told again until something got through there in between.
"""

from __future__ import annotations

from datetime import datetime

from bot.use_cases import announcing
from bot.use_cases.workspace import workspace_of
from storage.queue_tables import OutboxRow
from storage.unit_of_work import Transaction

INTERNAL = "internal_error"
"""Our own mistake: the message could not be composed."""


def tell(tx: Transaction, row: OutboxRow, code: str, now: datetime) -> None:
    """Owe a word about a row that failed with `code` to whoever can do something about it."""
    if row.kind == announcing.UNDELIVERED:
        return  # to whom?
    since = tx.outbox.newest_sent_to(row.queue)
    promise = tx.promises.load(row.promise_id) if row.promise_id else None
    if promise is not None and not row.queue.startswith("dm:"):
        key = f"{announcing.TROUBLE}:{promise.id}:{code}:{since}"
        author, body = promise.author, {"problem": code, "since": since}
        tx.outbox.add(key, announcing.TROUBLE, f"dm:{author}", now, promise.id, author, body)
        return
    workspace = workspace_of(tx)
    for person in workspace.admins or workspace.leads:
        if person != row.person:
            key = f"{announcing.UNDELIVERED}:{row.queue}:{code}:{since}:{person}"
            where: dict[str, str | None] = {"channel": None if row.person else row.queue, "to": row.person}
            told = {"problem": code, "kind": row.kind, "since": since, **where}
            tx.outbox.add(key, announcing.UNDELIVERED, f"dm:{person}", now, None, person, told)
