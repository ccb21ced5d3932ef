"""Words for what is wrong with a move: a renegotiation, a reassignment, a figure that is to leave (rule 5)."""

from __future__ import annotations

from functools import singledispatch

from bot.domain import errors
from bot.slack.render.blocks import typed
from bot.slack.render.cast import Cast
from bot.slack.render.figure import moment
from bot.slack.render.people import person


@singledispatch
def words_of_moves(error: errors.PromiseError, cast: Cast) -> str:
    """Return who, what and why, and what to do next."""
    raise TypeError(f"no words for {type(error).__name__}")


@words_of_moves.register
def _(error: errors.NotInTheFuture, cast: Cast) -> str:
    return cast.say(
        "{moment} has passed already. Please give a time that is still to come.", moment=moment(error.until, cast)
    )


@words_of_moves.register
def _(error: errors.SpeaksForOperations, cast: Cast) -> str:
    return cast.say(
        "{person} has answered for operations in P-{number} and so cannot join its account team. Nothing was changed.",
        person=person(error.person, cast),
        number=error.number,
    )


@words_of_moves.register
def _(error: errors.MayNotReassign, cast: Cast) -> str:
    return cast.say(
        "{area} objects in P-{number}. Only its own people or an administrator of the bot can hand that over; "
        "nothing was changed.",
        area=typed(error.area, 80),
        number=error.number,
    )


@words_of_moves.register
def _(error: errors.NeverToSales, cast: Cast) -> str:
    return cast.say(
        "In {area} nobody could answer but the sales side of P-{number}, who never sign for operations. "
        "Please choose another area.",
        area=typed(error.area, 80),
        number=error.number,
    )


@words_of_moves.register
def _(error: errors.OnlyTheAuthor, cast: Cast) -> str:
    return cast.say(
        "Only {author}, who drafted P-{number}, decides who may see it. Nothing was changed.",
        author=person(error.author, cast),
        number=error.number,
    )


@words_of_moves.register
def _(error: errors.ColleagueCannotSign, cast: Cast) -> str:
    return cast.say(
        "{colleague} answers for none of the open figures of P-{number}, so nobody was asked to sign. "
        "`/promise owners` shows who does.",
        colleague=person(error.colleague, cast),
        number=error.number,
    )
