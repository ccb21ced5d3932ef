"""Who acts, where, on what: the look-ups that every gesture begins with, and their refusals."""

from ..errors import GestureRefused
from ..local_slack import LocalSlack
from ..model import Channel, Message, Person


def actor(slack: LocalSlack, user: object) -> Person:
    """A person who can act: known, not the bot, not deactivated."""
    person = slack.workspace.people.get(str(user))
    if person is None or person.is_bot:
        raise GestureRefused("user_not_found")
    if person.deleted:
        raise GestureRefused("user_disabled")
    return person


def seen_channel(slack: LocalSlack, person: Person, channel_id: object) -> Channel:
    """A channel that the person may see."""
    channel = slack.workspace.channels.get(str(channel_id))
    if channel is None or not slack.workspace.may_see(person.id, channel):
        raise GestureRefused("channel_not_found")
    return channel


def joined_channel(slack: LocalSlack, person: Person, channel_id: object, even_archived: bool = False) -> Channel:
    """A channel in which the person can say something."""
    channel = seen_channel(slack, person, channel_id)
    if person.id not in channel.members:
        raise GestureRefused("not_in_channel")
    if channel.is_archived and not even_archived:
        raise GestureRefused("is_archived")
    return channel


def seen_message(slack: LocalSlack, person: Person, channel_id: object, ts: object) -> Message:
    """A message that is shown to the person, ephemeral ones included."""
    channel = seen_channel(slack, person, channel_id)
    message = slack.workspace.message(channel.id, str(ts), seen_by=person.id)
    if message is None:
        raise GestureRefused("message_not_found")
    return message
