"""More…: everything about a promise for the person who asked, and what this person may do with it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import events
from bot.domain.possible import Possible
from bot.domain.promise import (
    Agreed,
    Checking,
    CounterId,
    Position,
    Promise,
    PromiseState,
    Suspension,
    TermVersion,
)
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
from bot.slack.render.card import secrecy
from bot.slack.render.cast import Cast
from bot.slack.render.changes import proposed_changes
from bot.slack.render.figure import bold_figure, documents, moment, moment_in_full, number, quoted
from bot.slack.render.history import history_lines
from bot.slack.render.lines import in_force, renegotiated
from bot.slack.render.offered import offered
from bot.slack.render.people import area, area_with_people, areas, person, speaking
from bot.slack.render.standing import sign
from bot.slack.render.verdict import verdict

_FIGURE = 1200  # twenty of them stay well below what a view may weigh
_PROPOSED = 560
_REASON = 500
_NOTES = 2500
_HISTORY = 6000
_WORDING = 5500


def more_modal(
    promise: Promise,
    cast: Cast,
    *,
    rendering: str,
    may: Possible,
    history: Sequence[events.Event],
    comments: int = 0,
    wording: str = "",
    asked: Sequence[str] = (),
) -> View:
    """Return the modal; `wording` is the text for the client where it may be told, `comments` those of the thread.

    `asked`: the areas that were asked for, and for which alone answers from here are given.
    """
    say = cast.say
    blocks = [section(_head(promise, cast))]
    blocks += [section(_figure(promise, line, cast)) for line in promise.terms]
    blocks += _conditions(promise, cast)
    blocks += _notes(promise, cast)
    for counter in promise.counters[:5]:
        blocks += _counter(promise, counter.id, may.accept.get(counter.id), cast)
    blocks += [context(say("Answers from here are given for {areas}.", areas=areas(asked, cast)))] if asked else []
    blocks += offered(promise, may, rendering, cast)
    blocks += _wording(wording, cast)
    blocks += _history(history, comments, cast)
    return modal(ids.MODAL_MORE, number(promise), blocks, close=say("Close"), metadata=rendering)


def _head(promise: Promise, cast: Cast) -> str:
    say = cast.say
    name = " · ".join(typed(part, 300) for part in (promise.client, promise.title) if part)
    author = say("drafted by {person}", person=person(promise.author, cast))
    if promise.state is not PromiseState.SIGNED_OFF:
        needed = say("Answer by {moment}", moment=moment_in_full(promise.needed_by, cast))
        author = f"{needed} · {author}"
    lines = [f"*{name}*", verdict(promise, cast, bold=""), author]
    team = [person(ref, cast) for ref in promise.account_team if ref != promise.author]
    if team:
        lines.append(say("Account team: {people}", people=say.items(team[:20])))
    if promise.award_on:
        lines.append(say("Award expected {date}", date=say.date(promise.award_on)))
    if promise.reopened_because:
        lines.append(say("Renegotiated because: {reason}", reason=quoted(promise.reopened_because, say, _REASON)))
    return "\n".join([*lines, *secrecy(promise, cast)])


def _figure(promise: Promise, line: TermVersion, cast: Cast) -> str:
    """Return one figure; of one that is renegotiated first what is in force, then what may come."""
    sealed = promise.sealed(line.id)
    if sealed is None:
        start = f"{sign(promise, line)} {bold_figure(line.term, cast.say)}"
        return _cut([start, *_words(promise, line, cast)])
    first = [in_force(promise, sealed, cast)]
    if promise.is_as_sealed(line):
        suspension = promise.suspended.get(line.id)
        first += [_withdrawn_word(said, cast) for said in suspension.said] if suspension else []
        coming = renegotiated(promise, line, cast)
        return _cut([*first, *_words(promise, sealed, cast), *([f"↳ {coming}"] if coming else [])])
    new = cast.say("to be dropped") if line.dropping else f"→ {bold_figure(line.term, cast.say)}"
    coming = cast.say("being renegotiated: {changes}", changes=new)
    return _cut([*first, f"↳ {coming}", *_words(promise, line, cast)])


def _cut(lines: Sequence[str]) -> str:
    return cut_mrkdwn("\n".join(lines), _FIGURE)


def _words(promise: Promise, line: TermVersion, cast: Cast) -> list[str]:
    return [_said(promise, line, slot, cast) for slot in line.slots]


def _said(promise: Promise, line: TermVersion, slot: Slot, cast: Cast) -> str:
    said = line.positions.get(slot.id)
    confirmed = line.leaving.confirmed.get(slot.id) if line.leaving else None
    alone = " · " + cast.say("confirmed that it holds alone") if confirmed else ""
    if said is None:
        return "• " + cast.say("{area}: not answered yet", area=area_with_people(slot, cast)) + alone
    words = {"area": area(slot), "person": _who(said, cast), "moment": moment(said.at, cast)}
    if isinstance(said, Agreed):
        return "• " + cast.say("{area}: agreed by {person}, {moment}", **words) + alone
    if isinstance(said, Checking):
        until = moment(said.until, cast)
        return "• " + cast.say("{area}: {person} is checking until {until}", until=until, **words) + alone
    reason = quoted(said.reason, cast.say, _REASON)
    if said.counter and promise.counter(said.counter):
        return "• " + cast.say("{area}: counter by {person}, {moment}: {reason}", reason=reason, **words)
    return "• " + cast.say("{area}: objection by {person}, {moment}: {reason}", reason=reason, **words)


def _withdrawn_word(said: Suspension, cast: Cast) -> str:
    words = {"area": area(said.slot), "person": _who(said, cast), "moment": moment(said.at, cast)}
    return "• " + cast.say("{area}: “cannot be kept any more” by {person}, {moment}", **words)


def _who(said: Position | Suspension, cast: Cast) -> str:
    return speaking(said.person, said.deputy_for, cast)


def _conditions(promise: Promise, cast: Cast) -> list[Block]:
    sealed = promise.in_force.conditions if promise.in_force else promise.conditions
    blocks: list[Block] = []
    if sealed:
        blocks += [headline(cast.say("Conditions for all figures")), *sections(f"• {typed(text)}" for text in sealed)]
    if sealed != promise.conditions:
        new = [f"• {typed(text)}" for text in promise.conditions] or [cast.say("none")]
        blocks += [headline(cast.say("Being renegotiated: conditions for all figures")), *sections(new)]
    return blocks


def _notes(promise: Promise, cast: Cast) -> list[Block]:
    texts = [cast.say("Notes: {notes}", notes=typed(promise.notes, _NOTES))] if promise.notes else []
    return [section(text) for text in ([*texts, documents(promise, cast)] if promise.link else texts)]


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
