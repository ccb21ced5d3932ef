"""Bodies from Slack → small values. Nothing is decided here, and nothing that is missing is guessed.

A body that lacks what it must have is `Malformed`: it is logged and answered with 200, because Slack would only send
the same again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.slack.gestures import Call, Edited, Press, Reaction, Said, SeenView, Sender, Submission
from storage.people import Profile

Body = Mapping[str, Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Malformed(Exception):
    """A body that lacks what it must have; the message says what, never what was typed."""


def call_of(body: Body) -> Call:
    """Read a slash command. Raises Malformed."""
    sender = Sender(_need(body, "user_id"), _need(body, "team_id"))
    text = str(body.get("text") or "")
    return Call(sender, _need(body, "channel_id"), _need(body, "command"), text, _need(body, "trigger_id"))


def submission_of(body: Body) -> Submission:
    """Read a view submission. Raises Malformed."""
    return Submission(_sender(body), _view(_part(body, "view")))


def press_of(body: Body) -> Press:
    """Read the pressing of a button. Raises Malformed."""
    pressed = _listed(body, "actions")
    if not pressed:
        raise Malformed("actions")
    container = _optional(body, "container")
    channel = _optional(body, "channel")
    return Press(
        sender=_sender(body),
        action_id=_need(pressed[0], "action_id"),
        value=str(pressed[0].get("value") or ""),
        trigger_id=str(body.get("trigger_id") or ""),
        channel=_text_or_none(channel.get("id") or container.get("channel_id")),
        ts=_text_or_none(container.get("message_ts")),
        thread_ts=_text_or_none(container.get("thread_ts")),
        is_ephemeral=bool(container.get("is_ephemeral")),
        response_url=_text_or_none(body.get("response_url")),
        view=_view(_part(body, "view")) if body.get("view") else None,
    )


def reaction_of(body: Body) -> Reaction | None:
    """Read a reaction; None for one on something that is no message. Raises Malformed."""
    event = _part(body, "event")
    item = _part(event, "item")
    if item.get("type") != "message":
        return None
    return Reaction(
        sender=_event_sender(body, event),
        event_id=_need(body, "event_id"),
        channel=_need(item, "channel"),
        ts=_need(item, "ts"),
        name=_need(event, "reaction").split("::")[0],
        at=moment_of(_need(event, "event_ts")),
        is_shared=bool(body.get("is_ext_shared_channel")),
    )


def message_of(body: Body) -> Said | Edited | None:
    """Read a message event; None for what no person said in a thread: bots, joins. Raises Malformed."""
    event = _part(body, "event")
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _changed(body, event)
    if subtype == "message_deleted":
        before = _before(body, event, _optional(event, "previous_message"))
        return Edited(_need(event, "channel"), _need(event, "deleted_ts"), None, _at(event), None, before)
    if subtype not in (None, "thread_broadcast", "file_share") or event.get("bot_id") or "thread_ts" not in event:
        return None
    return Said(
        sender=_event_sender(body, event),
        channel=_need(event, "channel"),
        thread_ts=_need(event, "thread_ts"),
        ts=_need(event, "ts"),
        text=str(event.get("text") or ""),
        at=_at(event),
    )


def home_opened_by(body: Body) -> Sender | None:
    """Read who opened the home tab; None when it was the messages tab. Raises Malformed."""
    event = _part(body, "event")
    return _event_sender(body, event) if event.get("tab", "home") == "home" else None


def changed_user_of(body: Body) -> Mapping[str, Any]:
    """Return Slack's user object of a changed profile. Raises Malformed."""
    user = _part(_part(body, "event"), "user")
    _need(user, "id")
    return user


def moved_channel_of(body: Body) -> tuple[str, str]:
    """Return the old and the new id of a channel. Raises Malformed."""
    event = _part(body, "event")
    return _need(event, "old_channel_id"), _need(event, "new_channel_id")


def team_of(body: Body) -> str | None:
    """Return the workspace in which something happened, as far as the body tells."""
    team = body.get("team")
    found = body.get("team_id") or (team.get("id") if isinstance(team, Mapping) else None)
    return str(found) if found else None


