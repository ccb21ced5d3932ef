"""Who may see a promise: a private channel of its own before anything is posted, and changes by its author."""

from __future__ import annotations

import logging

from bot import logs
from bot.domain import errors
from bot.domain.code_names import code_name
from bot.domain.promise import Promise, Visibility
from bot.slack import ids
from bot.slack.casting import cast_of
from bot.slack.gateway import SlackError
from bot.slack.gestures import Press, Submission
from bot.slack.homes import close_home, open_home
from bot.slack.payloads import Malformed
from bot.slack.render import visibility as render
from bot.slack.replies import CLEAR, Ack, in_dm, show
from bot.slack.visitors import NoPromisesChannel, Refusal, Visit, check_may_hold
from bot.use_cases import glancing, moving, negotiating
from bot.use_cases.acting import Done

logger = logging.getLogger(__name__)


def on_visibility_pressed(visit: Visit, press: Press) -> None:
    """Open the form, for the author alone."""
    promise = negotiating.promise_shown(visit.store, visit.person, press.value)[0]
    _check_author(visit, promise)
    show(visit.reception, press, render.visibility_modal(visit.say, promise, rendering=press.value))


def on_visibility_submitted(visit: Visit, sent: Submission) -> Ack:
    """Move the promise to where those who may see it are, and take away what others could still read."""
    wished, rendering_id = _wished(sent.view.text(ids.BLOCK_VISIBILITY)), sent.view.metadata
    promise = negotiating.promise_shown(visit.store, visit.person, rendering_id)[0]
    with visit.reception.homes.of(promise.id):
        done = _change(visit, wished, rendering_id)
    logger.info("visibility is %s", wished.value, extra=logs.promise(done.promise))
    in_dm(visit, render.changed(done.promise, cast_of(visit, [done.promise])))
    return CLEAR


def _change(visit: Visit, wished: Visibility, rendering_id: str) -> Done:
    """Do it to the promise as it is by now: another form may have been first."""
    promise = negotiating.promise_shown(visit.store, visit.person, rendering_id)[0]
    _check_author(visit, promise)
    if wished is promise.visibility:
        raise errors.NothingChanged(promise.number)
    place = _place(visit, promise, wished)
    channel = place or open_home(visit, moving.new_home(visit.store, visit.person, rendering_id, wished))
    name = promise.code_name or (code_name(promise.number) if wished is Visibility.CONFIDENTIAL else "")
    try:
        check_may_hold(visit, channel)
        return moving.change_visibility(visit.store, visit.person, rendering_id, wished, channel, name, visit.now)
    except (errors.PromiseError, Refusal, SlackError):
        if not place:
            close_home(visit, channel)
        raise


def _place(visit: Visit, promise: Promise, wished: Visibility) -> str | None:
    """Return the channel that the promise goes to or stays in; None for a private one that has to be opened for it."""
    if wished is Visibility.OPEN:
        channel = glancing.workspace(visit.store).promises_channel
        if channel is None:
            raise NoPromisesChannel
        return channel
    # It stays only where nobody else reads along.
    is_private = visit.reception.places.ask(promise.channel).is_private
    return promise.channel if wished is Visibility.RESTRICTED and is_private else None


def _wished(chosen: str) -> Visibility:
    try:
        return Visibility(chosen)
    except ValueError:
        raise Malformed(ids.BLOCK_VISIBILITY) from None


def _check_author(visit: Visit, promise: Promise) -> None:
    if visit.person.ref != promise.author:
        raise errors.OnlyTheAuthor(promise.number, promise.author)
