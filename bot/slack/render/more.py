"""More…: everything about a promise for the person who asked, and what this person may do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain import events
from bot.domain.promise import Agreed, CounterId, Objected, Promise, PromiseState, TermVersion
from bot.domain.slots import Slot
from bot.slack import ids
from bot.slack.render.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    cut_mrkdwn,
    divider,
    headline,
    modal,
    quotes,
    section,
    sections,
    typed,
)
from bot.slack.render.card import verdict
from bot.slack.render.cast import Cast
from bot.slack.render.changes import proposed_changes
from bot.slack.render.figure import bold_figure, moment, moment_in_full, number, quoted
from bot.slack.render.history import history_lines
from bot.slack.render.people import area, area_with_people, person
from bot.slack.render.standing import sign

_FIGURE = 1200  # twenty of them stay well below what a view may weigh
_PROPOSED = 560
_REASON = 500
_HISTORY = 6000
_WORDING = 5500


@dataclass(frozen=True, slots=True)
class May:
    """What this person may do with the promise as it stands; `accept`: open counter → its rendering."""

    agree: bool = False
    counter: bool = False
    object: bool = False
    retract: bool = False
    revise: bool = False
    drop: bool = False
    withdraw: bool = False
    accept: Mapping[CounterId, str] = field(default_factory=dict)


def more_modal(
    promise: Promise,
    cast: Cast,
    *,
    rendering: str,
    may: May,
    history: Sequence[events.Event],
    comments: int = 0,
    wording: str = "",
) -> View:
    """Return the modal; `wording` is the text for the client where it may be told, `comments` those of the thread."""
    say = cast.say
    blocks = [section(_head(promise, cast))]
    blocks += [section(_figure(promise, line, cast)) for line in promise.terms]
    if promise.conditions:
        blocks.append(headline(say("Conditions for all figures")))
        blocks += sections(f"• {typed(text)}" for text in promise.conditions)
    for counter in promise.counters[:5]:
        blocks += _counter(promise, counter.id, may.accept.get(counter.id), cast)
    blocks += _buttons(may, rendering, cast)
    blocks += _wording(wording, cast)
    blocks += _history(history, comments, cast)
    return modal(ids.MODAL_MORE, number(promise), blocks, close=say("Close"), metadata=rendering)


def _head(promise: Promise, cast: Cast) -> str:
    name = " · ".join(typed(part, 300) for part in (promise.client, promise.title) if part)
    needed = cast.say("Answer by {moment}", moment=moment_in_full(promise.needed_by, cast))
    author = cast.say("drafted by {person}", person=person(promise.author, cast))
    team = [person(ref, cast) for ref in promise.account_team if ref != promise.author]
    lines = [f"*{name}*", verdict(promise, cast), f"{needed} · {author}"]
    if team:
        lines.append(cast.say("Account team: {people}", people=cast.say.items(team[:20])))
    if promise.state is PromiseState.WITHDRAWN:
        lines.append(cast.say("Reason: {reason}", reason=quoted(promise.withdrawn_because or "", cast.say, _REASON)))
    return "\n".join(lines)


def _figure(promise: Promise, line: TermVersion, cast: Cast) -> str:
    said = [_said(promise, line, slot, cast) for slot in line.slots]
    return cut_mrkdwn("\n".join([f"{sign(promise, line)} {bold_figure(line.term, cast.say)}", *said]), _FIGURE)


def _said(promise: Promise, line: TermVersion, slot: Slot, cast: Cast) -> str:
    said = line.positions.get(slot.id)
    if said is None:
        return "• " + cast.say("{area}: not answered yet", area=area_with_people(slot, cast))
    words = {"area": area(slot), "person": _who(said, cast), "moment": moment(said.at, cast)}
    if isinstance(said, Agreed):
        return "• " + cast.say("{area}: agreed by {person}, {moment}", **words)
    reason = quoted(said.reason, cast.say, _REASON)
    if said.counter and promise.counter(said.counter):
        return "• " + cast.say("{area}: counter by {person}, {moment}: {reason}", reason=reason, **words)
    return "• " + cast.say("{area}: objection by {person}, {moment}: {reason}", reason=reason, **words)


def _who(said: Agreed | Objected, cast: Cast) -> str:
    who = person(said.person, cast)
    if not said.deputy_for:
        return who
    return cast.say("{person} for {represented}", person=who, represented=person(said.deputy_for, cast))


def _counter(promise: Promise, counter_id: CounterId, rendering: str | None, cast: Cast) -> list[Block]:
    counter = promise.counter(counter_id)
    if counter is None:
        return []
    title = cast.say("Counter by {person}", person=person(counter.person, cast))
    lines = [cut_mrkdwn(f"• {line}", _PROPOSED) for line in proposed_changes(promise, counter.changes, cast.say)]
    blocks: list[Block] = [divider(), headline(title), *sections(lines)]  # whole: accepting takes all of it
    if rendering:
        blocks.append(actions(button(cast.say("Accept counter"), ids.ACCEPT, rendering, style="primary")))
    return blocks


def _buttons(may: May, rendering: str, cast: Cast) -> list[Block]:
    say = cast.say
    possible = [
        (may.agree, say("We can keep it"), ids.AGREE),
        (may.counter, say("Counter…"), ids.COUNTER),
        (may.object, say("Object…"), ids.OBJECT),
        (may.retract, say("Take agreement back"), ids.RETRACT),
        (may.revise, say("Revise…"), ids.REVISE),
        (may.drop, say("Drop a figure…"), ids.DROP),
        (may.withdraw, say("Withdraw…"), ids.WITHDRAW),
    ]
    buttons = [button(label, action_id, rendering) for allowed, label, action_id in possible if allowed]
    return [divider(), actions(*buttons)] if buttons else []


def _wording(wording: str, cast: Cast) -> list[Block]:
    if not wording:
        return []
    title = headline(cast.say("Wording for the client, to be used as it is:"))
    if len(wording) > _WORDING:  # never a part of it: a figure could lose its conditions
        return [divider(), title, section(cast.say("It is too long for this window and stands in the thread."))]
    return [divider(), title, *quotes(wording)]


def _history(history: Sequence[events.Event], comments: int, cast: Cast) -> list[Block]:
    lines = history_lines(history, cast)[::-1]
    kept: list[str] = []
    room = _HISTORY
    for line in lines:
        room -= len(line)
        if room < 0:
            kept.append(cast.say("{n} more", n=len(lines) - len(kept)))
            break
        kept.append(f"• {line}")
    blocks: list[Block] = [divider(), headline(cast.say("What happened")), *sections(kept)]
    if comments:
        count = cast.say.many("{n} comment in the thread", "{n} comments in the thread", comments)
        blocks.append(context(count))
    return blocks
