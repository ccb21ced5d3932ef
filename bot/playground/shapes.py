"""People, channels and messages in Slack's JSON.

Rule: the shapes of Slack's Web API and events, with the same fields present and absent; the page's own shapes are in
control/pictures.py.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from .ids import APP_ID, BOT_ID, BOT_USER, PARTNER_TEAM_ID, TEAM_ID, Json
from .model import Channel, Message, Person
from .workspace import Workspace


def team_of(person: Person) -> str:
    """The team that a person belongs to."""
    return PARTNER_TEAM_ID if person.is_stranger else TEAM_ID


def tz_offset(person: Person, now: datetime) -> int:
    """Seconds that the person's clock is ahead of UTC at `now`."""
    offset = now.astimezone(ZoneInfo(person.tz)).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def user(person: Person, now: datetime, include_locale: bool = False) -> Json:
    """A user object as users.info gives it; a deactivated person has lost zone and rank, as in Slack."""
    shape: Json = {
        "id": person.id,
        "team_id": team_of(person),
        "name": person.name,
        "deleted": person.deleted,
        "profile": _profile(person),
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": person.updated,
    }
    if not person.deleted:
        shape |= _rank(person) | _zone(person, now)
    if person.is_stranger:
        shape["is_stranger"] = True
    if include_locale:
        shape["locale"] = person.locale
    return shape


def _rank(person: Person) -> Json:
    return {
        "color": person.avatar_color,
        "real_name": person.real_name,
        "is_admin": person.is_admin,
        "is_owner": person.is_admin,
        "is_primary_owner": person.is_admin,
        "is_restricted": person.is_restricted or person.is_ultra_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }


def _zone(person: Person, now: datetime) -> Json:
    label = now.astimezone(ZoneInfo(person.tz)).tzname() or person.tz
    return {"tz": person.tz, "tz_label": label, "tz_offset": tz_offset(person, now)}


def _profile(person: Person) -> Json:
    first, _, last = person.real_name.partition(" ")
    profile: Json = {
        "title": person.title,
        "phone": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "first_name": first,
        "last_name": last,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": person.id.lower(),
        "team": team_of(person),
    }
    return profile | ({"api_app_id": APP_ID, "bot_id": BOT_ID} if person.is_bot else {})


def conversation(channel: Channel) -> Json:
    """A conversation object as conversations.info gives it."""
    shape: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.is_im,
        "is_org_shared": False,
        "context_team_id": TEAM_ID,
        "updated": channel.created * 1000,
    }
    if channel.is_im:
        return shape | {"user": channel.user, "is_user_deleted": False, "priority": 0}
    return shape | _named(channel)


def _named(channel: Channel) -> Json:
    return {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_general": channel.name == "general",
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "shared_team_ids": [TEAM_ID, PARTNER_TEAM_ID] if channel.is_ext_shared else [TEAM_ID],
        "is_member": channel.bot_is_member,
        "creator": channel.creator,
        "unlinked": 0,
        "topic": {
            "value": channel.topic,
            "creator": channel.creator if channel.topic else "",
            "last_set": channel.created if channel.topic else 0,
        },
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def message(workspace: Workspace, said: Message, include_metadata: bool = False) -> Json:
    """A message object as history, replies and events carry it."""
    shape: Json = {
        "type": "message",
        "user": said.user,
        "text": said.text,
        "ts": said.ts,
        "team": _team(workspace, said),
    }
    if said.client_msg_id:
        shape["client_msg_id"] = said.client_msg_id
    if said.subtype:
        shape["subtype"] = said.subtype
    if said.by_bot:
        shape |= {"bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": bot_profile()}
    shape["blocks"] = said.blocks or ([] if said.by_bot else typed_blocks(said))
    if not shape["blocks"]:
        del shape["blocks"]
    if said.attachments:
        shape["attachments"] = said.attachments
    if said.metadata and include_metadata:
        shape["metadata"] = said.metadata
    if said.edited_ts:
        shape["edited"] = {"user": said.edited_by, "ts": said.edited_ts}
    return shape | thread(workspace, said) | _reactions(said)


def _team(workspace: Workspace, said: Message) -> str:
    author = workspace.people.get(said.user)
    return team_of(author) if author else TEAM_ID


def bot_profile() -> Json:
    """The app as it stands beside each of its messages."""
    return {
        "id": BOT_ID,
        "app_id": APP_ID,
        "user_id": BOT_USER,
        "name": "Promise Bot",
        "icons": {},
        "deleted": False,
        "updated": 0,
        "team_id": TEAM_ID,
    }


def typed_blocks(said: Message) -> list[Json]:
    """The rich text that Slack's own client makes of what a person typed."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": said.text}]}
    return [{"type": "rich_text", "block_id": said.ts.replace(".", "")[-5:], "elements": [section]}]


def thread(workspace: Workspace, said: Message) -> Json:
    """What a message says about its thread: a reply names its root, a root counts its replies."""
    if said.is_reply:
        root = workspace.message(said.channel, said.thread_ts or "")
        return {"thread_ts": said.thread_ts, "parent_user_id": root.user if root else BOT_USER}
    replies = workspace.replies(said.channel, said.ts)
    if not replies:
        return {}
    people = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": said.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "reply_users": people[:5],
        "latest_reply": replies[-1].ts,
        "is_locked": False,
    }


def _reactions(said: Message) -> Json:
    return {"reactions": reactions(said)} if said.reactions else {}


def reactions(said: Message) -> list[Json]:
    """The reactions of a message, in the order in which each emoji first came."""
    return [{"name": name, "users": list(users), "count": len(users)} for name, users in said.reactions.items()]
