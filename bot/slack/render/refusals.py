"""Words for what is wrong around a promise: in a form's field, with a place, or between here and Slack.

Field texts are plain, because Slack shows them as typed; everything else is mrkdwn.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.figures import Doubt, FigureError, MomentError
from bot.figures import explain as explain_figure
from bot.locale import Speaker, phrase
from bot.slack.render.blocks import section, typed
from bot.slack.render.figure import language
from bot.slack.render.message import Message, message
from bot.slack.render.people import mention

_FIELD = 1900

_FORM = {
    "client_missing": phrase("The client’s name is missing."),
    "client_too_long": phrase("The client’s name is too long: 300 characters at most."),
    "figures_missing": phrase("At least one figure is needed, for example “40 agents in Leipzig by 1 Feb”."),
    "too_many_figures": phrase("A promise holds at most 20 figures. Please split it into two promises."),
    "same_figure_twice": phrase("The same figure stands here twice. Please delete one of the lines."),
    "reason_missing": phrase("A reason is missing. One sentence is enough."),
    "link_not_https": phrase("A link begins with https:// and has no spaces, for example https://example.com/tender."),
    "name_missing": phrase("A name is missing."),
    "cannot_sign": phrase("Guests, apps and people of other companies cannot sign."),
    "not_a_colleague": phrase("Guests, apps and people of other companies cannot join the account team."),
}


def form_problem(code: str, say: Speaker) -> str:
    """Return what is wrong with a field, as plain text; `code` is the value of a form problem."""
    return say(_FORM[code])


def figure_problem(problem: FigureError | MomentError, say: Speaker) -> str:
    """Return what is wrong with a figure or a moment, as plain text."""
    return explain_figure(problem, language(say))


def limit_problem(line_number: int, doubt: Doubt, say: Speaker) -> str:
    """Return which hard limit a line breaks, as plain text."""
    return say("Line {number}: {problem}", number=line_number, problem=explain_figure(doubt, language(say)))


def field_text(problems: Sequence[str], say: Speaker) -> str:
    """Return the problems of one field as one plain text of a length that Slack shows; the rest is counted."""
    kept: list[str] = []
    room = _FIELD
    for problem in problems:
        room -= len(problem) + 1
        if room < 0:
            break
        kept.append(problem)
    rest = len(problems) - len(kept)
    return "\n".join([*kept, say("and {n} more", n=rest)] if rest else kept)


def nothing_chosen(say: Speaker) -> str:
    """Return what is wrong with an objection to no figure, as plain text."""
    return say("Please choose at least one figure.")


def unknown_area(say: Speaker) -> str:
    """Return the answer to an area that went while a form was open."""
    return say("That area is not there any more. `/promise owners` shows who answers for what; please choose again.")


def archived_channel(say: Speaker) -> str:
    """Return the refusal of a channel that takes no messages."""
    return say("This channel is archived, so no promise is opened here.")


def no_promises_channel(say: Speaker, admins: Sequence[str]) -> str:
    """Return what helps when a promise has nowhere to go; `admins` are Slack ids."""
    return say(
        "The bot is not in this channel, and no channel for promises is set. Use a channel that the bot is in "
        "(`/invite` brings it in), or ask {admins} to set `PROMISES_CHANNEL`.",
        admins=_helpers(say, admins),
    )


def promises_channel_closed(say: Speaker, admins: Sequence[str]) -> str:
    """Return what helps when the channel for promises cannot be posted to; `admins` are Slack ids."""
    return say(
        "The channel for promises cannot be used: the bot is not in it, or it is archived. Nothing was posted. "
        "{admins} can invite the bot there or set another `PROMISES_CHANNEL`.",
        admins=_helpers(say, admins),
    )


def strange_workspace(say: Speaker) -> str:
    """Return the refusal of a workspace that this bot does not serve."""
    return say("This bot serves another workspace. Nothing was done.")


def slack_did_not_answer(say: Speaker) -> str:
    """Return the answer when Slack could not be asked, or did not do what it was asked to."""
    return say("Slack did not answer in time, so nothing was changed. Please try again.")


def did_you_mean(say: Speaker, word: str, meant: str, command: str) -> Message:
    """Answer a word that is nearly a command."""
    text = say(
        "“{word}” is no command. Is `{command} {meant}` meant? A promise for a client of this name opens with "
        "`{command} {word}:`",
        word=typed(word, 60),
        meant=meant,
        command=command,
    )
    return message(text, [section(text)])


def private(text: str) -> Message:
    """Return mrkdwn as a message to one person."""
    return message(text, [section(text)])


def _helpers(say: Speaker, admins: Sequence[str]) -> str:
    return say.items([mention(admin) for admin in admins]) or say("an administrator of the bot")
