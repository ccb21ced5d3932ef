"""Agreement that was spoken or typed: words sign nothing, so whoever said them gets a button that does."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import events
from bot.domain.promise import Promise, TermVersion
from bot.locale import Speaker
from bot.slack import ids
from bot.slack.render.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    cut_mrkdwn,
    field,
    modal,
    person_select,
    section,
    sections,
    typed,
)
from bot.slack.render.card import answer_buttons
from bot.slack.render.cast import Cast
from bot.slack.render.figure import answer_by, figure_with_conditions, heading, number, sentence
from bot.slack.render.message import Message, message
from bot.slack.render.modals import about
from bot.slack.render.owed import open_button
from bot.slack.render.people import person

_LINE = 2900
_IN_FULL = 2500


def words_do_not_sign(promise: Promise, cast: Cast, lines: Sequence[TermVersion], rendering: str) -> Message:
    """Answer approval in words: what it is about, and the button that signs it."""
    intro = cast.say(
        "Words in the thread sign nothing yet. To sign in {promise} what is asked here:", promise=heading(promise)
    )
    figures = _in_full(lines, cast)
    blocks: list[Block] = [section(intro), *sections(figures), *_for_all(promise, cast)]
    blocks.append(actions(*answer_buttons(promise, cast, rendering)))
    return message("\n".join([intro, *figures]), blocks, promise)


def phone_modal(say: Speaker, promise: Promise, *, rendering: str) -> View:
    """Return the form that names the colleague who agreed by phone."""
    lead = say(
        "The colleague gets one button that signs the figures as they stand now, shown in full. "
        "Until it is pressed, nothing is signed."
    )
    blocks = [
        about(promise, lead),
        field(
            ids.BLOCK_COLLEAGUE,
            say("Who agreed by phone?"),
            person_select(say("Choose a colleague")),
            hint=say("Somebody of an area that still has to answer."),
        ),
    ]
    title, submit = say("Agreed by phone"), say("Send the button")
    return modal(ids.MODAL_PHONE, title, blocks, submit=submit, close=say("Cancel"), metadata=rendering)


def noted(promise: Promise, colleague: str, cast: Cast) -> Message:
    """Tell sales that the colleague (a mention) has the button, and that nothing is signed yet."""
    text = cast.say(
        "{number}: {colleague} has got the button as a direct message. Nothing is signed until it is pressed.",
        number=number(promise),
        colleague=colleague,
    )
    return message(text, [section(text)])


def phoned(
    fact: events.PhoneCallNoted, promise: Promise, cast: Cast, lines: Sequence[TermVersion], rendering: str
) -> Message:
    """Return the DM to who was on the phone: what was said, in full, and the one button that signs it."""
    say = cast.say
    intro = say(
        "📞 {person} says that this was agreed by phone – {promise}:",
        person=person(fact.person, cast),
        promise=heading(promise),
    )
    figures = _in_full(lines, cast)
    due = sentence(answer_by(promise, cast))
    rest = say("The button signs exactly this. Without it nothing is signed; on the card there are other answers.")
    sign = button(
        say("We can keep it"),
        ids.AGREE_PHONED,
        rendering,
        style="primary",
        spoken=say("Sign {number}", number=number(promise)),
    )
    for_all = _for_all(promise, cast)
    blocks = [section(intro), *sections(figures), *for_all, context(due), context(rest)]
    spoken = [intro, *figures, *(block["text"]["text"] for block in for_all), due, rest]
    return message("\n".join(spoken), [*blocks, actions(sign, *open_button(promise, cast))], promise)


def _in_full(lines: Sequence[TermVersion], cast: Cast) -> list[str]:
    return [cut_mrkdwn(f"• {figure_with_conditions(line.term, cast.say, _IN_FULL)}", _LINE) for line in lines]


def _for_all(promise: Promise, cast: Cast) -> list[Block]:
    if not promise.conditions:
        return []
    conditions = "; ".join(typed(text, _IN_FULL) for text in promise.conditions)
    return [section(cast.say("Condition for all figures: {conditions}", conditions=conditions))]
