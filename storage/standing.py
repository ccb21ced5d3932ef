"""How much waits to be sent, asked cheaply enough for a monitor that asks every few seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from storage.outbox import OutboxState
from storage.queue_tables import OutboxRow
from storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class Standing:
    """How many messages of the outbox are in a state, and since when the oldest of them is owed."""

    rows: int = 0
    oldest: datetime | None = None


WATCHED = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.FAILED)
"""The states in which a message can stay; those that were sent or dropped are history."""


def standing_of_outbox(store: Store) -> dict[OutboxState, Standing]:
    """Return the standing of each watched state, from the index on (team, state, id). Raises StorageUnavailable."""
    found = {}
    with store.read() as tx:
        for state in WATCHED:
            mine = (OutboxRow.team_id == store.team_id, OutboxRow.state == state.value)
            rows = tx.session.exec(select(func.count()).select_from(OutboxRow).where(*mine)).one()
            query = select(OutboxRow.created_at).where(*mine).order_by(col(OutboxRow.id)).limit(1)
            found[state] = Standing(rows, tx.session.exec(query).first())
    return found
