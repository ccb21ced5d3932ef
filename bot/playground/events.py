"""Which events the bot is sent, and in which wrapping.

Rule: an event goes out only if the app subscribed to it, holds one of its scopes, and is a member of the channel
where it happened.
"""

import asyncio

from . import shapes
from .delivery import Outcome
from .ids import APP_ID, BOT_USER, TEAM_ID, VERIFICATION_TOKEN, Json, new_id
from .local_slack import LocalSlack
from .model import Channel, Message
from .spec import events as known_events

Sent = list[asyncio.Task[Outcome]]
_CHANNEL_TYPES = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


def channel_type(channel: Channel) -> str:
    """Slack's word for the kind of channel in message events."""
    if channel.is_im:
        return "im"
    return "group" if channel.is_private else "channel"


def tell(slack: LocalSlack, subscription: str, event: Json, channel: Channel | None = None) -> Sent:
    """Send `event` if the app is to have it; the tasks of what was sent (none, or two when duplicates are played)."""
    scopes = known_events().get(subscription, [])
    if not (slack.installation.subscribes(subscription) and slack.installation.has_any(scopes)):
        return []
    if channel is not None and not channel.bot_is_member:
        return []
    event.setdefault("event_ts", slack.workspace.now_ts())
    return slack.delivery.event(_wrapped(slack, event, channel))


def _wrapped(slack: LocalSlack, event: Json, channel: Channel | None) -> Json:
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(slack.clock.now().timestamp()),
        "authorizations": [authorization],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
        "event_context": f"4-{new_id('')}",
    }


def said(slack: LocalSlack, channel: Channel, message: Message) -> Sent:
    """A new message; one that mentions the bot is also an app_mention."""
    shape = shapes.message(slack.workspace, message)
    event = shape | _where(channel) | {"event_ts": message.ts}
    sent = tell(slack, _CHANNEL_TYPES[channel_type(channel)], event, channel)
    if f"<@{BOT_USER}>" in message.text and not message.by_bot and not channel.is_im:
        mention = {**shape, "type": "app_mention", "channel": channel.id, "event_ts": message.ts}
        sent += tell(slack, "app_mention", mention, channel)
    return sent


def changed(slack: LocalSlack, channel: Channel, message: Message, before: Json) -> Sent:
    """A message was edited, by a person or with chat.update; `before` is its shape until now."""
    ts = slack.workspace.next_ts()
    event = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": shapes.message(slack.workspace, message),
        "previous_message": before,
        "ts": ts,
        "event_ts": ts,
    }
    return tell(slack, _CHANNEL_TYPES[channel_type(channel)], event | _where(channel), channel)


def deleted(slack: LocalSlack, channel: Channel, before: Json) -> Sent:
    """A message is gone."""
    ts = slack.workspace.next_ts()
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": before["ts"],
        "previous_message": before,
        "ts": ts,
        "event_ts": ts,
    }
    return tell(slack, _CHANNEL_TYPES[channel_type(channel)], event | _where(channel), channel)


def _where(channel: Channel) -> Json:
    return {"channel": channel.id, "channel_type": channel_type(channel)}


def reacted(slack: LocalSlack, channel: Channel, message: Message, user: str, name: str, present: bool) -> Sent:
    """A reaction came or went."""
    kind = "reaction_added" if present else "reaction_removed"
    event = {
        "type": kind,
        "user": user,
        "reaction": name,
        "item_user": message.user,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "event_ts": slack.workspace.next_ts(),
    }
    return tell(slack, kind, event, channel)


def home_opened(slack: LocalSlack, user: str, tab: str = "home") -> Sent:
    """A person opened the app's home tab."""
    event: Json = {"type": "app_home_opened", "user": user, "channel": "D" + user[1:], "tab": tab}
    if user in slack.views.homes:
        event["view"] = slack.views.homes[user]
    return tell(slack, "app_home_opened", event)
