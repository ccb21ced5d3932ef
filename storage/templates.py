"""Saved drafts for recurring tenders."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.domain.slots import PersonRef
from storage.dialects import take_turns
from storage.tables import TemplateRow


class Templates:
    """The templates of one team within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def save(
        self, name: str, author: PersonRef, title: str, figures: str, conditions: str, language: str, at: datetime
    ) -> TemplateRow:
        """Store a template, in place of one of the same name."""
        take_turns(self._session, self._team, "templates")
        row = self.named(name) or TemplateRow(
            team_id=self._team,
            id=f"tp_{secrets.token_hex(6)}",
            name=name,
            name_folded=name.casefold(),
            title=title,
            figures=figures,
            conditions=conditions,
            language=language,
            author=author,
            created_at=at,
        )
        row.name, row.title, row.figures, row.conditions = name, title, figures, conditions
        row.language, row.author, row.created_at = language, author, at
        self._session.add(row)
        return row

    def named(self, name: str) -> TemplateRow | None:
        """Return the template of a name, however it is spelt in case."""
        query = select(TemplateRow).where(
            TemplateRow.team_id == self._team, TemplateRow.name_folded == name.strip().casefold()
        )
        return self._session.exec(query).first()

    def all(self) -> list[TemplateRow]:
        """Return every template by name."""
        found = self._session.exec(select(TemplateRow).where(TemplateRow.team_id == self._team))
        return sorted(found, key=lambda row: row.name_folded)  # each database has an alphabet of its own

    def delete(self, row: TemplateRow) -> None:
        """Throw a template away; nothing happens when it is gone already."""
        self._session.execute(
            delete(TemplateRow).where(col(TemplateRow.team_id) == self._team, col(TemplateRow.id) == row.id)
        )
