"""users.*, usergroups.*, dnd.*, team.info, bots.info, auth.test: who is there.

Rule: a stranger is known only where they share a channel with the app.
"""

from .. import shapes
from ..errors import SlackError
from ..ids import APP_ID, BOT_ID, BOT_USER, TEAM_ID, Json
from ..local_slack import LocalSlack
from ..model import UserGroup
from ..seed import TEAM_DOMAIN, TEAM_NAME
from .access import known_person
from .paging import page

_TEAM_URL = f"https://{TEAM_DOMAIN}.slack.com/"


def auth_test(slack: LocalSlack, args: Json) -> Json:
    """auth.test."""
    return {
        "url": _TEAM_URL,
        "team": TEAM_NAME,
        "user": "promise_bot",
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def connections_open(slack: LocalSlack, args: Json) -> Json:
    """apps.connections.open."""
    return {"url": slack.sockets.ticket_url()}


def user_info(slack: LocalSlack, args: Json) -> Json:
    """users.info."""
    person = known_person(slack, args["user"])
    return {"user": shapes.user(person, slack.clock.now(), bool(args.get("include_locale")))}


def user_list(slack: LocalSlack, args: Json) -> Json:
    """users.list."""
    known = [one for one in slack.workspace.people.values() if slack.known_person(one.id)]
    found, more = page(known, args, 200, 1000)
    now, locale = slack.clock.now(), bool(args.get("include_locale"))
    return {"members": [shapes.user(one, now, locale) for one in found], "cache_ts": int(now.timestamp())} | more


def team_info(slack: LocalSlack, args: Json) -> Json:
    """team.info."""
    if args.get("team", TEAM_ID) != TEAM_ID:
        raise SlackError("team_not_found")
    return {"team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN, "url": _TEAM_URL, "icon": {}}}


def bot_info(slack: LocalSlack, args: Json) -> Json:
    """bots.info."""
    if args.get("bot", BOT_ID) != BOT_ID:
        raise SlackError("bot_not_found")
    shape = {"id": BOT_ID, "deleted": False, "name": "Promise Bot", "updated": 0, "app_id": APP_ID, "user_id": BOT_USER}
    return {"bot": shape | {"icons": {}}}


def usergroup_list(slack: LocalSlack, args: Json) -> Json:
    """usergroups.list."""
    groups = slack.workspace.usergroups.values()
    return {"usergroups": [_group(group, bool(args.get("include_users"))) for group in groups]}


def usergroup_users(slack: LocalSlack, args: Json) -> Json:
    """usergroups.users.list."""
    group = slack.workspace.usergroups.get(args["usergroup"])
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}


def _group(group: UserGroup, include_users: bool) -> Json:
    shape: Json = {
        "id": group.id,
        "team_id": TEAM_ID,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "is_external": False,
        "date_delete": 0,
        "user_count": len(group.users),
    }
    return shape | ({"users": list(group.users)} if include_users else {})


def dnd_info(slack: LocalSlack, args: Json) -> Json:
    """dnd.info: nobody here has set do-not-disturb."""
    if "user" in args:
        known_person(slack, args["user"])
    return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


def dnd_team_info(slack: LocalSlack, args: Json) -> Json:
    """dnd.teamInfo."""
    users = [user for user in args["users"].split(",") if user]
    if not users:
        raise SlackError("no_users_provided")
    quiet = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    return {"users": {user: dict(quiet) for user in users if slack.known_person(user)}}
