"""A call's arguments: read from query, form or JSON body, and held against the method's specification.

Rule: like Slack, unknown arguments are ignored; a missing or misshapen one is `invalid_arguments` with the place. A
JSON body counts only for methods that take JSON.
"""

import json
from urllib.parse import parse_qsl

from ..errors import SlackError, with_messages
from ..ids import Json, JsonValue

# Arguments that carry JSON, as text or, in a JSON body, as they are.
_STRUCTURED = {"blocks", "attachments", "metadata", "view", "unfurled_attachments", "file_ids"}


def read(query: str, body: bytes, content_type: str, takes_json: bool) -> Json:
    """The arguments as they were sent; raises SlackError for a body that cannot be read."""
    arguments: Json = dict(parse_qsl(query, keep_blank_values=True))
    if content_type.startswith("application/json"):
        return arguments | (_json_body(body) if takes_json else {})
    if content_type.startswith("application/x-www-form-urlencoded"):
        arguments |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return arguments


def _json_body(body: bytes) -> Json:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(parsed, dict):
        raise SlackError("json_not_object")
    return parsed


def checked(arguments: Json, method: Json) -> Json:
    """The known arguments in their types, empty ones left out; raises `invalid_arguments`."""
    problems: list[str] = []
    known: Json = {}
    for name, kind in method["args"].items():
        value = arguments.get(name)
        if value is None or (value == "" and name != "text"):
            continue
        try:
            known[name] = value if name in _STRUCTURED else _converted(value, kind)
        except ValueError as problem:
            problems.append(f"{problem} [json-pointer:/{name}]")
    problems += [f"missing required field: {name}" for name in method["required"] if name not in known]
    if problems:
        raise with_messages("invalid_arguments", problems)
    return known


def _converted(value: JsonValue, kind: str) -> JsonValue:
    if kind == "boolean":
        return _boolean(value)
    if kind in ("number", "integer"):
        return _number(value)
    if kind == "string" and not isinstance(value, str):
        raise ValueError("must be a string")
    return value


def _boolean(value: JsonValue) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "1", "false", "0"):
        return str(value).lower() in ("true", "1")
    raise ValueError("must be a boolean")


def _number(value: JsonValue) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ValueError("must be a number") from None


def structured(arguments: Json, name: str, error: str) -> JsonValue:
    """An argument that carries JSON, parsed; None when absent; raises `error` when it is not JSON."""
    value = arguments.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise SlackError(error) from None
