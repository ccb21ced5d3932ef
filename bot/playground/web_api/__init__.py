"""The Web API: POST or GET /api/METHOD.

Rule: every call goes the same way: token, method, scopes, arguments, then one function per method that either gives
the answer's fields or raises SlackError. Faults are played around it, and each call is kept in the log.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import SlackError
from ..ids import APP_TOKEN, BOT_TOKEN, Json
from ..local_slack import LocalSlack
from ..spec import methods
from . import arguments, channels, chat, conversations, people, reactions, surfaces
from .access import require

Method = Callable[[LocalSlack, Json], Json]

METHODS: dict[str, Method] = {
    "apps.connections.open": people.connections_open,
    "auth.test": people.auth_test,
    "bots.info": people.bot_info,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.archive": channels.archive,
    "conversations.create": channels.create,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.invite": channels.invite,
    "conversations.join": conversations.join,
    "conversations.list": conversations.listed,
    "conversations.members": conversations.members,
    "conversations.open": conversations.opened,
    "conversations.replies": conversations.replies,
    "conversations.setTopic": channels.set_topic,
    "dnd.info": people.dnd_info,
    "dnd.teamInfo": people.dnd_team_info,
    "reactions.add": reactions.add,
    "reactions.get": reactions.get,
    "reactions.remove": reactions.remove,
    "team.info": people.team_info,
    "usergroups.list": people.usergroup_list,
    "usergroups.users.list": people.usergroup_users,
    "users.info": people.user_info,
    "users.list": people.user_list,
    "views.open": surfaces.open_view,
    "views.publish": surfaces.publish_view,
    "views.push": surfaces.push_view,
    "views.update": surfaces.update_view,
}


@dataclass(frozen=True)
class Request:
    """One call as it came in."""

    method: str
    token: str | None  # of the Authorization header
    query: str
    body: bytes
    content_type: str

    def sent(self) -> Json:
        """The arguments as sent; raises SlackError when the body cannot be read."""
        takes_json = methods().get(self.method, {}).get("json", True)
        return arguments.read(self.query, self.body, self.content_type, takes_json)


def answer(slack: LocalSlack, request: Request, sent: Json) -> Json:
    """The answer to a call with the arguments `sent`, refusals included."""
    try:
        _authorise(request.token or sent.get("token"), request.method)
        if request.method not in METHODS or not slack.profile.offers(request.method):
            raise SlackError("unknown_method", req_method=request.method)
        specification = methods()[request.method]
        require(slack, specification["scopes"])
        known = arguments.checked(slack.profile.taken(request.method, sent), specification)
        return {"ok": True, **slack.profile.given(request.method, METHODS[request.method](slack, known))}
    except SlackError as refusal:
        return refusal.answer()


def _authorise(token: object, method: str) -> None:
    if not token:
        raise SlackError("not_authed")
    if token not in (BOT_TOKEN, APP_TOKEN):
        raise SlackError("invalid_auth")
    needed = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
    if token != needed and method != "auth.test":
        raise SlackError("not_allowed_token_type")
