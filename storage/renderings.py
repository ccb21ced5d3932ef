"""What was shown where and since when: acts name the rendering that the person saw."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.domain.promise import TermId
from bot.domain.slots import SlotId
from storage.tables import RenderingRow


class Renderings:
    """The renderings of one team within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def add(
        self,
        promise_id: str,
        versions: Mapping[TermId, int],
        now: datetime,
        counter_id: str | None = None,
        shown: bool = False,
        slots: Collection[SlotId] | None = None,
    ) -> RenderingRow:
        """Store what is about to be shown, under a new opaque id; `shown` for private answers.

        `slots` limits who presses there to these areas; None leaves it to who they are.
        """
        row = RenderingRow(
            team_id=self._team,
            id=f"r_{secrets.token_hex(12)}",
            promise_id=promise_id,
            versions={str(term): version for term, version in versions.items()},
            counter_id=counter_id,
            slots=None if slots is None else sorted(slots),
            created_at=now,
            shown_at=now if shown else None,
        )
        self._session.add(row)
        return row

    def get(self, rendering_id: str) -> RenderingRow | None:
        """Return a rendering, or None for an id that was never given out."""
        return self._session.get(RenderingRow, (self._team, rendering_id))

    def mark_shown(self, rendering_id: str, channel: str, ts: str, at: datetime) -> None:
        """Note that the rendering is what the message at (channel, ts) shows since `at`."""
        row = self.get(rendering_id)
        assert row is not None, "what is shown was stored before"
        row.channel, row.ts, row.shown_at = channel, ts, at
        self._session.add(row)

    def move_channel(self, old: str, new: str) -> None:
        """Follow a channel that got a new id."""
        here = (col(RenderingRow.team_id) == self._team, col(RenderingRow.channel) == old)
        self._session.execute(update(RenderingRow).where(*here).values(channel=new))

    def all_on_message(self, channel: str, ts: str) -> list[RenderingRow]:
        """Return every rendering that the message at (channel, ts) has shown."""
        query = select(RenderingRow).where(
            RenderingRow.team_id == self._team, RenderingRow.channel == channel, RenderingRow.ts == ts
        )
        return list(self._session.exec(query))

    def on_message(self, channel: str, ts: str) -> RenderingRow | None:
        """Return the latest rendering that the message at (channel, ts) has shown."""
        query = (
            select(RenderingRow)
            .where(RenderingRow.team_id == self._team, RenderingRow.channel == channel, RenderingRow.ts == ts)
            .order_by(col(RenderingRow.shown_at).desc())
        )
        return self._session.exec(query).first()
