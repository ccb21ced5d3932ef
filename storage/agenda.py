"""What falls due when: a column, asked of the database at every tick, and keys that make a second tick harmless."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from storage.queue_tables import AgendaRow, NudgeRow


class Agenda:
    """The agenda of one team within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def put(self, kind: str, subject: str, due_at: datetime, promise_id: str | None = None) -> None:
        """Set when (kind, subject) falls due, in place of what was set before."""
        row = self._session.get(AgendaRow, (self._team, kind, subject))
        row = row or AgendaRow(team_id=self._team, kind=kind, subject=subject, promise_id=promise_id)
        row.due_at = due_at
        self._session.add(row)

    def put_once(self, kind: str, subject: str, due_at: datetime, promise_id: str | None = None) -> None:
        """Set when (kind, subject) falls due unless it is set already."""
        if self._session.get(AgendaRow, (self._team, kind, subject)) is None:
            self.put(kind, subject, due_at, promise_id)

    def due(self, now: datetime, limit: int) -> list[AgendaRow]:
        """Return what is due at `now`, longest due first, at most `limit`."""
        query = (
            select(AgendaRow)
            .where(AgendaRow.team_id == self._team, col(AgendaRow.due_at) <= now)
            .order_by(col(AgendaRow.due_at))
            .limit(limit)
        )
        return list(self._session.exec(query))

    def done(self, kind: str, subject: str) -> None:
        """Take an entry off the agenda."""
        row = self._session.get(AgendaRow, (self._team, kind, subject))
        if row is not None:
            self._session.delete(row)

    def clear(self, promise_id: str) -> None:
        """Take everything about a promise off the agenda."""
        self._session.execute(
            delete(AgendaRow).where(col(AgendaRow.team_id) == self._team, col(AgendaRow.promise_id) == promise_id)
        )

    def was_decided(self, subject: str, kind: str) -> bool:
        """Tell whether (subject, kind) was decided in any period."""
        query = select(NudgeRow).where(
            NudgeRow.team_id == self._team, NudgeRow.subject == subject, NudgeRow.kind == kind
        )
        return self._session.exec(query.limit(1)).first() is not None

    def first_time(self, subject: str, kind: str, period: date) -> bool:
        """Tell whether (subject, kind, period) was not decided yet, and note that it is now."""
        if self._session.get(NudgeRow, (self._team, subject, kind, period)) is not None:
            return False
        self._session.add(NudgeRow(team_id=self._team, subject=subject, kind=kind, period=period))
        self._session.flush()
        return True