def profile_of(user: Mapping[str, Any], team_id: str) -> Profile:
    """Return what counts of Slack's user object; guests and people of other teams are outsiders."""
    guest = user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger")
    return Profile(
        user_id=str(user["id"]),
        handle=_text_or_none(user.get("name")),
        zone=_text_or_none(user.get("tz")),
        locale=_text_or_none(user.get("locale")),
        is_outsider=bool(guest) or user.get("team_id", team_id) != team_id,
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        deleted=bool(user.get("deleted")),
    )


def moment_of(ts: str) -> datetime:
    """Return the moment of a Slack timestamp, exact to the microsecond. Raises Malformed."""
    seconds, _, micros = ts.partition(".")
    try:
        return _EPOCH + timedelta(seconds=int(seconds), microseconds=int((micros or "0").ljust(6, "0")[:6]))
    except (ValueError, OverflowError):
        raise Malformed("ts") from None


def _changed(body: Body, event: Body) -> Edited | None:
    message = _part(event, "message")
    before = _optional(event, "previous_message")
    gone = message.get("subtype") == "tombstone"  # what is left of a deleted message that has replies
    if not gone and (message.get("bot_id") or message.get("text") == before.get("text")):
        return None
    text = None if gone else str(message.get("text") or "")
    writer = _text_or_none(message.get("user"))
    said = _before(body, event, before if gone else message)
    return Edited(_need(event, "channel"), _need(message, "ts"), text, _at(event), writer, said)


def _before(body: Body, event: Body, message: Body) -> Said | None:
    """Return the message that a change is about, as the change tells it; None outside threads and for apps' own."""
    user, ts, thread_ts = (_text_or_none(message.get(name)) for name in ("user", "ts", "thread_ts"))
    if not (user and ts and thread_ts) or thread_ts == ts or message.get("bot_id"):
        return None
    sender = Sender(user, _need(body, "team_id"), _text_or_none(message.get("user_team")))
    text = str(message.get("text") or "")
    return Said(sender, _need(event, "channel"), thread_ts, ts, text, moment_of(ts))


def _sender(body: Body) -> Sender:
    user = _part(body, "user")
    return Sender(_need(user, "id"), _need(_part(body, "team"), "id"), _text_or_none(user.get("team_id")))


def _event_sender(body: Body, event: Body) -> Sender:
    return Sender(_need(event, "user"), _need(body, "team_id"), _text_or_none(event.get("user_team")))


def _at(event: Body) -> datetime:
    return moment_of(_need(event, "event_ts" if "event_ts" in event else "ts"))


def _view(view: Body) -> SeenView:
    values = _optional(_optional(view, "state"), "values")
    inputs = {str(block): _entered(elements) for block, elements in values.items() if isinstance(elements, Mapping)}
    blocks = [block for block in _listed(view, "blocks") if block.get("type") == "input"]
    return SeenView(
        id=_need(view, "id"),
        hash=str(view.get("hash") or ""),
        kind=str(view.get("type") or "modal"),
        callback_id=str(view.get("callback_id") or ""),
        metadata=str(view.get("private_metadata") or ""),
        inputs=inputs,
        input_blocks=tuple(str(block.get("block_id")) for block in blocks),
    )


def _entered(elements: Mapping[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    for element in elements.values():
        if not isinstance(element, Mapping):
            raise Malformed("state")
        found += [
            str(element[name]) for name in ("value", "selected_date", "selected_user") if element.get(name) is not None
        ]
        found += [str(user) for user in element.get("selected_users") or ()]
        option = _optional(element, "selected_option")
        chosen = [*([option] if option else []), *_listed(element, "selected_options")]
        found += [_need(choice, "value") for choice in chosen]
    return tuple(found)


def _part(body: Body, name: str) -> Body:
    part = body.get(name)
    if not isinstance(part, Mapping):
        raise Malformed(name)
    return part


def _optional(body: Body, name: str) -> Body:
    return _part(body, name) if body.get(name) is not None else {}


def _listed(body: Body, name: str) -> list[Body]:
    found = body.get(name) or []
    if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
        raise Malformed(name)
    return found


def _need(body: Body, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(name)
    return value


def _text_or_none(value: object) -> str | None:
    return str(value) if value else None
