"""A database that was restored from a backup, until the bot has dealt with it: Slack may be ahead of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from storage.dialects import locked
from storage.outbox import OutboxState
from storage.queue_tables import OutboxRow
from storage.tables import PromiseRow, SettingRow

BACKED_UP_AT = "backed_up_at"
"""The setting that marks a backup: when it was made, on the machine's clock."""

MAY_BE_THERE_SINCE = "may_be_there_since"
"""What the body of a message says that may have been sent before it was owed, by the bot that was backed up."""


class Restored:
    """What was restored of one team, within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def backed_up_at(self) -> datetime | None:
        """Return when the backup was made; None where there is none, or once it was dealt with."""
        row = self._session.get(SettingRow, (self._team, BACKED_UP_AT))
        return datetime.fromisoformat(row.value) if row else None

    def dealt_with(self) -> None:
        """Note that nothing more is to be done about it."""
        row = self._session.get(SettingRow, (self._team, BACKED_UP_AT))
        if row is not None:
            self._session.delete(row)

    def look_for_first(self, since: datetime) -> int:
        """Have every message that waits looked for in Slack since then, before it is sent; return how many do."""
        states = (OutboxState.WAITING.value, OutboxState.SENDING.value)
        query = select(OutboxRow).where(OutboxRow.team_id == self._team, col(OutboxRow.state).in_(states))
        found = list(self._session.exec(locked(query)))
        for row in found:
            row.state, row.holder, row.lease_until = OutboxState.SENDING.value, None, None
            row.sending_at = row.not_before = None  # whatever made the last attempt ended long ago
            row.body = {**row.body, MAY_BE_THERE_SINCE: since.isoformat()}
            self._session.add(row)
        return len(found)

    def posted(self, ended_after: datetime) -> list[str]:
        """Return the promises that have a card and are under way, or ended since then."""
        query = select(PromiseRow.id).where(
            PromiseRow.team_id == self._team,
            col(PromiseRow.card_ts).is_not(None),
            or_(col(PromiseRow.ended_at).is_(None), col(PromiseRow.ended_at) > ended_after),
        )
        return list(self._session.exec(query))


def may_be_there_since(row: OutboxRow) -> datetime:
    """Return since when (on the bot's clock) a message may be in Slack."""
    since = row.body.get(MAY_BE_THERE_SINCE)
    return min(datetime.fromisoformat(since), row.created_at) if since else row.created_at
