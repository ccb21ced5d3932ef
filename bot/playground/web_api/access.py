"""What the bot's token opens: scopes by kind of channel, channels it may know, channels it may post in.

Rule: what the bot may not know of does not exist for it (`channel_not_found`); what it knows but is not in is
`not_in_channel`.
"""

from collections.abc import Sequence

from ..errors import SlackError
from ..local_slack import LocalSlack
from ..model import Channel, Message, Person

_PREFIX = {"public": "channels", "private": "groups", "im": "im"}


def kind_of(channel: Channel) -> str:
    """ "public", "private" or "im"."""
    if channel.is_im:
        return "im"
    return "private" if channel.is_private else "public"


def require(slack: LocalSlack, scopes: Sequence[str]) -> None:
    """Raise `missing_scope` unless one of `scopes` is granted (or none is asked)."""
    if not slack.installation.has_any(scopes):
        raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(slack.installation.scopes))


def require_for(slack: LocalSlack, channel: Channel, act: str) -> None:
    """Raise `missing_scope` unless the app may `act` ("read" or "history") on this kind of channel."""
    require(slack, [f"{_PREFIX[kind_of(channel)]}:{act}"])


def known_channel(slack: LocalSlack, channel_id: str) -> Channel:
    """A channel the bot may know of; raises `channel_not_found`."""
    channel = slack.workspace.channels.get(channel_id)
    if channel is None or not slack.visible_to_bot(channel):
        raise SlackError("channel_not_found")
    return channel


def own_channel(slack: LocalSlack, channel_id: str) -> Channel:
    """A channel the bot is a member of; raises `not_in_channel` or `channel_not_found`."""
    channel = known_channel(slack, channel_id)
    if not channel.bot_is_member:
        raise SlackError("not_in_channel")
    return channel


def known_person(slack: LocalSlack, user: str, error: str = "user_not_found") -> Person:
    """A person the bot may know of; raises `error`."""
    person = slack.known_person(user)
    if person is None:
        raise SlackError(error)
    return person


def known_message(slack: LocalSlack, channel: Channel, ts: str) -> Message:
    """A lasting message of that channel; raises `message_not_found`."""
    message = slack.workspace.message(channel.id, ts)
    if message is None:
        raise SlackError("message_not_found")
    return message
