"""What arrives from Slack: events that were dealt with, reactions that signed, and comments of promises' threads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.domain.promise import TermId
from bot.domain.slots import PersonRef
from storage.dialects import insert_once, locked
from storage.queue_tables import InboxRow
from storage.tables import CommentRow, ReactionRow


class Inbox:
    """Events of one team that were dealt with: Slack delivers some twice."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def is_new(self, event_id: str, at: datetime) -> bool:
        """Tell whether the event was not dealt with yet, and note that it is now.

        Where another process is dealing with it, this waits for how that ends.
        """
        return insert_once(self._session, InboxRow(team_id=self._team, event_id=event_id, at=at))

    def note(self, key: str, at: datetime) -> None:
        """Keep the newest moment of something that may be delivered before what it follows."""
        insert_once(self._session, InboxRow(team_id=self._team, event_id=key, at=at))
        row = self._session.exec(
            locked(select(InboxRow).where(InboxRow.team_id == self._team, InboxRow.event_id == key))
        ).one()
        row.at = max(row.at, at)
        self._session.add(row)

    def noted(self, key: str) -> datetime | None:
        """Return the newest moment that is kept under a key."""
        query = select(InboxRow).where(InboxRow.team_id == self._team, InboxRow.event_id == key)
        row = self._session.exec(query).first()
        return row.at if row else None


class Reactions:
    """What reactions of one team's people signed, and which are still there."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def put(self, channel: str, ts: str, person: PersonRef, versions: Mapping[TermId, int], at: datetime) -> None:
        """Note what a person's reaction to the message at (channel, ts) signed: figure -> version."""
        insert_once(
            self._session,
            ReactionRow(team_id=self._team, channel=channel, ts=ts, person=person, versions={}, at=at),
        )
        row = self._row(channel, ts, person)
        assert row is not None, "it is there by now"
        row.versions = {**row.versions, **{str(term): version for term, version in versions.items()}}
        row.at = at
        self._session.add(row)

    def take(self, channel: str, ts: str, person: PersonRef) -> dict[TermId, int]:
        """Return what the reaction signed, and forget it; nothing for one that signed nothing."""
        row = self._row(channel, ts, person)
        if row is None:
            return {}
        self._session.delete(row)
        return {TermId(term): version for term, version in row.versions.items()}

    def move_channel(self, old: str, new: str) -> None:
        """Follow a channel that got a new id."""
        here = (col(ReactionRow.team_id) == self._team, col(ReactionRow.channel) == old)
        self._session.execute(update(ReactionRow).where(*here).values(channel=new))

    def _row(self, channel: str, ts: str, person: PersonRef) -> ReactionRow | None:
        query = select(ReactionRow).where(
            ReactionRow.team_id == self._team,
            ReactionRow.channel == channel,
            ReactionRow.ts == ts,
            ReactionRow.person == person,
        )
        return self._session.exec(locked(query)).first()


class Comments:
    """Comments in promises' threads; edited and deleted ones are kept as what they became."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def keep(self, promise_id: str, channel: str, ts: str, person: PersonRef, text: str, at: datetime) -> None:
        """Keep a comment; a second delivery of it changes nothing."""
        insert_once(
            self._session,
            CommentRow(
                team_id=self._team, channel=channel, ts=ts, promise_id=promise_id, person=person, text=text, at=at
            ),
        )

    def is_by(self, channel: str, ts: str, person: PersonRef) -> bool:
        """Tell whether a comment is a person's own."""
        row = self._session.get(CommentRow, (self._team, channel, ts))
        return row is not None and row.person == person

    def became(self, channel: str, ts: str, text: str | None, at: datetime) -> None:
        """Note that a comment was edited to `text`, or deleted (None); what came before that is passed over."""
        row = self._session.get(CommentRow, (self._team, channel, ts))
        is_late = row is not None and text is not None and (row.deleted_at or (row.edited_at and row.edited_at > at))
        if row is None or is_late:
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
            .order_by(col(CommentRow.at), col(CommentRow.ts))
        )
        return list(self._session.exec(query))

    def move_channel(self, old: str, new: str) -> None:
        """Follow a channel that got a new id."""
        here = (col(CommentRow.team_id) == self._team, col(CommentRow.channel) == old)
        self._session.execute(update(CommentRow).where(*here).values(channel=new))

    def count(self, promise_id: str) -> int:
        """Return how many comments a promise has."""
        return len(self.of(promise_id))
