"""What is done to the workspace rather than in it: time, failures, people, channels, a fresh start.

Rule: as in gestures.py; whatever the bot would hear of in Slack is sent to it and waited for.
"""

from dataclasses import fields

from starlette.concurrency import run_in_threadpool

from .. import activity, events
from ..errors import GestureRefused
from ..ids import BOT_USER, Json
from ..local_slack import LocalSlack
from ..model import Channel, Person
from ..signed_http import is_loopback
from ..spec import events as known_events
from ..time_machine import TimeTravelError, read_moment
from .actors import actor
from .gestures import acked

_FIXED = ("id", "is_bot", "updated")


async def clock(slack: LocalSlack, body: Json) -> Json:
    """Move time forward, by `advance_seconds` or to `set`."""
    try:
        if "set" in body:
            slack.clock.move_to(read_moment(body["set"]))
        else:
            slack.clock.advance(float(body["advance_seconds"]))
    except (TimeTravelError, TypeError, ValueError) as refusal:
        raise GestureRefused(str(refusal)) from None
    slack.workspace.announce({"type": "clock"})
    return {"ack": None, **moment(slack)}


def moment(slack: LocalSlack) -> Json:
    """The workspace's time."""
    return {"now": slack.clock.now().isoformat(), "offset_seconds": slack.clock.offset_seconds}


async def faults(slack: LocalSlack, body: Json) -> Json:
    """Play failures from now on; {} ends them. Dropping or refreshing the socket happens at once."""
    slack.faults.set(body)
    if body.get("drop_socket"):
        slack.faults.played["dropped_socket"] += 1
        await slack.sockets.drop()
    elif body.get("refresh_socket"):
        slack.faults.played["refreshed_socket"] += 1
        await slack.sockets.refresh()
    return {"ack": None}


async def reset(slack: LocalSlack, body: Json) -> Json:
    """The workspace as on the first day."""
    slack.reset()
    for hook in slack.on_reset:
        await run_in_threadpool(hook)
    return {"ack": None}


async def delivery(slack: LocalSlack, body: Json) -> Json:
    """Deliver to a request URL from now on (to several in turn, as a load balancer does), or with null by Socket Mode.

    A list is of the processes behind the balancer; one that does not listen is passed over.
    """
    given = body.get("request_url")
    urls = [str(url) for url in (given if isinstance(given, list) else [given]) if url is not None]
    if not all(is_loopback(url) for url in urls):
        raise GestureRefused("request_url must be http on this machine")
    if urls and not slack.profile.full:
        raise GestureRefused("socket_mode_only")
    slack.delivery.request_url = urls[0] if urls else None
    slack.delivery.other_urls = tuple(urls[1:])
    slack.live.tell({"type": "state"})
    return {"ack": None}


async def delete_message(slack: LocalSlack, body: Json) -> Json:
    """Delete a message: one's own; an admin, or "bot", also the bot's."""
    as_bot = body["user"] in ("bot", BOT_USER)
    person = slack.workspace.people[BOT_USER] if as_bot else actor(slack, body["user"])
    message = slack.workspace.message(str(body["channel"]), str(body["ts"]), seen_by=person.id)
    if message is None:
        raise GestureRefused("message_not_found")
    if message.user != person.id and not person.is_admin:
        raise GestureRefused("cant_delete_message")
    return await acked(activity.delete(slack, message))


async def archive(slack: LocalSlack, body: Json) -> Json:
    """Archive a channel, or with `archived` false bring it back."""
    channel = _channel(slack, body)
    if channel.is_im:
        raise GestureRefused("method_not_supported_for_channel_type")
    return await acked(activity.archive(slack, channel, bool(body.get("archived", True)), "U07PETRA"))


async def membership(slack: LocalSlack, body: Json) -> Json:
    """A person, or "bot", joins a channel, or with `present` false leaves it."""
    channel = _channel(slack, body)
    user = BOT_USER if body["user"] == "bot" else str(body["user"])
    if user not in slack.workspace.people:
        raise GestureRefused("user_not_found")
    present = bool(body.get("present", True))
    if (user in channel.members) == present:
        return {"ack": None}
    return await acked(activity.join(slack, channel, user) if present else activity.leave(slack, channel, user))


async def user(slack: LocalSlack, body: Json) -> Json:
    """Change what is known of a person: deleted, tz, locale, is_restricted …"""
    person = slack.workspace.people.get(str(body["id"]))
    if person is None or person.is_bot:
        raise GestureRefused("user_not_found")
    known = {field.name for field in fields(Person)} - set(_FIXED)
    changed = {name: value for name, value in body.items() if name != "id"}
    unknown = set(changed) - known
    if unknown:
        raise GestureRefused(f"unknown_field: {', '.join(sorted(unknown))}")
    return await acked(activity.change_person(slack, person, changed))


async def event(slack: LocalSlack, body: Json) -> Json:
    """Send an event that nothing here brings about, such as channel_id_changed or tokens_revoked."""
    content = body["event"]
    if not isinstance(content, dict) or content.get("type") not in known_events():
        raise GestureRefused("unknown_event")
    return await acked(events.tell(slack, content["type"], dict(content)))


def _channel(slack: LocalSlack, body: Json) -> Channel:
    channel = slack.workspace.channels.get(str(body["channel"]))
    if channel is None:
        raise GestureRefused("channel_not_found")
    return channel
