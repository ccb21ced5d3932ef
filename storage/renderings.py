"""What was shown where and since when: acts name the rendering that the person saw."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, col

from bot.domain.promise import TermId
from bot.domain.slots import SlotId
from storage.statements import rows, run, table_of
from storage.tables import RenderingRow

_TABLE = table_of(RenderingRow)


class Rendering(NamedTuple):
    """What a message showed: which versions, to whom (`slots`), where and since when; see RenderingRow."""

    id: str
    promise_id: str
    versions: dict[str, int]
    counter_id: str | None
    slots: list[str] | None
    channel: str | None
    ts: str | None
    created_at: datetime
    shown_at: datetime | None


_COLUMNS = tuple(_TABLE.c[name] for name in Rendering._fields)
_INSERT = insert(_TABLE)
_MARK_SHOWN = (
    update(_TABLE)
    .where(_TABLE.c.team_id == bindparam("team"), _TABLE.c.id == bindparam("rendering"))
    .values({name: bindparam(name) for name in ("channel", "ts", "shown_at")})
)
_BY_ID = select(*_COLUMNS).where(_TABLE.c.team_id == bindparam("team"), _TABLE.c.id == bindparam("rendering"))
_BY_MESSAGE = (
    select(*_COLUMNS)
    .where(
        _TABLE.c.team_id == bindparam("team"), _TABLE.c.channel == bindparam("channel"), _TABLE.c.ts == bindparam("ts")
    )
    .order_by(_TABLE.c.shown_at.desc().nulls_last(), _TABLE.c.created_at.desc())
)
_LATEST = _BY_MESSAGE.limit(1)


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
    ) -> Rendering:
        """Store what is about to be shown, under a new opaque id; `shown` for private answers.

        `slots` limits who presses there to these areas; None leaves it to who they are.
        """
        made = Rendering(
            id=f"r_{secrets.token_hex(12)}",
            promise_id=promise_id,
            versions={str(term): version for term, version in versions.items()},
            counter_id=counter_id,
            slots=None if slots is None else sorted(slots),
            channel=None,
            ts=None,
            created_at=now,
            shown_at=now if shown else None,
        )
        run(self._session, _INSERT, {"team_id": self._team, **made._asdict()})
        return made

    def get(self, rendering_id: str) -> Rendering | None:
        """Return a rendering, or None for an id that was never given out."""
        found = rows(self._session, _BY_ID, team=self._team, rendering=rendering_id)
        return Rendering(*found[0]) if found else None

    def mark_shown(self, rendering_id: str, channel: str, ts: str, at: datetime) -> None:
        """Note that the rendering is what the message at (channel, ts) shows since `at`."""
        shown = {"channel": channel, "ts": ts, "shown_at": at}
        run(self._session, _MARK_SHOWN, {"team": self._team, "rendering": rendering_id, **shown})

    def move_channel(self, old: str, new: str) -> None:
        """Follow a channel that got a new id."""
        here = (col(RenderingRow.team_id) == self._team, col(RenderingRow.channel) == old)
        self._session.execute(update(RenderingRow).where(*here).values(channel=new))

    def all_on_message(self, channel: str, ts: str) -> list[Rendering]:
        """Return every rendering that the message at (channel, ts) has shown, the latest first."""
        return [Rendering(*row) for row in rows(self._session, _BY_MESSAGE, team=self._team, channel=channel, ts=ts)]

    def on_message(self, channel: str, ts: str) -> Rendering | None:
        """Return the latest rendering that the message at (channel, ts) has shown."""
        found = rows(self._session, _LATEST, team=self._team, channel=channel, ts=ts)
        return Rendering(*found[0]) if found else None
