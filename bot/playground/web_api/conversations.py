"""conversations.*: what the app may learn of channels and their messages.

Rule: scopes are asked by kind of channel (channels:, groups:, im:), as in Slack; ephemeral messages are in no history.
"""

import re

from .. import activity, shapes
from ..errors import SlackError
from ..ids import BOT_USER, Json
from ..local_slack import LocalSlack
from ..model import Channel, Message
from .access import kind_of, known_channel, known_person, own_channel, require, require_for
from .paging import page

_TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
_SCOPES = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def info(slack: LocalSlack, args: Json) -> Json:
    """conversations.info."""
    channel = known_channel(slack, args["channel"])
    require_for(slack, channel, "read")
    shape = shapes.conversation(channel)
    if args.get("include_num_members"):
        shape["num_members"] = len(channel.members)
    return {"channel": shape}


def listed(slack: LocalSlack, args: Json) -> Json:
    """conversations.list."""
    names = [name.strip() for name in args.get("types", "public_channel").split(",")]
    if any(name not in _TYPES for name in names):
        raise SlackError("invalid_types")
    kinds = {_TYPES[name] for name in names}
    for kind in sorted(kinds):
        require(slack, [_SCOPES[kind]])
    channels = [one for one in slack.workspace.channels.values() if kind_of(one) in kinds and slack.visible_to_bot(one)]
    if args.get("exclude_archived"):
        channels = [channel for channel in channels if not channel.is_archived]
    found, more = page(channels, args, 100, 999)
    return {"channels": [shapes.conversation(channel) for channel in found]} | more


def members(slack: LocalSlack, args: Json) -> Json:
    """conversations.members."""
    channel = known_channel(slack, args["channel"])
    require_for(slack, channel, "read")
    found, more = page(channel.members, args, 100, 999)
    return {"members": found} | more


def join(slack: LocalSlack, args: Json) -> Json:
    """conversations.join: public channels only."""
    channel = known_channel(slack, args["channel"])
    if channel.is_private or channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if not channel.bot_is_member:
        activity.join(slack, channel, BOT_USER)
    return {"channel": shapes.conversation(channel)}


def opened(slack: LocalSlack, args: Json) -> Json:
    """conversations.open: the DM with one person. Several people at once are not part of this workspace."""
    if "channel" in args:
        return {"channel": {"id": own_channel(slack, args["channel"]).id}}
    users = [user.strip() for user in args.get("users", "").split(",") if user.strip()]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    require(slack, ["im:write"])
    person = known_person(slack, users[0])
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if person.deleted:
        raise SlackError("user_disabled")
    if person.is_stranger:
        raise SlackError("user_not_visible")
    already = "D" + person.id[1:] in slack.workspace.channels
    channel = slack.workspace.dm_with(person.id)
    shape = shapes.conversation(channel) if args.get("return_im") else {"id": channel.id}
    return {"no_op": already, "already_open": already, "channel": shape}


def history(slack: LocalSlack, args: Json) -> Json:
    """conversations.history: root messages, newest first."""
    channel = _readable(slack, args["channel"])
    roots = [one for one in slack.workspace.messages(channel.id) if one.ephemeral_to is None and not one.is_reply]
    found, more = page(_between(roots[::-1], args), args, 100, 999)
    return _messages(slack, found, args) | more | {"pin_count": 0} | _has_more(more)


def replies(slack: LocalSlack, args: Json) -> Json:
    """conversations.replies: the root, then its replies, oldest first. The root heads every page."""
    channel = _readable(slack, args["channel"])
    said = slack.workspace.message(channel.id, args["ts"])
    if said is None:
        raise SlackError("thread_not_found")
    root = said if not said.is_reply else slack.workspace.message(channel.id, said.thread_ts or "")
    under = slack.workspace.replies(channel.id, root.ts if root else args["ts"])
    found, more = page(_between(under, args), args, 1000, 1000)
    return _messages(slack, [root, *found] if root else found, args) | more | _has_more(more)


def _readable(slack: LocalSlack, channel_id: str) -> Channel:
    channel = own_channel(slack, channel_id)
    require_for(slack, channel, "history")
    return channel


def _between(messages: list[Message], args: Json) -> list[Message]:
    for bound in ("oldest", "latest"):
        if bound in args and not re.fullmatch(r"\d+(\.\d+)?", str(args[bound])):
            raise SlackError(f"invalid_ts_{bound}")
    oldest, latest = args.get("oldest"), args.get("latest")
    inclusive = bool(args.get("inclusive"))
    return [
        one
        for one in messages
        if (oldest is None or _after(one.ts, oldest, inclusive))
        and (latest is None or _after(latest, one.ts, inclusive))
    ]


def _after(late: str, early: str, inclusive: bool) -> bool:
    """Whether `late` is after `early` (or equal, if inclusive); compared in microseconds, never as floats."""
    first, second = _micros(early), _micros(late)
    return second > first or (inclusive and second == first)


def _micros(ts: str) -> int:
    seconds, _, fraction = str(ts).partition(".")
    return int(seconds) * 1_000_000 + int(fraction[:6].ljust(6, "0"))


def _messages(slack: LocalSlack, found: list[Message], args: Json) -> Json:
    metadata = bool(args.get("include_all_metadata"))
    return {"messages": [shapes.message(slack.workspace, one, metadata) for one in found]}


def _has_more(more: Json) -> Json:
    return {"has_more": bool(more["response_metadata"]["next_cursor"])}
