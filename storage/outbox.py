"""Messages that are owed to Slack. Rows carry meaning, not blocks; the dispatcher renders them when it sends."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Executable, and_, bindparam, func, or_, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from storage.database import Database
from storage.dialects import insert_values_once, locked, writes
from storage.queue_tables import OutboxChangeRow, OutboxRow, PaceRow
from storage.statements import rows
from storage.tables import PersonRow, PromiseRow


class OutboxState(StrEnum):
    """Where a message stands: `sending` is committed before the call, so a crash leaves a trace of it."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


_OPEN = (OutboxState.WAITING.value, OutboxState.SENDING.value)
_by_id = col(OutboxRow.id)


@dataclass(frozen=True, slots=True)
class Head:
    """The message that is next in its queue, as far as it takes to see whether it can be sent now."""

    id: int
    queue: str
    kind: str
    promise_id: str | None
    state: str
    not_before: datetime | None
    holder: str | None
    lease_until: datetime | None
    has_card: bool
    has_dm: bool
    filled_until: datetime | None


_OF_A_HEAD = ("id", "queue", "kind", "promise_id", "state", "not_before", "holder", "lease_until")


_TEAM: Any = bindparam("team")
_IS_OPEN = col(OutboxRow.state).in_(_OPEN)


def _of_heads(*which: Any) -> Executable:  # noqa: ANN401 - conditions, which SQLModel types as bool
    """Return plain columns in one query, built once: this is asked many times a second."""
    columns: list[Any] = [getattr(OutboxRow, name) for name in _OF_A_HEAD]
    of_others = [col(PromiseRow.card_ts).is_not(None), col(PersonRow.dm_channel).is_not(None), PaceRow.filled_until]
    mine = col(OutboxRow.team_id)
    return (
        sa_select(*columns, *of_others)
        .select_from(OutboxRow)
        .outerjoin(PromiseRow, and_(col(PromiseRow.team_id) == mine, col(PromiseRow.id) == OutboxRow.promise_id))
        .outerjoin(PersonRow, and_(col(PersonRow.team_id) == mine, col(PersonRow.ref) == OutboxRow.person))
        .outerjoin(PaceRow, and_(col(PaceRow.team_id) == mine, col(PaceRow.name) == OutboxRow.queue))
        .where(*which)
        .order_by(_by_id)
    )


_OLDEST = select(func.min(OutboxRow.id)).where(col(OutboxRow.team_id) == _TEAM, _IS_OPEN)
_HEADS = _of_heads(_by_id.in_(_OLDEST.group_by(OutboxRow.queue)))
_HEAD = _of_heads(_by_id == _OLDEST.where(col(OutboxRow.queue) == bindparam("queue")).scalar_subquery())
_ABOUT = (col(OutboxRow.promise_id) == bindparam("promise"), col(OutboxRow.kind) == bindparam("kind"))
_TO_POST = _of_heads(col(OutboxRow.team_id) == _TEAM, *_ABOUT, _IS_OPEN)
_BY_ID = sa_select(OutboxRow).where(col(OutboxRow.team_id) == _TEAM, _by_id == bindparam("row"))
_BY_ID_TO_WRITE = locked(_BY_ID)


