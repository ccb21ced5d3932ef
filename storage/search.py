"""Which promises fit: always along an index, one state or one side at a time, so that no list grows with the database.

A database picks one order to read in. Asked for several states in the order of a date, it reads them all and sorts;
asked for each by itself, it reads as many rows as are wanted and stops.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice, product
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, bindparam, func, or_, select
from sqlmodel import Session

from bot.domain.promise import PromiseState, Visibility
from bot.domain.slots import PersonRef, SlotId
from storage.statements import rows, table_of, write_pending
from storage.tables import OwedRow, ParticipantRow, PromiseRow

_ROWS, _OWED, _PART = table_of(PromiseRow), table_of(OwedRow), table_of(ParticipantRow)
_MINE = _ROWS.c.team_id == bindparam("team")
Found = tuple[Any, ...]
"""What the promises are put in order by, and the id last."""


def sales_key(person: PersonRef) -> str:
    """Return what stands for a person of the sales side where slots stand otherwise."""
    return f"sales:{person}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list asks for; what is not given does not limit it.

    `client` is part of a name; `owed_by` are slot ids or sales keys that owe an answer,
    at `owed_at` without those who are looking into it; `with_part_of` is a person
    and their slots, for every promise they have a part in.
    """

    states: tuple[PromiseState, ...] = ()
    client: str | None = None
    ended_after: datetime | None = None
    owed_by: Collection[str] | None = None
    owed_at: datetime | None = None
    with_part_of: tuple[PersonRef, Collection[SlotId]] | None = None


def _distinct(column: Column[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
    """Return the query for the different values of a column, each found by one step along its index."""
    first = select(func.min(column).label("value")).where(_MINE, *conditions)
    values = first.cte("found", recursive=True)
    following = select(func.min(column)).where(_MINE, *conditions, column > values.c.value).scalar_subquery()
    values = values.union_all(select(following).where(values.c.value.is_not(None)))
    return select(values.c.value).where(values.c.value.is_not(None))


_CLIENTS = _distinct(_ROWS.c.client)
_CHANNELS = _distinct(_ROWS.c.channel, _ROWS.c.visibility == bindparam("visibility"))


def clients(session: Session, team_id: str) -> tuple[str, ...]:
    """Return the clients' names as they were spelt."""
    return tuple(str(row.value) for row in rows(session, _CLIENTS, team=team_id))


def channels(session: Session, team_id: str, visibility: Visibility) -> tuple[str, ...]:
    """Return the channels in which promises of a visibility live."""
    return tuple(str(row.value) for row in rows(session, _CHANNELS, team=team_id, visibility=visibility.value))


def search(session: Session, team_id: str, wanted: Wanted, limit: int, latest_ended_first: bool = False) -> list[str]:
    """Return the ids of the promises that fit, soonest client date first or those that ended last, at most `limit`."""
    names = _names_like(session, team_id, wanted.client) if wanted.client else None
    if names == [] or wanted.owed_by == []:
        return []
    write_pending(session)
    if wanted.with_part_of is not None:
        return _with_part(session, team_id, wanted, names, latest_ended_first)[:limit]
    found = [
        _ordered(session, team_id, query.limit(limit), latest_ended_first)
        for query in _queries(wanted, names, latest_ended_first)
    ]
    ids = dict.fromkeys(row[-1] for row in merge(*found))
    return list(islice(ids, limit))


def _queries(wanted: Wanted, names: list[str] | None, latest_ended_first: bool) -> Iterator[Select[Any]]:
    """Yield a query for each state, and for each side that owes an answer."""
    query = select(_ROWS.c.needed_by, _ROWS.c.ended_at, _ROWS.c.number, _ROWS.c.id).where(_MINE)
    if wanted.ended_after is not None:
        query = query.where(_ROWS.c.ended_at > wanted.ended_after)
    if wanted.owed_by is not None:
        of_client = query if names is None else query.where(_ROWS.c.client.in_(names))
        yield from (_owed(of_client, wanted, side) for side in wanted.owed_by)
        return
    by_client = [query] if names is None else [query.where(_ROWS.c.client == name) for name in names]
    for state, one in product(wanted.states or tuple(PromiseState), by_client):
        in_state = one.where(_ROWS.c.state == state.value)
        if latest_ended_first:
            yield in_state.where(_ROWS.c.ended_at.is_not(None)).order_by(_ROWS.c.ended_at.desc(), _ROWS.c.number.desc())
        else:
            yield in_state.order_by(_ROWS.c.needed_by, _ROWS.c.number)


def _with_part(
    session: Session, team_id: str, wanted: Wanted, names: list[str] | None, latest_ended_first: bool
) -> list[str]:
    """Look up every promise that some sides have a part in: theirs are few, and no order is stored for them."""
    person, slots = wanted.with_part_of or (PersonRef(""), ())
    sides = [sales_key(person), *slots]
    part = select(_PART.c.promise_id).where(_PART.c.team_id == bindparam("team"), _PART.c.slot_id.in_(sides))
    query = select(_ROWS).where(_MINE, _ROWS.c.id.in_(part))
    states = [state.value for state in wanted.states]
    fit = [
        row
        for row in session.connection().execute(query, {"team": team_id})
        if (not states or row.state in states)
        and (names is None or row.client in names)
        and (wanted.ended_after is None or (row.ended_at is not None and row.ended_at > wanted.ended_after))
        and (row.ended_at is not None or not latest_ended_first)
    ]
    return [row[-1] for row in _sorted(fit, latest_ended_first)]


def _owed(query: Select[Any], wanted: Wanted, side: str) -> Select[Any]:
    """Read what a side owes by its client date, and look up the promise of each."""
    query = query.join(_OWED, (_OWED.c.team_id == _ROWS.c.team_id) & (_OWED.c.promise_id == _ROWS.c.id))
    query = query.where(_OWED.c.team_id == bindparam("team"), _OWED.c.slot_id == side)
    if wanted.states:
        query = query.where(_ROWS.c.state.in_([state.value for state in wanted.states]))
    if wanted.owed_at is not None:
        query = query.where(or_(_OWED.c.paused_until.is_(None), _OWED.c.paused_until <= wanted.owed_at))
    return query.order_by(_OWED.c.needed_by)


def _ordered(session: Session, team_id: str, query: Select[Any], latest_ended_first: bool) -> list[Found]:
    return _sorted(session.connection().execute(query, {"team": team_id}).all(), latest_ended_first)


def _sorted(found: Sequence[Any], latest_ended_first: bool) -> list[Found]:
    if latest_ended_first:
        return sorted((-row.ended_at.timestamp(), -row.number, row.id) for row in found)
    return sorted((row.needed_by, row.number, row.id) for row in found)


def _names_like(session: Session, team_id: str, part: str) -> list[str]:
    folded = part.strip().casefold()
    return [name for name in clients(session, team_id) if folded in name.casefold()]
