"""Every route, as one flat list; and what is the same for each: parse, greet, refuse in words, acknowledge.

The app runs with process_before_response: an act is committed before it is acknowledged. A failed interaction is still
answered with 200 and words to that person alone; an event is dealt with or fails, so that Slack delivers it again.
What nothing here matches is answered with 200, too: Slack gives up on apps that answer otherwise.

The app must not ignore its own events (`ignoring_self_events_enabled=False`): Slack reports a deleted card as one.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from slack_bolt import App

from bot.slack import boundary, ids
from bot.slack.boundary import Listener
from bot.slack.handlers import (
    answering,
    bundling,
    commands,
    drafting,
    ending,
    hearing,
    looking,
    moving,
    phoning,
    reacting,
    reopening,
    showing,
    templating,
)
from bot.slack.reception import Reception

logger = logging.getLogger(__name__)

Kind = Literal["command", "submission", "press", "event"]


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that Slack sends, by its name, and who deals with it."""

    kind: Kind
    name: str
    handler: Callable[..., Any]


ROUTES: Final = (
    # Bolt tries them one after the other, so what is pressed most stands first.
    Route("press", ids.AGREE, answering.on_agree_pressed),
    Route("command", "/promise", commands.on_promise_command),
    Route("command", "/zusage", commands.on_promise_command),
    Route("submission", ids.MODAL_DRAFT, drafting.on_draft_submitted),
    Route("submission", ids.MODAL_REVIEW, drafting.on_review_submitted),
    Route("submission", ids.MODAL_COUNTER, bundling.on_bundle_submitted),
    Route("submission", ids.MODAL_REVISE, bundling.on_bundle_submitted),
    Route("submission", ids.MODAL_OBJECT, answering.on_object_submitted),
    Route("submission", ids.MODAL_DROP, ending.on_drop_submitted),
    Route("submission", ids.MODAL_WITHDRAW, ending.on_withdraw_submitted),
    Route("submission", ids.MODAL_CHECKING, moving.on_checking_submitted),
    Route("submission", ids.MODAL_EDIT, moving.on_edit_submitted),
    Route("submission", ids.MODAL_RESTATE, moving.on_restate_submitted),
    Route("submission", ids.MODAL_REASSIGN, moving.on_reassign_submitted),
    Route("submission", ids.MODAL_MOVE, moving.on_move_submitted),
    Route("submission", ids.MODAL_END_RENEGOTIATION, reopening.on_end_renegotiation_submitted),
    Route("submission", ids.MODAL_CANNOT_KEEP, reopening.on_cannot_keep_submitted),
    Route("submission", ids.MODAL_KEEP_AGAIN, reopening.on_keep_again_submitted),
    Route("submission", ids.MODAL_PHONE, phoning.on_phone_submitted),
    Route("submission", ids.MODAL_VISIBILITY, showing.on_visibility_submitted),
    Route("submission", ids.MODAL_TEMPLATE, templating.on_template_submitted),
    Route("press", ids.BACK, drafting.on_back_pressed),
    Route("press", ids.AGREE_PHONED, answering.on_agree_phoned_pressed),
    Route("press", ids.COUNTER, bundling.on_counter_pressed),
    Route("press", ids.OBJECT, answering.on_object_pressed),
    Route("press", ids.MORE, looking.on_more_pressed),
    Route("press", ids.ACCEPT, answering.on_accept_pressed),
    Route("press", ids.REVISE, bundling.on_revise_pressed),
    Route("press", ids.RETRACT, answering.on_retract_pressed),
    Route("press", ids.DROP, ending.on_drop_pressed),
    Route("press", ids.WITHDRAW, ending.on_withdraw_pressed),
    Route("press", ids.CHECKING, moving.on_checking_pressed),
    Route("press", ids.EDIT, moving.on_edit_pressed),
    Route("press", ids.RESTATE, moving.on_restate_pressed),
    Route("press", ids.REASSIGN, moving.on_reassign_pressed),
    Route("press", ids.MOVE, moving.on_move_pressed),
    Route("press", ids.CONFIRM_MOVE, moving.on_confirm_move_pressed),
    Route("press", ids.RENEGOTIATE, reopening.on_renegotiate_pressed),
    Route("press", ids.END_RENEGOTIATION, reopening.on_end_renegotiation_pressed),
    Route("press", ids.CANNOT_KEEP, reopening.on_cannot_keep_pressed),
    Route("press", ids.KEEP_AGAIN, reopening.on_keep_again_pressed),
    Route("press", ids.PHONE, phoning.on_phone_pressed),
    Route("press", ids.VISIBILITY, showing.on_visibility_pressed),
    Route("press", ids.USE_NAME, drafting.on_use_name_pressed),
    Route("press", ids.COPY, templating.on_copy_pressed),
    Route("press", ids.TEMPLATE, templating.on_template_pressed),
    Route("press", ids.USE_TEMPLATE, templating.on_use_template_pressed),
    Route("press", ids.DELETE_TEMPLATE, templating.on_delete_template_pressed),
    Route("press", ids.SHOW, looking.on_show_pressed),
    Route("press", ids.OPEN, looking.on_link_pressed),
    Route("event", "message", hearing.on_message),
    Route("event", "reaction_added", reacting.on_reaction_added),
    Route("event", "reaction_removed", reacting.on_reaction_removed),
    Route("event", "app_home_opened", hearing.on_app_home_opened),
    Route("event", "user_change", hearing.on_user_changed),
    Route("event", "channel_id_changed", hearing.on_channel_moved),
)

COMMANDS: Final = tuple(route.name for route in ROUTES if route.kind == "command")
EVENT_TYPES: Final = tuple(route.name for route in ROUTES if route.kind == "event")
"""The types of events; those of messages are subscribed to by kind of channel (message.channels, …)."""

_ANYTHING: Final = re.compile("")


def register(app: App, reception: Reception) -> None:
    """Attach every route, and a catch-all for what none of them matches."""
    for route in ROUTES:
        _attach(app, reception, route)
    for match in (app.event, app.action, app.view, app.view_closed, app.shortcut, app.options, app.command):
        match(_ANYTHING)(_acknowledge_only)
    app.error(boundary.not_acknowledged)


def _attach(app: App, reception: Reception, route: Route) -> None:
    wrap: dict[Kind, tuple[Callable[..., Any], Callable[..., Listener]]] = {
        "command": (app.command, boundary.for_command),
        "submission": (app.view, boundary.for_submission),
        "press": (app.action, boundary.for_press),
        "event": (app.event, boundary.for_event),
    }
    match, listener = wrap[route.kind]
    match(route.name)(listener(reception, route.handler))


def _acknowledge_only(ack: Callable[[], Any], body: dict[str, Any]) -> None:
    logger.info("nothing listens to %s", body.get("type"))
    ack()
