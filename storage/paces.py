"""How far Slack's limits are used up, kept where every process sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, case
from sqlalchemy import select as core_select
from sqlmodel import Session, select

from storage.dialects import insert_once, is_postgres, locked, upsert
from storage.queue_tables import PaceRow
from storage.statements import rows, run, table_of

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_TABLE = table_of(PaceRow)
_FILLED = core_select(_TABLE.c.name, _TABLE.c.filled_until).where(
    _TABLE.c.team_id == bindparam("team"), _TABLE.c.name.in_(bindparam("names", expanding=True))
)


class Paces:
    """The limits of one team within one transaction; a limit is a queue's name or that of one of Slack's methods."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def filled(self, names: Iterable[str]) -> Mapping[str, datetime]:
        """Return until when (real time) limits are filled, without those that never were."""
        found = rows(self._session, _FILLED, team=self._team, names=list(names))
        return dict(map(tuple, found))

    def turn(self, name: str, wait: bool = False) -> datetime | None:
        """Lock a limit until the transaction ends, and return until when it is filled.

        None when another process has it at this moment, and `wait` is not said.
        """
        if not is_postgres(self._session):
            return self.filled([name]).get(name, _NEVER)  # a writer is alone
        mine = select(PaceRow).where(PaceRow.team_id == self._team, PaceRow.name == name)
        row = self._session.exec(locked(mine, skip=not wait)).first()
        if row is None and insert_once(self._session, PaceRow(team_id=self._team, name=name, filled_until=_NEVER)):
            row = self._session.exec(locked(mine, skip=not wait)).first()
        return row.filled_until if row else None

    def fill(self, name: str, until: datetime) -> None:
        """Note that a limit is filled until then; it never becomes less."""
        fill = upsert(PaceRow, _later, for_postgres=is_postgres(self._session))
        run(self._session, fill, {"team_id": self._team, "name": name, "filled_until": until})


def _later(given: Any) -> dict[str, Any]:  # noqa: ANN401 - the columns of what would have been inserted
    stored = _TABLE.c.filled_until
    return {"filled_until": case((given.filled_until > stored, given.filled_until), else_=stored)}
