"""The moves beside the straight path: checking, editing, another client or area, a promise of its own."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from bot import logs
from bot.domain.promise import Promise, TermId
from bot.domain.state_table import Act
from bot.figures import format_moment
from bot.slack import ids, visitors
from bot.slack.casting import cast_of
from bot.slack.gestures import Press, SeenView, Submission
from bot.slack.payloads import Malformed
from bot.slack.render import answers, move_answers, move_forms, refusals
from bot.slack.render.message import Message
from bot.slack.render.move_answers import Move
from bot.slack.replies import CLEAR, Ack, answer, at_fields, show, whisper
from bot.slack.visitors import Visit
from bot.use_cases import glancing, leaving, moving, negotiating
from bot.use_cases.forms import FormErrors, FormProblem, lines_of, read_client, read_link, read_needed_by, read_until
from bot.use_cases.moving import Edits
from bot.use_cases.workspace import Language

logger = logging.getLogger(__name__)

_LOOK_INTO = timedelta(days=1)
"""How long looking into figures takes unless the person says otherwise."""


def on_checking_pressed(visit: Visit, press: Press) -> None:
    """Open the form that says until when the person's areas look into their figures."""
    promise, lines = negotiating.own_lines(visit.store, visit.person, press.value)
    until = (visit.now + _LOOK_INTO).replace(minute=0, second=0, microsecond=0)
    view = move_forms.checking_modal(
        visit.say,
        promise,
        lines=lines,
        ticked=[line.id for line in lines if line.missing],
        until=format_moment(min(until, promise.needed_by) if promise.needed_by > visit.now else until, *_clock(visit)),
        rendering=press.value,
    )
    show(visit.reception, press, view)


def on_checking_submitted(visit: Visit, sent: Submission) -> Ack:
    """Pause reminders until then, and let the card say so."""
    view = sent.view
    terms = chosen(view) if ids.BLOCK_TERMS in view.input_blocks else None
    if terms == ():
        return nothing_chosen(visit)
    until = read_until(view.text(ids.BLOCK_UNTIL), visit.person, visit.language, visit.now)
    done = moving.check_until(visit.store, visit.person, view.metadata, until, visit.now, terms)
    logger.info("checking", extra=logs.promise(done.promise))
    return _closing(visit, done.promise, move_answers.checking(done.promise, until, cast_of(visit, [done.promise])))


def on_edit_pressed(visit: Visit, press: Press) -> None:
    """Open the form for what touches no figure."""
    promise = negotiating.promise_shown(visit.store, visit.person, press.value)[0]
    moving.check_may_edit(visit.person, promise)
    team = glancing.names_of(visit.store, promise.account_team)
    view = move_forms.edit_modal(
        visit.say,
        promise,
        answer_by=format_moment(promise.needed_by, *_clock(visit)),
        team=[team[ref] for ref in promise.account_team if ref in team],
        rendering=press.value,
    )
    show(visit.reception, press, view)


def on_edit_submitted(visit: Visit, sent: Submission) -> Ack:
    """Change what was edited, and tell the thread."""
    promise = negotiating.promise_shown(visit.store, visit.person, sent.view.metadata)[0]
    done = moving.edit(visit.store, visit.person, sent.view.metadata, _edits(visit, promise, sent.view), visit.now)
    logger.info("edited", extra=logs.promise(done.promise))
    return _closing(visit, done.promise, move_answers.moved(Move.EDITED, done.promise, cast_of(visit, [done.promise])))


def on_restate_pressed(visit: Visit, press: Press) -> None:
    """Open the form for another client or other conditions."""
    promise = negotiating.promise_shown(visit.store, visit.person, press.value)[0]
    moving.check_may_edit(visit.person, promise)
    show(visit.reception, press, move_forms.restate_modal(visit.say, promise, rendering=press.value))


def on_restate_submitted(visit: Visit, sent: Submission) -> Ack:
    """Ask every area again about the promise under its new client or conditions."""
    view = sent.view
    client = read_client(view.text(ids.BLOCK_CLIENT))
    conditions = lines_of(view.text(ids.BLOCK_CONDITIONS))
    reason = view.text(ids.BLOCK_REASON)
    done = moving.restate(visit.store, visit.person, view.metadata, client, conditions, reason, visit.now)
    logger.info("restated", extra=logs.promise(done.promise))
    return _said(visit, Act.RESTATE, done.promise)


