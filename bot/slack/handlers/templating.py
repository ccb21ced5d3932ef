"""Templates: copying a promise, saving one under a name, drafting from it, and throwing it away."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from bot import logs
from bot.domain.promise import Visibility
from bot.slack import ids
from bot.slack.gateway import Place
from bot.slack.gestures import Press, Submission
from bot.slack.handlers.opening import WayIn, answer_by, open_form
from bot.slack.render import modals, refusals
from bot.slack.render import templates as render
from bot.slack.render.message import Message
from bot.slack.render.templates import Listed
from bot.slack.replies import CLEAR, Ack, answer, at_fields, in_dm, show
from bot.slack.visitors import Visit, check_may_hold, check_open, target_of
from bot.use_cases import drafting, glancing, negotiating, templating
from bot.use_cases.forms import read_award

logger = logging.getLogger(__name__)


def template_list(visit: Visit, command: str) -> Message:
    """Return every template of the workspace."""
    found = templating.templates(visit.store, visit.person)
    listed = [Listed(item.name, item.title, _readable(visit, item.name), item.is_ours) for item in found]
    return render.template_list(visit.say, listed, command)


def draft_from(visit: Visit, way: WayIn, place: Place, name: str, award: str) -> None:
    """Open the form filled from a template, its dates counted from the award where one is named."""
    day = read_award(award, visit.person, visit.language, visit.now) if award else None
    open_form(visit, way, place, templating.inputs_from(visit.store, name, day))


def on_use_template_pressed(visit: Visit, press: Press) -> None:
    """Open the form filled from a template of the list."""
    place = check_open(visit.reception, visit.reception.places.ask(press.channel or ""))
    draft_from(visit, press.trigger_id, place, press.value, "")


def on_delete_template_pressed(visit: Visit, press: Press) -> None:
    """Throw a template away, if it is theirs."""
    templating.delete_template(visit.store, visit.person, press.value)
    logger.info("a template is deleted")
    answer(visit, press, render.deleted(visit.say, press.value), replace=True)


def on_copy_pressed(visit: Visit, press: Press) -> None:
    """Open the form of a new draft on top of More…, filled from the promise and as discreet as that."""
    promise = negotiating.promise_shown(visit.store, visit.person, press.value)[0]
    inputs = templating.copied_inputs(visit.store, visit.person, press.value, visit.language)
    place = visit.reception.places.ask(promise.channel)
    channel = place.channel if promise.visibility is not Visibility.CONFIDENTIAL else _common(visit, place)
    if promise.visibility is not Visibility.CONFIDENTIAL:
        check_may_hold(visit, channel)
    is_private = place.is_private and channel == place.channel
    draft_id, kept = _stored(visit, channel, inputs, is_private)
    view = modals.draft_modal(visit.say, draft_id=draft_id, inputs=kept, answer_by=answer_by(visit))
    show(visit.reception, press, view)


def on_template_pressed(visit: Visit, press: Press) -> None:
    """Open the form that gives the template its name."""
    promise = negotiating.promise_shown(visit.store, visit.person, press.value)[0]
    templating.check_for_everybody(promise)
    show(visit.reception, press, render.template_modal(visit.say, promise, rendering=press.value))


def on_template_submitted(visit: Visit, sent: Submission) -> Ack:
    """Save the promise as a template."""
    name = " ".join(sent.view.text(ids.BLOCK_NAME).split())
    if not name:
        return at_fields({ids.BLOCK_NAME: refusals.form_problem("name_missing", visit.say)})
    promise = negotiating.promise_shown(visit.store, visit.person, sent.view.metadata)[0]
    kept = templating.save_template(visit.store, visit.person, sent.view.metadata, name, visit.language, visit.now)
    logger.info("saved as a template", extra=logs.promise(promise))
    in_dm(visit, render.saved(visit.say, promise, kept))
    return CLEAR


def _readable(visit: Visit, name: str) -> str:
    return templating.inputs_from(visit.store, name, None)["figures"]


def _common(visit: Visit, place: Place) -> str:
    """Return a place that can be named until the draft gets its own private channel."""
    return glancing.workspace(visit.store).promises_channel or target_of(visit, place)


def _stored(visit: Visit, channel: str, inputs: Mapping[str, str], is_private: bool) -> tuple[str, dict[str, str]]:
    return drafting.open_draft(
        visit.store, visit.person, channel, inputs, visit.now, origin=channel, is_private=is_private
    )
