"""Giving up: one figure, or the whole promise. Both are sales' alone, and both need a reason."""

from __future__ import annotations

import logging

from bot import logs
from bot.domain import errors
from bot.domain.events import DropProposed
from bot.domain.promise import Promise, PromiseState, TermId
from bot.domain.state_table import Act
from bot.slack import ids
from bot.slack.casting import cast_of
from bot.slack.gestures import Press, Submission
from bot.slack.render import answers, modals, move_forms
from bot.slack.render.move_answers import Move, moved
from bot.slack.replies import CLEAR, Ack, show, whisper
from bot.slack.visitors import Visit
from bot.use_cases import negotiating

logger = logging.getLogger(__name__)


def on_drop_pressed(visit: Visit, press: Press) -> None:
    """Open the form in which sales gives up one figure."""
    promise = _own_promise(visit, press)
    if sum(not line.dropping for line in promise.terms) == 1:
        raise errors.LastTerm(promise.number)
    show(visit.reception, press, modals.drop_modal(visit.say, promise, rendering=press.value))


def on_drop_submitted(visit: Visit, sent: Submission) -> Ack:
    """Give up the figure; with every other one agreed, that is the joint sign-off."""
    term = TermId(sent.view.text(ids.BLOCK_TERMS))
    reason = sent.view.text(ids.BLOCK_REASON)
    done = negotiating.drop(visit.store, visit.person, sent.view.metadata, term, reason, visit.now)
    logger.info("figure dropped", extra=logs.promise(done.promise))
    if any(isinstance(fact, DropProposed) for fact in done.facts):
        whisper(visit, done.promise.channel, moved(Move.TO_BE_DROPPED, done.promise, cast_of(visit, [done.promise])))
        return CLEAR
    return _closing(visit, Act.DROP, done.promise)


def on_withdraw_pressed(visit: Visit, press: Press) -> None:
    """Open the form in which sales gives up the promise; of a renegotiated one, the one that ends just that."""
    promise = _own_promise(visit, press)
    if promise.state is PromiseState.SIGNED_OFF:
        raise errors.AlreadySignedOff(promise.number)
    if promise.state is PromiseState.RENEGOTIATING:
        show(visit.reception, press, move_forms.end_modal(visit.say, promise, rendering=press.value))
        return
    show(visit.reception, press, modals.withdraw_modal(visit.say, promise, metadata=press.value))


def on_withdraw_submitted(visit: Visit, sent: Submission) -> Ack:
    """Give up the promise."""
    promise, _ = negotiating.promise_shown(visit.store, visit.person, sent.view.metadata)
    reason = sent.view.text(ids.BLOCK_REASON)
    done = negotiating.withdraw(visit.store, visit.person, promise.id, reason, visit.now)
    logger.info("withdrawn", extra=logs.promise(done.promise))
    return _closing(visit, Act.WITHDRAW, done.promise)


def _own_promise(visit: Visit, press: Press) -> Promise:
    promise, _ = negotiating.promise_shown(visit.store, visit.person, press.value)
    if promise.withdrawn_because is not None:
        raise errors.AlreadyWithdrawn(promise.number)
    if visit.person.ref not in promise.sales:
        raise errors.NotSales(promise.number, promise.author)
    return promise


def _closing(visit: Visit, act: Act, promise: Promise) -> Ack:
    whisper(visit, promise.channel, answers.done(act, promise, cast_of(visit, [promise])))
    return CLEAR
