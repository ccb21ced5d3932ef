"""views.*: modals and the home tab.

Rule: a view is checked before its trigger is spent, so a refused view leaves the trigger usable; a trigger remembers
the view that came of it.
"""

from ..errors import SlackError, with_messages
from ..ids import Json
from ..local_slack import LocalSlack
from ..triggers import Trigger
from ..views import check_view
from .access import known_person


def open_view(slack: LocalSlack, args: Json) -> Json:
    """views.open."""
    view, trigger = check_view(args["view"], "modal"), _trigger(slack, args)
    opened = slack.views.open(trigger.user, view)
    return _spent(trigger, opened)


def push_view(slack: LocalSlack, args: Json) -> Json:
    """views.push."""
    view, trigger = check_view(args["view"], "modal"), _trigger(slack, args)
    return _spent(trigger, slack.views.push(trigger.user, view))


def update_view(slack: LocalSlack, args: Json) -> Json:
    """views.update, by view_id or external_id."""
    view = check_view(args["view"], "modal")
    if "view_id" in args:
        user, updated = slack.views.update(args["view_id"], view, args.get("hash"))
    elif "external_id" in args:
        user, updated = slack.views.update_external(args["external_id"], view, args.get("hash"))
    else:
        raise with_messages("invalid_arguments", ["missing required field: view_id"])
    newest = slack.triggers.newest_of(user)
    if newest is not None:
        newest.view_id = updated["id"]
    return {"view": updated}


def publish_view(slack: LocalSlack, args: Json) -> Json:
    """views.publish."""
    view = check_view(args["view"], "home")
    person = known_person(slack, args["user_id"])
    if person.deleted or person.is_bot:
        raise SlackError("user_not_found")
    return {"view": slack.views.publish(person.id, view, args.get("hash"))}


def _trigger(slack: LocalSlack, args: Json) -> Trigger:
    if "trigger_id" not in args:
        raise with_messages("invalid_arguments", ["missing required field: trigger_id"])
    return slack.triggers.usable(args["trigger_id"])


def _spent(trigger: Trigger, view: Json) -> Json:
    trigger.used = True
    trigger.view_id = view["id"]
    return {"view": view}
