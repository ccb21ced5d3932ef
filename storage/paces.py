"""How far Slack's limits are used up, kept where every process sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from storage.dialects import insert_once, locked
from storage.queue_tables import PaceRow

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Paces:
    """The limits of one team within one transaction; a limit is a queue's name or that of one of Slack's methods."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def filled(self, names: Iterable[str]) -> Mapping[str, datetime]:
        """Return until when (real time) limits are filled, without those that never were."""
        query = select(PaceRow).where(PaceRow.team_id == self._team, col(PaceRow.name).in_(list(names)))
        return {row.name: row.filled_until for row in self._session.exec(query)}

    def turn(self, name: str, wait: bool = False) -> datetime | None:
        """Lock a limit until the transaction ends, and return until when it is filled.

        None when another process has it at this moment, and `wait` is not said.
        """
        mine = select(PaceRow).where(PaceRow.team_id == self._team, PaceRow.name == name)
        row = self._session.exec(locked(mine, skip=not wait)).first()
        if row is None and insert_once(self._session, PaceRow(team_id=self._team, name=name, filled_until=_NEVER)):
            row = self._session.exec(locked(mine, skip=not wait)).first()
        return row.filled_until if row else None

    def fill(self, name: str, until: datetime) -> None:
        """Note that a limit is filled until then; it never becomes less."""
        mine = select(PaceRow).where(PaceRow.team_id == self._team, PaceRow.name == name)
        if insert_once(self._session, PaceRow(team_id=self._team, name=name, filled_until=until)):
            return
        row = self._session.exec(locked(mine)).one()
        row.filled_until = max(row.filled_until, until)
        self._session.add(row)
