"""The office: the workspace that the bot serves, what it takes to reach it, and who is in it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from bot import owners_words
from bot.clock import Clock, FollowingClock, SystemClock
from bot.delivery.slack_calls import CALL_SECONDS
from bot.locale import language_of, speaker
from bot.metrics import Metrics
from bot.observed import ObservedClient
from bot.precedence import Precedence
from bot.setting_values import is_loopback
from bot.settings import Settings
from bot.slack.afterwards import Afterwards
from bot.slack.roll_call import RollCall, call_the_roll, channel_id
from bot.use_cases import owners, people, workspace
from storage.database import Database
from storage.migrate import upgrade
from storage.unit_of_work import Store

log = logging.getLogger(__name__)


class UnknownChannel(Exception):
    """The channel named in the settings is not there, or the bot cannot see it."""


@dataclass(frozen=True)
class Office:
    """The workspace that the bot serves, and what it takes to reach it."""

    settings: Settings
    client: WebClient
    store: Store
    clock: Clock
    team_id: str
    bot_user_id: str
    workspace_url: str
    metrics: Metrics = field(default_factory=Metrics)
    precedence: Precedence = field(default_factory=Precedence)
    afterwards: Afterwards = field(default_factory=Afterwards)


def web_client(settings: Settings, metrics: Metrics | None = None) -> WebClient:
    """Return Slack's client. It never retries by itself: a post whose connection broke may have arrived."""
    url = settings.slack_api_url or WebClient.BASE_URL
    known: dict[str, Any] = {
        "token": settings.bot_token,
        "base_url": url,
        "timeout": CALL_SECONDS,
        "retry_handlers": [],
    }
    client = ObservedClient(metrics or Metrics(), **known)
    if is_loopback(url):
        client.proxy = None  # the SDK uses HTTPS_PROXY even for this very machine
    return client


def open_office(settings: Settings, to_run: bool = False) -> Office:
    """Connect to the database and to Slack. Raises SlackApiError, StorageUnavailable, DatabaseTooNew."""
    metrics = Metrics()
    client = web_client(settings, metrics)
    me = client.auth_test()
    database = Database(settings.database_url)
    if to_run:
        database.occupy()
    upgrade(database)
    precedence = Precedence()
    return Office(
        settings=settings,
        client=client,
        store=Store(database, str(me["team_id"])),
        clock=_clock(settings),
        team_id=str(me["team_id"]),
        bot_user_id=str(me["user_id"]),
        workspace_url=str(me.get("url") or ""),
        metrics=metrics,
        precedence=precedence,
        afterwards=Afterwards(precedence.give_way),
    )


def _clock(settings: Settings) -> Clock:
    clock = FollowingClock(settings.clock_url) if settings.clock_url else SystemClock()
    clock.refresh()
    return clock


def wishes_of(office: Office, roll: RollCall) -> workspace.WorkspaceWishes:
    """Return what .env says of the workspace, with Slack ids. Raises UnknownChannel, SlackApiError."""
    settings = office.settings
    channel = channel_id(office.client, settings.promises_channel) if settings.promises_channel else None
    if settings.promises_channel and channel is None:
        raise UnknownChannel(settings.promises_channel)
    return workspace.WorkspaceWishes(
        promises_channel=channel,
        language="de" if settings.language == "de" else "en",
        zone=settings.timezone,
        default_area=settings.default_slot,
        default_members=_users(roll, settings.default_slot_members),
        default_backup=_users(roll, settings.default_slot_backup),
        admins=_users(roll, settings.admins),
        leads=_users(roll, settings.leads),
    )


def set_up(office: Office) -> None:
    """Learn who is in the workspace and store what .env says of it. Raises SlackApiError, UnknownChannel."""
    known = people.long_roll(office.store, office.clock.now())
    roll = RollCall(known) if known else learn_people(office)
    workspace.take_over(office.store, wishes_of(office, roll), office.clock.now())


def learn_people(office: Office) -> RollCall:
    """Learn who is in the workspace, and return them. Raises SlackApiError, StorageUnavailable."""
    roll = call_the_roll(office.client, office.team_id)
    people.take_roll(office.store, roll.profiles, office.clock.now())
    return roll


def _users(roll: RollCall, words: Sequence[str]) -> list[str]:
    found = [roll.user(word) for word in words]
    if None in found:  # no log names anybody, but the doctor does
        log.warning("the settings name somebody who is not in the workspace: promise-bot doctor")
    return [user for user in dict.fromkeys(found) if user is not None]


def import_owners(settings: Settings, path: Path) -> list[str]:
    """Read the owners' table from a CSV file; return what is wrong with it, a line each, empty when it was taken."""
    return import_owners_text(open_office(settings), path.read_text(encoding="utf-8-sig"))


def import_owners_text(office: Office, text: str) -> list[str]:
    """Take an owners' table over; return what is wrong with it, a line each, empty when it was taken."""
    roll = learn_people(office)
    say = speaker(language_of(office.settings.language, "en"))
    errors, _ = owners.import_owners(office.store, text, roll.user, office.clock.now())
    return [owners_words.explain(error, say) for error in errors]
