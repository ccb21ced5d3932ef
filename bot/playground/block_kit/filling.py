"""What Slack fills into blocks that it keeps: ids, and the defaults of text objects and inputs.

Rule: the stored copy is new; the caller's blocks stay as they came.
"""

from ..ids import Json, JsonValue, short_id
from .elements import walk

_NO_ACTION = {"image"}


def filled(blocks: list[Json]) -> list[Json]:
    """A copy of valid blocks as Slack stores and returns them."""
    stored: list[Json] = _copied(blocks)
    for block in stored:
        block.setdefault("block_id", short_id())
        if block["type"] == "input":
            block.setdefault("optional", False)
            block.setdefault("dispatch_action", False)
    for _, element in walk(stored):
        if element["type"] not in _NO_ACTION:
            element.setdefault("action_id", short_id())
    return stored


def filled_text(text: Json | None) -> Json | None:
    """A text object as Slack returns it."""
    return None if text is None else {"emoji": True, **text}


def _copied(node: JsonValue) -> JsonValue:
    if isinstance(node, list):
        return [_copied(item) for item in node]
    if not isinstance(node, dict):
        return node
    copy = {key: _copied(value) for key, value in node.items()}
    if copy.get("type") == "plain_text":
        copy.setdefault("emoji", True)
    elif copy.get("type") == "mrkdwn":
        copy.setdefault("verbatim", False)
    return copy
