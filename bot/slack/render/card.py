"""The card: what everybody in the channel sees of a promise, and its first line says whether figures may be told.

It is the same for everyone. Each figure is a block of its own, so that its line can wrap on a phone and still be told
from the next; long text is cut here and stands in full behind More….
"""

from __future__ import annotations

from bot.domain.promise import Promise, PromiseState, Stage, TermVersion
from bot.slack import ids
from bot.slack.render.blocks import Block, actions, button, context, cut_mrkdwn, section
from bot.slack.render.cast import Cast
from bot.slack.render.figure import (
    answer_by,
    bold_figure,
    conditions,
    figure_with_conditions,
    heading,
    moment,
    number,
    quoted,
    sentence,
)
from bot.slack.render.message import Message, message
from bot.slack.render.people import person
from bot.slack.render.standing import more_proposed, sign, standings

_LINE = 560  # twenty of them and the rest stay below what Slack takes as one message


def card(promise: Promise, cast: Cast, rendering: str) -> Message:
    """Return the card; `rendering` is the opaque id of what it shows, and the value of each of its buttons."""
    blocks: list[Block | None] = [section(f"*{heading(promise)}*\n{verdict(promise, cast)}")]
    blocks.append(context(_around(promise, cast)))
    blocks += [section(figure_line(promise, line, cast)) for line in promise.terms]
    blocks += [section(cut_mrkdwn(text, _LINE)) for text in more_proposed(promise, cast)[:3]]
    blocks.append(_conditions(promise, cast))
    blocks.append(card_buttons(promise, cast, rendering))
    return message(spoken(promise, cast), blocks)


def may_be_told(promise: Promise, cast: Cast) -> str:
    """Return in a few words whether the client may hear the figures."""
    if promise.may_be_told:
        return cast.say("May be told to the client")
    if promise.state is PromiseState.WITHDRAWN:
        return cast.say("Withdrawn: no figures to the client")
    return cast.say("No figures to the client yet")


def figure_line(promise: Promise, line: TermVersion, cast: Cast) -> str:
    """Return one figure with its conditions and where it stands, as one line of mrkdwn."""
    start = f"{sign(promise, line)} {bold_figure(line.term, cast.say)}"
    return cut_mrkdwn(" · ".join([start, *standings(promise, line, cast)]), _LINE)


def spoken(promise: Promise, cast: Cast) -> str:
    """Return the card as sentences."""
    told = verdict(promise, cast, bold="")
    lines = [f"{heading(promise)}: {told}."]
    if promise.state is PromiseState.NEGOTIATING:
        lines.append(f"{sentence(answer_by(promise, cast))}.")
    for line in promise.terms:
        parts = [figure_with_conditions(line.term, cast.say), "; ".join(standings(promise, line, cast))]
        lines.append(": ".join(part for part in parts if part) + ".")
    return "\n".join(lines)


def verdict(promise: Promise, cast: Cast, bold: str = "*") -> str:
    """Return whether the client may hear the figures, since when, or how far the promise has come."""
    told = f"{bold}{may_be_told(promise, cast)}{bold}"
    if promise.may_be_told and promise.seal:
        at = moment(promise.seal.at, cast)
        return f"✅ {told} · " + cast.say("jointly signed off {moment}", moment=at)
    if promise.state is PromiseState.WITHDRAWN:
        return f"{told} · {quoted(promise.withdrawn_because or '', cast.say)}"
    signed = sum(line.stage is Stage.SIGNED for line in promise.terms)
    progress = cast.say.many(
        "{signed} of {n} figure agreed", "{signed} of {n} figures agreed", len(promise.terms), signed=signed
    )
    return f"⏳ {told} · {progress}"


def _around(promise: Promise, cast: Cast) -> str:
    author = cast.say("drafted by {person}", person=person(promise.author, cast))
    if promise.state is PromiseState.NEGOTIATING:
        return f"{sentence(answer_by(promise, cast))} · {author}"
    if promise.may_be_told:
        return cast.say("Wording for the client in the thread · {author}", author=author)
    return author


def _conditions(promise: Promise, cast: Cast) -> Block | None:
    said = conditions(promise.conditions, cast.say)
    return context(cast.say("Condition for all figures: {conditions}", conditions=said)) if said else None


def card_buttons(promise: Promise, cast: Cast, rendering: str) -> Block:
    """Return what can be done; whether this person may is checked when it is pressed."""
    more = button(
        cast.say("More…"), ids.MORE, rendering, spoken=cast.say("More about {number}", number=number(promise))
    )
    if promise.state is not PromiseState.NEGOTIATING:
        return actions(more)
    return actions(*answer_buttons(promise, cast, rendering), more)


def answer_buttons(promise: Promise, cast: Cast, rendering: str) -> list[Block]:
    """Return the three ways in which operations answers."""
    say, name = cast.say, number(promise)
    return [
        button(
            say("We can keep it"),
            ids.AGREE,
            rendering,
            style="primary",
            spoken=say("We can keep what is asked of us in {number}", number=name),
        ),
        button(say("Counter…"), ids.COUNTER, rendering, spoken=say("Propose other figures for {number}", number=name)),
        button(say("Object…"), ids.OBJECT, rendering, spoken=say("Object to figures of {number}", number=name)),
    ]
