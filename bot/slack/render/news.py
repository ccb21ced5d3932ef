"""Replies about moves: one renderer a fact. Each says who did what, what it means, and whose turn it is now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatch

from bot.domain import events
from bot.domain.events import Event
from bot.domain.promise import Promise, TermVersion, Visibility
from bot.domain.slots import Slot
from bot.locale import phrase
from bot.slack import ids
from bot.slack.render.blocks import Block, actions, button, context, section, typed
from bot.slack.render.card import answer_buttons
from bot.slack.render.cast import Cast
from bot.slack.render.changes import proposed_changes
from bot.slack.render.edited import edits, restated, seen_by
from bot.slack.render.figure import REASON_IN_FULL, bold_figure, bullets, heading, moment, number, quoted
from bot.slack.render.message import Message, message
from bot.slack.render.people import area, areas, mentions, person
from bot.slack.render.thread import asking_again, in_lines, with_standing


def news(fact: Event, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    """Return what a fact brought; `promise` as it stood after it and `before` as it stood before."""
    return _news(fact, promise, before, cast, rendering)


def reopening(fact: events.RenegotiationOpened, promise: Promise, cast: Cast, said: Message) -> Message:
    """Say that what was signed off is being renegotiated, and then what is proposed (`said`, which has the reason)."""
    text = cast.say("🔁 {person} renegotiates {promise}.", person=person(fact.person, cast), promise=heading(promise))
    rest = _stays(promise, cast)
    return message(f"{text} {rest}\n{said.text}", [section(f"{text}\n{rest}"), *said.blocks], promise)


_STRICTNESS = tuple(Visibility)
"""Who may see a promise, from everybody to few."""


@singledispatch
def _news(fact: object, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    raise TypeError(f"no words for {type(fact).__name__}")


@_news.register
def _(fact: events.PromiseEdited, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    intro = cast.say("{person} edited {promise}:", person=person(fact.person, cast), promise=heading(promise))
    lines = [f"• {text}" for text in edits(fact, before, cast)]
    spoken = lines if promise.visibility is not Visibility.CONFIDENTIAL else []  # the title and the notes say too much
    rest = cast.say("Everything that was agreed stays agreed.")
    blocks = [section(intro), *in_lines(lines), context(rest)]
    return message("\n".join([intro, *spoken, rest]), blocks, promise, before)


@_news.register
def _(fact: events.PromiseRestated, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    intro = _because(phrase("{person} changed what {promise} rests on: {reason}"), fact, promise, cast)
    changed = [f"• {text}" for text in restated(fact, before, cast)]
    again = cast.say("That is another promise for every figure, so every area is asked again:")
    return _asked_about(promise.terms, promise, cast, rendering, "\n".join([intro, *changed, again]), before)


@_news.register
def _(fact: events.CounterTakenBack, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    say = cast.say
    who, where = person(fact.person, cast), heading(promise)
    text = say("{person} took a counter back in {promise}. It can no longer be accepted.", person=who, promise=where)
    counter = before.counter(fact.counter_id)
    lines = [f"• {line}" for line in proposed_changes(before, counter.changes, say)] if counter else []
    return message("\n".join([text, *lines]), [section(text), *in_lines(lines)], promise, before)


@_news.register
def _(fact: events.SlotReassigned, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    intro = cast.say(
        "{person}: in {promise}, {to} answers in place of {area} from now on. Reason: {reason}",
        person=person(fact.person, cast),
        promise=heading(promise),
        to=_tagged(fact.to, cast),
        area=area(fact.slot),
        reason=quoted(fact.reason, cast.say, 1500),
    )
    lines = [line for line in promise.terms if line.id in fact.terms]
    return _asked_about(lines, promise, cast, rendering, intro)


@_news.register
def _(fact: events.MoveProposed, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    say = cast.say
    intro = say(
        "{person} wants a promise of its own for this figure of {promise}:",
        person=person(fact.person, cast),
        promise=heading(promise),
    )
    line = promise.term(fact.term_id)
    figures = bullets([line], say) if line else []
    why = say("Reason: {reason}", reason=quoted(fact.reason, say, REASON_IN_FULL))
    who = ", ".join(_tagged(slot, cast) for slot in line.slots) if line else ""
    turn = say("{areas}: does it hold alone, whatever becomes of the other figures?", areas=who)
    rest = say("Holds alone signs this figure by itself. If it does not: Counter… or Object….")
    alone = button(
        say("Holds alone"),
        ids.CONFIRM_MOVE,
        rendering,
        style="primary",
        spoken=say("The figure of {number} holds alone", number=number(promise)),
    )
    buttons = actions(alone, *answer_buttons(promise, cast, rendering)[-2:])
    blocks = [section(intro), *in_lines(figures), section(why), section(turn), context(rest), buttons]
    return message("\n".join([intro, *figures, why, turn, rest]), blocks, promise)


@_news.register
def _(fact: events.TermMovedOut, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    line = before.term(fact.term_id)
    text = cast.say("This figure has a promise of its own now, P-{number}:", number=fact.number)
    figures = bullets([line], cast.say) if line else []
    rest = cast.say("All other figures of {promise} stay as they are.", promise=heading(promise))
    return message("\n".join([text, *figures, rest]), [section(text), *in_lines(figures), context(rest)], promise)


@_news.register
def _(fact: events.RenegotiationOpened, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    text = _because(phrase("🔁 {person} renegotiates {promise}. Reason: {reason}"), fact, promise, cast)
    rest = _stays(promise, cast)
    return message(f"{text}\n{rest}", [section(text), section(rest)], promise)


@_news.register
def _(fact: events.RenegotiationEnded, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    text = _because(phrase("{person} ended the renegotiation of {promise}. Reason: {reason}"), fact, promise, cast)
    signed = moment(promise.seal.at, cast) if promise.seal else ""
    rest = cast.say("What was jointly signed off {moment} stays as it is; nothing else is open.", moment=signed)
    figures = bullets(promise.sealed_terms, cast.say)
    return message("\n".join([text, rest, *figures]), [section(text), section(rest), *in_lines(figures)], promise)


@_news.register
def _(fact: events.DropProposed, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    intro = _because(phrase("{person} wants to drop a figure from {promise}. Reason: {reason}"), fact, promise, cast)
    lines = [line for line in promise.terms if line.id == fact.term_id]
    rest = cast.say("It is signed off, so it goes when its areas agree to that, too:")
    return _asked_about(lines, promise, cast, rendering, f"{intro}\n{rest}")


@_news.register
def _(fact: events.TermSuspended, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    intro = phrase("⛔ *Cannot be kept any more* in {promise}, says {person} for {areas}:")
    turn = cast.say(
        "{author}: from now on it is told to no client. Whoever passed it on gets a message. In the house it stays "
        "binding until it is renegotiated.",
        author=person(promise.author, cast),
    )
    return _of_a_sealed_figure(intro, fact, promise, cast, turn, _renegotiate(promise, cast, rendering))


@_news.register
def _(fact: events.TermResumed, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    intro = phrase("✅ *Can be kept after all* in {promise}, says {person} for {areas}:")
    told = cast.say("{author}: it may be told to the client again.", author=person(promise.author, cast))
    still = cast.say("Another area still says that it cannot be kept, so it goes to no client.")
    return _of_a_sealed_figure(intro, fact, promise, cast, still if fact.term_id in promise.suspended else told)


@_news.register
def _(fact: events.VisibilityChanged, promise: Promise, before: Promise, cast: Cast, rendering: str) -> Message:
    text = cast.say(
        "{person} changed who may see {promise}: {now}.",
        person=person(fact.person, cast),
        promise=heading(promise),
        now=seen_by(promise.visibility, cast.say),
    )
    parts = [text]
    if promise.code_name:
        parts.append(cast.say("Elsewhere it is called “{name}”.", name=typed(promise.code_name, 80)))
    if _STRICTNESS.index(promise.visibility) < _STRICTNESS.index(before.visibility):
        asked = {slot.id: slot for line in (*promise.terms, *promise.sealed_terms) for slot in line.slots}
        who = ", ".join(_tagged(slot, cast) for slot in asked.values())
        parts.append(cast.say("{areas}: more people than before read along from here on.", areas=who))
    return message("\n".join(parts), [section("\n".join(parts))], promise)


_Reasoned = events.PromiseRestated | events.RenegotiationOpened | events.RenegotiationEnded | events.DropProposed


def _because(sentence: str, fact: _Reasoned, promise: Promise, cast: Cast) -> str:
    """Return who did what with the promise, and why."""
    reason = quoted(fact.reason, cast.say, 1500)
    return cast.say(sentence, person=person(fact.person, cast), promise=heading(promise), reason=reason)


def _asked_about(
    lines: Sequence[TermVersion], promise: Promise, cast: Cast, rendering: str, intro: str, *was: Promise
) -> Message:
    """Return what asks for answers to these figures, each with how it stands."""
    shown = [with_standing(promise, line, bold_figure(line.term, cast.say), cast) for line in lines]
    return asking_again(promise, cast, rendering, intro, shown, lines, *was)


def _of_a_sealed_figure(
    sentence: str,
    fact: events.TermSuspended | events.TermResumed,
    promise: Promise,
    cast: Cast,
    turn: str,
    *buttons: Block,
) -> Message:
    """Return what an area says of a figure in force, why, and what follows from it."""
    line = promise.sealed(fact.term_id)
    intro = cast.say(
        sentence,
        promise=heading(promise),
        person=person(fact.person, cast),
        areas=_area_of(line, fact.slot_id, cast),
    )
    figures = bullets([line], cast.say) if line else []
    why = cast.say("Reason: {reason}", reason=quoted(fact.reason, cast.say, REASON_IN_FULL))
    blocks = [section(intro), *in_lines(figures), section(why), section(turn), *buttons]
    return message("\n".join([intro, *figures, why, turn]), blocks, promise)


def _stays(promise: Promise, cast: Cast) -> str:
    signed = moment(promise.seal.at, cast) if promise.seal else ""
    return cast.say(
        "What was jointly signed off {moment} stays in force as a whole until everything new is agreed.", moment=signed
    )


def _renegotiate(promise: Promise, cast: Cast, rendering: str) -> Block:
    name = number(promise)
    renegotiate = button(
        cast.say("Renegotiate…"),
        ids.RENEGOTIATE,
        rendering,
        style="primary",
        spoken=cast.say("Propose other figures for {number}", number=name),
    )
    spoken = cast.say("More about {number}", number=name)
    return actions(renegotiate, button(cast.say("More…"), ids.MORE, rendering, spoken=spoken))


def _tagged(slot: Slot, cast: Cast) -> str:
    tags = mentions(slot, cast)
    return f"{tags} ({area(slot)})" if tags else area(slot)


def _area_of(line: TermVersion | None, slot_id: str, cast: Cast) -> str:
    slots: Iterable[Slot] = line.slots if line else ()
    return areas([slot.area for slot in slots if slot.id == slot_id], cast)
