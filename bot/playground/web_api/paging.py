"""Slack's cursor pagination.

Rule: only an empty next_cursor ends a list; a page may be shorter than its limit.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from ..errors import SlackError
from ..ids import Json

T = TypeVar("T")


def page(items: Sequence[T], args: Json, default: int, most: int) -> tuple[list[T], Json]:
    """One page of `items`, and the `response_metadata` that leads on."""
    limit = args.get("limit", default) or default
    if not limit >= 1:
        raise SlackError("invalid_limit")
    start = _position(args.get("cursor"), len(items))
    end = start + min(limit, most)
    cursor = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return list(items[start:end]), {"response_metadata": {"next_cursor": cursor}}


def _position(cursor: object, length: int) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(str(cursor), validate=True).decode().partition(":")
        position = int(number)
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
    if word != "next" or not 0 <= position <= length:
        raise SlackError("invalid_cursor")
    return position
