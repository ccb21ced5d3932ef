"""Private answers to the moves: what was done, and what happens next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from bot.domain.promise import Promise
from bot.domain.state_table import Act
from bot.locale import phrase
from bot.slack import ids
from bot.slack.render.answers import done
from bot.slack.render.blocks import actions, button, section
from bot.slack.render.cast import Cast
from bot.slack.render.figure import moment_here, number
from bot.slack.render.message import Message, message


class Move(StrEnum):
    """What was done that is no act of the state table."""

    EDITED = "edited"
    CONFIRMED = "confirmed"
    COUNTERED = "countered"
    TO_BE_DROPPED = "to_be_dropped"


_SAID: Mapping[Move, str] = {
    Move.EDITED: phrase("{number} is changed, and the thread is told. What was agreed stays agreed."),
    Move.CONFIRMED: phrase("{number}: noted that the figure holds alone. The other areas are still asked."),
    Move.COUNTERED: phrase(
        "{number}: the proposal is in the thread. Until sales accepts and everybody agrees, what is signed off "
        "stays in force."
    ),
    Move.TO_BE_DROPPED: phrase("{number}: its areas are asked whether the figure goes. Until then it stays in force."),
}


def moved(move: Move, promise: Promise, cast: Cast) -> Message:
    """Say that a move is done and what happens next."""
    text = cast.say(_SAID[move], number=number(promise))
    return message(text, [section(text)])


def checking(promise: Promise, until: datetime, cast: Cast) -> Message:
    """Say until when reminders pause."""
    rest = cast.say("Reminders pause until {moment}.", moment=moment_here(until, cast))
    text = f"{done(Act.CHECK, promise, cast).text} {rest}"
    return message(text, [section(text)])


def moved_out(promise: Promise, opened: Promise, cast: Cast) -> Message:
    """Say which promise a figure has now."""
    text = cast.say(
        "The figure of {number} has a promise of its own now: {new}.", number=number(promise), new=number(opened)
    )
    return message(text, [section(text)])


def suspended(promise: Promise, cast: Cast, rendering: str) -> Message:
    """Say that no client is told the figure from now on, and ask for what can be kept instead."""
    said = done(Act.CANNOT_KEEP, promise, cast).text
    ask = cast.say("What can be kept instead? Other figures answer the client soonest.")
    propose = button(cast.say("Propose other figures…"), ids.RENEGOTIATE, rendering, style="primary")
    return message(f"{said} {ask}", [section(said), section(ask), actions(propose)])
