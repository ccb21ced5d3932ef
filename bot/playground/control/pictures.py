"""What the page is shown: state, messages, views, log.

Rule: read-only; with a person named, exactly what that person may see.
"""

from .. import shapes
from ..errors import GestureRefused
from ..ids import BOT_ID, BOT_USER, TEAM_ID, Json
from ..local_slack import LocalSlack
from ..model import Channel, Message, Person
from ..seed import TEAM_DOMAIN, TEAM_NAME
from .administration import moment
from .unread import unread


def state(slack: LocalSlack, user: str | None) -> Json:
    """Everything around the messages."""
    if user is not None and user not in slack.workspace.people:
        raise GestureRefused("user_not_found")
    channels = slack.workspace.channels.values()
    visible = [one for one in channels if user is None or slack.workspace.may_see(user, one)]
    commands = slack.installation.commands or ()
    return {
        "team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN},
        "bot": {"user_id": BOT_USER, "name": "Promise Bot", **slack.bot_state()},
        **moment(slack),
        "users": [_person(slack, person) for person in slack.workspace.people.values()],
        "channels": [_channel(slack, channel, user) for channel in visible],
        "commands": [
            {part: command.get(part, "") for part in ("command", "description", "usage_hint")} for command in commands
        ],
        "shortcuts": list(slack.installation.shortcuts or ()),
    }


def _person(slack: LocalSlack, person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "title": person.title,
        "role": person.role,
        "is_bot": person.is_bot,
        "is_admin": person.is_admin,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_stranger": person.is_stranger,
        "deleted": person.deleted,
        "tz": person.tz,
        "tz_offset": shapes.tz_offset(person, slack.clock.now()),
        "locale": person.locale,
        "avatar_color": person.avatar_color,
    }


def _channel(slack: LocalSlack, channel: Channel, user: str | None) -> Json:
    shown = {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_im": channel.is_im,
        "is_archived": channel.is_archived,
        "is_ext_shared": channel.is_ext_shared,
        "is_member": user in channel.members,
        "bot_is_member": channel.bot_is_member,
        "topic": channel.topic,
        "unread": 0,
        "mentions": 0,
    }
    if channel.is_im:
        shown["user"] = BOT_USER if user == channel.user else channel.user
    if user in channel.members:
        shown |= unread(slack.workspace, channel, user or "")
    return shown


def messages(
    slack: LocalSlack, channel_id: str, user: str | None, thread_ts: str | None, after: str | None = None
) -> Json:
    """The messages of a channel, or of one thread with its root; ephemeral ones only to whom they were shown.

    `after`: only what was said or edited after that timestamp.
    """
    channel = slack.workspace.channels.get(channel_id)
    if channel is None or (user is not None and not slack.workspace.may_see(user, channel)):
        raise GestureRefused("channel_not_found")
    shown = [
        message
        for message in slack.workspace.messages(channel_id)
        if message.ephemeral_to in (None, user)
        and (thread_ts is None or thread_ts in (message.ts, message.thread_ts))
        and (after is None or max(message.ts, message.edited_ts or "") > after)
    ]
    return {"messages": [_message(slack, message) for message in shown]}


def _message(slack: LocalSlack, said: Message) -> Json:
    shown: Json = {
        "ts": said.ts,
        "user": said.user,
        "text": said.text,
        "blocks": said.blocks,
        "reactions": shapes.reactions(said),
        "ephemeral": said.ephemeral_to is not None,
        **shapes.thread(slack.workspace, said),
    }
    if said.by_bot:
        shown["bot_id"] = BOT_ID
    if said.edited_ts:
        shown["edited"] = {"user": said.edited_by, "ts": said.edited_ts}
    for part in ("subtype", "metadata", "attachments"):
        if getattr(said, part):
            shown[part] = getattr(said, part)
    return shown


def views(slack: LocalSlack, user: str) -> Json:
    """A person's open modals, and what the last submission was told."""
    return {"views": slack.views.stack(user), "errors": slack.views.errors.get(user, {})}


def home(slack: LocalSlack, user: str) -> Json:
    """A person's home tab."""
    return {"view": slack.views.homes.get(user)}