def on_reassign_pressed(visit: Visit, press: Press) -> None:
    """Open the form that lets another area answer."""
    found = moving.areas_to_reassign(visit.store, visit.person, press.value)
    view = move_forms.reassign_modal(
        visit.say, found.promise, areas=found.areas, others=found.others, rendering=press.value
    )
    show(visit.reception, press, view)


def on_reassign_submitted(visit: Visit, sent: Submission) -> Ack:
    """Hand an area's figures over to another one."""
    view = sent.view
    slot, to = (moving.slot_id(view.text(block)) for block in (ids.BLOCK_AREA, ids.BLOCK_TO))
    reason = view.text(ids.BLOCK_REASON)
    done = moving.reassign(visit.store, visit.person, view.metadata, slot, to, reason, visit.now)
    logger.info("reassigned", extra=logs.promise(done.promise))
    return _said(visit, Act.REASSIGN, done.promise)


def on_move_pressed(visit: Visit, press: Press) -> None:
    """Open the form that asks whether a figure holds alone."""
    promise, lines = leaving.movable(visit.store, visit.person, press.value)
    show(visit.reception, press, move_forms.move_modal(visit.say, promise, lines=lines, rendering=press.value))


def on_move_submitted(visit: Visit, sent: Submission) -> Ack:
    """Ask the areas of the figure."""
    view = sent.view
    term, reason = TermId(view.text(ids.BLOCK_TERMS)), view.text(ids.BLOCK_REASON)
    done = leaving.propose_move(visit.store, visit.person, view.metadata, term, reason, visit.now)
    logger.info("a figure is to leave", extra=logs.promise(done.promise))
    return _said(visit, Act.MOVE_OUT, done.promise)


def on_confirm_move_pressed(visit: Visit, press: Press) -> None:
    """Note that the figure holds alone; the last area's word opens its own promise."""
    done, opened = leaving.confirm_move(visit.store, visit.person, press.value, visit.now)
    logger.info("a figure holds alone", extra=logs.promise(done.promise))
    cast = cast_of(visit, [done.promise])
    said = move_answers.moved(Move.CONFIRMED, done.promise, cast)
    answer(visit, press, move_answers.moved_out(done.promise, opened, cast) if opened else said, replace=True)


def chosen(view: SeenView) -> tuple[TermId, ...]:
    """Return the figures that were ticked."""
    ticked = (*view.inputs.get(ids.BLOCK_TERMS, ()), *view.inputs.get(ids.BLOCK_TERMS_2, ()))
    return tuple(TermId(term) for term in ticked)


def nothing_chosen(visit: Visit) -> Ack:
    """Answer a form in which no figure was ticked."""
    return at_fields({ids.BLOCK_TERMS: refusals.nothing_chosen(visit.say)})


def _edits(visit: Visit, promise: Promise, view: SeenView) -> Edits:
    """Return what was typed; a date left as it stood is not read again, since reading could move it."""
    needed_by: datetime | None = None
    typed = view.text(ids.BLOCK_NEEDED_BY)
    if typed and typed != format_moment(promise.needed_by, *_clock(visit)):
        needed_by = read_needed_by(typed, visit.person, visit.language, visit.now)
    award = view.text(ids.BLOCK_AWARD_ON)
    author = glancing.names_of(visit.store, [promise.author]).get(promise.author)
    team = [user for user in view.inputs.get(ids.BLOCK_TEAM, ()) if user != author]
    _check_colleagues(visit, team)
    return Edits(
        title=" ".join(view.text(ids.BLOCK_TITLE).split()),
        notes=view.text(ids.BLOCK_NOTES).strip(),
        link=read_link(view.text(ids.BLOCK_LINK)),
        needed_by=needed_by,
        award_on=_day(award) if award else None,
        account_team=team,
    )


def _day(chosen: str) -> date:
    try:
        return date.fromisoformat(chosen)
    except ValueError:
        raise Malformed(ids.BLOCK_AWARD_ON) from None


def _check_colleagues(visit: Visit, users: list[str]) -> None:
    if not all(visitors.known(visit.reception, user, visit.now).may_act for user in users):
        raise FormErrors({ids.BLOCK_TEAM: [FormProblem.NOT_A_COLLEAGUE]})


def _clock(visit: Visit) -> tuple[Language, str, datetime]:
    return visit.language, visit.person.zone.key, visit.now


def _said(visit: Visit, act: Act, promise: Promise) -> Ack:
    return _closing(visit, promise, answers.done(act, promise, cast_of(visit, [promise])))


def _closing(visit: Visit, promise: Promise, said: Message) -> Ack:
    whisper(visit, promise.channel, said)
    return CLEAR
