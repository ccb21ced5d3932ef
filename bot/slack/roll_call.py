"""Who and what is in a workspace, asked of Slack page by page: only an empty next_cursor ends a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot.slack.payloads import profile_of
from storage.people import Profile

PAGE = 200


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
    """Return everybody in the workspace. Raises SlackApiError."""
    answers = _pages(lambda cursor: client.users_list(limit=PAGE, include_locale=True, cursor=cursor))
    return RollCall(tuple(profile_of(user, team_id) for answer in answers for user in answer["members"]))


def channel_id(client: WebClient, name: str) -> str | None:
    """Return the id of a channel given by id or #name, or None where there is none. Raises SlackApiError."""
    if not name.startswith("#"):
        return name
    kinds = "public_channel,private_channel"
    answers = _pages(lambda cursor: client.conversations_list(limit=PAGE, types=kinds, cursor=cursor))
    found = (ch for answer in answers for ch in answer["channels"] if ch.get("name") == name.removeprefix("#"))
    return next((str(ch["id"]) for ch in found), None)


def _pages(ask: Callable[[str | None], Any]) -> Iterator[Any]:
    cursor: str | None = None
    while True:
        answer = ask(cursor)
        yield answer
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
