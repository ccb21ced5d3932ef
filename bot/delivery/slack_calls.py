"""The calls that post and change messages. No retry handler: a dropped connection leaves the outcome unknown, and
trying again blindly would post twice. Only a refusal is tried again at once, in a plainer form: nothing came of it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.delivery.envelope import Envelope
from bot.slack.render.plainer import Form, after_refusal

log = logging.getLogger(__name__)

CALL_SECONDS = 10
"""How long one call to Slack may take."""
PAGE = 200
FAILED_CALLS = (SlackClientError, HTTPException, OSError, ValueError)
"""What a call to Slack can end in: its refusals, connections that break, and answers that nobody can read."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message is, and the Slack time since when it shows what was sent; None where the server does not tell."""

    channel: str
    ts: str
    shown_ts: str | None


@dataclass(frozen=True, slots=True)
class Messenger:
    """Sends envelopes. `client` must not retry by itself; `bot_user` is the bot's id as the author of messages."""

    client: WebClient
    bot_user: str = ""
    _wishless: set[str] = field(default_factory=set, compare=False)
    """The kinds of calls for which this server takes no wishes: they are left out from the start."""

    def open_dm(self, user: str) -> str:
        """Return the channel of the DM with a user; asking twice is harmless. Raises SlackApiError."""
        try:
            answer = self.client.conversations_open(users=user)
        except SlackApiError as refusal:
            if code_of(refusal) != "unknown_method":
                raise
            log.warning("the server opens no direct messages; it is posted to the person instead")
            return user
        return str(answer["channel"]["id"])

    def send(self, envelope: Envelope, channel: str) -> Posted:
        """Post, update or erase. Raises SlackApiError, or whatever a broken connection raises."""
        if envelope.erase:
            return self._erase(channel, envelope.erase)
        kind = "update" if envelope.update else "post"
        wishes = {} if kind in self._wishless else _wishes(envelope)
        form = Form(envelope.message.blocks, wishes)
        while True:
            try:
                posted = self._send(envelope, channel, form)
            except SlackApiError as refusal:
                plainer = after_refusal(form, code_of(refusal))
                if plainer is None:
                    raise
                log.warning("the server refused a message (%s); it is said more plainly", code_of(refusal))
                form = plainer
            else:
                if wishes and not form.wishes:
                    self._wishless.add(kind)
                return posted

    def _send(self, envelope: Envelope, channel: str, form: Form) -> Posted:
        said: dict[str, Any] = {"channel": channel, "text": envelope.message.text, "blocks": form.blocks, **form.wishes}
        if envelope.update:
            answer = self.client.chat_update(ts=envelope.update, **said)
            edited = (answer.get("message") or {}).get("edited") or {}
            return Posted(str(answer["channel"]), str(answer["ts"]), edited.get("ts"))
        answer = self.client.chat_postMessage(thread_ts=envelope.thread_ts, **said)
        return Posted(str(answer["channel"]), str(answer["ts"]), str(answer["ts"]))

    def _erase(self, channel: str, ts: str) -> Posted:
        try:
            self.delete(channel, ts)
        except SlackApiError as refusal:
            code = code_of(refusal)
            if code != "message_not_found" and not (code == "cant_delete_message" and self._is_gone(channel, ts)):
                raise  # otherwise it is gone already, which is all that was wanted
        return Posted(channel, ts, None)

    def _is_gone(self, channel: str, ts: str) -> bool:
        """Tell whether only the stone of a deleted message is left, with its thread. Raises SlackApiError."""
        answer = self.client.conversations_history(channel=channel, oldest=ts, latest=ts, inclusive=True, limit=1)
        return any(found.get("subtype") == "tombstone" for found in answer.get("messages") or [])

    def delete(self, channel: str, ts: str) -> None:
        """Delete a message of ours. Raises as posting does."""
        self.client.chat_delete(channel=channel, ts=ts)

    def messages(self, channel: str, thread_ts: str | None, oldest: str) -> Iterator[dict[str, Any]]:
        """Yield what was said in a channel, or in one of its threads, since `oldest` (Slack's time), page by page."""
        arguments: dict[str, Any] = {"channel": channel, "oldest": oldest, "include_all_metadata": True, "limit": PAGE}
        cursor = None
        while True:
            if thread_ts:
                answer = self.client.conversations_replies(ts=thread_ts, cursor=cursor, **arguments)
            else:
                answer = self.client.conversations_history(cursor=cursor, **arguments)
            yield from answer.get("messages") or []
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return


def code_of(problem: SlackApiError) -> str:
    """Return Slack's code; empty for a page of a proxy, which the SDK quotes in place of one."""
    data = problem.response.data
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    return code if code.replace("_", "").isalnum() else ""


def method_of(problem: SlackApiError) -> str:
    """Return which method was refused; empty where the answer does not tell."""
    return str(problem.response.api_url or "").rpartition("/")[2]


def _wishes(envelope: Envelope) -> dict[str, Any]:
    """What a message can do without: the mark by which it is found again, and that links are not unfolded."""
    unfolding = {} if envelope.update else {"unfurl_links": False, "unfurl_media": False}
    return {"metadata": envelope.metadata, **unfolding}
