"""Counter… and Revise…: the same words as in a draft, shown against what stands before anything is posted."""

from __future__ import annotations

import logging

from bot import logs
from bot.domain.promise import Promise
from bot.domain.state_table import Act
from bot.slack import ids
from bot.slack.casting import cast_asking, cast_of
from bot.slack.gestures import Press, Submission
from bot.slack.render import answers, modals
from bot.slack.render.blocks import View
from bot.slack.render.message import Message
from bot.slack.render.move_answers import Move, moved
from bot.slack.render.review import Bundle, Understood, bundle_review_modal
from bot.slack.replies import CLEAR, Ack, in_its_place, show, whisper
from bot.slack.visitors import Visit
from bot.use_cases import bundling
from bot.use_cases.bundling import BundleForm, BundleReview, Kind

logger = logging.getLogger(__name__)

FIELDS = (ids.BLOCK_FIGURES, ids.BLOCK_REASON)


def on_counter_pressed(visit: Visit, press: Press) -> None:
    """Open the form for a counter, filled with the person's own figures."""
    open_bundle_form(visit, press, "counter")


def on_revise_pressed(visit: Visit, press: Press) -> None:
    """Open the form for a revision, filled with all figures."""
    open_bundle_form(visit, press, "revision")


def on_bundle_submitted(visit: Visit, sent: Submission) -> Ack:
    """Show what the counter or revision would change, add and leave."""
    review = bundling.review_bundle(
        visit.store, visit.person, sent.view.metadata, sent.view.texts(*FIELDS), visit.language, visit.now
    )
    return in_its_place(_review(visit, review))


def post_bundle(visit: Visit, draft_id: str) -> Ack:
    """Post a reviewed counter or revision."""
    form = bundling.form_of(visit.store, visit.person, draft_id)
    done = bundling.post_bundle(visit.store, visit.person, draft_id, visit.now)
    logger.info("%s posted", form.kind, extra=logs.promise(done.promise))
    whisper(visit, done.promise.channel, _posted(visit, form.kind, done.promise))
    return CLEAR


def _posted(visit: Visit, kind: Kind, promise: Promise) -> Message:
    cast = cast_of(visit, [promise])
    if promise.in_force and promise.is_open:
        if kind == "counter":
            return moved(Move.COUNTERED, promise, cast)
        return answers.done(Act.RENEGOTIATE, promise, cast)
    return answers.done(Act.COUNTER if kind == "counter" else Act.REVISE, promise, cast)


def bundle_form(visit: Visit, draft_id: str) -> View:
    """Return the form of a stored draft with what was typed into it."""
    return _modal(visit, bundling.form_of(visit.store, visit.person, draft_id))


def open_bundle_form(visit: Visit, press: Press, kind: Kind, *, reopening: bool = False) -> None:
    """Open the form for a counter or a revision; `reopening` may begin a renegotiation with it."""
    form = bundling.open_bundle(visit.store, visit.person, press.value, kind, visit.language, visit.now, reopening)
    show(visit.reception, press, _modal(visit, form))


def _modal(visit: Visit, form: BundleForm) -> View:
    build = modals.counter_modal if form.kind == "counter" else modals.revise_modal
    return build(visit.say, form.promise, figures=form.figures_text, reason=form.reason, draft_id=form.draft_id)


def _review(visit: Visit, review: BundleReview) -> View:
    lines = [
        Understood(match.proposed, slots, match.current, reading.notices, review.figures.warnings.get(index, ()))
        for index, (match, slots, reading) in enumerate(
            zip(review.matches, review.slots, review.figures.readings, strict=True)
        )
    ]
    return bundle_review_modal(
        cast_asking(visit, review.promise, [slot for slots in review.slots for slot in slots]),
        kind=Bundle(review.kind),
        draft_id=review.draft_id,
        promise=review.promise,
        lines=lines,
        reason=review.reason,
        signs=review.signs,
    )
