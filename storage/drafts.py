"""What people typed, kept from the first screen on, so that nothing is lost and posting happens once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.domain.promise import TermId
from bot.domain.slots import PersonRef
from storage.dialects import locked_to_write
from storage.tables import DraftRow


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
    ) -> DraftRow:
        """Store a new draft ("promise", "counter" or "revision") and return it."""
        row = DraftRow(
            team_id=self._team,
            id=f"d_{secrets.token_hex(12)}",
            kind=kind,
            author=author,
            channel=channel,
            inputs=dict(inputs),
            created_at=now,
            promise_id=promise_id,
            seen={str(term): version for term, version in (seen or {}).items()},
        )
        self._session.add(row)
        return row

    def get(self, draft_id: str, author: PersonRef) -> DraftRow | None:
        """Return a draft of this author, and of nobody else."""
        query = select(DraftRow).where(DraftRow.team_id == self._team, DraftRow.id == draft_id)
        row = self._session.exec(locked_to_write(self._session, query)).first()
        return row if row is not None and row.author == author else None

    def open_ones(self, kind: str, author: PersonRef, limit: int = 50) -> list[DraftRow]:
        """Return the author's drafts of a kind that were not posted, newest first."""
        query = (
            select(DraftRow)
            .where(
                DraftRow.team_id == self._team,
                DraftRow.author == author,
                DraftRow.kind == kind,
                col(DraftRow.posted_at).is_(None),
            )
            .order_by(col(DraftRow.created_at).desc())
            .limit(limit)
        )
        return list(self._session.exec(query))

    def save(self, row: DraftRow) -> None:
        """Store what was changed on a draft."""
        self._session.add(row)
