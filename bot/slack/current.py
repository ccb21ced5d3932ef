"""What stands now, for one person: a promise whose button was stale, and the home tab."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.promise import Promise
from bot.domain.slots import SlotId
from bot.slack.casting import cast_of
from bot.slack.render import answers, home
from bot.slack.render.blocks import section
from bot.slack.render.message import Message, message
from bot.slack.visitors import Visit
from bot.use_cases import bundling, closer_look, negotiating
from bot.use_cases.acting import UnknownPromise


def current(visit: Visit, rendering_id: str, before: str = "") -> Message:
    """Return the promise behind a rendering as it is now, with buttons that act on it; `before` is mrkdwn.

    Raises UnknownPromise.
    """
    promise, _ = negotiating.promise_shown(visit.store, visit.person, rendering_id)
    return _as_now(visit, promise, before, negotiating.asked_in(visit.store, visit.person, rendering_id))


def current_of_form(visit: Visit, metadata: str, before: str) -> Message:
    """Return the same for a form, whose metadata is a rendering's id or that of a draft.

    Raises UnknownPromise, DraftGone.
    """
    try:
        return current(visit, metadata, before)
    except UnknownPromise:
        return _as_now(visit, bundling.form_of(visit.store, visit.person, metadata).promise, before)


def _as_now(visit: Visit, promise: Promise, before: str, asked: Collection[SlotId] | None = None) -> Message:
    offer = negotiating.offer(visit.store, visit.person, promise.id, visit.now, asked)
    shown = answers.show(offer.promise, cast_of(visit, [offer.promise]), offer.rendering_id)
    return message(f"{before}\n{shown.text}", [section(before), *shown.blocks]) if before else shown


def publish_home(visit: Visit) -> None:
    """Fill the home tab with what the person owes and waits for. Raises SlackError."""
    seen = closer_look.home_of(visit.store, visit.person, visit.now)
    promises = (*(item.promise for item in seen.desk.owes), *seen.desk.waits_for)
    view = home.home(seen.desk, cast_of(visit, promises), renderings=seen.renderings)
    visit.reception.gateway.publish_home(visit.person.user_id, view)
