"""How a gesture is answered, to that person alone, wherever it was made: in a channel, a thread, a DM or a modal.

An answer never undoes an act: what cannot be said is logged, and what stands on the card says it anyway.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from bot.slack import ids
from bot.slack.current import publish_home
from bot.slack.gateway import SlackError
from bot.slack.gestures import Press
from bot.slack.reception import Reception
from bot.slack.render.blocks import View, modal
from bot.slack.render.message import Message
from bot.slack.visitors import Visit
from storage.database import StorageUnavailable

logger = logging.getLogger(__name__)

Ack = dict[str, Any]
"""What a view submission is answered with."""

CLEAR: Ack = {"response_action": "clear"}


def in_its_place(view: View) -> Ack:
    """Answer a form with a view in its place."""
    return {"response_action": "update", "view": view}


def on_top(view: View) -> Ack:
    """Answer a form with a view on top of it: what was typed stays beneath."""
    return {"response_action": "push", "view": view}


def at_fields(errors: dict[str, str]) -> Ack:
    """Answer a form with what is wrong, block by block."""
    return {"response_action": "errors", "errors": errors}


def as_modal(said: Message, title: str, close: str) -> View:
    """Return a message as a modal that only says it; its buttons work there, too."""
    return modal(ids.MODAL_MORE, title, said.blocks, close=close)


def answer(visit: Visit, press: Press, said: Message, *, replace: bool = False) -> None:
    """Say something to the one who pressed; `replace` puts it in the place of an ephemeral answer."""
    view = as_modal(said, visit.say("Promises"), visit.say("Close")) if press.view else None
    tell(visit.reception, press, said, view, replace=replace and press.is_ephemeral)
    if press.view is not None and press.view.kind == "home":
        _refresh_home(visit)


def answer_later(visit: Visit, press: Press, words: Callable[[], Message], *, replace: bool = False) -> None:
    """Say something once the press is acknowledged; in a view at once, because the view waits for it."""
    if press.view is not None:
        answer(visit, press, words(), replace=replace)
        return
    visit.reception.afterwards.do(press.sender.user_id, lambda: answer(visit, press, words(), replace=replace))


def _refresh_home(visit: Visit) -> None:
    try:
        publish_home(visit)
    except (SlackError, StorageUnavailable) as error:
        logger.warning("a home tab shows what was: %s", error)


def tell(reception: Reception, press: Press, said: Message, view: View | None, *, replace: bool = False) -> None:
    """The same for somebody of whom less is known; `view` is the answer to a button in a view."""
    try:
        if view is not None and press.view is not None:
            show(reception, press, view)
        elif press.in_channel and press.channel and not (press.is_ephemeral and press.response_url):
            _in_channel(reception, press, press.channel, said)
        elif press.response_url:
            reception.gateway.respond(press.response_url, said, replace=replace)
        else:  # not every server gives an address to answer to
            reception.gateway.direct(press.sender.user_id, said)
    except SlackError as error:
        logger.warning("an answer to %s was not shown: %s", press.action_id, error)


def show(reception: Reception, press: Press, view: View) -> None:
    """Open a modal for the one who pressed: on top of the one they are in, or in its place when there is no room.

    Raises SlackError.
    """
    if press.view is None or not press.in_modal:
        reception.gateway.open_view(press.trigger_id, view)
        return
    try:
        reception.gateway.push_view(press.trigger_id, view)
    except SlackError as error:
        if error.code not in ("push_limit_reached", "unknown_method"):
            raise
        reception.gateway.update_view(press.view.id, view)


def whisper(visit: Visit, channel: str, said: Message, thread_ts: str | None = None) -> None:
    """Say something to the visitor where they are in a channel, or in their DM where that fails."""
    user = visit.person.user_id
    try:
        visit.reception.gateway.ephemeral(channel, user, said, thread_ts)
    except SlackError as error:
        logger.info("said in the DM instead: %s", error)
        in_dm(visit, said)


def in_dm(visit: Visit, said: Message) -> None:
    """Say something in the visitor's conversation with the bot."""
    try:
        visit.reception.gateway.direct(visit.person.user_id, said)
    except SlackError as error:
        logger.warning("an answer was not shown: %s", error)


def _in_channel(reception: Reception, press: Press, channel: str, said: Message) -> None:
    try:
        reception.gateway.ephemeral(channel, press.sender.user_id, said, press.thread_ts)
    except SlackError as error:
        logger.info("said in another way: %s", error)
        if press.response_url is None:
            reception.gateway.direct(press.sender.user_id, said)
        else:
            reception.gateway.respond(press.response_url, said, replace=False)
