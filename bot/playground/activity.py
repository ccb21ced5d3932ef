"""What can be done in the workspace, by a person or by the bot: say, change, delete, react, archive.

Rule: each function changes the state and tells the bot, in that order; whether someone may do it was decided by the
caller. Each gives the deliveries it started, so that a program can wait for the bot.
"""

from dataclasses import replace

from . import events, shapes
from .events import Sent
from .ids import BOT_USER, TEAM_ID, Json, JsonValue
from .local_slack import LocalSlack
from .model import Channel, Message, Person


def say(slack: LocalSlack, message: Message) -> Sent:
    """Put a message into its channel. Ephemeral ones are seen by one person and by no event."""
    channel = slack.workspace.channels[message.channel]
    slack.workspace.save_message(message)
    if message.is_reply:
        _refresh_root(slack, message)
    return [] if message.ephemeral_to else events.said(slack, channel, message)


def change(slack: LocalSlack, message: Message, editor: str, **fields: JsonValue) -> Sent:
    """Give a message new content; `fields` are those of Message."""
    channel = slack.workspace.channels[message.channel]
    before = shapes.message(slack.workspace, message)
    new = replace(message, edited_by=editor, edited_ts=slack.workspace.next_ts(), **fields)
    slack.workspace.save_message(new)
    return [] if new.ephemeral_to else events.changed(slack, channel, new, before)


def delete(slack: LocalSlack, message: Message) -> Sent:
    """Take a message away. A root with replies leaves a tombstone, which Slack reports as a change."""
    channel = slack.workspace.channels[message.channel]
    before = shapes.message(slack.workspace, message)
    if slack.workspace.replies(channel.id, message.ts):
        stone = Message(channel.id, message.ts, "USLACKBOT", "This message was deleted.", subtype="tombstone")
        slack.workspace.save_message(stone)
        return events.changed(slack, channel, stone, before)
    slack.workspace.remove_message(message)
    if message.ephemeral_to:
        return []
    return events.deleted(slack, channel, before) + (_after_reply(slack, message) if message.is_reply else [])


def _after_reply(slack: LocalSlack, reply: Message) -> Sent:
    """A tombstone goes with the last reply that hung on it."""
    root = slack.workspace.message(reply.channel, reply.thread_ts or "")
    if root is not None and root.subtype == "tombstone" and not slack.workspace.replies(root.channel, root.ts):
        return delete(slack, root)
    _refresh_root(slack, reply)
    return []


def _refresh_root(slack: LocalSlack, reply: Message) -> None:
    """A thread's root shows how many replies it has, so a reply changes it on the page too."""
    slack.workspace.announce({"type": "messages", "channel": reply.channel, "ts": reply.thread_ts})


def react(slack: LocalSlack, message: Message, user: str, name: str, present: bool) -> Sent:
    """Add or take away a reaction; nothing happens when it is already so."""
    users = message.reactions.get(name, [])
    if (user in users) == present:
        return []
    if present:
        message.reactions[name] = [*users, user]
    else:
        users.remove(user)
        if not users:
            del message.reactions[name]
    slack.workspace.save_message(message)
    channel = slack.workspace.channels[message.channel]
    return events.reacted(slack, channel, message, user, name, present)


def create(slack: LocalSlack, channel: Channel) -> Sent:
    """Open a new channel; a public one is announced to the app."""
    slack.workspace.save_channel(channel)
    if channel.is_private:
        return []
    shape = {part: getattr(channel, part) for part in ("id", "name", "created", "creator")}
    event = {"type": "channel_created", "channel": shape | {"is_channel": True, "context_team_id": TEAM_ID}}
    return events.tell(slack, "channel_created", event, channel)


def archive(slack: LocalSlack, channel: Channel, archived: bool, user: str) -> Sent:
    """Archive a channel or bring it back."""
    channel.is_archived = archived
    slack.workspace.save_channel(channel)
    kind = f"{'group' if channel.is_private else 'channel'}_{'archive' if archived else 'unarchive'}"
    return events.tell(slack, kind, {"type": kind, "channel": channel.id, "user": user}, channel)


def set_topic(slack: LocalSlack, channel: Channel, topic: str, user: str) -> Sent:
    """Give a channel a new topic; the channel is told, unless nothing changed."""
    if topic == channel.topic:
        return []
    channel.topic = topic
    slack.workspace.save_channel(channel)
    kind = "group_topic" if channel.is_private else "channel_topic"
    text = f"set the channel topic: {topic}" if topic else "cleared the channel topic"
    said = Message(channel.id, slack.workspace.next_ts(), user, text, subtype=kind, by_bot=user == BOT_USER)
    return say(slack, said)


def change_person(slack: LocalSlack, person: Person, fields: Json) -> Sent:
    """Change what is known of a person."""
    for name, value in fields.items():
        setattr(person, name, value)
    slack.workspace.save_person(person)
    shape = shapes.user(person, slack.clock.now(), include_locale=True)
    return events.tell(slack, "user_change", {"type": "user_change", "user": shape, "cache_ts": person.updated})


def join(slack: LocalSlack, channel: Channel, user: str, inviter: str | None = None) -> Sent:
    """A person, or the bot, becomes a member."""
    channel.members.append(user)
    slack.workspace.save_channel(channel)
    kind = events.channel_type(channel)
    event: Json = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": kind[0].upper(),
    }
    if inviter:
        event["inviter"] = inviter
    return events.tell(slack, "member_joined_channel", event, channel)


def leave(slack: LocalSlack, channel: Channel, user: str) -> Sent:
    """A person leaves, or the bot is removed (which it learns as channel_left)."""
    channel.members.remove(user)
    slack.workspace.save_channel(channel)
    if user == BOT_USER:
        kind = "group_left" if channel.is_private else "channel_left"
        return events.tell(slack, kind, {"type": kind, "channel": channel.id, "actor_id": "U07PETRA"})
    kind = "member_left_channel"
    return events.tell(slack, kind, {"type": kind, "user": user, "channel": channel.id}, channel)
