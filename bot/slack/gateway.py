"""The way to Slack for answers: one thin wrapper, and every failure is one `SlackError` with its code.

Only answers go through here: views, ephemeral replies and look-ups. What must arrive is the outbox's business.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.slack.render.message import Message
from bot.slack.render.plainer import Form, after_refusal, plainer_view

logger = logging.getLogger(__name__)

UNREACHABLE = "unreachable"
_PAGE = 1000
_MOST_PAGES = 5
_MOST_INVITED = 100
_MOST_NAMES = 10
_SLACKS_OWN = "hooks.slack.com"

View = Mapping[str, Any]


@dataclass(eq=False)
class SlackError(Exception):
    """What Slack answered instead of doing it; `unreachable` when it did not answer."""

    method: str
    code: str

    def __str__(self) -> str:
        """Return a short form for logs."""
        return f"{self.method}: {self.code}"


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation: may others than colleagues read it, and is the bot there?"""

    channel: str
    is_member: bool = False
    is_direct: bool = False
    is_shared: bool = False
    is_archived: bool = False
    is_private: bool = False

    @property
    def can_hold_promises(self) -> bool:
        """Tell whether the bot can post cards there."""
        return self.is_member and not (self.is_direct or self.is_archived)


@dataclass(frozen=True)
class Gateway:
    """Slack's Web API as the handlers need it."""

    client: WebClient

    def user(self, user_id: str) -> Mapping[str, Any]:
        """Return Slack's user object with its locale. Raises SlackError."""
        found: Mapping[str, Any] = self._call(self.client.users_info, user=user_id, include_locale=True)["user"]
        return found

    def place(self, channel: str) -> Place:
        """Return what a conversation is; one that the bot cannot see is one it is not in. Raises SlackError.

        Direct messages need no question, and so no further scope; neither do those of several people.
        """
        if channel.startswith("D"):
            return Place(channel, is_member=True, is_direct=True)
        try:
            found = self._call(self.client.conversations_info, channel=channel)["channel"]
        except SlackError as error:
            if error.code in ("channel_not_found", "not_in_channel", "missing_scope"):
                return Place(channel)
            raise
        shared = any(found.get(name) for name in ("is_ext_shared", "is_org_shared", "is_pending_ext_shared"))
        direct = bool(found.get("is_im") or found.get("is_mpim"))
        is_member = bool(found.get("is_member")) or direct
        is_private = bool(found.get("is_private")) and not direct
        return Place(channel, is_member, direct, shared, bool(found.get("is_archived")), is_private)

    def members(self, channel: str) -> tuple[str, ...]:
        """Return who is in a channel, at most five thousand. Raises SlackError."""
        found: list[str] = []
        cursor = ""
        for _ in range(_MOST_PAGES):
            page = self._call(self.client.conversations_members, channel=channel, limit=_PAGE, cursor=cursor)
            found += page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return tuple(found)
        logger.warning("only the first %s members of %s were looked at", len(found), channel)
        return tuple(found)

    def create_private_channel(self, name: str, owner: str, others: Sequence[str]) -> str:
        """Open a private channel with `owner` and `others` (Slack ids) in it and return its id. Raises SlackError.

        A name that is taken gets a number. The owner has to get in; of the others, whoever cannot is logged.
        """
        channel = self._create(name)
        self._call(self.client.conversations_invite, channel=channel, users=owner)
        self.invite(channel, others)
        return channel

    def invite(self, channel: str, users: Sequence[str]) -> None:
        """Ask people into a private channel; whoever cannot come is logged."""
        for start in range(0, len(users), _MOST_INVITED):
            self._invite(channel, users[start : start + _MOST_INVITED])

    def archive(self, channel: str) -> None:
        """Close a channel for good; whoever is in it still reads it. Raises SlackError."""
        self._call(self.client.conversations_archive, channel=channel)

    def _create(self, name: str) -> str:
        for turn in range(1, _MOST_NAMES):
            try:
                wished = name if turn == 1 else f"{name}-{turn}"
                made = self._call(self.client.conversations_create, name=wished, is_private=True)
                return str(made["channel"]["id"])
            except SlackError as error:
                if error.code != "name_taken":
                    raise
        raise SlackError("conversations_create", "name_taken")

    def _invite(self, channel: str, users: Sequence[str]) -> None:
        """Invite people, one by one where not all of them can come."""
        try:
            self._call(self.client.conversations_invite, channel=channel, users=",".join(users))
        except SlackError as error:
            if len(users) == 1:
                logger.warning("somebody could not be invited to the private channel %s: %s", channel, error)
                return
            for user in users:
                self._invite(channel, [user])

    def open_view(self, trigger_id: str, view: View) -> str:
        """Open a modal and return its id. Raises SlackError."""
        return str(self._show(self.client.views_open, view, trigger_id=trigger_id)["view"]["id"])

    def push_view(self, trigger_id: str, view: View) -> str:
        """Put a modal on top of the one that the trigger came from. Raises SlackError."""
        return str(self._show(self.client.views_push, view, trigger_id=trigger_id)["view"]["id"])

    def update_view(self, view_id: str, view: View, seen_hash: str | None = None) -> None:
        """Replace a modal, if `seen_hash` is given only while it is still that one. Raises SlackError."""
        self._show(self.client.views_update, view, view_id=view_id, **({"hash": seen_hash} if seen_hash else {}))

    def publish_home(self, user_id: str, view: View) -> None:
        """Set a person's home tab. Raises SlackError."""
        self._show(self.client.views_publish, view, user_id=user_id)

    def ephemeral(self, channel: str, user_id: str, said: Message, thread_ts: str | None = None) -> None:
        """Say something to one person in a channel. Raises SlackError."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        self._say(
            self.client.chat_postEphemeral, Form(said.blocks), channel=channel, user=user_id, text=said.text, **thread
        )

    def direct(self, user_id: str, said: Message) -> None:
        """Answer a person in their conversation with the bot. Raises SlackError."""
        channel = self._call(self.client.conversations_open, users=user_id)["channel"]["id"]
        form = Form(said.blocks, {"unfurl_links": False, "unfurl_media": False})
        self._say(self.client.chat_postMessage, form, channel=channel, text=said.text)

    def respond(self, response_url: str, said: Message, *, replace: bool) -> None:
        """Answer one gesture where it was made, to that person alone. Raises SlackError."""
        if urlsplit(response_url).hostname not in (_SLACKS_OWN, urlsplit(self.client.base_url).hostname):
            raise SlackError("response_url", "strange_host")
        hook = WebhookClient(response_url, timeout=self.client.timeout, ssl=self.client.ssl)
        hook.proxy = self.client.proxy  # a server on this machine is never behind the proxy of the environment
        try:
            answer = hook.send(text=said.text, blocks=said.blocks, response_type="ephemeral", replace_original=replace)
        except (SlackClientError, OSError, HTTPException) as error:
            raise SlackError("response_url", UNREACHABLE) from error
        if answer.status_code != 200:
            raise SlackError("response_url", answer.body[:80])

    def _say(self, method: Callable[..., Any], form: Form, **arguments: object) -> None:
        """Say something in the richest form that the server takes."""
        while True:
            try:
                self._call(method, blocks=form.blocks, **form.wishes, **arguments)
                return
            except SlackError as refusal:
                plain = after_refusal(form, refusal.code)
                if plain is None:
                    raise
                logger.warning("the server refused an answer (%s); it is said more plainly", refusal.code)
                form = plain

    def _show(self, method: Callable[..., Any], view: View, **arguments: object) -> Any:  # noqa: ANN401 - as _call
        """Show a view, in plain blocks if need be: a refused view leaves its trigger usable."""
        try:
            return self._call(method, view=view, **arguments)
        except SlackError as refusal:
            plain = plainer_view(view)
            if refusal.code not in ("invalid_arguments", "invalid_blocks") or plain == view:
                raise
            logger.warning("the server refused a view (%s); it is shown more plainly", refusal.code)
            return self._call(method, view=plain, **arguments)

    def _call(self, method: Callable[..., Any], **arguments: object) -> Any:  # noqa: ANN401 - Slack's answer is JSON
        name = getattr(method, "__name__", "?")
        try:
            return method(**arguments)
        except SlackApiError as error:
            code = str(error.response.get("error") or f"http_{error.response.status_code}")
            if code in ("unknown_method", "missing_scope"):
                logger.warning("Slack does not let the bot use %s: %s", name, code)
            raise SlackError(name, code) from error
        except (SlackClientError, OSError, HTTPException) as error:
            raise SlackError(name, UNREACHABLE) from error
