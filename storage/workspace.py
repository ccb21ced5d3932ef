"""The settings of a workspace, as stored."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, select

from storage.tables import SettingRow


class WorkspaceSettings:
    """Key and value of one team's settings within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def all(self) -> dict[str, str]:
        """Return every stored setting."""
        rows = self._session.exec(select(SettingRow).where(SettingRow.team_id == self._team))
        return {row.key: row.value for row in rows}

    def put(self, values: Mapping[str, str]) -> None:
        """Store these settings; others stay."""
        for key, value in values.items():
            row = self._session.get(SettingRow, (self._team, key)) or SettingRow(team_id=self._team, key=key, value="")
            row.value = value
            self._session.add(row)
