"""The form for a promise, its review, and posting it: once, and only what was looked at."""

from __future__ import annotations

import logging

from bot.slack import ids
from bot.slack.casting import cast_from, cast_of
from bot.slack.handlers.bundling import bundle_form, post_bundle
from bot.slack.handlers.commands import answer_by
from bot.slack.payloads import Press, Submission
from bot.slack.render import answers, modals
from bot.slack.render.blocks import View
from bot.slack.render.review import Understood, review_modal
from bot.slack.replies import CLEAR, Ack, in_dm, in_its_place, whisper
from bot.slack.visitors import Visit, check_may_hold
from bot.use_cases import drafting
from bot.use_cases.drafting import DraftGone, Review

logger = logging.getLogger(__name__)

FIELDS = (ids.BLOCK_CLIENT, ids.BLOCK_TITLE, ids.BLOCK_NEEDED_BY, ids.BLOCK_FIGURES, ids.BLOCK_CONDITIONS)


def on_draft_submitted(visit: Visit, sent: Submission) -> Ack:
    """Show what was understood, who will be asked and where it goes."""
    review = drafting.review(
        visit.store, visit.person, sent.view.metadata, sent.view.texts(*FIELDS), visit.language, visit.now
    )
    check_may_hold(visit, review.channel)
    return in_its_place(_review(visit, review))


def on_review_submitted(visit: Visit, sent: Submission) -> Ack:
    """Post what was reviewed: a promise, a counter or a revision."""
    draft_id = sent.view.metadata
    try:
        draft = drafting.place_of(visit.store, visit.person, draft_id)
    except DraftGone:  # of the other kind, which says itself when it is gone
        return post_bundle(visit, draft_id)
    check_may_hold(visit, draft.channel)
    promise = drafting.post(visit.store, visit.person, draft_id, visit.now)
    logger.info("P-%s posted", promise.number)
    said = answers.posted(promise, cast_of(visit, [promise]))
    if draft.origin == promise.channel:
        whisper(visit, promise.channel, said)
    else:
        in_dm(visit, said)
    return CLEAR


def on_back_pressed(visit: Visit, press: Press) -> None:
    """Put the form with everything that was typed in the review's place."""
    assert press.view is not None, "Back stands in a modal"
    visit.reception.gateway.update_view(press.view.id, _form(visit, press.value), press.view.hash)


def _form(visit: Visit, draft_id: str) -> View:
    try:
        inputs = drafting.inputs_of(visit.store, visit.person, draft_id)
    except DraftGone:
        return bundle_form(visit, draft_id)
    return modals.draft_modal(visit.say, draft_id=draft_id, inputs=inputs, answer_by=answer_by(visit))


def _review(visit: Visit, review: Review) -> View:
    lines = [
        Understood(reading.term, slots, None, reading.notices, review.figures.warnings.get(index, ()))
        for index, (reading, slots) in enumerate(zip(review.figures.readings, review.slots, strict=True))
    ]
    return review_modal(
        cast_from(visit, review.who),
        draft_id=review.draft_id,
        client=review.client,
        title=review.title,
        needed_by=review.needed_by,
        channel=review.channel,
        lines=lines,
        conditions=review.conditions,
        admins=review.admins,
    )
