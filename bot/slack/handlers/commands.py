"""`/promise` and `/zusage`: opens the form for a promise, or answers privately."""

from __future__ import annotations

import logging

from bot.domain import deadlines
from bot.figures import Reading, parse_lines
from bot.slack.casting import cast_of
from bot.slack.command_line import (
    Misspelt,
    WantsDraft,
    WantsHelp,
    WantsList,
    WantsOwners,
    WantsSay,
    WantsShow,
    WantsTemplate,
    Wish,
    read_command,
)
from bot.slack.gestures import Call
from bot.slack.handlers.opening import open_form
from bot.slack.handlers.saying import sayable
from bot.slack.handlers.templating import draft_from, template_list
from bot.slack.render import answers, digest, errors, refusals
from bot.slack.render.help import help
from bot.slack.render.message import Message
from bot.slack.visitors import Visit, check_open
from bot.use_cases import glancing, negotiating
from bot.use_cases.acting import UnknownPromise
from bot.use_cases.queries import Filter

logger = logging.getLogger(__name__)


def on_promise_command(visit: Visit, call: Call) -> Message | None:
    """Do what the words after the command say; the message returned is for that person alone."""
    wish = read_command(call.text, lambda text: _is_figure(visit, text))
    logger.info("%s: %s", call.command, type(wish).__name__)
    if isinstance(wish, WantsHelp):
        return help(visit.say, call.command)
    if isinstance(wish, Misspelt):
        return refusals.did_you_mean(visit.say, wish.word, wish.meant, call.command)
    if isinstance(wish, WantsDraft):  # the form opens on what is known, and is checked when it is there
        place = check_open(visit.reception, visit.reception.places.known(call.channel))
        open_form(visit, call.trigger_id, place, wish.inputs)
        return None
    place = check_open(visit.reception, visit.reception.places.ask(call.channel))
    if isinstance(wish, WantsTemplate) and wish.name:
        draft_from(visit, call.trigger_id, place, wish.name, wish.award)
        return None
    return _told(visit, call, wish)


def _told(visit: Visit, call: Call, wish: Wish) -> Message:
    if isinstance(wish, WantsList):
        return _list(visit, call, wish)
    if isinstance(wish, WantsShow):
        return _show(visit, call, wish)
    if isinstance(wish, WantsTemplate):
        return template_list(visit, call.command)
    if isinstance(wish, WantsSay):
        return sayable(visit, wish.client, call.command)
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
    offer = negotiating.offer(visit.store, visit.person, promise.id, visit.now)
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
