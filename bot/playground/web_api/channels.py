"""conversations.*: making channels, asking people in, archiving, topics.

Rule: an app acts only in channels where it is a member, and becomes one of what it makes. Of several people to be
invited either all come in or none, unless `force` is set; each one who cannot is named with the reason.
"""

import re

from .. import activity, shapes
from ..errors import SlackError
from ..ids import BOT_USER, Json, new_id
from ..local_slack import LocalSlack
from ..model import Channel, Person
from .access import own_channel, require

_LONGEST_NAME = 80
_LONGEST_TOPIC = 250


def create(slack: LocalSlack, args: Json) -> Json:
    """conversations.create."""
    is_private = bool(args.get("is_private"))
    require(slack, ["groups:write" if is_private else "channels:manage"])
    name = _name(args.get("name", ""))
    if slack.workspace.channel_by_name(name) is not None:
        raise SlackError("name_taken")  # whether it can be seen or not, and archived ones too
    created = int(slack.clock.now().timestamp())
    channel = Channel(new_id("C"), name, [BOT_USER], is_private, created=created, creator=BOT_USER)
    activity.create(slack, channel)
    return {"channel": shapes.conversation(channel)}


def _name(name: str) -> str:
    """A channel's name as it was given; Slack changes none on its way, it refuses them."""
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > _LONGEST_NAME:
        raise SlackError("invalid_name_maxlength")
    if re.search(r"[^\w-]", name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if not re.search(r"[^\W_]", name):
        raise SlackError("invalid_name_punctuation")
    return name


def invite(slack: LocalSlack, args: Json) -> Json:
    """conversations.invite."""
    channel = _managed(slack, args["channel"], "invites")
    users = list(dict.fromkeys(user.strip() for user in args.get("users", "").split(",") if user.strip()))
    if not users:
        raise SlackError("no_user")
    found = {user: _problem(slack, channel, user) for user in users}
    problems = [{"user": user, "ok": False, "error": error} for user, error in found.items() if error]
    welcome = [user for user, error in found.items() if not error]
    if problems and not (args.get("force") and welcome):
        raise SlackError(str(problems[0]["error"]), errors=problems)
    for user in welcome:
        activity.join(slack, channel, user, inviter=BOT_USER)
    return {"channel": shapes.conversation(channel)} | ({"errors": problems} if problems else {})


def _problem(slack: LocalSlack, channel: Channel, user: str) -> str | None:
    """Why a person cannot be invited; None when they can."""
    if user == BOT_USER:
        return "cant_invite_self"
    person = slack.known_person(user)
    if person is None:
        return "user_not_found"
    if user in channel.members:
        return "already_in_channel"
    if person.is_stranger:
        return "no_external_invite_permission"
    if person.deleted or person.is_bot:
        return "cant_invite"
    return "ura_max_channels" if _has_its_only_channel(slack, person) else None


def _has_its_only_channel(slack: LocalSlack, person: Person) -> bool:
    """A single-channel guest is in one channel at most."""
    joined = (person.id in channel.members for channel in slack.workspace.channels.values() if not channel.is_im)
    return person.is_ultra_restricted and any(joined)


def archive(slack: LocalSlack, args: Json) -> Json:
    """conversations.archive."""
    channel = _own_named(slack, args["channel"])
    require(slack, ["groups:write" if channel.is_private else "channels:manage"])
    if channel.is_archived:
        raise SlackError("already_archived")
    if channel.name == "general":
        raise SlackError("cant_archive_general")
    activity.archive(slack, channel, True, BOT_USER)
    return {}


def set_topic(slack: LocalSlack, args: Json) -> Json:
    """conversations.setTopic. No topic, or an empty one, takes it away."""
    channel = _managed(slack, args["channel"], "topic")
    topic = args.get("topic", "")
    if len(topic) > _LONGEST_TOPIC:
        raise SlackError("too_long")
    activity.set_topic(slack, channel, topic, BOT_USER)
    return {"channel": shapes.conversation(channel)}


def _managed(slack: LocalSlack, channel_id: str, act: str) -> Channel:
    """A channel that is open to the bot, with the scope for all changes there or for that act alone."""
    channel = _own_named(slack, channel_id)
    broad, narrow = ("groups:write", "groups:write") if channel.is_private else ("channels:manage", "channels:write")
    require(slack, [broad, f"{narrow}.{act}"])
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def _own_named(slack: LocalSlack, channel_id: str) -> Channel:
    channel = own_channel(slack, channel_id)
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    return channel
