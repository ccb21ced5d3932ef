"""What a person has not read yet.

Rule: messages of others after the person's mark; replies count only for those who take part in the thread or are
mentioned in them. A DM is all mention.
"""

from ..ids import Json
from ..model import Channel, Message
from ..workspace import Workspace

_EVERYONE = ("here", "channel", "everyone")


def unread(workspace: Workspace, channel: Channel, user: str) -> Json:
    """{unread, mentions}: how many messages, and how many of them name the person."""
    mark = channel.read.get(user, "")
    new = [one for one in workspace.messages(channel.id) if one.ts > mark and _counts(workspace, one, user)]
    mentions = [one for one in new if channel.is_im or _named(workspace, one, user)]
    return {"unread": len(new), "mentions": len(mentions)}


def _counts(workspace: Workspace, message: Message, user: str) -> bool:
    if message.user == user or message.ephemeral_to is not None or message.subtype == "tombstone":
        return False
    return not message.is_reply or _named(workspace, message, user) or _takes_part(workspace, message, user)


def _takes_part(workspace: Workspace, reply: Message, user: str) -> bool:
    root = workspace.message(reply.channel, reply.thread_ts or "")
    others = workspace.replies(reply.channel, reply.thread_ts or "")
    return any(one.user == user for one in [*others, *([root] if root else [])])


def _named(workspace: Workspace, message: Message, user: str) -> bool:
    return not {user, *_EVERYONE}.isdisjoint(workspace.mentioned(message))
