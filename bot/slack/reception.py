"""What every handler needs, in one value: it is built once in the wiring and passed along, so nothing is global."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol

from slack_sdk import WebClient

from bot.slack.afterwards import Afterwards
from bot.slack.gateway import Gateway
from bot.slack.membership import Memberships
from bot.slack.places import Places
from bot.slack.turns import Turns
from storage.unit_of_work import Store


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """Return the domain's time, aware."""
        ...

    def real_now(self) -> datetime:
        """Return the machine's time, aware."""
        ...


@dataclass(frozen=True)
class Reception:
    """One workspace's front door. `workspace_url` (https://….slack.com/) makes links to cards; without it none."""

    store: Store
    client: WebClient
    clock: Clock
    team_id: str
    bot_user_id: str
    workspace_url: str = ""
    afterwards: Afterwards = field(default_factory=Afterwards)
    """What is said once Slack has its answer."""

    homes: Turns = field(default_factory=Turns)
    """Who opens a private channel for a promise, or for a draft, waits for who just does."""

    @cached_property
    def gateway(self) -> Gateway:
        """The way to Slack."""
        return Gateway(self.client)

    @cached_property
    def places(self) -> Places:
        """What is known about conversations."""
        return Places(self.gateway, self.clock.real_now)

    @cached_property
    def memberships(self) -> Memberships:
        """Who is in the private channels of promises."""
        return Memberships(self.gateway, self.clock.real_now)
