"""Taking a person's name out of what others typed: a mention (<@U…>) and an @handle become nobody's.

Everywhere but where it is under a seal: words that were signed stay as they were signed. History is rewritten in this
one case alone, since whoever is forgotten has the better right, and only in words that decide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, String, Table, and_, cast, or_
from sqlmodel import AutoString, Session, SQLModel

from bot.domain.events import Event, PromiseSignedOff
from bot.domain.evolution import evolve
from bot.domain.promise import Promise, PromiseId
from bot.domain.seal import seal_holds
from storage.promises import Promises

_NOBODY = "@…"
_PEOPLE, _HISTORY, _PROMISES = "people", "events", "promises"

Change = tuple[Table, ColumnElement[bool], dict[str, Any]]


def unname(session: Session, team_id: str, user_id: str, handle: str | None) -> None:
    """Take who is called that out of every text of the team; what is under a seal keeps its words."""
    said = re.compile("|".join(_ways(user_id, handle)), re.IGNORECASE)
    wanted = [f"<@{user_id}", *([f"@{handle}"] if handle else [])]
    about_promises: dict[str, list[Change]] = {}
    for table in SQLModel.metadata.sorted_tables:
        for change, row in _changes(session, table, team_id, wanted, lambda text: said.sub(_NOBODY, text)):
            if table.name in (_HISTORY, _PROMISES):
                promise_id = row["promise_id" if table.name == _HISTORY else "id"]
                about_promises.setdefault(promise_id, []).append(change)
            else:
                _apply(session, [change])
    for promise_id, changes in about_promises.items():
        _apply_under_seal(session, team_id, promise_id, changes)
    session.expire_all()


def _ways(user_id: str, handle: str | None) -> Iterator[str]:
    yield rf"<@{re.escape(user_id)}(?:\|[^>]*)?>"
    if handle:
        yield rf"(?<![\w@.])@{re.escape(handle)}(?![\w-])"


def _changes(
    session: Session, table: Table, team_id: str, wanted: list[str], put: Callable[[str], str]
) -> Iterator[tuple[Change, Any]]:
    columns = [] if table.name == _PEOPLE else [column for column in table.c if _holds_text(column)]
    if not columns:
        return
    naming = or_(*(cast(column, String).icontains(word, autoescape=True) for column in columns for word in wanted))
    rows = session.execute(table.select().where(table.c.team_id == team_id, naming)).mappings().all()
    for row in rows:
        new = {column.name: _without(row[column.name], put) for column in columns}
        changed = {name: value for name, value in new.items() if value != row[name]}
        if changed:
            yield (table, and_(*(key == row[key.name] for key in table.primary_key)), changed), row


def _holds_text(column: Column[Any]) -> bool:
    return not column.primary_key and isinstance(column.type, AutoString | String | JSON)


def _without(value: Any, put: Callable[[str], str]) -> Any:  # noqa: ANN401 - what a JSON column holds
    if isinstance(value, str):
        return put(value)
    if isinstance(value, list):
        return [_without(item, put) for item in value]
    return {key: _without(item, put) for key, item in value.items()} if isinstance(value, dict) else value


def _apply(session: Session, changes: list[Change]) -> None:
    for table, row, values in changes:
        session.execute(table.update().where(row).values(**values))


def _apply_under_seal(session: Session, team_id: str, promise_id: str, changes: list[Change]) -> None:
    with session.begin_nested() as attempt:
        _apply(session, changes)
        session.expire_all()
        if not _seals_hold(Promises(session, team_id).history(PromiseId(promise_id))):
            attempt.rollback()


def _seals_hold(history: Iterable[tuple[int, Event]]) -> bool:
    promise: Promise | None = None
    for _, fact in history:
        promise = evolve(promise, fact)
        if isinstance(fact, PromiseSignedOff) and not seal_holds(promise):
            return False
    return True
