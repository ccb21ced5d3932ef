"""What goes to Slack as one message: a text that says everything that matters, and the blocks that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.promise import Promise
from bot.slack.render.blocks import MOST_BLOCKS, MOST_TEXT, Block, cut_mrkdwn
from bot.slack.render.discretion import discreet


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is for phones, notifications and screen readers, which skip the blocks."""

    text: str
    blocks: list[Block]


def message(text: str, blocks: Sequence[Block | None], *about: Promise) -> Message:
    """Return a message within Slack's limits; blocks that are None are left out, and the text has no bold.

    `about`: the promises that it speaks of; the text calls the confidential ones by their code names.
    """
    for promise in about:
        text = discreet(text, promise)
    return Message(
        cut_mrkdwn(text.replace("*", ""), MOST_TEXT), [block for block in blocks if block is not None][:MOST_BLOCKS]
    )
