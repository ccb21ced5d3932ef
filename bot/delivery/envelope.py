"""A message on its way: what is said, and where it goes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from bot.slack.ids import METADATA_EVENT
from bot.slack.render.message import Message


@dataclass(frozen=True, slots=True)
class Envelope:
    """One call to Slack. `user` instead of `channel`: a DM that has to be opened; `update` is the ts to change,
    `erase` that of a message of ours to take away.
    """

    row_id: int
    mark: str
    message: Message
    channel: str | None = None
    user: str | None = None
    thread_ts: str | None = None
    update: str | None = None
    erase: str | None = None

    @property
    def metadata(self) -> dict[str, Any]:
        """Return the metadata by which the message is found again; everybody may read it, and it says nothing."""
        return {"event_type": METADATA_EVENT, "event_payload": {"id": self.mark}}


def mark_of(key: str) -> str:
    """Return the mark of an outbox key: the same for the same announcement, opaque for everyone else."""
    return hashlib.sha256(key.encode()).hexdigest()[:20]
