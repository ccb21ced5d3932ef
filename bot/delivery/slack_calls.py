"""The calls that post and change messages. No retry handler: a dropped connection leaves the outcome unknown, and
trying again blindly would post twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.delivery.envelope import Envelope

PAGE = 200
FAILED_CALLS = (SlackClientError, HTTPException, OSError, ValueError)
"""What a call to Slack can end in: its refusals, connections that break, and answers that nobody can read."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message is, and the Slack time since when it shows what was sent."""

    channel: str
    ts: str
    shown_ts: str


@dataclass(frozen=True, slots=True)
class Messenger:
    """Sends envelopes. `client` must not retry by itself."""

    client: WebClient

    def open_dm(self, user: str) -> str:
        """Return the channel of the DM with a user; asking twice is harmless. Raises SlackApiError."""
        answer = self.client.conversations_open(users=user)
        return str(answer["channel"]["id"])

    def send(self, envelope: Envelope, channel: str) -> Posted:
        """Post or update. Raises SlackApiError, or whatever a broken connection raises."""
        said: dict[str, Any] = {
            "channel": channel,
            "text": envelope.message.text,
            "blocks": envelope.message.blocks,
            "metadata": envelope.metadata,
        }
        if envelope.update:
            answer = self.client.chat_update(ts=envelope.update, **said)
            edited = (answer.get("message") or {}).get("edited") or {}
            return Posted(str(answer["channel"]), str(answer["ts"]), str(edited.get("ts") or answer["ts"]))
        answer = self.client.chat_postMessage(
            thread_ts=envelope.thread_ts, unfurl_links=False, unfurl_media=False, **said
        )
        return Posted(str(answer["channel"]), str(answer["ts"]), str(answer["ts"]))

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
