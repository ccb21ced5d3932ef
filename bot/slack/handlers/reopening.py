"""After the sign-off: renegotiating, ending that, and saying that a figure cannot be kept any more, or can again."""

from __future__ import annotations

import logging

from bot import logs
from bot.domain import errors
from bot.domain.state_table import Act
from bot.slack import ids
from bot.slack.casting import cast_of
from bot.slack.gestures import Press, Submission
from bot.slack.handlers.bundling import open_bundle_form
from bot.slack.handlers.moving import chosen, nothing_chosen
from bot.slack.render import answers, move_answers, move_forms
from bot.slack.replies import CLEAR, Ack, as_modal, in_its_place, show, whisper
from bot.slack.visitors import Visit
from bot.use_cases import closer_look, moving, negotiating

logger = logging.getLogger(__name__)


def on_renegotiate_pressed(visit: Visit, press: Press) -> None:
    """Open the form for other figures: sales changes them, operations proposes."""
    promise, _ = negotiating.promise_shown(visit.store, visit.person, press.value)
    open_bundle_form(visit, press, "revision" if visit.person.ref in promise.sales else "counter", reopening=True)


def on_end_renegotiation_pressed(visit: Visit, press: Press) -> None:
    """Open the form that gives the renegotiation up."""
    promise, _ = negotiating.promise_shown(visit.store, visit.person, press.value)
    show(visit.reception, press, move_forms.end_modal(visit.say, promise, rendering=press.value))


def on_end_renegotiation_submitted(visit: Visit, sent: Submission) -> Ack:
    """Leave what is sealed as it is."""
    reason = sent.view.text(ids.BLOCK_REASON)
    done = moving.end_renegotiation(visit.store, visit.person, sent.view.metadata, reason, visit.now)
    logger.info("renegotiation ended", extra=logs.promise(done.promise))
    whisper(
        visit, done.promise.channel, answers.done(Act.END_RENEGOTIATION, done.promise, cast_of(visit, [done.promise]))
    )
    return CLEAR


def on_cannot_keep_pressed(visit: Visit, press: Press) -> None:
    """Open the form that takes figures out of everything a client is told."""
    found = closer_look.figures_in_force(visit.store, visit.person, press.value, visit.now)
    if not found.kept:
        raise errors.NothingChanged(found.promise.number)
    view = move_forms.cannot_keep_modal(visit.say, found.promise, lines=found.kept, rendering=press.value)
    show(visit.reception, press, view)


def on_cannot_keep_submitted(visit: Visit, sent: Submission) -> Ack:
    """Take the figures out at once, and ask for what can be kept instead."""
    terms, reason = chosen(sent.view), sent.view.text(ids.BLOCK_REASON)
    if not terms:
        return nothing_chosen(visit)
    done = moving.cannot_keep(visit.store, visit.person, sent.view.metadata, terms, reason, visit.now)
    logger.info("cannot be kept any more", extra=logs.promise(done.promise))
    offer = negotiating.offer(visit.store, visit.person, done.promise.id, visit.now)
    said = move_answers.suspended(offer.promise, cast_of(visit, [offer.promise]), offer.rendering_id)
    return in_its_place(as_modal(said, visit.say("Cannot be kept"), visit.say("Close")))


def on_keep_again_pressed(visit: Visit, press: Press) -> None:
    """Open the form that says that figures hold after all."""
    found = closer_look.figures_in_force(visit.store, visit.person, press.value, visit.now)
    if not found.gone:
        raise errors.NothingChanged(found.promise.number)
    view = move_forms.keep_again_modal(visit.say, found.promise, lines=found.gone, rendering=press.value)
    show(visit.reception, press, view)


def on_keep_again_submitted(visit: Visit, sent: Submission) -> Ack:
    """Let the figures be told again."""
    terms, reason = chosen(sent.view), sent.view.text(ids.BLOCK_REASON)
    if not terms:
        return nothing_chosen(visit)
    done = moving.keep_again(visit.store, visit.person, sent.view.metadata, terms, reason, visit.now)
    logger.info("can be kept after all", extra=logs.promise(done.promise))
    whisper(visit, done.promise.channel, answers.done(Act.KEEP_AGAIN, done.promise, cast_of(visit, [done.promise])))
    return CLEAR
