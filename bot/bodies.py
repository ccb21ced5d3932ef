"""What a delivery of Slack's looks like, however it arrives: over HTTP or a socket, nothing else gets to the handlers.

Only what every delivery is sorted by is looked at; what a handler reads besides is the handler's own to check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_DEEPEST: Final = 60

_OBJECT: Final = (
    "event", "view", "message", "container", "item", "state", "previous_message", "function_data", "assistant_thread",
)  # fmt: skip
_OBJECT_OR_NAME: Final = ("team", "user", "channel", "enterprise")
_LISTS: Final = ("actions", "authorizations", "response_urls")
_SORTED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "block_actions": ("actions", "action_id"),
    "view_submission": ("view", "callback_id", "type"),
    "view_closed": ("view", "callback_id", "type"),
    "block_suggestion": ("", "action_id"),
    "shortcut": ("", "callback_id"),
    "message_action": ("", "callback_id"),
    "event_callback": ("event", "type"),
    "url_verification": ("", "type"),
    "app_rate_limited": ("", "type"),
}
"""Every type of payload that Slack sends to an app like this one; where in it Bolt looks, and for which words."""
_WORDS: Final = ("type", "subtype", "command", "callback_id", "action_id", "block_id", "team_id", "user_id")


@dataclass(eq=False)
class Refused(Exception):
    """A delivery that is not let in: the status to answer with, and why in a word for the log."""

    status: int
    why: str


def checked(body: object) -> dict[str, Any]:
    """Return a body that has the shape of one of Slack's deliveries. Raises Refused."""
    if not isinstance(body, dict) or not body or not (_is_flat(body) and _is_framed(body) and _is_sortable(body)):
        raise Refused(400, "a body of a strange shape")
    if body.get("type", "url_verification") not in _SORTED_BY:
        raise Refused(404, "a payload of an unknown kind")
    return body


def _is_flat(body: object) -> bool:
    """Tell whether nothing is nested more deeply than blocks and views ever are."""
    level: list[object] = [body]
    for _ in range(_DEEPEST):
        inner = (part.values() if isinstance(part, dict) else part for part in level if isinstance(part, dict | list))
        level = [value for values in inner for value in values]
    return not level


def _is_framed(body: Mapping[str, Any]) -> bool:
    """Tell whether what every delivery is sorted by has the types that Slack gives it; the rest is the handlers'.

    Bolt looks for who and where in objects within objects: an event, its item, the item's channel.
    """
    return _has_types(body) and all(
        _is_framed(part)
        for name, value in body.items()
        if name in (*_OBJECT, *_OBJECT_OR_NAME, *_LISTS)
        for part in (value if isinstance(value, list) else [value])
        if isinstance(part, Mapping)
    )


def _is_sortable(body: Mapping[str, Any]) -> bool:
    kind = body.get("type")
    if kind is None:
        return "command" in body or "ssl_check" in body
    where, *words = _SORTED_BY.get(kind, ("", "type"))
    parts = body.get(where) if where else body
    parts = parts if isinstance(parts, list) else [parts]
    return bool(parts) and all(
        isinstance(part, Mapping) and all(isinstance(part.get(word), str) for word in words) for part in parts
    )


def _has_types(part: Mapping[str, Any]) -> bool:
    return all(_fits(name, value) for name, value in part.items() if value is not None)


def _fits(name: str, value: object) -> bool:
    if name in _OBJECT:
        return isinstance(value, Mapping)
    if name in _OBJECT_OR_NAME:
        return isinstance(value, Mapping | str)
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(item, Mapping) for item in value)
    return isinstance(value, str) if name in _WORDS else True
