"""`/promise` and `/zusage`: opens the form for a promise, or answers privately."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta

from bot.domain import deadlines
from bot.figures import Reading, format_moment, parse_lines
from bot.slack.casting import cast_of
from bot.slack.command_line import (
    Misspelt,
    WantsDraft,
    WantsHelp,
    WantsList,
    WantsOwners,
    WantsShow,
    Wish,
    read_command,
)
from bot.slack.errors import EXPECTED, explained
from bot.slack.gateway import Place
from bot.slack.payloads import Call
from bot.slack.render import answers, digest, errors, modals, refusals
from bot.slack.render.help import help
from bot.slack.render.message import Message
from bot.slack.visitors import Visit, check_may_hold, check_open, target_of
from bot.use_cases import drafting, glancing, negotiating
from bot.use_cases.acting import UnknownPromise
from bot.use_cases.queries import Filter

logger = logging.getLogger(__name__)

_NOON = time(12)


def on_promise_command(visit: Visit, call: Call) -> Message | None:
    """Do what the words after the command say; the message returned is for that person alone."""
    wish = read_command(call.text, lambda text: _is_figure(visit, text))
    logger.info("%s: %s", call.command, type(wish).__name__)
    if isinstance(wish, WantsHelp):
        return help(visit.say, call.command)
    if isinstance(wish, Misspelt):
        return refusals.did_you_mean(visit.say, wish.word, wish.meant, call.command)
    place = check_open(visit.reception, visit.reception.places.ask(call.channel))
    if isinstance(wish, WantsDraft):
        open_draft(visit, call, place, wish)
        return None
    return _told(visit, call, wish)


def open_draft(visit: Visit, call: Call, place: Place, wish: WantsDraft) -> None:
    """Open the form at once, because the trigger lives three seconds; look at the channel's guests after that."""
    target = target_of(visit, place)
    draft_id, inputs = drafting.open_draft(visit.store, visit.person, target, wish.inputs, visit.now, place.channel)
    view = modals.draft_modal(visit.say, draft_id=draft_id, inputs=inputs, answer_by=answer_by(visit))
    view_id = visit.reception.gateway.open_view(call.trigger_id, view)
    try:
        check_may_hold(visit, target)
    except EXPECTED as error:
        message = modals.message_modal(visit.say, title=visit.say("New promise"), text=explained(error, visit))
        visit.reception.gateway.update_view(view_id, message)


def answer_by(visit: Visit) -> str:
    """Return noon of the working day after tomorrow, in the words that the form reads."""
    zone = visit.person.zone
    day = deadlines.local_day(visit.now, zone) + timedelta(days=2)
    while not deadlines.is_working_day(day):
        day += timedelta(days=1)
    return format_moment(datetime.combine(day, _NOON, zone), visit.language, zone.key, visit.now)


def _told(visit: Visit, call: Call, wish: Wish) -> Message:
    if isinstance(wish, WantsList):
        return _list(visit, call, wish)
    if isinstance(wish, WantsShow):
        return _show(visit, call, wish)
    return _owners(visit) if isinstance(wish, WantsOwners) else _digest(visit, call)


def _list(visit: Visit, call: Call, wish: WantsList) -> Message:
    found = glancing.promises(visit.store, visit.person, Filter(wish.which), wish.client)
    cast = cast_of(visit, found)
    return answers.promise_list(found, cast, which=wish.which, client=wish.client, command=call.command)


def _show(visit: Visit, call: Call, wish: WantsShow) -> Message:
    try:
        promise = glancing.promise(visit.store, visit.person, wish.number or 0)
    except UnknownPromise:
        name = f"P-{wish.number}" if wish.number is not None else wish.name
        return refusals.private(errors.unknown_promise(visit.say, name, call.command))
    offer = negotiating.offer(visit.store, promise.id, visit.now)
    return answers.show(offer.promise, cast_of(visit, [offer.promise]), offer.rendering_id)


def _owners(visit: Visit) -> Message:
    rows, default = glancing.owners(visit.store)
    return answers.owners(rows, cast_of(visit), default=default)


def _digest(visit: Visit, call: Call) -> Message:
    week = glancing.digest(visit.store, visit.person, visit.now)
    cast = cast_of(visit, {p.id: p for p in (*week.not_yet, *week.may_be_told)}.values())
    said = digest.digest(week, cast, command=call.command)
    return said or answers.promise_list([], cast, which="open", command=call.command)


def _is_figure(visit: Visit, text: str) -> bool:
    today = deadlines.local_day(visit.now, visit.person.zone)
    found = parse_lines(text, visit.language, today)
    return any(isinstance(line, Reading) for line in found)
