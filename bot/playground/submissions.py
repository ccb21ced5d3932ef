"""Submitting and closing modals, and what the bot's ack makes of them.

Rule: an ack that Slack would not understand leaves the modal as it was and is an error; errors may only name input
blocks of the submitted view.
"""

from . import payloads
from .delivery import Outcome
from .errors import GestureRefused, SlackError
from .ids import Json
from .inputs import entered, refusals
from .local_slack import LocalSlack
from .model import Person
from .views import check_view
from .words import words


async def submit(slack: LocalSlack, person: Person, given: Json) -> Json:
    """Submit the person's top modal with `given` put in."""
    view = slack.views.top(person.id)
    if view is None:
        raise GestureRefused("no_view")
    values = entered(view, given)
    view = {**view, "state": {"values": values}}
    slack.views.replace(person.id, view)
    problems = refusals(view, values)
    if problems:
        texts = words(person.locale, problems)
        slack.views.refuse(person.id, texts)
        raise GestureRefused("invalid_input", errors=texts)
    trigger = slack.triggers.new(person.id)
    payload = payloads.submission(person, view, trigger.id)
    outcome = await slack.delivery.interact("interactive", payload, f"view_submission {view['callback_id']}")
    if not outcome.ok:
        raise GestureRefused(outcome.error or "operation_timeout")
    view_id = _apply(slack, person.id, view, outcome.ack or {})
    return {"ack": outcome.ack, "view_id": view_id or trigger.view_id}


def _apply(slack: LocalSlack, user: str, view: Json, ack: Json) -> str | None:
    """Do what the ack says; gives the id of the view that is new or changed."""
    action = ack.get("response_action")
    try:
        if action is None:
            slack.views.close(user, view["id"])
            return None
        if action == "clear":
            slack.views.close_all(user)
            return None
        if action == "errors":
            slack.views.refuse(user, _errors(view, ack.get("errors")))
            return None
        if action == "update":
            return str(slack.views.update(view["id"], check_view(ack.get("view"), "modal"))[1]["id"])
        if action == "push":
            return str(slack.views.push(user, check_view(ack.get("view"), "modal"))["id"])
    except SlackError as refusal:
        raise GestureRefused(f"invalid_ack: {refusal.error}", **refusal.extra) from None
    raise GestureRefused(f"invalid_ack: response_action {action}")


def _errors(view: Json, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not all(isinstance(text, str) for text in errors.values()):
        raise GestureRefused("invalid_ack: errors must name input blocks")
    unknown = set(errors) - inputs
    if unknown:
        raise GestureRefused(f"invalid_ack: no input block {', '.join(sorted(unknown))}")
    return errors


async def close(slack: LocalSlack, person: Person, everything: bool) -> Json:
    """Close the top modal (or all of them); the bot hears of those that asked for it."""
    stack = slack.views.stack(person.id)
    if not stack:
        raise GestureRefused("no_view")
    closing = stack if everything else stack[-1:]
    for view in reversed(closing):
        slack.views.close(person.id, view["id"])
    ack: Json | None = None
    for view in reversed(closing):
        if view["notify_on_close"]:
            outcome = await _tell_closed(slack, person, view, everything)
            if not outcome.ok:
                raise GestureRefused(outcome.error or "operation_timeout")
            ack = outcome.ack
    return {"ack": ack}


async def _tell_closed(slack: LocalSlack, person: Person, view: Json, cleared: bool) -> Outcome:
    payload = payloads.closed(person, view, cleared)
    return await slack.delivery.interact("interactive", payload, f"view_closed {view['callback_id']}")
