"""What arrives from Slack: events that were dealt with, and the comments of promises' threads."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot.domain.slots import PersonRef
from storage.tables import CommentRow, InboxRow


class Inbox:
    """Events of one team that were dealt with: Slack delivers some twice."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def is_new(self, event_id: str, at: datetime) -> bool:
        """Tell whether the event was not dealt with yet, and note that it is now."""
        if self._session.get(InboxRow, (self._team, event_id)) is not None:
            return False
        self._session.add(InboxRow(team_id=self._team, event_id=event_id, at=at))
        return True


class Comments:
    """Comments in promises' threads; edited and deleted ones are kept as what they became."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def keep(self, promise_id: str, channel: str, ts: str, person: PersonRef, text: str, at: datetime) -> None:
        """Keep a comment; a second delivery of it changes nothing."""
        if self._session.get(CommentRow, (self._team, channel, ts)) is None:
            self._session.add(
                CommentRow(
                    team_id=self._team, channel=channel, ts=ts, promise_id=promise_id, person=person, text=text, at=at
                )
            )

    def became(self, channel: str, ts: str, text: str | None, at: datetime) -> None:
        """Note that a comment was edited to `text`, or deleted (None)."""
        row = self._session.get(CommentRow, (self._team, channel, ts))
        if row is None:
            return
        if text is None:
            row.text, row.deleted_at = "", at
        else:
            row.text, row.edited_at = text, at
        self._session.add(row)

    def of(self, promise_id: str) -> list[CommentRow]:
        """Return the comments of a promise that are still there, oldest first."""
        query = (
            select(CommentRow)
            .where(
                CommentRow.team_id == self._team,
                CommentRow.promise_id == promise_id,
                col(CommentRow.deleted_at).is_(None),
            )
            .order_by(col(CommentRow.at))
        )
        return list(self._session.exec(query))

    def count(self, promise_id: str) -> int:
        """Return how many comments a promise has."""
        return len(self.of(promise_id))
