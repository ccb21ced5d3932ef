"""Who is who on a surface: references of people become mentions here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.slots import PersonRef, SlotId
from bot.locale import Speaker


@dataclass(frozen=True, slots=True)
class Cast:
    """What a renderer needs besides the promise.

    `users`: reference -> Slack id of those who are known; `asked`: slot -> Slack ids that are tagged for it;
    `say` speaks the reader's language, `zone` is the clock on their wall, `home` the workspace's where it is known,
    `clocks` those of the others who read the same message, `now` the moment of rendering;
    `link` leads to the promise's card, if it is posted.
    """

    say: Speaker
    zone: ZoneInfo
    now: datetime
    users: Mapping[PersonRef, str] = field(default_factory=dict)
    asked: Mapping[SlotId, tuple[str, ...]] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    home: ZoneInfo | None = None
    clocks: tuple[ZoneInfo, ...] = ()


def card_link(workspace_url: str, channel: str, ts: str) -> str:
    """Return the link to a message, in the form in which Slack itself writes it."""
    return f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
