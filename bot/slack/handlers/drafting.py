"""The form for a promise, its review, and posting it: once, and only what was looked at."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot import logs
from bot.slack import ids
from bot.slack.casting import cast_from, cast_of
from bot.slack.gestures import Press, Submission
from bot.slack.handlers.bundling import bundle_form, post_bundle
from bot.slack.handlers.opening import answer_by
from bot.slack.homes import close_home, open_home
from bot.slack.payloads import Malformed
from bot.slack.render import answers, modals
from bot.slack.render.blocks import View
from bot.slack.render.known import known_already
from bot.slack.render.review import Understood, review_modal
from bot.slack.render.visibility import opens_channel
from bot.slack.replies import CLEAR, Ack, in_dm, in_its_place, whisper
from bot.slack.visitors import Visit, check_may_hold
from bot.use_cases import drafting
from bot.use_cases.draft_review import Review
from bot.use_cases.drafting import DraftGone

logger = logging.getLogger(__name__)

FIELDS = (
    ids.BLOCK_CLIENT,
    ids.BLOCK_TITLE,
    ids.BLOCK_NEEDED_BY,
    ids.BLOCK_FIGURES,
    ids.BLOCK_CONDITIONS,
    ids.BLOCK_VISIBILITY,
)


def on_draft_submitted(visit: Visit, sent: Submission) -> Ack:
    """Show what was understood, who will be asked and where it goes."""
    review = drafting.review(
        visit.store, visit.person, sent.view.metadata, sent.view.texts(*FIELDS), visit.language, visit.now
    )
    return in_its_place(_review(visit, review))


def on_use_name_pressed(visit: Visit, press: Press) -> None:
    """Put the usual spelling of the client into the draft, and show what is understood then."""
    if press.view is None:
        raise Malformed("view")
    draft_id, _, name = press.value.partition(" ")
    review = drafting.use_name(visit.store, visit.person, draft_id, name, visit.now)
    visit.reception.gateway.update_view(press.view.id, _review(visit, review), press.view.hash)


def on_review_submitted(visit: Visit, sent: Submission) -> Ack:
    """Post what was reviewed: a promise, a counter or a revision."""
    draft_id = sent.view.metadata
    try:
        with visit.reception.homes.of(draft_id):
            draft = drafting.place_of(visit.store, visit.person, draft_id)
            opened = _opened(visit, draft_id)
    except DraftGone:  # of the other kind, which says itself when it is gone
        return post_bundle(visit, draft_id)
    check_may_hold(visit, opened or draft.channel)
    promise = drafting.post(visit.store, visit.person, draft_id, visit.now)
    if opened and opened != promise.channel:  # another process was sent the same form, and opened one as well
        close_home(visit, opened)
    logger.info("posted", extra=logs.promise(promise))
    said = answers.posted(promise, cast_of(visit, [promise]))
    if draft.origin == promise.channel:
        whisper(visit, promise.channel, said)
    else:
        in_dm(visit, said)
    return CLEAR


def _opened(visit: Visit, draft_id: str) -> str | None:
    """Open the private channel that a draft needs, where it has none yet, and return it; None where it needs none."""
    home = drafting.home_for(visit.store, visit.person, draft_id, visit.now)
    if home is None:
        return None
    channel = open_home(visit, home)
    drafting.settle(visit.store, visit.person, draft_id, channel, home)
    return channel


def on_back_pressed(visit: Visit, press: Press) -> None:
    """Put the form with everything that was typed in the review's place."""
    if press.view is None:
        raise Malformed("view")
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
    home = drafting.home_for(visit.store, visit.person, review.draft_id, visit.now)
    if home is None:
        check_may_hold(visit, review.channel)
    cast = replace(cast_from(visit, review.who), links=cast_of(visit, [d.promise for d in review.duplicates]).links)
    standing = [(found.standing, found.promise) for found in review.duplicates]
    return review_modal(
        cast,
        draft_id=review.draft_id,
        client=review.client,
        title=review.title,
        needed_by=review.needed_by,
        channel=review.channel,
        lines=lines,
        conditions=review.conditions,
        admins=review.admins,
        known=known_already(cast, standing, review.usual_names, review.draft_id),
        goes_to=opens_channel(visit.say, home.members) if home and not home.opened else "",
    )
