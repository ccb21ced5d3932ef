"""Is what is stored whole? Every history replays to the row beside it, and every seal still says what was signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bot.domain.evolution import replay
from bot.domain.promise import Promise
from bot.domain.seal import seal_holds
from storage.codec import decode_event
from storage.tables import EventRow, PromiseRow

Told = Callable[[int, int], None]
"""Is told how much is done, of how much."""

_AT_ONCE = 1000


class NotWhole(Exception):
    """Something that was stored cannot be trusted; the message says what, in English."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What was found to be whole."""

    promises: int
    seals: int


def check_promises(session: Session, told: Told = lambda done, of: None) -> Whole:
    """Replay every history of every team, and verify every seal. Raises NotWhole, StorageUnavailable."""
    rows = _rows(session)
    seals, done = 0, 0
    for key, promise in _replayed(session):
        if rows.get(key) != (promise.revision, promise.state.value, promise.client):
            raise NotWhole(f"the history of promise {key[1]} does not give what is stored of it")
        if promise.in_force is not None:
            if not seal_holds(promise):
                raise NotWhole(f"the seal of P-{promise.number} does not verify")
            seals += 1
        done += 1
        told(done, len(rows))
    if done != len(rows):
        raise NotWhole(f"{len(rows) - done} promises have no history")
    return Whole(done, seals)


def _rows(session: Session) -> dict[tuple[str, str], tuple[int, str, str]]:
    """By columns that every revision has: a backup is made before the database is brought up to date, too."""
    columns: list[Any] = [PromiseRow.team_id, PromiseRow.id, PromiseRow.revision, PromiseRow.state, PromiseRow.client]
    found = session.execute(sa_select(*columns))
    return {(team_id, promise_id): (revision, state, client) for team_id, promise_id, revision, state, client in found}


def _replayed(session: Session) -> Iterator[tuple[tuple[str, str], Promise]]:
    ordered = select(EventRow).order_by(col(EventRow.team_id), col(EventRow.promise_id), col(EventRow.seq))
    rows: Any = session.exec(ordered.execution_options(yield_per=_AT_ONCE))
    for key, events in groupby(rows, lambda row: (row.team_id, row.promise_id)):
        promise = replay(decode_event(row.body, row.schema_version) for row in events)
        assert promise is not None, "a group has at least one event"
        yield key, promise
