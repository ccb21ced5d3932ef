"""What is let in over HTTP: a body of Slack's size, signed by Slack just now, that says something readable.

Everything else is refused before anything is read from it or kept, with the status that says what was wrong. What is
logged of it is that word alone: an unsigned body may be anything, and a signed one holds what people typed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request

logger = logging.getLogger(__name__)

LARGEST_BODY: Final = 1_000_000
"""Bytes; Slack's own payloads stay far below."""

_DEEPEST: Final = 60
_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"

_OBJECT: Final = ("event", "view", "message", "container", "item", "state", "previous_message", "function_data")
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


async def signed_body(request: Request, verifier: SignatureVerifier) -> dict[str, Any]:
    """Return what Slack says in a request. Raises Refused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (_FORM, _JSON):
        raise Refused(415, "a strange content type")
    raw = await _whole(request)
    try:
        text = raw.decode()
        if not _is_signed(text, request.headers, verifier):
            raise Refused(401, "no valid signature")
        body = _json_in(text) if kind == _JSON else _form_in(text)
    except (ValueError, RecursionError):  # no UTF-8, no form, no JSON
        raise Refused(400, "a body that cannot be read") from None
    if not isinstance(body, dict) or not body or not (_is_framed(body) and _is_flat(body)):
        raise Refused(400, "a body of a strange shape")
    if body.get("type", "url_verification") not in _SORTED_BY:
        raise Refused(404, "a payload of an unknown kind")
    return body


async def _whole(request: Request) -> bytes:
    """Read the body; what is too large is refused while it arrives, and never held as a whole. Raises Refused."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced[:20]) > LARGEST_BODY:
        raise Refused(413, "a body that is too large")
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > LARGEST_BODY:
            raise Refused(413, "a body that is too large")
    return bytes(read)


def _is_signed(text: str, headers: Mapping[str, str], verifier: SignatureVerifier) -> bool:
    """Tell whether Slack signed this body within the last five minutes; the clock may be off as much the other way."""
    stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 20 and signature.isascii()):
        return False
    return verifier.is_valid(text, stamp, signature)


def _form_in(text: str) -> Any:  # noqa: ANN401 - what arrives is any JSON
    fields = dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
    return _json_in(fields["payload"]) if "payload" in fields else fields


def _json_in(text: str) -> Any:  # noqa: ANN401 - what arrives is any JSON
    return json.loads(text, parse_constant=_no_number)


def _no_number(name: str) -> float:
    raise ValueError(name)


def _is_flat(body: object) -> bool:
    """Tell whether nothing is nested more deeply than blocks and views ever are."""
    level: list[object] = [body]
    for _ in range(_DEEPEST):
        inner = (part.values() if isinstance(part, dict) else part for part in level if isinstance(part, dict | list))
        level = [value for values in inner for value in values]
    return not level


def _is_framed(body: Mapping[str, Any]) -> bool:
    """Tell whether what every delivery is sorted by has the types that Slack gives it; the rest is the handlers'."""
    return (
        _has_types(body)
        and _is_sortable(body)
        and all(
            _has_types(part)
            for name, part in body.items()
            if name in (*_OBJECT, *_OBJECT_OR_NAME, *_LISTS)
            for part in (part if isinstance(part, list) else [part])
            if isinstance(part, Mapping)
        )
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
