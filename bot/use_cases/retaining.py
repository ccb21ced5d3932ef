"""How long things are kept: as many months as the setting says, and for good while it says nothing.

A promise counts as ended when nothing is negotiated on it and every date that it promises has passed; the months run
from the later of its last event and its last such date. So nothing goes that somebody still has to keep.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.promise import OPEN_STATES, Promise, PromiseId, PromiseState, Visibility
from bot.domain.terms import OnDate, WeeksAfterAward
from bot.use_cases.workspace import workspace_of
from storage.removal import Doomed, Removal
from storage.search import Wanted
from storage.unit_of_work import Store, Transaction

_ALL = 1_000_000
_ENDED = tuple(state for state in PromiseState if state not in OPEN_STATES)


@dataclass(frozen=True, slots=True)
class Ended:
    """A promise whose time is over; `client` is None where its name is confidential."""

    id: PromiseId
    number: int
    client: str | None
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Expired:
    """What is kept no longer: promises that ended before `before`, and rows by table, the promises' included."""

    months: int
    before: datetime
    promises: tuple[Ended, ...]
    rows: Mapping[str, int]


def expired(store: Store, now: datetime) -> Expired | None:
    """Return what would go at `now`; None where no retention is set."""
    with store.read() as tx:
        found, _ = _expired(tx, now)
        return found


def remove_expired(store: Store, now: datetime) -> Expired | None:
    """Remove for good what is kept no longer, and return what went; None, and nothing, where no retention is set."""
    with store.write() as tx:
        found, doomed = _expired(tx, now)
        if found is not None:
            tx.promises.keep_numbers()
            Removal(tx.session, tx.team_id).remove(doomed)
        return found


def _expired(tx: Transaction, now: datetime) -> tuple[Expired | None, list[Doomed]]:
    months = workspace_of(tx).retention_months
    if months is None:
        return None, []
    before, removal = _months_before(now, months), Removal(tx.session, tx.team_id)
    promises = sorted(_ended_before(tx, before), key=lambda ended: ended.number)
    doomed = removal.rows_before(before)
    for ended in promises:
        doomed += removal.rows_of_promise(ended.id)
    return Expired(months, before, tuple(promises), removal.count(doomed)), doomed


def _ended_before(tx: Transaction, before: datetime) -> Iterator[Ended]:
    for promise in tx.promises.find(Wanted(_ENDED), _ALL):
        last_event = tx.promises.history(promise.id)[-1][1].at
        ended_at = max([last_event, *(datetime.combine(day, time.max, UTC) for day in _days_to_keep(promise))])
        if ended_at < before:
            is_secret = promise.visibility is Visibility.CONFIDENTIAL
            yield Ended(promise.id, promise.number, None if is_secret else promise.client, ended_at)


def _days_to_keep(promise: Promise) -> Iterator[date]:
    """Yield every date by which something that is in force has to be kept."""
    award = promise.award_on or promise.needed_by.date()
    for line in promise.sealed_terms:
        value = line.term.value
        for due in (line.term.due, value.on if isinstance(value, OnDate) else None):
            if due is not None:
                yield award + timedelta(weeks=due.weeks) if isinstance(due, WeeksAfterAward) else due


def _months_before(now: datetime, months: int) -> datetime:
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))
