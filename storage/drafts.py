"""What people typed, kept from the first screen on, so that nothing is lost and posting happens once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, insert
from sqlalchemy import select as core_select
from sqlmodel import Session, select

from bot.domain.promise import TermId
from bot.domain.slots import PersonRef
from storage.dialects import locked_to_write
from storage.statements import rows, run, table_of
from storage.tables import DraftRow

_TABLE = table_of(DraftRow)
_INSERT = insert(_TABLE)
_NEWEST = (
    core_select(_TABLE.c.id, _TABLE.c.inputs, _TABLE.c.created_at)
    .where(
        _TABLE.c.team_id == bindparam("team"),
        _TABLE.c.author == bindparam("author"),
        _TABLE.c.kind == bindparam("kind"),
        _TABLE.c.posted_at.is_(None),
    )
    .order_by(_TABLE.c.created_at.desc())
    .limit(50)
    .subquery()
)


@cache
def _marked(mark: str) -> Select[Any]:
    """Return the statement, built once: which of the latest drafts says something at `mark`."""
    says = _NEWEST.c.inputs[mark].as_string() != ""
    return core_select(_NEWEST.c.id).where(says).order_by(_NEWEST.c.created_at.desc()).limit(1)


class Drafts:
    """The drafts of one team within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def open(
        self,
        kind: str,
        author: PersonRef,
        channel: str,
        inputs: Mapping[str, Any],
        now: datetime,
        promise_id: str | None = None,
        seen: Mapping[TermId, int] | None = None,
    ) -> str:
        """Store a new draft ("promise", "counter" or "revision") and return its id."""
        values = {
            "team_id": self._team,
            "id": f"d_{secrets.token_hex(12)}",
            "kind": kind,
            "author": author,
            "channel": channel,
            "inputs": dict(inputs),
            "created_at": now,
            "promise_id": promise_id,
            "seen": {str(term): version for term, version in (seen or {}).items()},
        }
        run(self._session, _INSERT, values)
        return str(values["id"])

    def get(self, draft_id: str, author: PersonRef) -> DraftRow | None:
        """Return a draft of this author, and of nobody else."""
        query = select(DraftRow).where(DraftRow.team_id == self._team, DraftRow.id == draft_id)
        row = self._session.exec(locked_to_write(self._session, query)).first()
        return row if row is not None and row.author == author else None

    def marked(self, kind: str, author: PersonRef, mark: str) -> DraftRow | None:
        """Return the newest of the author's latest drafts of a kind whose inputs say something at `mark`."""
        found = rows(self._session, _marked(mark), team=self._team, author=author, kind=kind)
        return self.get(found[0].id, author) if found else None

    def save(self, row: DraftRow) -> None:
        """Store what was changed on a draft."""
        self._session.add(row)
