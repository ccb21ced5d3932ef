"""The calls that post and change messages. No retry handler: a dropped connection leaves the outcome unknown, and
trying again blindly would post twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot.delivery.envelope import Envelope
from bot.slack.ids import METADATA_EVENT


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

    def find(self, envelope: Envelope, channel: str, oldest: str) -> Posted | None:
        """Return the message that carries the envelope's mark, looked for since `oldest` (Slack's time)."""
        arguments: dict[str, Any] = {
            "channel": channel,
            "oldest": oldest,
            "include_all_metadata": True,
            "limit": 200,
        }
        cursor = None
        while True:
            if envelope.thread_ts:
                answer = self.client.conversations_replies(ts=envelope.thread_ts, cursor=cursor, **arguments)
            else:
                answer = self.client.conversations_history(cursor=cursor, **arguments)
            for message in answer.get("messages") or []:
                if _mark(message) == envelope.mark:
                    return Posted(channel, str(message["ts"]), str(message["ts"]))
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None


def _mark(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != METADATA_EVENT:
        return None
    return (metadata.get("event_payload") or {}).get("id")
