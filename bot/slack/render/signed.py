"""The joint sign-off in the thread: who signed for which area and when, and the wording for the client to copy."""

from __future__ import annotations

from bot.domain.promise import Agreed, Promise, Visibility
from bot.slack.render.blocks import MOST_TEXT, context, escape, headline, quotes, section, sections, typed
from bot.slack.render.cast import Cast
from bot.slack.render.figure import heading, moment
from bot.slack.render.message import Message, message
from bot.slack.render.people import person, speaking
from bot.slack.render.wording import is_conditional


def signed_off(promise: Promise, cast: Cast, wording: str) -> Message:
    """Announce the joint sign-off; `wording` is the text for the client, empty where there is none."""
    done = cast.say("✅ *{promise} is jointly signed off.*", promise=heading(promise))
    who, author = signatures(promise, cast), person(promise.author, cast)
    if not wording:
        told = cast.say(
            "{author}: there is nothing to tell the client, as what is left of it cannot be kept any more.",
            author=author,
        )
        return message("\n".join([done, told, *who]), [section(f"{done}\n{told}"), *sections(who)], promise)
    told = cast.say("{author}: the figures may be told to the client.", author=author)
    lead = cast.say("Wording for the client, to be used as it is:")
    blocks = [section(f"{done}\n{told}"), *sections(who), headline(lead), *quotes(wording)]
    if is_conditional(promise):
        blocks.append(context(cast.say("Conditions belong to the figures: please always say both.")))
    spoken = "\n".join([done, told, lead, escape(wording).replace("*", "∗"), *who])
    # Never a part of the wording, or figures could lose conditions; nor a confidential one where it is not opened.
    if len(spoken) > MOST_TEXT or promise.visibility is Visibility.CONFIDENTIAL:
        spoken = "\n".join([done, told, cast.say("The wording for the client is in the thread."), *who])
    return message(spoken, blocks, promise)


def signatures(promise: Promise, cast: Cast) -> list[str]:
    """Return one line a signature: the area, the person who signed for it and when it last did."""
    signed: dict[tuple[str, str], Agreed] = {}
    for line in promise.sealed_terms:
        _keep_latest(signed, cast.say("Sales"), line.sales)
        for slot in line.slots:
            said = line.positions.get(slot.id)
            if isinstance(said, Agreed):
                _keep_latest(signed, slot.area, said)
    return [f"• {typed(area, 80)}: {_signature(said, cast)}" for (area, _), said in signed.items()]


def _keep_latest(signed: dict[tuple[str, str], Agreed], area: str, said: Agreed) -> None:
    key = (area, said.person)
    if key not in signed or signed[key].at < said.at:
        signed[key] = said


def _signature(said: Agreed, cast: Cast) -> str:
    return f"{speaking(said.person, said.deputy_for, cast)}, {moment(said.at, cast)}"
