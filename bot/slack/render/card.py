"""The card: what everybody in the channel sees of a promise, and its first line says whether figures may be told.

It is the same for everyone. Each figure is a block of its own, so that its line can wrap on a phone and still be told
from the next; long text is cut here and stands in full behind More….
"""

from __future__ import annotations

from bot.domain.promise import Promise, PromiseState, TermVersion, Visibility
from bot.slack import ids
from bot.slack.render.blocks import Block, actions, button, context, cut_mrkdwn, section, typed
from bot.slack.render.cast import Cast
from bot.slack.render.figure import (
    answer_by,
    conditions,
    documents,
    figure_with_conditions,
    heading,
    number,
    quoted,
    sentence,
)
from bot.slack.render.lines import LINE, figure_line
from bot.slack.render.message import Message, message
from bot.slack.render.people import person
from bot.slack.render.standing import more_proposed, standings
from bot.slack.render.verdict import verdict

_NOTES = 300


def card(promise: Promise, cast: Cast, rendering: str) -> Message:
    """Return the card; `rendering` is the opaque id of what it shows, and the value of each of its buttons."""
    blocks: list[Block | None] = [section(f"*{heading(promise)}*\n{verdict(promise, cast)}")]
    blocks.append(context(*_around(promise, cast)))
    blocks += [section(figure_line(promise, line, cast)) for line in promise.terms]
    blocks += [section(cut_mrkdwn(text, LINE)) for text in more_proposed(promise, cast)[:3]]
    blocks += conditions_blocks(promise, cast)
    blocks.append(card_buttons(promise, cast, rendering))
    return message(spoken(promise, cast), blocks, promise)


def spoken(promise: Promise, cast: Cast) -> str:
    """Return the card as sentences."""
    lines = [f"{heading(promise)}: {verdict(promise, cast, bold='')}."]
    if promise.state is PromiseState.NEGOTIATING:
        lines.append(f"{sentence(answer_by(promise, cast))}.")
    return "\n".join([*lines, *(_spoken_line(promise, line, cast) for line in promise.terms)])


def _spoken_line(promise: Promise, line: TermVersion, cast: Cast) -> str:
    if promise.in_force:
        return figure_line(promise, line, cast).replace("\n↳", ";")
    parts = [figure_with_conditions(line.term, cast.say), "; ".join(standings(promise, line, cast))]
    return ": ".join(part for part in parts if part) + "."


def _around(promise: Promise, cast: Cast) -> list[str]:
    parts = [cast.say("drafted by {person}", person=person(promise.author, cast))]
    if promise.state is PromiseState.NEGOTIATING:
        parts.insert(0, sentence(answer_by(promise, cast)))
    elif promise.may_be_told:
        parts.insert(0, cast.say("More… has the wording for the client"))
    if promise.link:
        parts.append(documents(promise, cast))
    texts = [" · ".join(parts)]
    if promise.state is PromiseState.RENEGOTIATING:
        reason = quoted(promise.reopened_because or "", cast.say)
        texts.append(cast.say("Renegotiated because: {reason}", reason=reason))
    if promise.notes:
        texts.append(cast.say("Notes: {notes}", notes=typed(promise.notes, _NOTES)))
    return [*texts, *secrecy(promise, cast)]


def secrecy(promise: Promise, cast: Cast) -> list[str]:
    """Return how the promise is spoken of where not everybody may know of it."""
    if promise.visibility is not Visibility.CONFIDENTIAL or not promise.code_name:
        return []
    return [cast.say("🔒 Confidential: elsewhere it is called “{name}”.", name=typed(promise.code_name, 80))]


def conditions_blocks(promise: Promise, cast: Cast) -> list[Block]:
    """Return the conditions for all figures; while they are renegotiated, those in force and the new ones."""
    sealed = promise.in_force.conditions if promise.in_force else promise.conditions
    texts = []
    if sealed:
        said = conditions(sealed, cast.say)
        texts.append(cast.say("Condition for all figures: {conditions}", conditions=said))
    if sealed != promise.conditions:
        said = conditions(promise.conditions, cast.say) or cast.say("none")
        texts.append(cast.say("Being renegotiated: condition for all figures: {conditions}", conditions=said))
    return [context(*texts)] if texts else []


def card_buttons(promise: Promise, cast: Cast, rendering: str) -> Block:
    """Return what can be done; whether this person may is checked when it is pressed."""
    more = button(
        cast.say("More…"), ids.MORE, rendering, spoken=cast.say("More about {number}", number=number(promise))
    )
    if not promise.is_open:
        return actions(more)
    return actions(*answer_buttons(promise, cast, rendering), more)


def answer_buttons(promise: Promise, cast: Cast, rendering: str) -> list[Block]:
    """Return the ways in which operations answers; where every figure is asked for, there is nothing to agree to."""
    say, name = cast.say, number(promise)
    is_question = all(line.term.is_question for line in promise.terms)
    agree = button(
        say("We can keep it"),
        ids.AGREE,
        rendering,
        style="primary",
        spoken=say("We can keep what is asked of us in {number}", number=name),
    )
    counter = button(
        say("Counter…"),
        ids.COUNTER,
        rendering,
        style="primary" if is_question else None,
        spoken=say("Propose other figures for {number}", number=name),
    )
    other = button(say("Object…"), ids.OBJECT, rendering, spoken=say("Object to figures of {number}", number=name))
    return [counter, other] if is_question else [agree, counter, other]
