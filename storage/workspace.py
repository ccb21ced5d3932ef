"""The settings of a workspace, as stored, and every change of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, func
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from storage.dialects import take_turns
from storage.statements import rows, table_of
from storage.tables import SettingChangeRow, SettingRow

_SETTINGS = table_of(SettingRow)
_ALL = core_select(_SETTINGS.c.key, _SETTINGS.c.value).where(_SETTINGS.c.team_id == bindparam("team"))


class WorkspaceSettings:
    """Key and value of one team's settings within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id
        self._all: dict[str, str] | None = None

    def take_turn(self) -> None:
        """Let nobody else change settings or owners until this transaction ends; the first thing that it does."""
        take_turns(self._session, self._team, "workspace")

    def all(self) -> dict[str, str]:
        """Return every stored setting; they are read once in a transaction."""
        if self._all is None:
            self._all = {row.key: row.value for row in rows(self._session, _ALL, team=self._team)}
        return self._all

    def put(self, values: Mapping[str, str]) -> None:
        """Store these settings; others stay, and so does whether one is pinned."""
        self.take_turn()
        self._all = None
        for key, value in values.items():
            row = self._row(key)
            row.value = value
            self._session.add(row)

    def pinned(self) -> frozenset[str]:
        """Return the keys that were set on purpose."""
        query = select(SettingRow.key).where(SettingRow.team_id == self._team, col(SettingRow.is_pinned))
        return frozenset(self._session.exec(query))

    def pin(self, key: str, is_pinned: bool = True) -> None:
        """Note that a setting was set on purpose, or with `is_pinned` false that it is not so any more."""
        self.take_turn()
        row = self._row(key)
        row.is_pinned = is_pinned
        self._session.add(row)

    def note(self, key: str, who: str, old: str, new: str, at: datetime) -> None:
        """Add a change to the history."""
        self.take_turn()
        last = select(func.max(SettingChangeRow.seq)).where(SettingChangeRow.team_id == self._team)
        seq = (self._session.exec(last).one() or 0) + 1
        self._session.add(SettingChangeRow(team_id=self._team, seq=seq, key=key, who=who, at=at, old=old, new=new))
        self._session.flush()

    def changes(self) -> list[SettingChangeRow]:
        """Return every change, oldest first."""
        query = select(SettingChangeRow).where(SettingChangeRow.team_id == self._team)
        return list(self._session.exec(query.order_by(col(SettingChangeRow.seq))))

    def _row(self, key: str) -> SettingRow:
        found = self._session.get(SettingRow, (self._team, key))
        return found or SettingRow(team_id=self._team, key=key, value="")
