"""Direct messages: only what a person owes or has to know, soonest client date first, with buttons that act.

They count nothing and compare nobody (rule 10).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.overview import Owing
from bot.domain.owing import missing_areas
from bot.domain.promise import Promise, PromiseId
from bot.locale import phrase
from bot.slack import ids
from bot.slack.render.blocks import Block, actions, button, context, section
from bot.slack.render.cast import Cast
from bot.slack.render.figure import heading, moment_here, number
from bot.slack.render.help import usual_command
from bot.slack.render.message import Message, message
from bot.slack.render.owed import open_button, owed_blocks, owed_text
from bot.slack.render.people import areas

_MOST = 12

_TROUBLES = {
    "is_archived": phrase("Its channel is archived, so nothing can be posted there any more."),
    "channel_not_found": phrase("Its channel is gone, or the bot was removed from it."),
    "not_in_channel": phrase("The bot is not in its channel any more."),
    "restricted_action": phrase("The bot is not allowed to post in its channel."),
    "cant_delete_message": phrase("Messages from before it moved are still in its former channel."),
    "": phrase("Slack refused to show it."),
}
_REMEDIES = {
    "is_archived": phrase("Unarchive the channel, or withdraw the promise and open it in another channel."),
    "channel_not_found": phrase("Invite the bot to the channel again, or open the promise in another channel."),
    "not_in_channel": phrase("Invite the bot to the channel again: with the next answer the card shows everything."),
    "restricted_action": phrase("A workspace administrator can allow it, or the promise is opened in another channel."),
    "cant_delete_message": phrase("Somebody who may delete messages there should remove them now."),
    "": phrase("Everything that was said is kept. An administrator can look into it."),
}


def reminder(owings: Sequence[Owing], cast: Cast, *, kind: str, renderings: Mapping[PromiseId, str]) -> Message:
    """Return the DM; `kind` is morning, last_call, urgent, checked or backup, `renderings` what the buttons carry."""
    shown = [owing for owing in owings if owing.promise.id in renderings][:_MOST]
    rest = len(owings) - len(shown)
    intro = _intro(kind, len(owings), cast)
    blocks = [section(f"*{intro}*")]
    for owing in shown:
        blocks += owed_blocks(owing, cast, renderings[owing.promise.id])
    texts = [owed_text(owing, cast) for owing in shown]
    if rest:
        more = cast.say("and {n} more: `{command} list owed`", n=rest, command=usual_command(cast.say))
        blocks.append(context(more))
        texts.append(more)
    return message("\n".join([intro, *texts]), blocks, *(owing.promise for owing in shown))


def _intro(kind: str, count: int, cast: Cast) -> str:
    say = cast.say
    if kind == "last_call":
        return say("Four working hours are left before the client needs an answer.")
    if kind == "urgent":
        return say("The client needs an answer today.")
    if kind == "checked":
        return say("The time for checking has passed: what can be kept?")
    if kind == "backup":
        return say("A deputy's answer is needed today.")
    return say.many("{n} promise is waiting for an answer.", "{n} promises are waiting for an answer.", count)


def overdue(promise: Promise, cast: Cast, *, rendering: str) -> Message:
    """Tell the author that the client's date has passed without a joint sign-off: it is no consent (rule 3)."""
    intro = cast.say(
        "{promise}: the answer was due {moment}.", promise=heading(promise), moment=moment_here(promise.needed_by, cast)
    )
    missing = cast.say("Missing: {areas}.", areas=areas(missing_areas(promise), cast))
    rest = cast.say(
        "No figures to the client yet. Tell the client a new date and talk to the areas, or revise or withdraw."
    )
    ways = [_revise(promise, cast, rendering), _more(promise, cast, rendering), *open_button(promise, cast)]
    blocks = [section(f"*{intro}*\n{missing}"), section(rest), actions(*ways)]
    return message(f"{intro} {missing} {rest}", blocks, promise)


def trouble(promise: Promise, cast: Cast, *, code: str, rendering: str = "") -> Message:
    """Tell the author once that Slack did not take a message about the promise; `code` is Slack's error."""
    intro = cast.say("{promise} could not be shown in its channel.", promise=heading(promise))
    if code == "cant_delete_message":
        intro = cast.say("Old messages about {promise} could not be removed.", promise=heading(promise))
    kind = "restricted_action" if code.startswith("restricted_action") else code
    why = cast.say(_TROUBLES.get(kind, _TROUBLES[""]))
    remedy = cast.say(_REMEDIES.get(kind, _REMEDIES[""]))
    buttons: list[Block | None] = [actions(_more(promise, cast, rendering))] if rendering else []
    return message(f"{intro} {why} {remedy}", [section(f"*{intro}*\n{why}"), section(remedy), *buttons], promise)


def _revise(promise: Promise, cast: Cast, rendering: str) -> Block:
    spoken = cast.say("Revise {number}", number=number(promise))
    return button(cast.say("Revise…"), ids.REVISE, rendering, spoken=spoken)


def _more(promise: Promise, cast: Cast, rendering: str) -> Block:
    spoken = cast.say("More about {number}", number=number(promise))
    return button(cast.say("More…"), ids.MORE, rendering, spoken=spoken)
