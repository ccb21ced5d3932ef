"""Who was given the wording of a promise for the client, so that they can be told when a figure falls."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot.domain.slots import PersonRef
from storage.dialects import insert_once
from storage.tables import PassedOnRow


class PassedOn:
    """Who passed on what, in one team and one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def note(self, promise_id: str, person: PersonRef, at: datetime) -> None:
        """Note that a person was given a promise's wording; once is enough."""
        insert_once(self._session, PassedOnRow(team_id=self._team, promise_id=promise_id, person=person, at=at))

    def by(self, promise_id: str) -> list[PersonRef]:
        """Return who was given a promise's wording."""
        query = select(PassedOnRow.person).where(
            PassedOnRow.team_id == self._team, PassedOnRow.promise_id == promise_id
        )
        return [PersonRef(person) for person in self._session.exec(query.order_by(col(PassedOnRow.at)))]
