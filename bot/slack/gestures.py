"""What a person did in Slack, as small values: handlers take these and never see a body.

`bot.slack.payloads` reads them out of what Slack sends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sender:
    """Who did something. `team_id` is the workspace where it was done, `home_team` the person's own, if it is told."""

    user_id: str
    team_id: str
    home_team: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A slash command."""

    sender: Sender
    channel: str
    command: str
    text: str
    trigger_id: str


@dataclass(frozen=True, slots=True)
class SeenView:
    """A view as the person sees it: `inputs` holds block id → what was typed or the values that were chosen."""

    id: str
    hash: str
    kind: str
    callback_id: str
    metadata: str
    inputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    input_blocks: tuple[str, ...] = ()

    def text(self, block_id: str) -> str:
        """Return what was typed into a block; the empty text for nothing."""
        return "\n".join(self.inputs.get(block_id, ()))

    def texts(self, *block_ids: str) -> dict[str, str]:
        """Return block id → what was typed, for these blocks."""
        return {block_id: self.text(block_id) for block_id in block_ids}


@dataclass(frozen=True, slots=True)
class Submission:
    """A form that was sent."""

    sender: Sender
    view: SeenView


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed: in a message (`channel`, `ts`), or in a modal or the home tab (`view`)."""

    sender: Sender
    action_id: str
    value: str
    trigger_id: str
    channel: str | None = None
    ts: str | None = None
    thread_ts: str | None = None
    is_ephemeral: bool = False
    response_url: str | None = None
    view: SeenView | None = None

    @property
    def in_modal(self) -> bool:
        """Tell whether the button stands in a modal."""
        return self.view is not None and self.view.kind == "modal"

    @property
    def in_channel(self) -> bool:
        """Tell whether others than the person and the bot can read where the button stands."""
        return self.channel is not None and not self.channel.startswith("D")


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji that was put under a message or taken away, at the moment `at`."""

    sender: Sender
    event_id: str
    channel: str
    ts: str
    name: str
    at: datetime
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A message in a thread."""

    sender: Sender
    channel: str
    thread_ts: str
    ts: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Edited:
    """A message that reads differently now; `text` is None when it was deleted. `writer` is whose message it is.

    `said` is the message itself, where it stands in a thread: this may be the first that is heard of it.
    """

    channel: str
    ts: str
    text: str | None
    at: datetime
    writer: str | None = None
    said: Said | None = None
