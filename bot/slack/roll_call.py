"""Who and what is in a workspace, asked of Slack page by page: only an empty next_cursor ends a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.slack.payloads import profile_of
from storage.people import Profile

PAGE = 200
_PAUSES = 20
"""How often, for one page, the time that Slack asks for is waited: a list of 50,000 people has more pages than it
gives out in a minute, and the bot cannot start without it."""


@dataclass(frozen=True, slots=True)
class RollCall:
    """The people of a workspace."""

    profiles: tuple[Profile, ...]

    def user(self, word: str) -> str | None:
        """Return the Slack id that an id or @handle means; None for nobody, or somebody who has left."""
        profile = self.profile(word)
        return None if profile is None or profile.deleted or profile.is_bot else profile.user_id

    def profile(self, word: str) -> Profile | None:
        """Return whom an id or @handle means: somebody who is there rather than somebody who was."""
        wanted = word.removeprefix("@").casefold()
        names = ((one, (one.user_id.casefold(), (one.handle or "").casefold())) for one in self.profiles)
        found = sorted((one for one, known in names if wanted and wanted in known), key=_is_out)
        return found[0] if found else None


def _is_out(profile: Profile) -> bool:
    return profile.deleted or profile.is_bot


def call_the_roll(client: WebClient, team_id: str) -> RollCall:
    """Return everybody in the workspace; waits as long as Slack wants between the pages. Raises SlackApiError."""
    patient = _patient(client)
    answers = _pages(lambda cursor: patient.users_list(limit=PAGE, include_locale=True, cursor=cursor))
    return RollCall(tuple(profile_of(user, team_id) for answer in answers for user in answer["members"]))


def channel_id(client: WebClient, name: str) -> str | None:
    """Return the id of a channel given by id or #name, or None where there is none. Raises SlackApiError."""
    if not name.startswith("#"):
        return name
    kinds, patient = "public_channel,private_channel", _patient(client)
    answers = _pages(lambda cursor: patient.conversations_list(limit=PAGE, types=kinds, cursor=cursor))
    found = (ch for answer in answers for ch in answer["channels"] if ch.get("name") == name.removeprefix("#"))
    return next((str(ch["id"]) for ch in found), None)


def _patient(client: WebClient) -> WebClient:
    patient = copy(client)
    patient.retry_handlers = [RateLimitErrorRetryHandler(max_retry_count=_PAUSES)]
    return patient


def _pages(ask: Callable[[str | None], Any]) -> Iterator[Any]:
    cursor: str | None = None
    while True:
        answer = ask(cursor)
        yield answer
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
