"""Who may see a promise: a private channel of its own before anything is posted, and changes by its author."""

from __future__ import annotations

import logging

from bot import logs
from bot.domain import errors
from bot.domain.code_names import code_name
from bot.domain.promise import Promise, Visibility
from bot.slack import ids
from bot.slack.casting import cast_of
from bot.slack.gestures import Press, Submission
from bot.slack.payloads import Malformed
from bot.slack.render import visibility as render
from bot.slack.replies import CLEAR, Ack, in_dm, show
from bot.slack.visitors import NoPromisesChannel, Visit, check_may_hold, open_home
from bot.use_cases import glancing, moving, negotiating

logger = logging.getLogger(__name__)


def on_visibility_pressed(visit: Visit, press: Press) -> None:
    """Open the form, for the author alone."""
    promise = negotiating.promise_shown(visit.store, visit.person, press.value)[0]
    _check_author(visit, promise)
    show(visit.reception, press, render.visibility_modal(visit.say, promise, rendering=press.value))


def on_visibility_submitted(visit: Visit, sent: Submission) -> Ack:
    """Move the promise to where those who may see it are, and take away what others could still read."""
    wished = _wished(sent.view.text(ids.BLOCK_VISIBILITY))
    promise = negotiating.promise_shown(visit.store, visit.person, sent.view.metadata)[0]
    _check_author(visit, promise)
    if wished is promise.visibility:
        raise errors.NothingChanged(promise.number)
    channel = _home(visit, promise, wished, sent.view.metadata)
    check_may_hold(visit, channel)
    name = promise.code_name or (code_name(promise.number) if wished is Visibility.CONFIDENTIAL else "")
    done = moving.change_visibility(visit.store, visit.person, sent.view.metadata, wished, channel, name, visit.now)
    logger.info("visibility is %s", wished.value, extra=logs.promise(done.promise))
    in_dm(visit, render.changed(done.promise, cast_of(visit, [done.promise])))
    return CLEAR


def _home(visit: Visit, promise: Promise, wished: Visibility, rendering_id: str) -> str:
    """Return where the promise goes: it stays only where nobody else reads along."""
    if wished is Visibility.OPEN:
        channel = glancing.workspace(visit.store).promises_channel
        if channel is None:
            raise NoPromisesChannel
        return channel
    is_private = visit.reception.places.ask(promise.channel).is_private
    if wished is Visibility.RESTRICTED and is_private:
        return promise.channel
    return open_home(visit, moving.new_home(visit.store, visit.person, rendering_id, wished))


def _wished(chosen: str) -> Visibility:
    try:
        return Visibility(chosen)
    except ValueError:
        raise Malformed(ids.BLOCK_VISIBILITY) from None


def _check_author(visit: Visit, promise: Promise) -> None:
    if visit.person.ref != promise.author:
        raise errors.OnlyTheAuthor(promise.number, promise.author)
