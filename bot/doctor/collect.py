"""Collects the facts: asks Slack and reads the database, changes nothing, and never raises for what it finds.

What counts is how the bot would work when it is started now: a pinned setting of the database, otherwise .env's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.doctor.facts import (
    AreaFacts,
    ChannelFacts,
    DatabaseFacts,
    DeliveryFacts,
    Facts,
    OwnersFacts,
    Someone,
    Standing,
    TokenFacts,
)
from bot.domain.slots import PersonRef, Seats
from bot.figures import metrics
from bot.settings import Settings
from bot.slack.gateway import UNREACHABLE, Gateway, SlackError
from bot.slack.roll_call import RollCall, call_the_roll, channel_id
from bot.use_cases.workspace import directory_of, workspace_of
from storage.database import Database, StorageUnavailable
from storage.migrate import DatabaseTooNew, standing
from storage.people import Profile
from storage.unit_of_work import Store, Transaction

_FAILED = (SlackClientError, OSError, HTTPException)


def collect(
    settings: Settings | None, problems: Sequence[str], client: WebClient, real_now: Callable[[], datetime]
) -> Facts:
    """Return everything that can be seen; `settings` are None where they cannot be read, `problems` say why."""
    facts = Facts(problems=tuple(problems))
    if settings is None:
        return facts
    facts = replace(facts, database=database_facts(settings.database_url))
    if settings.app_token or settings.signing_secret:
        facts = replace(facts, delivery=_delivery(client, settings.app_token))
    if not settings.bot_token:
        return facts
    token = token_facts(client, real_now)
    facts = replace(facts, token=token)
    return facts if token.error else _with_workspace(facts, settings, client, token.team_id)


def _with_workspace(facts: Facts, settings: Settings, client: WebClient, team_id: str) -> Facts:
    stored = _Stored()
    roll = _roll(client, team_id)
    if facts.database is not None and facts.database.is_current:
        database = Database(settings.database_url)
        try:
            with Store(database, team_id).read() as tx:
                stored = _stored(tx, roll)
        finally:
            database.close()
    word = stored.promises_channel if "promises_channel" in stored.pinned else settings.promises_channel
    facts = replace(facts, has_channel=bool(word), channel=channel_facts(client, word, roll) if word else None)
    if roll is None:
        return facts
    return replace(
        facts,
        owners=_owners(stored, settings, roll) if facts.database and facts.database.is_current else None,
        admins=stored.admins if "admins" in stored.pinned else _named(settings.admins, roll),
        leads=stored.leads if "leads" in stored.pinned else _named(settings.leads, roll),
    )


def database_facts(url: str) -> DatabaseFacts:
    """Return whether the database can be read and written, and which revision it has; makes no file."""
    place = make_url(url)
    is_file = place.get_backend_name() == "sqlite" and place.database not in (None, "", ":memory:")
    if is_file and not Path(place.database or "").exists():
        folder = Path(place.database or "").absolute().parent
        return DatabaseFacts(exists=False, reason=None if os.access(folder, os.W_OK) else f"{folder}: not writable")
    try:
        database = Database(url)
    except StorageUnavailable as problem:
        return DatabaseFacts(reason=str(problem))
    try:
        found, head = standing(database)
        if found is not None:
            with database.session(write=True) as session:
                session.execute(text("UPDATE alembic_version SET version_num = version_num"))
        return DatabaseFacts(revision=found, head=head)
    except DatabaseTooNew:
        return DatabaseFacts(is_too_new=True)
    except (StorageUnavailable, DBAPIError) as problem:
        return DatabaseFacts(reason=str(getattr(problem, "orig", None) or problem))
    finally:
        database.close()


def token_facts(client: WebClient, real_now: Callable[[], datetime]) -> TokenFacts:
    """Return what auth.test says of the token, its scopes and the time."""
    began = real_now()
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        return TokenFacts(error=str(error.response.get("error") or UNREACHABLE))
    except _FAILED:
        return TokenFacts(error=UNREACHABLE)
    between = began + (real_now() - began) / 2
    headers = {str(name).lower(): value for name, value in answer.headers.items()}
    granted = headers.get("x-oauth-scopes")
    return TokenFacts(
        team=str(answer.get("team") or answer["team_id"]),
        team_id=str(answer["team_id"]),
        scopes=None if granted is None else tuple(scope.strip() for scope in _one(granted).split(",")),
        skew=_skew(between, headers.get("date")),
    )


def channel_facts(client: WebClient, word: str, roll: RollCall | None) -> ChannelFacts:
    """Return what a channel is, given by id or #name, and which guests are in it."""
    gateway = Gateway(client)
    try:
        found = channel_id(client, word)
        if found is None:
            return ChannelFacts(word)
        place = gateway.place(found)
    except SlackApiError as error:
        return ChannelFacts(word, error=str(error.response.get("error")))
    except (SlackError, *_FAILED) as error:
        return ChannelFacts(word, error=getattr(error, "code", UNREACHABLE))
    facts = ChannelFacts(word, found, place.is_member, place.is_archived, place.is_shared)
    return replace(facts, guests=_guests(gateway, found, roll)) if place.is_member else facts


