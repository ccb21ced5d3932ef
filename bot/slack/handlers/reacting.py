"""✅ agrees and ❌ objects, as reactions to a card or to a reply in its thread; others mean nothing."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from bot import logs
from bot.domain.errors import NothingToRetract, PromiseError
from bot.slack import payloads
from bot.slack.casting import cast_of
from bot.slack.errors import explained
from bot.slack.gestures import Reaction
from bot.slack.handlers.answering import agreement
from bot.slack.payloads import Body
from bot.slack.reception import Reception
from bot.slack.render import answers
from bot.slack.render.message import Message
from bot.slack.render.refusals import private
from bot.slack.replies import whisper
from bot.slack.visitors import Refusal, SharedChannel, Visit, colleague
from bot.use_cases import conversing, glancing, negotiating
from bot.use_cases.conversing import Reacted, ReactionResult

logger = logging.getLogger(__name__)

YES = ("white_check_mark", "heavy_check_mark")
NO = ("x",)
_TRIES = 9
_PAUSE_SECONDS = 0.15


def on_reaction_added(reception: Reception, body: Body) -> None:
    """Let ✅ sign what was shown when it was given; answer ❌ with a button that asks for the reason."""
    reaction = payloads.reaction_of(body)
    if reaction is not None and reaction.name in (*YES, *NO):
        _reacted(reception, reaction, _added)


def on_reaction_removed(reception: Reception, body: Body) -> None:
    """Take back what a ✅ signed; one that signed nothing takes nothing back."""
    reaction = payloads.reaction_of(body)
    if reaction is not None and reaction.name in YES:
        _reacted(reception, reaction, _removed)


def _reacted(reception: Reception, reaction: Reaction, handle: Callable[[Visit, Reaction], Message | None]) -> None:
    """Ours are the cards and the replies in their threads; what cannot be done is said to that person alone."""
    if not conversing.is_ours(reception.store, reaction.channel, reaction.ts):
        return
    visit = colleague(reception, reaction.sender, reaction.channel)
    if visit is None or conversing.promise_at(visit.store, visit.person, reaction.channel, reaction.ts) is None:
        return
    try:
        if reaction.is_shared:
            raise SharedChannel
        said = handle(visit, reaction)
    except (PromiseError, Refusal) as error:
        said = private(explained(error, visit))
    if said is not None:
        whisper(visit, reaction.channel, said, _thread_of(visit, reaction))


def _added(visit: Visit, reaction: Reaction) -> Message | None:
    return _agreed(visit, reaction) if reaction.name in YES else _objected(visit, reaction)


def _removed(visit: Visit, reaction: Reaction) -> None:
    try:
        done = conversing.unreact(
            visit.store, visit.person, reaction.channel, reaction.ts, reaction.event_id, reaction.at, visit.now
        )
    except NothingToRetract:
        return
    if done is not None:
        logger.info("agreement by reaction taken back", extra=logs.promise(done.promise))


def _agreed(visit: Visit, reaction: Reaction) -> Message | None:
    reacted = _react(visit, reaction)
    if reacted.result is ReactionResult.SIGNED and reacted.done:
        logger.info("agreed by reaction", extra=logs.promise(reacted.done.promise))
        return agreement(visit, reacted.done)
    if reacted.promise is None:
        return None
    offer = negotiating.offer(visit.store, visit.person, reacted.promise.id, visit.now)
    lines = negotiating.own_lines(visit.store, visit.person, offer.rendering_id)[1]
    cast = cast_of(visit, [offer.promise])
    return answers.reaction_button(offer.promise, cast, lines=lines, rendering=offer.rendering_id)


def _react(visit: Visit, reaction: Reaction) -> Reacted:
    """Ask again while the card is on its way to Slack: the person may have seen it before we know where it is."""
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_PAUSE_SECONDS)
        reacted = conversing.react(
            visit.store, visit.person, reaction.channel, reaction.ts, reaction.event_id, reaction.at, visit.now
        )
        if reacted.result is not ReactionResult.STILL_SENDING:
            break
    return reacted


def _objected(visit: Visit, reaction: Reaction) -> Message | None:
    promise = conversing.promise_at(visit.store, visit.person, reaction.channel, reaction.ts)
    if promise is None:
        return None
    offer = negotiating.offer(visit.store, visit.person, promise.id, visit.now)
    negotiating.own_lines(visit.store, visit.person, offer.rendering_id)
    return answers.objection_button(offer.promise, cast_of(visit, [promise]), rendering=offer.rendering_id)


def _thread_of(visit: Visit, reaction: Reaction) -> str | None:
    """Return the thread in which the reaction was given; None for one on the card itself."""
    promise = conversing.promise_at(visit.store, visit.person, reaction.channel, reaction.ts)
    cards = glancing.faces_of(visit.store, [promise]).cards if promise else {}
    card = cards.get(promise.id) if promise else None
    return card[1] if card and card != (reaction.channel, reaction.ts) else None
