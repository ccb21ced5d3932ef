"""The promise as it stands now, for one person: what a stale button is answered with."""

from __future__ import annotations

from bot.slack.casting import cast_of
from bot.slack.render import answers
from bot.slack.render.blocks import section
from bot.slack.render.message import Message, message
from bot.slack.visitors import Visit
from bot.use_cases import negotiating


def current(visit: Visit, rendering_id: str, before: str = "") -> Message:
    """Return the promise behind a rendering as it is now, with buttons that act on it; `before` is mrkdwn.

    Raises UnknownPromise.
    """
    promise, _ = negotiating.promise_shown(visit.store, rendering_id)
    offer = negotiating.offer(visit.store, promise.id, visit.now)
    shown = answers.show(offer.promise, cast_of(visit, [offer.promise]), offer.rendering_id)
    return message(f"{before}\n{shown.text}", [section(before), *shown.blocks]) if before else shown
