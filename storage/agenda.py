"""What falls due when: a column, asked of the database at every tick, and keys that make a second tick harmless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from storage.dialects import insert_once, is_postgres, locked, put, writes
from storage.queue_tables import AgendaRow, NudgeRow
from storage.tables import PromiseRow


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is to fall due at a time, perhaps about a promise."""

    kind: str
    subject: str
    due_at: datetime
    promise_id: str | None = None


class Agenda:
    """The agenda of one team within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def put(self, kind: str, subject: str, due_at: datetime, promise_id: str | None = None) -> None:
        """Set when (kind, subject) falls due, in place of what was set before."""
        self.put_all([Entry(kind, subject, due_at, promise_id)])

    def put_once(self, kind: str, subject: str, due_at: datetime, promise_id: str | None = None) -> None:
        """Set when (kind, subject) falls due unless it is set already."""
        self.put_all_once([Entry(kind, subject, due_at, promise_id)])

    def put_all(self, entries: Sequence[Entry]) -> None:
        """Set when these fall due, in place of what was set before."""
        put(self._session, AgendaRow, [self._values(entry) for entry in entries], "due_at")

    def put_all_once(self, entries: Sequence[Entry]) -> None:
        """Set when these fall due, except for those that are set already."""
        put(self._session, AgendaRow, [self._values(entry) for entry in entries])

    def _values(self, entry: Entry) -> dict[str, Any]:
        return {
            "team_id": self._team,
            "kind": entry.kind,
            "subject": entry.subject,
            "promise_id": entry.promise_id,
            "due_at": entry.due_at,
        }

    def due(self, now: datetime, limit: int) -> list[AgendaRow]:
        """Return what is due at `now`, longest due first, at most `limit`.

        A transaction that writes has what it gets to itself, with the promises that it is about: several processes
        share the work, and what an act is changing at this very moment is left for later.
        """
        query = (
            select(AgendaRow)
            .where(AgendaRow.team_id == self._team, col(AgendaRow.due_at) <= now)
            .order_by(col(AgendaRow.due_at))
            .limit(limit)
        )
        if not (writes(self._session) and is_postgres(self._session)):
            return list(self._session.exec(query))
        # Never both kinds at once: an act takes its promise first and people's mornings last, and so does a tick.
        of_people = self._session.exec(locked(query.where(col(AgendaRow.promise_id).is_(None)), skip=True)).all()
        return list(of_people) or self._free(self._session.exec(locked(query, skip=True)).all())

    def _free(self, entries: Sequence[AgendaRow]) -> list[AgendaRow]:
        """Return the entries whose promise nobody else is changing; nobody can until this transaction ends."""
        ids = {entry.promise_id for entry in entries if entry.promise_id}
        if not ids:
            return list(entries)
        query = select(PromiseRow.id).where(PromiseRow.team_id == self._team, col(PromiseRow.id).in_(ids))
        mine = set(self._session.exec(locked(query, skip=True)))
        taken = set(self._session.exec(query)) - mine if mine != ids else set()
        return [entry for entry in entries if entry.promise_id not in taken]

    def done(self, kind: str, subject: str) -> None:
        """Take an entry off the agenda."""
        self._session.execute(
            delete(AgendaRow)
            .where(col(AgendaRow.team_id) == self._team, col(AgendaRow.kind) == kind, col(AgendaRow.subject) == subject)
            .execution_options(synchronize_session=False)  # what a tick holds in its hands stays readable
        )

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
        return insert_once(self._session, NudgeRow(team_id=self._team, subject=subject, kind=kind, period=period))