class Outbox:
    """The outbox of one team within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def add(
        self,
        key: str,
        kind: str,
        queue: str,
        now: datetime,
        promise_id: str | None = None,
        person: str | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> None:
        """Owe a message; `key` makes it exactly one, `queue` (a channel, or dm:REF) keeps its order."""
        values = {
            "team_id": self._team,
            "key": key,
            "kind": kind,
            "queue": queue,
            "promise_id": promise_id,
            "person": person,
            "body": dict(body or {}),
            "created_at": now,
        }
        insert_values_once(self._session, OutboxRow, values)

    def by_key(self, key: str) -> OutboxRow | None:
        """Return the message of a key."""
        return self._session.exec(
            select(OutboxRow).where(OutboxRow.team_id == self._team, OutboxRow.key == key)
        ).first()

    def get(self, row_id: int) -> OutboxRow | None:
        """Return a message of this team by its id."""
        query = _BY_ID_TO_WRITE if writes(self._session) else _BY_ID
        return self._session.execute(query, {"team": self._team, "row": row_id}).scalars().first()

    def by_message(self, channel: str, ts: str) -> OutboxRow | None:
        """Return the message that was posted at (channel, ts)."""
        query = select(OutboxRow).where(
            OutboxRow.team_id == self._team, OutboxRow.sent_channel == channel, OutboxRow.sent_ts == ts
        )
        return self._session.exec(query).first()

    def heads(self) -> list[Head]:
        """Return the oldest message of every queue that waits or is being sent."""
        return self._heads(_HEADS)

    def head(self, queue: str) -> Head | None:
        """Return the oldest message of one queue that waits or is being sent."""
        return next(iter(self._heads(_HEAD, queue=queue)), None)

    def card_to_post(self, promise_id: str, kind: str) -> Head | None:
        """Return the oldest message of a kind about a promise that waits or is being sent, as a head."""
        return next(iter(self._heads(_TO_POST, promise=promise_id, kind=kind)), None)

    def _heads(self, statement: Executable, **values: object) -> list[Head]:
        return [Head(*found) for found in rows(self._session, statement, team=self._team, **values)]

    def is_placing(self, channel: str) -> bool:
        """Tell whether a message may be in a channel already of which nobody knows where: it is being sent there."""
        query = select(OutboxRow).where(
            OutboxRow.team_id == self._team,
            OutboxRow.state == OutboxState.SENDING.value,
            OutboxRow.queue == channel,
        )
        return self._session.exec(query.limit(1)).first() is not None

    def open_of(self, promise_id: str, kind: str) -> list[OutboxRow]:
        """Return the messages of a kind about a promise that wait or are being sent, oldest first."""
        query = (
            select(OutboxRow)
            .where(
                OutboxRow.team_id == self._team,
                OutboxRow.promise_id == promise_id,
                OutboxRow.kind == kind,
                col(OutboxRow.state).in_(_OPEN),
            )
            .order_by(_by_id)
        )
        return list(self._session.exec(query))

    def to_sweep(self, now: datetime, limit: int) -> list[OutboxRow]:
        """Return messages that may have landed once more than is known, due for a look at it, at most `limit`."""
        query = (
            select(OutboxRow)
            .where(
                OutboxRow.team_id == self._team,
                col(OutboxRow.state).in_((OutboxState.SENT.value, OutboxState.DROPPED.value)),
                col(OutboxRow.not_before) <= now,
            )
            .order_by(_by_id)
            .limit(limit)
        )
        return list(self._session.exec(query))

    def move_channel(self, old: str, new: str) -> None:
        """Follow a channel that got a new id: what was posted there, and what is still to go there."""
        mine, unsent = col(OutboxRow.team_id) == self._team, col(OutboxRow.state).in_(_OPEN)
        posted, queued = col(OutboxRow.sent_channel) == old, col(OutboxRow.queue) == old
        self._session.execute(update(OutboxRow).where(mine, posted).values(sent_channel=new))
        self._session.execute(update(OutboxRow).where(mine, unsent, queued).values(queue=new))

    def queues_of(self, promise_id: str) -> list[str]:
        """Return the queues of channels in which something about a promise waits or is being sent, in order."""
        queue = col(OutboxRow.queue)
        found = select(queue).where(OutboxRow.promise_id == promise_id, _IS_OPEN, ~queue.startswith("dm:"))
        return sorted(set(self._session.exec(found.where(OutboxRow.team_id == self._team))))

    def in_channels(self, promise_id: str, kinds: Collection[str]) -> list[OutboxRow]:
        """Return what was, is being, waits to be or may yet be posted about a promise in channels, oldest first."""
        state = col(OutboxRow.state)
        may_arrive = and_(state == OutboxState.DROPPED.value, col(OutboxRow.not_before).is_not(None))
        query = (
            select(OutboxRow)
            .where(
                OutboxRow.team_id == self._team,
                OutboxRow.promise_id == promise_id,
                col(OutboxRow.kind).in_(kinds),
                or_(_IS_OPEN, state == OutboxState.SENT.value, may_arrive),
            )
            .order_by(_by_id)
        )
        return list(self._session.exec(query))

    def newest_sent_to(self, queue: str) -> int:
        """Return the id of the newest message of a queue that is in Slack; 0 when there is none."""
        query = select(func.max(OutboxRow.id)).where(
            OutboxRow.team_id == self._team, OutboxRow.queue == queue, OutboxRow.state == OutboxState.SENT.value
        )
        return self._session.exec(query).one() or 0

    def last_sent(self, kind: str) -> OutboxRow | None:
        """Return the newest message of a kind that was sent."""
        query = (
            select(OutboxRow)
            .where(OutboxRow.team_id == self._team, OutboxRow.kind == kind, OutboxRow.state == OutboxState.SENT.value)
            .order_by(_by_id.desc())
        )
        return self._session.exec(query).first()

    def undelivered(self) -> list[tuple[OutboxRow, int | None]]:
        """Return what waits, is being sent or failed, oldest first, with the number of its promise."""
        mine = col(OutboxRow.team_id)
        query = (
            select(OutboxRow, col(PromiseRow.number))
            .outerjoin(PromiseRow, and_(col(PromiseRow.team_id) == mine, col(PromiseRow.id) == OutboxRow.promise_id))
            .where(mine == self._team, col(OutboxRow.state).in_([*_OPEN, OutboxState.FAILED.value]))
            .order_by(_by_id)
        )
        return [(row, number) for row, number in self._session.exec(query)]

    def note(self, row: OutboxRow, what: str, who: str, now: datetime) -> None:
        """Keep in the history what somebody did to a message (`now`: real time)."""
        assert row.id is not None, "a stored row has an id"
        self._session.add(OutboxChangeRow(team_id=self._team, row_id=row.id, what=what, who=who, at=now))

    def changes(self) -> list[OutboxChangeRow]:
        """Return what was done to messages, oldest first."""
        query = select(OutboxChangeRow).where(OutboxChangeRow.team_id == self._team)
        return list(self._session.exec(query.order_by(col(OutboxChangeRow.at), col(OutboxChangeRow.row_id))))

    def save(self, row: OutboxRow) -> None:
        """Store what was changed on a message."""
        self._session.add(row)


def teams_in(database: Database) -> list[str]:
    """Return the teams that have an outbox in a database: in a deployment there is one at most.

    Raises StorageUnavailable.
    """
    with database.session() as session:
        return list(session.exec(select(OutboxRow.team_id).distinct().order_by(OutboxRow.team_id)))
