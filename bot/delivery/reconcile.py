"""Looking for a message whose outcome is unknown: by its mark in the metadata.

Where a server returns no metadata, sender, thread and text are compared: the bot's own message that says the same in
the same place and is not known as another of ours.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.envelope import Envelope
from bot.delivery.slack_calls import Messenger, Posted
from bot.slack.ids import METADATA_EVENT

LOOK_BACK = timedelta(minutes=5)
"""How long before a message was owed it is looked for: clocks of two machines differ."""


def oldest(owed_at: datetime) -> str:
    """Return since when (Slack's time) a message is looked for that is owed since `owed_at` on the bot's clock."""
    return f"{(owed_at - LOOK_BACK).timestamp():.6f}"


def find(
    messenger: Messenger, envelope: Envelope, channel: str, since: str, is_known: Callable[[str], bool]
) -> Posted | None:
    """Return the message that is this envelope, looked for since `since` (Slack's time).

    `is_known` tells whether the message of a ts is known as another of ours. Raises as calls to Slack do.
    """
    alike = None
    for said in messenger.messages(channel, envelope.thread_ts, since):
        if mark_of(said) == envelope.mark:
            return _posted(channel, said)
        if _is_alike(said, envelope, messenger.bot_user) and not is_known(str(said["ts"])):
            alike = alike or _posted(channel, said)
    return alike


def doubles(
    messenger: Messenger, mark: str, channel: str, thread_ts: str | None, *, since: str, kept: str
) -> list[str]:
    """Return the ts of every message with this mark besides the one at `kept`. Raises as calls to Slack do."""
    said = messenger.messages(channel, thread_ts, since)
    return [str(one["ts"]) for one in said if mark_of(one) == mark and one["ts"] != kept]


def mark_of(said: dict[str, Any]) -> str | None:
    """Return the mark of a message of ours; None for any other."""
    metadata = said.get("metadata") or {}
    if metadata.get("event_type") != METADATA_EVENT:
        return None
    return (metadata.get("event_payload") or {}).get("id")


def _is_alike(said: dict[str, Any], envelope: Envelope, bot_user: str) -> bool:
    is_own = said["user"] == bot_user if bot_user and said.get("user") else bool(said.get("bot_id"))
    root = said.get("thread_ts") if said.get("thread_ts") != said.get("ts") else None
    same_place = root == envelope.thread_ts
    return is_own and not said.get("metadata") and same_place and _says(said) == _bare(envelope.message.text)


def _says(said: dict[str, Any]) -> str:
    return _bare(str(said.get("text") or ""))


def _bare(text: str) -> str:
    """Servers differ in what they escape and how they keep white space."""
    return " ".join(html.unescape(text).split())


def _posted(channel: str, said: dict[str, Any]) -> Posted:
    return Posted(channel, str(said["ts"]), str(said["ts"]))
