"""Looking: More…, the current state of a promise, and the home tab."""

from __future__ import annotations

from bot.slack.casting import cast_from
from bot.slack.current import current
from bot.slack.gestures import Press
from bot.slack.render import wording
from bot.slack.render.more import more_modal
from bot.slack.replies import answer, show
from bot.slack.visitors import Visit
from bot.use_cases import closer_look


def on_more_pressed(visit: Visit, press: Press) -> None:
    """Open everything about the promise, with what this person may do."""
    seen = closer_look.look_closer(visit.store, visit.person, press.value, visit.now)
    view = more_modal(
        seen.promise,
        cast_from(visit, seen.who),
        rendering=seen.rendering_id,
        may=seen.possible,
        history=seen.history,
        comments=seen.comments,
        asked=seen.asked,
        wording=wording.wording(seen.promise, seen.client_language) if seen.promise.may_be_told else "",
    )
    show(visit.reception, press, view)


def on_show_pressed(visit: Visit, press: Press) -> None:
    """Show the promise as it is now, to that person alone."""
    answer(visit, press, current(visit, press.value))


def on_link_pressed(_visit: Visit, _press: Press) -> None:
    """Do nothing: Slack has opened the link."""
