"""Words for everything that can be wrong: who, what and why, and what to do next; said to that person alone (rule 5).

Every class of `bot.domain.errors` has its words here. Text from people and figures is escaped: all of it is mrkdwn.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from bot.domain import errors
from bot.domain.terms import Term
from bot.figures import FigureError, MomentError
from bot.figures import explain as explain_figure
from bot.locale import Speaker, phrase
from bot.slack.render.blocks import typed
from bot.slack.render.cast import Cast
from bot.slack.render.error_sentences import SENTENCES
from bot.slack.render.figure import figure, language, moment
from bot.slack.render.move_errors import words_of_moves
from bot.slack.render.people import mention, person

_MOST_TERMS = 5

_ACTS = {
    "agree": phrase("We can keep it"),
    "object": phrase("Object…"),
    "counter": phrase("Counter…"),
    "retract": phrase("Take agreement back"),
    "accept": phrase("Accept counter"),
    "revise": phrase("Revise…"),
    "drop": phrase("Drop a figure…"),
    "withdraw": phrase("Withdraw…"),
    "check": phrase("Checking until…"),
    "restate": phrase("Client or conditions…"),
    "reassign": phrase("Another area…"),
    "move out": phrase("Own promise…"),
    "renegotiate": phrase("Renegotiate…"),
    "cannot keep": phrase("Cannot be kept any more…"),
    "keep again": phrase("Can be kept after all…"),
    "end renegotiation": phrase("End renegotiation…"),
}
_STAGES = {
    "awaiting": phrase("still waiting for an answer"),
    "contested": phrase("objected to"),
    "signed": phrase("agreed by everybody"),
    "sealed": phrase("jointly signed off"),
    "dropped": phrase("dropped"),
    "withdrawn": phrase("withdrawn"),
}
_ROLES = {"sales": phrase("Sales"), "operations": phrase("Operations")}


def explain(error: errors.PromiseError | FigureError | MomentError, cast: Cast, *, admins: Sequence[str] = ()) -> str:
    """Return what is wrong and what to do; `admins` (Slack ids) are named where only they can help."""
    if isinstance(error, FigureError | MomentError):
        return typed(explain_figure(error, language(cast.say)), 2000)
    if isinstance(error, errors.NobodyAnswers):
        return _nobody_answers(error, cast, admins)
    if isinstance(error, errors.OnPromise) and (sentence := SENTENCES.get(type(error))):
        return cast.say(sentence, number=error.number)
    return _words(error, cast)


@singledispatch
def _words(error: errors.PromiseError, cast: Cast) -> str:
    return words_of_moves(error, cast)


@_words.register
def _(error: errors.NotSales, cast: Cast) -> str:
    return cast.say(
        "Only sales can do this in P-{number}: {author} and the account team. Nothing was changed.",
        number=error.number,
        author=person(error.author, cast),
    )


@_words.register
def _(error: errors.AlreadyAgreed, cast: Cast) -> str:
    return cast.say(
        "These figures of P-{number} are agreed already, by {person} on {moment}. Nothing more is needed.",
        number=error.number,
        person=person(error.person, cast),
        moment=moment(error.at, cast),
    )


@_words.register
def _(error: errors.NotAllowed, cast: Cast) -> str:
    say = cast.say
    return say(
        "{role} cannot use “{act}” on a figure that is {stage}. Nothing was changed; More… shows what is possible.",
        role=say(_ROLES[error.role]),
        act=say(_ACTS[error.act]),
        stage=say(_STAGES[error.stage]),
    )


@_words.register
def _(error: errors.ReasonMissing, cast: Cast) -> str:
    return cast.say("A reason is missing. One sentence is enough, so that the other side can answer.")


@_words.register
def _(error: errors.AmbiguousMatch, cast: Cast) -> str:
    return cast.say(
        "“{figure}” could mean more than one figure: {figures}. "
        "Please write one line for each of them, each with its own date.",
        figure=figure(error.line, cast.say),
        figures=_terms(error.candidates, cast),
    )


@_words.register
def _(error: errors.WrongNumberOfTerms, cast: Cast) -> str:
    return (
        cast.say(
            "A promise holds 1 to {most} figures; this would make {count}. Please split it into two promises.",
            most=error.most,
            count=error.count,
        )
        if error.count
        else cast.say("A promise needs at least one figure. Please write one a line.")
    )


def _nobody_answers(error: errors.NobodyAnswers, cast: Cast, admins: Sequence[str]) -> str:
    who = cast.say.items([mention(admin) for admin in admins]) or cast.say("an administrator of the bot")
    return cast.say(
        "Nobody in operations is set to answer for: {figures}. Who can set it: {admins}, with "
        "`promise-bot import owners FILE` or a default area in the settings. The draft is kept until then.",
        figures=_terms(error.terms, cast),
        admins=who,
    )


def _terms(terms: Sequence[Term], cast: Cast) -> str:
    shown = [figure(term, cast.say) for term in terms[:_MOST_TERMS]]
    rest = len(terms) - len(shown)
    return "; ".join([*shown, cast.say("{n} more", n=rest)] if rest else shown)


def unknown_promise(say: Speaker, name: str, command: str = "/promise") -> str:
    """Return the answer to a number that leads to no promise the person may see."""
    return say(
        "There is no promise {name} here. `{command} list` shows all of them.", name=typed(name, 40), command=command
    )


def unavailable(say: Speaker) -> str:
    """Return the answer when what was done could not be stored: nothing is half-done."""
    return say("This could not be saved just now, so nothing was changed. Please try again in a minute.")


def something_broke(say: Speaker) -> str:
    """Return the answer to a failure that has no words of its own."""
    return say(
        "Something went wrong here, and nothing was changed. Please try again; if it stays, tell the administrator."
    )


def shared_channel(say: Speaker) -> str:
    """Return the refusal of a channel that another company can read (rule 8)."""
    return say("Another company can read this channel, so no promise is opened here. Please use an internal channel.")


def guests_in_channel(say: Speaker) -> str:
    """Return the refusal of a channel that guests can read (rule 8)."""
    return say("Guests can read this channel, so no promise is opened here. Please use a channel without guests.")


def for_colleagues_only(say: Speaker) -> str:
    """Return the refusal of guests, strangers and bots."""
    return say("Promises are open to members of this workspace only, not to guests or apps.")


def not_in_channel(say: Speaker, channel: str) -> str:
    """Return what helps when the bot is not in the channel `channel` (Slack's id)."""
    return say("The bot is not in <#{channel}> yet. `/invite @Promise Bot` there brings it in.", channel=channel)


def form_expired(say: Speaker) -> str:
    """Return the answer to a form whose draft is gone or was posted already."""
    return say("This form was sent already or is out of date, so nothing was done a second time.")
