"""The buttons that answer: agree, object, accept, and taking an answer back."""

from __future__ import annotations

import logging

from bot import logs
from bot.domain.promise import TermId, Via
from bot.domain.state_table import Act
from bot.slack import ids
from bot.slack.casting import cast_of
from bot.slack.gestures import Press, Submission
from bot.slack.render import answers, modals, refusals
from bot.slack.render.message import Message
from bot.slack.replies import CLEAR, Ack, answer_later, at_fields, show, whisper
from bot.slack.visitors import Visit
from bot.use_cases import negotiating
from bot.use_cases.acting import Done
from bot.use_cases.forms import FormProblem

logger = logging.getLogger(__name__)


def on_agree_pressed(visit: Visit, press: Press) -> None:
    """Sign what the button's rendering showed, and say privately what was signed."""
    _agree(visit, press, Via.BUTTON)


def on_agree_phoned_pressed(visit: Visit, press: Press) -> None:
    """Sign what was agreed by phone, as the button in the DM showed it."""
    _agree(visit, press, Via.PHONE)


def _agree(visit: Visit, press: Press, via: Via) -> None:
    done = negotiating.agree(visit.store, visit.person, press.value, visit.now, via)
    logger.info("agreed", extra=logs.promise(done.promise))
    answer_later(visit, press, lambda: agreement(visit, done), replace=True)


def on_retract_pressed(visit: Visit, press: Press) -> None:
    """Take back what the person's areas said; the button of an answer only what that answer told."""
    only_shown = press.view is None
    done = negotiating.retract(visit.store, visit.person, press.value, visit.now, only_shown=only_shown)
    logger.info("retracted", extra=logs.promise(done.promise))
    answer_later(
        visit, press, lambda: answers.done(Act.RETRACT, done.promise, cast_of(visit, [done.promise])), replace=True
    )


def on_accept_pressed(visit: Visit, press: Press) -> None:
    """Take the counter that the button's rendering showed, whole."""
    done = negotiating.accept(visit.store, visit.person, press.value, visit.now)
    logger.info("counter accepted", extra=logs.promise(done.promise))
    answer_later(visit, press, lambda: answers.done(Act.ACCEPT, done.promise, cast_of(visit, [done.promise])))


def on_object_pressed(visit: Visit, press: Press) -> None:
    """Open the form for an objection to the person's own figures."""
    promise, lines = negotiating.own_lines(visit.store, visit.person, press.value)
    show(visit.reception, press, modals.object_modal(visit.say, promise, lines=lines, rendering=press.value))


def on_object_submitted(visit: Visit, sent: Submission) -> Ack:
    """Post the objection in the thread."""
    view = sent.view
    chosen = (*view.inputs.get(ids.BLOCK_TERMS, ()), *view.inputs.get(ids.BLOCK_TERMS_2, ()))
    reason = view.text(ids.BLOCK_REASON)
    missing = {} if chosen else {ids.BLOCK_TERMS: refusals.nothing_chosen(visit.say)}
    if not reason.strip():
        missing[ids.BLOCK_REASON] = refusals.form_problem(FormProblem.REASON_MISSING, visit.say)
    if missing:
        return at_fields(missing)
    terms = tuple(TermId(term) for term in chosen)
    done = negotiating.object_to(visit.store, visit.person, view.metadata, terms, reason, visit.now)
    logger.info("objected", extra=logs.promise(done.promise))
    whisper(visit, done.promise.channel, answers.done(Act.OBJECT, done.promise, cast_of(visit, [done.promise])))
    return CLEAR


def agreement(visit: Visit, done: Done) -> Message:
    """Return what an act signed, with a way to take it back."""
    signed = negotiating.lines_agreed(done)
    areas = tuple(dict.fromkeys(area for _, area in signed))
    lines = {line.id: line for line, _ in signed}
    questions = [
        line for line in done.promise.terms if line.term.is_question and any(slot.area in areas for slot in line.slots)
    ]
    return answers.agreed(
        done.promise,
        cast_of(visit, [done.promise]),
        lines=tuple(lines.values()),
        areas_signed=areas,
        rendering=done.rendering_id or _rendering(visit, done),
        questions=questions,
        represented=negotiating.represented_in(done),
    )


def _rendering(visit: Visit, done: Done) -> str:
    """Return a rendering of what was signed: what is taken back by the answer's button is that, and nothing else."""
    slots = negotiating.slots_agreed(done)
    return negotiating.offer(visit.store, visit.person, done.promise.id, visit.now, slots).rendering_id