def _guests(gateway: Gateway, channel: str, roll: RollCall | None) -> tuple[str, ...] | None:
    if roll is None:
        return None
    known = {profile.user_id: profile for profile in roll.profiles}
    try:
        members = gateway.members(channel)
    except SlackError:
        return None
    outsiders = (user for user in members if user not in known or known[user].is_outsider)
    return tuple(_name(known[user]) if user in known else user for user in outsiders)


def _delivery(client: WebClient, app_token: str | None) -> DeliveryFacts:
    if app_token is None:
        return DeliveryFacts(is_socket=False)
    try:
        client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        return DeliveryFacts(is_socket=True, error=str(error.response.get("error") or UNREACHABLE))
    except _FAILED:
        return DeliveryFacts(is_socket=True, error=UNREACHABLE)
    return DeliveryFacts(is_socket=True)


def _roll(client: WebClient, team_id: str) -> RollCall | None:
    try:
        return call_the_roll(client, team_id)
    except _FAILED:
        return None  # which scope is missing stands in a check of its own


def _one(header: object) -> str:
    return str(header[0] if isinstance(header, list) else header)


def _skew(now: datetime, date_header: object) -> float | None:
    """Return by how many seconds this clock is ahead; Slack's header is exact to the second."""
    try:
        return (now - parsedate_to_datetime(_one(date_header))).total_seconds()
    except (TypeError, ValueError):
        return None


@dataclass(frozen=True)
class _Stored:
    """What the database says, people by how they stand now."""

    pinned: frozenset[str] = frozenset()
    promises_channel: str | None = None
    default: AreaFacts | None = None
    areas: tuple[AreaFacts, ...] = ()
    metrics_without_rule: tuple[str, ...] = ()
    admins: tuple[Someone, ...] = ()
    leads: tuple[Someone, ...] = ()


def _stored(tx: Transaction, roll: RollCall | None) -> _Stored:
    workspace, directory = workspace_of(tx), directory_of(tx)
    rules = directory.rules
    covered = {rule.metric for rule in rules}
    areas = dict.fromkeys(rule.slot_id for rule in rules)
    default = directory.seats_of(directory.default) if directory.default else None
    return _Stored(
        pinned=tx.settings.pinned(),
        promises_channel=workspace.promises_channel,
        default=_area(tx, default, roll) if default else None,
        areas=tuple(_area(tx, directory.seats[slot], roll) for slot in areas),
        metrics_without_rule=() if None in covered else tuple(one for one in metrics() if one not in covered),
        admins=_refs(tx, workspace.admins, roll),
        leads=_refs(tx, workspace.leads, roll),
    )


def _area(tx: Transaction, seats: Seats, roll: RollCall | None) -> AreaFacts:
    return AreaFacts(seats.slot.area, _refs(tx, seats.members, roll), _refs(tx, seats.backup, roll))


def _refs(tx: Transaction, refs: Iterable[PersonRef], roll: RollCall | None) -> tuple[Someone, ...]:
    users = tx.people.users_of(refs := tuple(refs))
    return _named([users.get(ref, "?") for ref in refs], roll) if roll else ()


def _owners(stored: _Stored, settings: Settings, roll: RollCall) -> OwnersFacts:
    default = stored.default
    if "default_area" not in stored.pinned:
        members, backup = (_named(w, roll) for w in (settings.default_slot_members, settings.default_slot_backup))
        default = AreaFacts(settings.default_slot, members, backup) if settings.default_slot else None
    return OwnersFacts(default, stored.areas, stored.metrics_without_rule)


def _named(words: Iterable[str], roll: RollCall) -> tuple[Someone, ...]:
    return tuple(_someone(word, roll) for word in words)


def _someone(word: str, roll: RollCall) -> Someone:
    profile = roll.profile(word)
    if profile is None:
        return Someone(word, Standing.UNKNOWN)
    return Someone(_name(profile), standing_of(profile))


def standing_of(profile: Profile) -> Standing:
    """Return who somebody is, as far as signing is concerned."""
    if profile.deleted:
        return Standing.LEFT
    if profile.is_bot:
        return Standing.BOT
    return Standing.GUEST if profile.is_outsider else Standing.HERE


def _name(profile: Profile) -> str:
    return f"@{profile.handle}" if profile.handle else profile.user_id
