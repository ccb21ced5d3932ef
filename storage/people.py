"""People: random references outside, Slack's ids only in here."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.domain.slots import PersonRef
from storage.tables import PersonRow


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of a person. `zone` is an IANA name, `locale` Slack's (de-DE)."""

    user_id: str
    handle: str | None = None
    zone: str | None = None
    locale: str | None = None
    is_outsider: bool = False
    is_bot: bool = False
    deleted: bool = False


class People:
    """The people of one team within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id

    def ref_of(self, user_id: str) -> PersonRef:
        """Return the reference of a Slack user, making one for somebody new."""
        row = self._by_user(user_id)
        if row is None:
            row = PersonRow(team_id=self._team, ref=f"p_{secrets.token_hex(8)}", user_id=user_id)
            self._session.add(row)
            self._session.flush()
        return PersonRef(row.ref)

    def known(self, user_id: str) -> PersonRow | None:
        """Return what is stored about a Slack user."""
        return self._by_user(user_id)

    def standing(self) -> Mapping[str, bool]:
        """Return Slack id -> whether it is an outsider, for everybody of whom Slack was asked."""
        query = select(PersonRow).where(PersonRow.team_id == self._team, col(PersonRow.refreshed_at).is_not(None))
        return {row.user_id: row.is_outsider and not row.deleted for row in self._session.exec(query) if row.user_id}

    def get(self, ref: PersonRef) -> PersonRow | None:
        """Return what is stored about a reference."""
        return self._session.get(PersonRow, (self._team, ref))

    def users_of(self, refs: Iterable[PersonRef]) -> Mapping[PersonRef, str]:
        """Return reference -> Slack id for those who are known and not forgotten."""
        query = select(PersonRow).where(PersonRow.team_id == self._team, col(PersonRow.ref).in_(set(refs)))
        return {PersonRef(row.ref): row.user_id for row in self._session.exec(query) if row.user_id}

    def zones_of(self, refs: Iterable[PersonRef]) -> frozenset[str]:
        """Return the IANA zones of these people, as far as they are known."""
        mine, named = PersonRow.team_id == self._team, col(PersonRow.ref).in_(set(refs))
        return frozenset(
            zone for zone in self._session.exec(select(PersonRow.zone).where(mine, named).distinct()) if zone
        )

    def remember(self, profile: Profile, at: datetime) -> PersonRow:
        """Store what Slack says of a person, and return the row."""
        self.ref_of(profile.user_id)
        row = self._by_user(profile.user_id)
        assert row is not None, "ref_of made it"
        row.handle, row.zone, row.locale = profile.handle, profile.zone, profile.locale
        row.is_outsider, row.is_bot, row.deleted = profile.is_outsider, profile.is_bot, profile.deleted
        row.refreshed_at = at
        self._session.add(row)
        return row

    def set_dm(self, ref: str, channel: str) -> None:
        """Remember the channel of the bot's DM with a person."""
        row = self._session.get(PersonRow, (self._team, ref))
        if row is not None:
            row.dm_channel = channel
            self._session.add(row)

    def _by_user(self, user_id: str) -> PersonRow | None:
        query = select(PersonRow).where(PersonRow.team_id == self._team, PersonRow.user_id == user_id)
        return self._session.exec(query).first()
