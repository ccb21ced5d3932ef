"""Who may see a promise, in plain words: the choice in a form, and what it means for where the promise lives."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.promise import Promise
from bot.locale import Speaker
from bot.slack import ids
from bot.slack.render.blocks import View, modal, section
from bot.slack.render.cast import Cast
from bot.slack.render.figure import number
from bot.slack.render.message import Message, message
from bot.slack.render.modals import about, who_may_see
from bot.slack.render.people import mention

_MOST_NAMED = 20


def visibility_modal(say: Speaker, promise: Promise, *, rendering: str) -> View:
    """Return the form in which the author changes who may see the promise."""
    lead = say(
        "Stricter: the promise moves to a private channel, and what the bot posted here goes. More open: it moves to "
        "the channel for promises, and everybody there can read it from the beginning."
    )
    blocks = [about(promise, lead), who_may_see(say, promise.visibility.value)]
    title, submit = say("Who may see it"), say("Change")
    return modal(ids.MODAL_VISIBILITY, title, blocks, submit=submit, close=say("Cancel"), metadata=rendering)


def opens_channel(say: Speaker, members: Sequence[str]) -> str:
    """Return where a promise goes that gets a private channel with these people (Slack ids)."""
    named = [mention(member) for member in members[:_MOST_NAMED]]
    rest = len(members) - len(named)
    people = ", ".join([*named, say("{n} more", n=rest)] if rest else named)
    return say(
        "A private channel is opened for it, with {people}; those named above are asked in its thread.", people=people
    )


def changed(promise: Promise, cast: Cast) -> Message:
    """Tell the author where the promise lives now."""
    text = cast.say(
        "{number}: who may see it is changed. Its card is in <#{channel}>.",
        number=number(promise),
        channel=promise.channel,
    )
    return message(text, [section(text)])


def no_private_channel(say: Speaker) -> str:
    """Return the answer where the bot cannot open a private channel: nothing was posted."""
    return say(
        "The bot could not open a private channel, so nothing was posted or changed. Either it is drafted in a "
        "private channel with the bot in it, as a restricted promise, or an administrator allows the bot "
        "`groups:write` in Slack (`promise-bot doctor` shows how)."
    )
