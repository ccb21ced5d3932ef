"""Approval in words: the one who typed it gets a button that signs, and nobody else sees it."""

from __future__ import annotations

import logging

from bot import logs
from bot.slack.casting import cast_of
from bot.slack.gestures import Said
from bot.slack.render.phoning import words_do_not_sign
from bot.slack.replies import whisper
from bot.slack.visitors import Visit
from bot.use_cases import typed_approval

logger = logging.getLogger(__name__)


def offer_to_sign(visit: Visit, said: Said) -> None:
    """Answer words that read as approval, of somebody who owes an answer, with the button that they stand for."""
    place = (said.channel, said.thread_ts)
    found = typed_approval.to_sign(visit.store, visit.person, place, said.ts, said.text, visit.now)
    if found is None:
        return
    logger.info("approval in words, a button is offered", extra=logs.promise(found.promise))
    word = words_do_not_sign(found.promise, cast_of(visit, [found.promise]), found.lines, found.rendering_id)
    whisper(visit, said.channel, word, said.thread_ts)
