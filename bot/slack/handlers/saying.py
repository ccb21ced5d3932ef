"""`/promise say CLIENT`: a sentence that can be said to a client now, for the one who is on the phone."""

from __future__ import annotations

import logging

from bot.slack.render import saying as render
from bot.slack.render import wording
from bot.slack.render.message import Message
from bot.slack.visitors import Visit
from bot.use_cases import saying

logger = logging.getLogger(__name__)


def sayable(visit: Visit, client: str, command: str) -> Message:
    """Return what can be said to the client that the words name; whoever gets a wording hears of a recall."""
    if not client:
        return render.no_client_named(visit.say, command)
    found = saying.say(visit.store, visit.person, client, visit.now)
    logger.info("asked what can be said: %s", ", ".join(f"P-{promise.number}" for promise in found.told) or "nothing")
    return render.sayable(
        visit.say,
        client=found.client,
        told=found.told,
        wordings={promise.id: wording.wording(promise, found.language) for promise in found.told},
        holding=render.holding_sentence(found.answer_by, found.language, visit.person.zone, visit.now),
        is_waiting=found.answer_by is not None,
        others=found.others,
        command=command,
        secret=found.secret,
    )
