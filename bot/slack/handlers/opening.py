"""The form for a promise: opened at once, because a trigger lives three seconds; guests are looked for after that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from bot.domain import deadlines
from bot.figures import format_moment
from bot.slack.errors import EXPECTED, explained
from bot.slack.gateway import Place
from bot.slack.render import modals
from bot.slack.visitors import Visit, check_could_hold, check_open, target_of
from bot.use_cases import drafting

WayIn = str
"""The trigger of the gesture that opens the form."""

_NOON = time(12)


def open_form(visit: Visit, way: WayIn, place: Place, inputs: Mapping[str, str]) -> None:
    """Open the form with these inputs; `place` is where the gesture was made."""
    target = target_of(visit, place)
    is_private = place.is_private and target == place.channel
    draft_id, kept = drafting.open_draft(
        visit.store, visit.person, target, inputs, visit.now, place.channel, is_private
    )
    view = modals.draft_modal(visit.say, draft_id=draft_id, inputs=kept, answer_by=answer_by(visit))
    view_id = visit.reception.gateway.open_view(way, view)
    visit.reception.afterwards.do(visit.person.user_id, lambda: _check(visit, view_id, place.channel, target))


def _check(visit: Visit, view_id: str, channel: str, target: str) -> None:
    """Look once more, now that the form is there, at where it was asked for and where the promise would go.

    What is submitted is checked in any case.
    """
    try:
        if channel != target:
            check_open(visit.reception, visit.reception.places.recent(channel))
        check_could_hold(visit, target)
    except EXPECTED as error:
        message = modals.message_modal(visit.say, title=visit.say("New promise"), text=explained(error, visit))
        visit.reception.gateway.update_view(view_id, message)


def answer_by(visit: Visit) -> str:
    """Return noon of the working day after tomorrow, in the words that the form reads."""
    zone = visit.person.zone
    day = deadlines.local_day(visit.now, zone) + timedelta(days=2)
    while not deadlines.is_working_day(day):
        day += timedelta(days=1)
    return format_moment(datetime.combine(day, _NOON, zone), visit.language, zone.key, visit.now)
