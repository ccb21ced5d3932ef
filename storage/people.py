"""People: random references outside, Slack's ids only in here."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from bot.domain.slots import PersonRef
from storage.dialects import insert_once
from storage.statements import rows, run, table_of
from storage.tables import PersonRow

_PEOPLE = table_of(PersonRow)
_BY_USER = core_select(PersonRow).where(
    col(PersonRow.team_id) == bindparam("team"), col(PersonRow.user_id) == bindparam("user")
)
_ZONE = core_select(_PEOPLE.c.zone).where(_PEOPLE.c.team_id == bindparam("team"), _PEOPLE.c.ref == bindparam("ref"))

_THESE = (_PEOPLE.c.team_id == bindparam("team"), _PEOPLE.c.ref.in_(bindparam("refs", expanding=True)))
_ZONES = core_select(_PEOPLE.c.ref, _PEOPLE.c.zone).where(*_THESE)
_USERS_OF = core_select(_PEOPLE.c.ref, _PEOPLE.c.user_id).where(*_THESE, _PEOPLE.c.user_id.is_not(None))


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


class Known(NamedTuple):
    """What is stored about a Slack user, to be looked at only."""

    ref: str
    user_id: str | None
    zone: str | None
    locale: str | None
    is_outsider: bool
    is_bot: bool
    deleted: bool
    refreshed_at: datetime | None


_KNOWN = core_select(*(_PEOPLE.c[name] for name in Known._fields)).where(
    _PEOPLE.c.team_id == bindparam("team"), _PEOPLE.c.user_id == bindparam("user")
)


_USERS = core_select(_PEOPLE.c.user_id).where(_PEOPLE.c.team_id == bindparam("team"))
_LEARNT = ("handle", "zone", "locale", "is_outsider", "is_bot", "deleted")
_PROFILES = core_select(_PEOPLE.c.user_id, *(_PEOPLE.c[name] for name in _LEARNT)).where(
    _PEOPLE.c.team_id == bindparam("team"), _PEOPLE.c.user_id.is_not(None), _PEOPLE.c.refreshed_at.is_not(None)
)
_LEARN = (
    update(_PEOPLE)
    .where(_PEOPLE.c.team_id == bindparam("team"), _PEOPLE.c.user_id == bindparam("user"))
    .values({name: bindparam(f"new_{name}") for name in (*_LEARNT, "refreshed_at")})
)


class People:
    """The people of one team within one transaction."""

    def __init__(self, session: Session, team_id: str) -> None:
        self._session = session
        self._team = team_id
        self._zones: dict[PersonRef, str | None] = {}

    def ref_of(self, user_id: str) -> PersonRef:
        """Return the reference of a Slack user, making one for somebody new."""
        row = self._by_user(user_id)
        if row is None:
            insert_once(self._session, PersonRow(team_id=self._team, ref=f"p_{secrets.token_hex(8)}", user_id=user_id))
            row = self._by_user(user_id)  # somebody else's, where two meet the same person at once
            assert row is not None, "it was just inserted"
        return PersonRef(row.ref)

    def known(self, user_id: str) -> Known | None:
        """Return what is stored about a Slack user."""
        found = rows(self._session, _KNOWN, team=self._team, user=user_id)
        return Known(*found[0]) if found else None

    def standing(self) -> Mapping[str, bool]:
        """Return Slack id -> whether it is an outsider, for everybody of whom Slack was asked."""
        query = select(PersonRow).where(PersonRow.team_id == self._team, col(PersonRow.refreshed_at).is_not(None))
        return {row.user_id: row.is_outsider and not row.deleted for row in self._session.exec(query) if row.user_id}

    def get(self, ref: PersonRef) -> PersonRow | None:
        """Return what is stored about a reference."""
        return self._session.get(PersonRow, (self._team, ref))

    def zone(self, ref: PersonRef) -> str | None:
        """Return the IANA name of a person's zone; None where none is known."""
        if ref not in self._zones:
            found = rows(self._session, _ZONE, team=self._team, ref=ref)
            self._zones[ref] = found[0].zone if found else None
        return self._zones[ref]

    def learn_zones(self, refs: Iterable[PersonRef]) -> None:
        """Read the zones of these people in one go, so that `zone` need not ask for each."""
        unknown = sorted({ref for ref in refs if ref not in self._zones})
        if unknown:
            self._zones.update(dict.fromkeys(unknown))
            found = rows(self._session, _ZONES, team=self._team, refs=unknown)
            self._zones.update((PersonRef(row.ref), row.zone) for row in found)

    def users_of(self, refs: Iterable[PersonRef]) -> Mapping[PersonRef, str]:
        """Return reference -> Slack id for those who are known and not forgotten."""
        found = rows(self._session, _USERS_OF, team=self._team, refs=sorted(set(refs)))
        return {PersonRef(row.ref): row.user_id for row in found}

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
        self._zones.clear()
        row.handle, row.zone, row.locale = profile.handle, profile.zone, profile.locale
        row.is_outsider, row.is_bot, row.deleted = profile.is_outsider, profile.is_bot, profile.deleted
        row.refreshed_at = at
        self._session.add(row)
        return row

    def take_roll(self, profiles: Iterable[Profile], at: datetime) -> None:
        """Store what Slack says of everybody; of those who have left only what was known before.

        It is a few statements for a workspace of any size: there may be 50,000 people in it.
        """
        known = {row.user_id for row in rows(self._session, _USERS, team=self._team)}
        here = [profile for profile in profiles if not profile.deleted or profile.user_id in known]
        for profile in here:
            if profile.user_id not in known:
                self.ref_of(profile.user_id)
        always = {"team": self._team, "new_refreshed_at": at}
        said = [{"user": one.user_id, **{f"new_{name}": getattr(one, name) for name in _LEARNT}} for one in here]
        run(self._session, _LEARN, [{**always, **one} for one in said])
        self._zones.clear()

    def profiles(self) -> tuple[Profile, ...]:
        """Return what Slack said of everybody who is known and not forgotten."""
        return tuple(Profile(*row) for row in rows(self._session, _PROFILES, team=self._team))

    def set_dm(self, ref: str, channel: str) -> None:
        """Remember the channel of the bot's DM with a person."""
        row = self._session.get(PersonRow, (self._team, ref))
        if row is not None:
            row.dm_channel = channel
            self._session.add(row)

    def _by_user(self, user_id: str) -> PersonRow | None:
        return self._session.execute(_BY_USER, {"team": self._team, "user": user_id}).scalars().first()
