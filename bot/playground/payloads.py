"""What the bot receives for a person's gesture: slash commands, clicks, submissions, shortcuts.

Rule: the fields and their absence are Slack's: an ephemeral message is not repeated in the payload of its own
button, a view's gestures carry no channel, and a private channel's name is not told to a command.
"""

from typing import Any

from . import shapes
from .ids import APP_ID, TEAM_ID, VERIFICATION_TOKEN, Json
from .inputs import initial_values
from .local_slack import LocalSlack
from .model import Channel, Message, Person
from .seed import TEAM_DOMAIN


def command(person: Person, channel: Channel, name: str, text: str, trigger_id: str, response_url: str) -> Json:
    """A slash command."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": _told_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def _told_name(channel: Channel) -> str:
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


def _frame(kind: str, person: Person) -> Json:
    """What every interactive payload has."""
    return {
        "type": kind,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": shapes.team_of(person)},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_action(
    slack: LocalSlack, person: Person, message: Message, action: Json, trigger_id: str, response_url: str
) -> Json:
    """block_actions of an element in a message."""
    channel = slack.workspace.channels[message.channel]
    ephemeral = message.ephemeral_to is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.is_reply:
        container["thread_ts"] = message.thread_ts
    payload = _frame("block_actions", person) | {
        "container": container,
        "trigger_id": trigger_id,
        "channel": {"id": channel.id, "name": _told_name(channel)},
        "state": {"values": _state_with(message.blocks, action)},
        "response_url": response_url,
        "actions": [action],
    }
    return payload if ephemeral else payload | {"message": shapes.message(slack.workspace, message)}


def _state_with(blocks: list[Json], action: Json) -> Json:
    values: dict[str, Any] = initial_values(blocks)
    state = values.get(action["block_id"], {}).get(action["action_id"])
    if state is not None:
        values[action["block_id"]][action["action_id"]] = {key: action.get(key, state[key]) for key in state}
    return values


def view_action(person: Person, view: Json, action: Json, trigger_id: str) -> Json:
    """block_actions of an element in a modal or the home tab."""
    return _frame("block_actions", person) | {
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": trigger_id,
        "view": view,
        "actions": [action],
    }


def submission(person: Person, view: Json, trigger_id: str) -> Json:
    """view_submission."""
    return _frame("view_submission", person) | {"trigger_id": trigger_id, "view": view, "response_urls": []}


def closed(person: Person, view: Json, cleared: bool) -> Json:
    """view_closed."""
    return _frame("view_closed", person) | {"view": view, "is_cleared": cleared}


def shortcut(person: Person, callback_id: str, action_ts: str, trigger_id: str) -> Json:
    """A global shortcut."""
    return _frame("shortcut", person) | {"callback_id": callback_id, "action_ts": action_ts, "trigger_id": trigger_id}


def message_shortcut(
    slack: LocalSlack, person: Person, message: Message, callback_id: str, trigger_id: str, response_url: str
) -> Json:
    """A shortcut of a message's menu."""
    channel = slack.workspace.channels[message.channel]
    return _frame("message_action", person) | {
        "callback_id": callback_id,
        "action_ts": slack.workspace.now_ts(),
        "trigger_id": trigger_id,
        "response_url": response_url,
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": _told_name(channel)},
        "message": shapes.message(slack.workspace, message),
    }


def action_of(block: Json, element: Json, state: Json, action_ts: str) -> Json:
    """The entry of `actions` for an element; `state` is its new value field, if it has one."""
    shown = ("text", "style", "url", "placeholder", "initial_option", "initial_options", "initial_date", "confirm")
    return {
        "type": element["type"],
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        **{key: element[key] for key in shown if key in element},
        **state,
        "action_ts": action_ts,
    }
