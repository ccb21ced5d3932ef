"""What waits to be sent and what failed, for whoever operates the bot; trying again and dropping make a history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.use_cases.workspace import OPERATOR
from storage.outbox import OutboxState
from storage.queue_tables import OutboxChangeRow, OutboxRow
from storage.unit_of_work import Store, Transaction

BY_OPERATOR = "dropped by the operator"
"""Why a row is dropped that the operator gave up."""


class Act(StrEnum):
    """What can be done about a message."""

    RETRY = "retry"
    DROP = "drop"


class Refusal(StrEnum):
    """Why nothing was done about a message."""

    UNKNOWN = "unknown"
    SENT = "sent"
    SENDING = "sending"
    WAITING = "waiting"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that is not in Slack: no words of it and nobody's name.

    `channel` is None for a direct message, `next_try` (real time) None for one that is not kept waiting.
    """

    id: int
    state: str
    kind: str
    promise: int | None
    channel: str | None
    age: timedelta
    attempts: int
    error: str | None
    next_try: datetime | None


def undelivered(store: Store, now: datetime) -> list[Undelivered]:
    """Return every message that waits, is being sent or failed, oldest first. Raises StorageUnavailable."""
    with store.read() as tx:
        return [_shown(row, number, now) for row, number in tx.outbox.undelivered()]


def _shown(row: OutboxRow, number: int | None, now: datetime) -> Undelivered:
    assert row.id is not None, "a stored row has an id"
    channel = None if row.queue.startswith("dm:") else row.queue
    age = max(now - row.created_at, timedelta())
    next_try = row.not_before if row.is_open else None
    return Undelivered(row.id, row.state, row.kind, number, channel, age, row.attempt, row.error, next_try)


def act_on(store: Store, ids: Sequence[int], act: Act, now: datetime) -> dict[int, Refusal]:
    """Try messages again, or drop them; return those about which nothing was done, and why.

    `now` is real time. Raises StorageUnavailable.
    """
    with store.write() as tx:
        done = {row_id: _act(tx, tx.outbox.get(row_id), act, now) for row_id in dict.fromkeys(ids)}
    return {row_id: refusal for row_id, refusal in done.items() if refusal is not None}


def failed(store: Store) -> list[int]:
    """Return every message that failed, oldest first. Raises StorageUnavailable."""
    with store.read() as tx:
        return [row.id for row, _ in tx.outbox.undelivered() if row.state == OutboxState.FAILED.value and row.id]


def history(store: Store) -> list[OutboxChangeRow]:
    """Return what operators did to messages, oldest first. Raises StorageUnavailable."""
    with store.read() as tx:
        return tx.outbox.changes()


def _act(tx: Transaction, row: OutboxRow | None, act: Act, now: datetime) -> Refusal | None:
    refusal = _refusal(row, act, now)
    if row is None or refusal is not None:
        return refusal
    if act is Act.RETRY:
        row.state, row.error, row.attempt = OutboxState.WAITING.value, None, 0
    else:
        row.state, row.error = OutboxState.DROPPED.value, BY_OPERATOR
    row.not_before = row.holder = row.lease_until = None
    tx.outbox.save(row)
    tx.outbox.note(row, act.value, OPERATOR, now)
    return None


def _refusal(row: OutboxRow | None, act: Act, now: datetime) -> Refusal | None:
    """Tell what speaks against it: what is there, or may just be on its way, is neither sent again nor dropped."""
    if row is None:
        return Refusal.UNKNOWN
    if row.state == OutboxState.SENT.value:
        return Refusal.SENT
    is_held = row.lease_until is not None and row.lease_until > now
    if row.state == OutboxState.SENDING.value and (is_held or act is Act.RETRY):
        return Refusal.SENDING
    if row.state == OutboxState.WAITING.value and act is Act.RETRY and (row.not_before or now) <= now:
        return Refusal.WAITING
    if row.state == OutboxState.DROPPED.value and (act is Act.DROP or row.error != BY_OPERATOR):
        return Refusal.DROPPED
    return None
