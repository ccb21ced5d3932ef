"""chat.*: posting, changing and deleting messages.

Rule: an app posts only where it is a member (a DM is opened by naming the person), changes and deletes only its own
messages, and never reaches an ephemeral message by its ts.
"""

import re

from .. import activity, shapes
from ..errors import SlackError
from ..ids import BOT_USER, Json
from ..local_slack import LocalSlack
from ..model import Channel, Message
from ..seed import TEAM_DOMAIN
from .access import known_channel, known_message, own_channel
from .content import Content, content_of

_TS = re.compile(r"\d{10}\.\d{6}")


def post_message(slack: LocalSlack, args: Json) -> Json:
    """chat.postMessage."""
    content = content_of(args, "chat.postMessage")
    channel = _postable(slack, args["channel"])
    thread_ts = _thread(slack, channel, args.get("thread_ts"))
    message = _made(slack, channel, content, thread_ts)
    activity.say(slack, message)
    shown = shapes.message(slack.workspace, message, include_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(slack: LocalSlack, args: Json) -> Json:
    """chat.postEphemeral: shown to one member of the channel."""
    content = content_of(args, "chat.postEphemeral")
    channel = _postable(slack, args["channel"])
    if args["user"] not in channel.members or slack.workspace.people[args["user"]].deleted:
        raise SlackError("user_not_in_channel")
    thread_ts = _thread(slack, channel, args.get("thread_ts"))
    message = _made(slack, channel, content, thread_ts)
    message.ephemeral_to = args["user"]
    activity.say(slack, message)
    return {"message_ts": message.ts}


def update(slack: LocalSlack, args: Json) -> Json:
    """chat.update. Blocks that are not sent again are gone; metadata stays unless it is sent."""
    content = content_of(args, "chat.update")
    channel = _open_channel(slack, args["channel"])
    message = known_message(slack, channel, args["ts"])
    if not message.by_bot or message.subtype == "tombstone":
        raise SlackError("cant_update_message")
    metadata = message.metadata if content.metadata is None else content.metadata or None
    blocks, attachments = content.blocks or [], content.attachments
    activity.change(
        slack, message, BOT_USER, text=content.text, blocks=blocks, attachments=attachments, metadata=metadata
    )
    new = known_message(slack, channel, message.ts)
    shown = shapes.message(slack.workspace, new, include_metadata=True)
    return {"channel": channel.id, "ts": new.ts, "text": new.text, "message": shown}


def delete(slack: LocalSlack, args: Json) -> Json:
    """chat.delete."""
    channel = own_channel(slack, args["channel"])
    message = known_message(slack, channel, args["ts"])
    if not message.by_bot:
        raise SlackError("cant_delete_message")
    activity.delete(slack, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(slack: LocalSlack, args: Json) -> Json:
    """chat.getPermalink."""
    channel = known_channel(slack, args["channel"])
    message = known_message(slack, channel, args["message_ts"])
    link = f"https://{TEAM_DOMAIN}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _postable(slack: LocalSlack, name: str) -> Channel:
    """The channel that an id, a #name or a person's id stands for; raises when the app cannot post there."""
    person = slack.known_person(name)
    if person is not None:
        if person.is_bot or person.deleted or person.is_stranger:
            raise SlackError("channel_not_found")
        return slack.workspace.dm_with(person.id)
    named = slack.workspace.channel_by_name(name.removeprefix("#"))
    return _open_channel(slack, named.id if named else name)


def _open_channel(slack: LocalSlack, channel_id: str) -> Channel:
    channel = own_channel(slack, channel_id)
    if channel.is_archived:
        raise SlackError("is_archived")
    other = slack.workspace.people.get(channel.user or "")
    if other is not None and other.deleted:
        raise SlackError("is_archived")
    return channel


def _thread(slack: LocalSlack, channel: Channel, thread_ts: object) -> str | None:
    if thread_ts is None:
        return None
    if not _TS.fullmatch(str(thread_ts)):
        raise SlackError("invalid_thread_ts")
    root = slack.workspace.message(channel.id, str(thread_ts))
    if root is None or root.is_reply:
        raise SlackError("cannot_reply_to_message")
    return str(thread_ts)


def _made(slack: LocalSlack, channel: Channel, content: Content, thread_ts: str | None) -> Message:
    return Message(
        channel.id,
        slack.workspace.next_ts(),
        BOT_USER,
        content.text,
        content.blocks or [],
        content.attachments,
        thread_ts=thread_ts,
        by_bot=True,
        metadata=content.metadata or None,
    )
