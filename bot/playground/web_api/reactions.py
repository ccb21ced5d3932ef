"""reactions.*: what the app itself reacts with, and what it reads of others' reactions."""

import re

from .. import activity, shapes
from ..errors import SlackError
from ..ids import BOT_USER, Json
from ..local_slack import LocalSlack
from ..model import Message
from .access import known_message, own_channel

_MOST_EMOJI = 23


def add(slack: LocalSlack, args: Json) -> Json:
    """reactions.add."""
    message = _target(slack, args)
    if slack.workspace.channels[message.channel].is_archived:
        raise SlackError("is_archived")
    name = _name(args["name"])
    if BOT_USER in message.reactions.get(name, []):
        raise SlackError("already_reacted")
    if name not in message.reactions and len(message.reactions) >= _MOST_EMOJI:
        raise SlackError("too_many_emoji")
    activity.react(slack, message, BOT_USER, name, present=True)
    return {}


def remove(slack: LocalSlack, args: Json) -> Json:
    """reactions.remove."""
    message, name = _target(slack, args), _name(args["name"])
    if BOT_USER not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    activity.react(slack, message, BOT_USER, name, present=False)
    return {}


def get(slack: LocalSlack, args: Json) -> Json:
    """reactions.get."""
    message = _target(slack, args)
    shape = shapes.message(slack.workspace, message) | {"reactions": shapes.reactions(message)}
    return {"type": "message", "channel": message.channel, "message": shape}


def _target(slack: LocalSlack, args: Json) -> Message:
    if "channel" not in args or "timestamp" not in args:
        raise SlackError("no_item_specified")
    return known_message(slack, own_channel(slack, args["channel"]), args["timestamp"])


def _name(name: str) -> str:
    bare = name.strip(":")
    if not re.fullmatch(r"[a-z0-9_+'\-]+(::skin-tone-[2-6])?", bare):
        raise SlackError("invalid_name")
    return bare
