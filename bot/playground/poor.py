"""The poor profile: a server that speaks Slack's protocol as a test double or a bridge to another chat would.

What it lacks:
- Methods: it knows auth.test, apps.connections.open, chat.* without permalinks, views.*, users.*, conversations.* and
  reactions.*. Everything else (usergroups, dnd, files, team, bots) is `unknown_method`.
- Delivery: Socket Mode only; no request URL, no signed HTTP.
- Arguments: those for how a message is shown (unfurl_links, mrkdwn …) are `invalid_arguments`. Others it takes and
  ignores: metadata, include_all_metadata, include_locale, hash, limit and cursor.
- Pages: every list comes whole, without `response_metadata` and `has_more`.
- Blocks: section, header, context, actions, divider, image and input. Others (data_visualization, table, rich_text,
  markdown …) are `invalid_blocks` in a message and `invalid_arguments` in a view. It draws no accessibility_label,
  which the app cannot see.
- Messages: no metadata, no `edited` (not in the answer of chat.update either), and no bot_id, app_id or bot_profile:
  that it is the app's is seen by its user alone.
- People: no locale. Channels: nothing of sharing with other companies.
- Views: no hash. Gestures: no response_url. Events: no authorizations, nothing of sharing.
- auth.test tells neither the workspace's address nor the bot's id; no answer names the granted scopes.
"""

from __future__ import annotations

import json

from .errors import SlackError, with_messages
from .ids import Json, JsonValue

_KNOWN_METHODS = ("auth.test", "apps.connections.open")
_KNOWN_FAMILIES = ("chat.", "views.", "users.", "conversations.", "reactions.")
_BLOCKS = ("section", "header", "context", "actions", "divider", "image", "input")
_REFUSED = (
    "as_user", "icon_emoji", "icon_url", "link_names", "mrkdwn", "parse", "reply_broadcast", "unfurl_links",
    "unfurl_media", "username",
)  # fmt: skip
_IGNORED = ("metadata", "include_all_metadata", "include_locale", "hash", "limit", "cursor")
_NOT_TOLD = frozenset({
    "app_id", "app_installed_team_id", "authorizations", "bot_id", "bot_profile",
    "client_msg_id", "context_enterprise_id", "context_team_id", "edited", "enterprise", "event_context", "has_more",
    "hash", "is_enterprise_install", "is_ext_shared", "is_ext_shared_channel", "is_org_shared",
    "is_pending_ext_shared", "is_shared", "locale", "metadata", "pin_count", "response_metadata", "response_url",
    "response_urls", "shared_team_ids", "token",
})  # fmt: skip
_WHOLE = {"limit": 999}
_LISTS = ("conversations.history", "conversations.list", "conversations.members", "conversations.replies", "users.list")


def offers(method: str) -> bool:
    """Whether it knows a method."""
    return method in _KNOWN_METHODS or (method.startswith(_KNOWN_FAMILIES) and method != "chat.getPermalink")


def taken(method: str, sent: Json) -> Json:
    """The arguments that it heeds; raises SlackError for those that it does not know, and for strange blocks."""
    refused = sorted(set(sent) & set(_REFUSED)) if method.startswith("chat.") else []
    if refused:
        raise with_messages("invalid_arguments", [f"unknown argument: {name}" for name in refused])
    if _strange(_parsed(sent.get("blocks"))):
        raise SlackError("invalid_blocks")
    view = _parsed(sent.get("view"))
    if isinstance(view, dict) and _strange(view.get("blocks")):
        raise with_messages("invalid_arguments", ["unsupported block [json-pointer:/view/blocks]"])
    return {name: value for name, value in sent.items() if name not in _IGNORED} | (_WHOLE if method in _LISTS else {})


def _strange(blocks: object) -> bool:
    return isinstance(blocks, list) and any(isinstance(one, dict) and one.get("type") not in _BLOCKS for one in blocks)


def _parsed(value: JsonValue) -> JsonValue:
    """An argument that carries JSON; what is no JSON is left to the checks that all profiles have."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return None


def given(method: str, answer: Json) -> Json:
    """What it tells of an answer."""
    told_of = _less(answer)
    if method == "auth.test":
        told_of.pop("url", None)
    return told_of


def told(payload: Json) -> Json:
    """What it tells of a payload to the app."""
    return _less(payload)


def _less(value: Json) -> Json:
    return {key: _lesser(part) for key, part in value.items() if key not in _NOT_TOLD}


def _lesser(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return _less(value)
    return [_lesser(item) for item in value] if isinstance(value, list) else value
