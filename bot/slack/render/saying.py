"""What can be said to a client now: signed figures with their conditions, or that reliable ones will come.

A holding sentence names a time and nothing else: no figure of a promise, signed or not, is in it (rule 8).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from bot.domain.promise import Promise
from bot.locale import Speaker, speaker
from bot.slack.render.blocks import MOST_TEXT, Block, context, escape, headline, quotes, section, typed
from bot.slack.render.discretion import discreet
from bot.slack.render.figure import heading
from bot.slack.render.message import Message, message
from bot.slack.render.wording import is_conditional

_NEAR = 6
"""Up to how many days ahead a day of the week says enough."""
_MOST_OTHERS = 10


def holding_sentence(answer_by: datetime | None, language: str, zone: ZoneInfo, now: datetime) -> str:
    """Return the sentence for a client who has to wait; `answer_by` is until when figures are promised to come."""
    say = speaker(language)
    if answer_by is None:
        return say("We are clarifying what holds, and will give you reliable figures as soon as we have them.")
    return say(
        "We will give you reliable figures by {moment}.",
        moment=_moment(answer_by.astimezone(zone), now.astimezone(zone), say),
    )


def sayable(
    say: Speaker,
    *,
    client: str,
    told: Sequence[Promise],
    wordings: Mapping[str, str],
    holding: str,
    is_waiting: bool,
    others: Sequence[str],
    command: str,
    secret: Sequence[Promise] = (),
) -> Message:
    """Return the private answer: what may be told, or the `holding` sentence, whole and easy to copy.

    `wordings`: promise id → its text for the client; `is_waiting`: further figures for the client are on their way;
    `secret`: the confidential promises behind all this.
    """
    lead = say("*For {client}*, to be said as it is:", client=typed(client, 80))
    parts = [_Part(heading(promise) if len(told) > 1 else "", wordings[promise.id]) for promise in told]
    if not told:
        parts.append(_Part("", holding))
    elif is_waiting:
        parts.append(_Part(say("Everything else is still being agreed. For that:"), holding))
    rest = _remark(say, told, client)
    more = _others(say, others, command)
    blocks: list[Block] = [section(lead), *(block for part in parts for block in part.blocks)]
    blocks += [context(text) for text in (*rest, *more)]
    # The wording is said as it is; what stands around it calls a confidential promise by its code name.
    begun, *ended = [_discreetly(text, secret) for text in (lead, *rest, *more)]
    spoken = "\n".join([begun, *(part.spoken(secret) for part in parts), *ended])
    if len(spoken) > MOST_TEXT:  # never a part of it: a figure could lose its conditions
        spoken = "\n".join([begun, say("It is long: the whole wording is in the message."), *ended[: len(rest)]])
    return message(spoken, blocks)


def no_client_named(say: Speaker, command: str) -> Message:
    """Return what is missing where no client was named."""
    text = say("Which client? For example `{command} say Acme`.", command=command)
    return message(text, [section(text)])


class _Part:
    """A text for the client with what it is about above it."""

    def __init__(self, title: str, text: str) -> None:
        self.blocks = [*([headline(title)] if title else []), *quotes(text)]
        self._title, self._text = title, escape(text).replace("*", "∗")

    def spoken(self, secret: Iterable[Promise]) -> str:
        """Return both for a message's text."""
        return "\n".join([*([_discreetly(self._title, secret)] if self._title else []), self._text])


def _discreetly(text: str, secret: Iterable[Promise]) -> str:
    return reduce(discreet, secret, text)


def _remark(say: Speaker, told: Sequence[Promise], client: str) -> list[str]:
    if any(is_conditional(promise) for promise in told):
        return [say("Conditions belong to the figures: please always say both.")]
    nothing = say("Nothing is jointly signed off for {client} yet: no figures to the client.", client=typed(client, 80))
    return [] if told else [nothing]


def _others(say: Speaker, others: Sequence[str], command: str) -> list[str]:
    if not others:
        return []
    names = [typed(name, 80) for name in others[:_MOST_OTHERS]]
    rest = len(others) - len(names)
    listed = ", ".join([*names, say("{n} more", n=rest)] if rest else names)
    return [
        say(
            "Another client? Also found: {clients}. `{command} say {client}` asks for that one.",
            clients=listed,
            command=command,
            client=names[0],
        )
    ]


def _moment(at: datetime, now: datetime, say: Speaker) -> str:
    """Return "Thursday noon", "2 pm today", "Donnerstag 12 Uhr": as one says it, with the date where a day is far."""
    time = _time(at, say)
    days = (at.date() - now.date()).days
    if days == 0:
        return say("{time} today", time=time)
    if days == 1:
        return say("{time} tomorrow", time=time)
    if days <= _NEAR:
        return say("{weekday} {time}", weekday=format_date(at, "EEEE", say.language), time=time)
    pattern = {"en": "EEEE d MMMM", "de": "EEEE, d. MMMM"}[say.language]
    if at.year != now.year:
        pattern += " y"
    return say("{date}, {time}", date=format_date(at, pattern, say.language), time=time)


def _time(at: datetime, say: Speaker) -> str:
    if (at.hour, at.minute) == (12, 0):
        return say("noon")
    if say.language == "de":
        return say("{hour} o’clock", hour=at.hour if at.minute == 0 else f"{at:%H:%M}")
    return format_time(at, "h a" if at.minute == 0 else "h:mm a", tzinfo=at.tzinfo, locale="en").lower()
