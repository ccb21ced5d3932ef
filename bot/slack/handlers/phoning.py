"""Agreed by phone: the colleague who said so gets a button that signs, and nothing is signed without it."""

from __future__ import annotations

import logging

from bot import logs
from bot.slack import ids, visitors
from bot.slack.casting import cast_of
from bot.slack.gestures import Press, Submission
from bot.slack.render import phoning as render
from bot.slack.render.people import mention
from bot.slack.replies import CLEAR, Ack, show, whisper
from bot.slack.visitors import Visit
from bot.use_cases import moving, negotiating
from bot.use_cases.forms import FormErrors, FormProblem

logger = logging.getLogger(__name__)


def on_phone_pressed(visit: Visit, press: Press) -> None:
    """Open the form that names the colleague."""
    promise = negotiating.promise_shown(visit.store, visit.person, press.value)[0]
    moving.check_may_edit(visit.person, promise)
    show(visit.reception, press, render.phone_modal(visit.say, promise, rendering=press.value))


def on_phone_submitted(visit: Visit, sent: Submission) -> Ack:
    """Note the call, and let the colleague have the button."""
    colleague = sent.view.text(ids.BLOCK_COLLEAGUE)
    if not visitors.known(visit.reception, colleague, visit.now).may_act:
        raise FormErrors({ids.BLOCK_COLLEAGUE: [FormProblem.CANNOT_SIGN]})
    done = moving.note_phone_call(visit.store, visit.person, sent.view.metadata, colleague, visit.now)
    logger.info("a phone call is noted", extra=logs.promise(done.promise))
    whisper(visit, done.promise.channel, render.noted(done.promise, mention(colleague), cast_of(visit, [done.promise])))
    return CLEAR
