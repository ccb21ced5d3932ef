"""People and areas in words: a mention where Slack's id is known, never a reference."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.owing import missing_areas, paused_until, slots_owing
from bot.domain.promise import Promise
from bot.domain.slots import PersonRef, Slot
from bot.slack.render.blocks import typed
from bot.slack.render.cast import Cast

_MOST_MENTIONS = 5
_AREA = 80


def mention(slack_id: str) -> str:
    """Return the tag of a person or of a user group."""
    return f"<!subteam^{slack_id}>" if slack_id.startswith("S") else f"<@{slack_id}>"


def person(ref: PersonRef, cast: Cast) -> str:
    """Return the tag of a person; one who was forgotten is a former colleague."""
    slack_id = cast.users.get(ref)
    return mention(slack_id) if slack_id else cast.say("a former colleague")


def speaking(ref: PersonRef, represented: PersonRef | None, cast: Cast) -> str:
    """Return the tag of who said something, and of the one in whose name where a deputy did."""
    who = person(ref, cast)
    if not represented:
        return who
    return cast.say("{person} for {represented}", person=who, represented=person(represented, cast))


def area(slot: Slot) -> str:
    """Return what people call the area."""
    return typed(slot.area, _AREA)


def areas(names: Iterable[str], cast: Cast) -> str:
    """Return "WFM, Quality and Leipzig"."""
    return cast.say.items([typed(name, _AREA) for name in dict.fromkeys(names)])


def mentions(slot: Slot, cast: Cast) -> str:
    """Return the tags of those who are asked for an area; empty where nobody is known."""
    asked = cast.asked.get(slot.id, ())
    tags = [mention(slack_id) for slack_id in asked[:_MOST_MENTIONS]]
    rest = len(asked) - len(tags)
    return ", ".join([*tags, cast.say("{n} more", n=rest)] if rest else tags)


def area_with_people(slot: Slot, cast: Cast) -> str:
    """Return "WFM (@wfm)"."""
    tags = mentions(slot, cast)
    return f"{area(slot)} ({tags})" if tags else area(slot)


def waiting(promise: Promise, cast: Cast) -> str:
    """Return which areas' agreement is missing, those that look into their figures with the time until which."""
    paused = {
        slot.area: until
        for slot_id, (slot, _) in slots_owing(promise).items()
        if (until := paused_until(promise, slot_id)) and until > cast.now
    }
    names = []
    for name in missing_areas(promise):
        text = typed(name, _AREA)
        if name in paused:
            at = cast.say.moment(paused[name], cast.zone, cast.now)
            text = cast.say("{area} (checking until {moment})", area=text, moment=at)
        names.append(text)
    return cast.say("missing: {areas}", areas=cast.say.items(names))
