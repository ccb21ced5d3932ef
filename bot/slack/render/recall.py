"""The word to whoever passed a figure on that cannot be kept any more: which, why, and what to tell the client now."""

from __future__ import annotations

from bot.domain import events
from bot.domain.promise import Promise
from bot.slack import ids
from bot.slack.render.blocks import actions, button, context, quotes, section, typed
from bot.slack.render.cast import Cast
from bot.slack.render.figure import REASON_IN_FULL, figure_with_conditions, heading, number, quoted
from bot.slack.render.message import Message, message
from bot.slack.render.owed import open_button
from bot.slack.render.people import areas, person


def recalled(fact: events.TermSuspended, promise: Promise, cast: Cast, rendering: str) -> Message:
    """Return the DM: the figure, the reason, a sentence for the client, and the way to the promise."""
    say = cast.say
    line = promise.sealed(fact.term_id)
    figure = figure_with_conditions(line.term, say) if line else ""
    intro = say("⛔ *This figure does not hold any more* – {promise}", promise=heading(promise))
    names = [slot.area for slot in line.slots if slot.id == fact.slot_id] if line else []
    why = say(
        "{areas} cannot keep it: {reason}",
        areas=areas(names, cast),
        reason=quoted(fact.reason, say, REASON_IN_FULL),
    )
    todo = say("Please do not tell it to anybody any more. Who has heard it already should hear now:")
    sentence = say("“One figure that we gave you is being checked again. We will give you a reliable one shortly.”")
    rest = say("No new figure to the client before it is jointly signed off.")
    more = button(say("More…"), ids.MORE, rendering, spoken=say("More about {number}", number=number(promise)))
    ways = actions(*open_button(promise, cast), more)
    blocks = [section(f"{intro}\n{figure}"), section(why), section(todo), *quotes(sentence), context(rest), ways]
    return message("\n".join([intro, f"{figure}.", why, todo, sentence, rest]), blocks, promise)


def recalled_blindly(promise: Promise, cast: Cast) -> Message:
    """Return the DM to somebody who passed a figure on and may not see the promise any more (rule 9)."""
    name = " · ".join(part for part in (number(promise), typed(promise.code_name, 80)) if part)
    text = cast.say("⛔ *A figure that was passed on does not hold any more* – {name}", name=name)
    rest = cast.say(
        "{author} knows which one, and what the client should hear now.", author=person(promise.author, cast)
    )
    return message(f"{text}\n{rest}", [section(text), section(rest)], promise)
