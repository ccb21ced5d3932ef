"""The content of a message as the chat methods take it: text, blocks, attachments, metadata.

Rule: one reading for chat.postMessage, chat.postEphemeral, chat.update and response_urls, so that they refuse the
same things.
"""

import json
from dataclasses import dataclass
from typing import Any

from .. import block_kit
from ..errors import SlackError
from ..ids import Json
from ..spec import limits
from .arguments import structured

_MOST_ATTACHMENTS = 100


@dataclass(frozen=True)
class Content:
    """What is to be shown. `blocks` and `metadata` are None where the call did not name them."""

    text: str
    blocks: list[Json] | None
    attachments: list[Json]
    metadata: Json | None


def content_of(arguments: Json, method: str) -> Content:
    """Read and check the content for `method`; raises what Slack answers to content it cannot take."""
    text, blocks = arguments.get("text") or "", _blocks(arguments)
    attachments = _attachments(arguments)
    if "markdown_text" in arguments:
        text, blocks = _markdown(arguments["markdown_text"], text, blocks)
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    if len(text) > limits()["text"][method]:
        raise SlackError("msg_too_long")
    metadata = _metadata(arguments)
    return Content(text, None if blocks is None else block_kit.filled(blocks), attachments, metadata)


def _markdown(markdown: str, text: str, blocks: list[Json] | None) -> tuple[str, list[Json] | None]:
    if text or blocks:
        raise SlackError("markdown_text_conflict")
    if len(markdown) > limits()["text"]["markdown"]:
        raise SlackError("msg_too_long")
    return markdown, [{"type": "markdown", "text": markdown}]


def _blocks(arguments: Json) -> list[Json] | None:
    blocks = structured(arguments, "blocks", "invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    _refuse_problems(block_kit.message_problems(blocks))
    return blocks


def _refuse_problems(problems: list[str]) -> None:
    if problems:
        listed = {"messages": [f"[ERROR] {problem}" for problem in problems]}
        raise SlackError("invalid_blocks", errors=problems, response_metadata=listed)


def _attachments(arguments: Json) -> list[Json]:
    attachments: Any = structured(arguments, "attachments", "invalid_attachments")
    if not attachments:
        return []
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > _MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for attachment in attachments:
        blocks = attachment.get("blocks", [])
        if not isinstance(blocks, list):
            raise SlackError("invalid_attachments")
        _refuse_problems(block_kit.message_problems(blocks))
    return attachments


def _metadata(arguments: Json) -> Json | None:
    metadata: Any = structured(arguments, "metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not metadata:
        return {}
    if not _well_formed(metadata):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata, ensure_ascii=False).encode()) > limits()["bytes"]["metadata"]:
        raise SlackError("metadata_too_large")
    return metadata


def _well_formed(metadata: Json) -> bool:
    event_type = metadata.get("event_type")
    named = isinstance(event_type, str) and bool(event_type)
    return named and isinstance(metadata.get("event_payload"), dict) and len(metadata) == 2
