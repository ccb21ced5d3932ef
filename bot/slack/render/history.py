"""The history of a promise in words, one line an act: several figures answered in one go are one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatch
from itertools import groupby

from bot.domain import events
from bot.domain.evolution import evolve
from bot.domain.promise import Promise, TermId
from bot.domain.slots import SlotId
from bot.slack.render.cast import Cast
from bot.slack.render.changes import proposed_changes
from bot.slack.render.edited import edits, restated, seen_by
from bot.slack.render.figure import figure, moment, quoted
from bot.slack.render.people import area, areas, person, speaking

_MOST_FIGURES = 3


def history_lines(history: Sequence[events.Event], cast: Cast) -> list[str]:
    """Return what happened, oldest first, each line with its time and who did it."""
    lines: list[str] = []
    promise: Promise | None = None
    for _, group in groupby(history, key=lambda event: (type(event), event.at, event.person)):
        facts = list(group)
        before = promise
        for fact in facts:
            promise = evolve(promise, fact)
        text = _told(facts[0], facts, before, cast)
        if text:
            lines.append(f"{moment(facts[0].at, cast)} · {text}")
    return lines


@singledispatch
def _told(event: events.Event, facts: Sequence[events.Event], before: Promise | None, cast: Cast) -> str:
    raise TypeError(f"no words for {type(event).__name__}")


@_told.register
def _(event: events.PromiseDrafted, facts: object, before: object, cast: Cast) -> str:
    count = len(event.terms)
    who = person(event.person, cast)
    return cast.say.many("{person} drafted {n} figure", "{person} drafted {n} figures", count, person=who)


@_told.register
def _(event: events.TermAgreed, facts: Sequence[events.TermAgreed], before: Promise, cast: Cast) -> str:
    return cast.say("{person} agreed for {areas}: {figures}", **_about(facts, before, cast))


@_told.register
def _(event: events.TermObjected, facts: Sequence[events.TermObjected], before: Promise, cast: Cast) -> str:
    if event.counter:
        return ""  # the counter itself is told
    reason = quoted(event.reason, cast.say)
    return cast.say("{person} objected for {areas}: {figures} – {reason}", reason=reason, **_about(facts, before, cast))


@_told.register
def _(event: events.PositionRetracted, facts: Sequence[events.PositionRetracted], before: Promise, cast: Cast) -> str:
    return cast.say("{person} took back the answer of {areas}: {figures}", **_about(facts, before, cast))


@_told.register
def _(event: events.CounterProposed, facts: object, before: Promise, cast: Cast) -> str:
    proposed = _short(
        [line.replace("*", "") for line in proposed_changes(before, event.counter.changes, cast.say)], cast
    )
    return cast.say(
        "{person} proposed: {figures} – {reason}",
        person=person(event.person, cast),
        figures=proposed,
        reason=quoted(event.counter.reason, cast.say),
    )


@_told.register
def _(event: events.CounterAccepted, facts: object, before: Promise, cast: Cast) -> str:
    return cast.say("{person} accepted the counter", person=person(event.person, cast))


@_told.register
def _(event: events.CounterTakenBack, facts: object, before: Promise, cast: Cast) -> str:
    return cast.say("{person} took the counter back", person=person(event.person, cast))


@_told.register
def _(event: events.TermsRevised, facts: object, before: Promise, cast: Cast) -> str:
    return cast.say(
        "{person} changed: {figures} – {reason}",
        person=person(event.person, cast),
        figures=_short([figure(change.term, cast.say) for change in event.changes], cast),
        reason=quoted(event.reason, cast.say),
    )


@_told.register
def _(event: events.TermDropped, facts: object, before: Promise, cast: Cast) -> str:
    return cast.say(
        "{person} dropped: {figures} – {reason}",
        person=person(event.person, cast),
        figures=_figures(before, [event.term_id], cast),
        reason=quoted(event.reason, cast.say),
    )


@_told.register
def _(event: events.PromiseWithdrawn, facts: object, before: Promise, cast: Cast) -> str:
    reason = quoted(event.reason, cast.say)
    return cast.say("{person} withdrew the promise – {reason}", person=person(event.person, cast), reason=reason)


@_told.register
def _(event: events.PromiseSignedOff, facts: object, before: Promise, cast: Cast) -> str:
    return cast.say("jointly signed off")


@_told.register
def _(event: events.TermChecking, facts: Sequence[events.TermChecking], before: Promise, cast: Cast) -> str:
    until = moment(event.until, cast)
    return cast.say("{person} checks for {areas} until {until}: {figures}", until=until, **_about(facts, before, cast))


@_told.register
def _(event: events.PromiseEdited, facts: object, before: Promise, cast: Cast) -> str:
    return cast.say(
        "{person} edited: {what}", person=person(event.person, cast), what="; ".join(edits(event, before, cast))
    )


@_told.register
def _(event: events.PromiseRestated, facts: object, before: Promise, cast: Cast) -> str:
    return cast.say(
        "{person} changed client or conditions: {what} – {reason}",
        person=person(event.person, cast),
        what="; ".join(restated(event, before, cast)),
        reason=quoted(event.reason, cast.say),
    )


@_told.register
def _(event: events.SlotReassigned, facts: object, before: Promise, cast: Cast) -> str:
    return cast.say(
        "{person} lets {to} answer in place of {area} – {reason}",
        person=person(event.person, cast),
        to=area(event.to),
        area=area(event.slot),
        reason=quoted(event.reason, cast.say),
    )


@_told.register
def _(event: events.MoveProposed, facts: object, before: Promise, cast: Cast) -> str:
    said = _with_reason(event, before, cast)
    return cast.say("{person} wants a promise of its own for: {figures} – {reason}", **said)


@_told.register
def _(event: events.MoveConfirmed, facts: Sequence[events.MoveConfirmed], before: Promise, cast: Cast) -> str:
    return cast.say("{person} confirmed for {areas} that this holds alone: {figures}", **_about(facts, before, cast))


@_told.register
def _(event: events.TermMovedOut, facts: object, before: Promise, cast: Cast) -> str:
    figures = _figures(before, [event.term_id], cast)
    return cast.say("moved into P-{number}: {figures}", number=event.number, figures=figures)


@_told.register
def _(event: events.RenegotiationOpened, facts: object, before: Promise, cast: Cast) -> str:
    reason = quoted(event.reason, cast.say)
    return cast.say("{person} began to renegotiate – {reason}", person=person(event.person, cast), reason=reason)


@_told.register
def _(event: events.RenegotiationEnded, facts: object, before: Promise, cast: Cast) -> str:
    reason = quoted(event.reason, cast.say)
    return cast.say("{person} ended the renegotiation – {reason}", person=person(event.person, cast), reason=reason)


@_told.register
def _(event: events.DropProposed, facts: object, before: Promise, cast: Cast) -> str:
    return cast.say("{person} wants to drop: {figures} – {reason}", **_with_reason(event, before, cast))


@_told.register
def _(event: events.TermSuspended, facts: Sequence[events.TermSuspended], before: Promise, cast: Cast) -> str:
    said = {**_about(facts, before, cast), "reason": quoted(event.reason, cast.say)}
    return cast.say("{person} for {areas}: cannot be kept any more: {figures} – {reason}", **said)


@_told.register
def _(event: events.TermResumed, facts: Sequence[events.TermResumed], before: Promise, cast: Cast) -> str:
    said = {**_about(facts, before, cast), "reason": quoted(event.reason, cast.say)}
    return cast.say("{person} for {areas}: can be kept after all: {figures} – {reason}", **said)


@_told.register
def _(event: events.VisibilityChanged, facts: object, before: Promise, cast: Cast) -> str:
    now = seen_by(event.visibility, cast.say)
    return cast.say("{person} changed who may see it: {now}", person=person(event.person, cast), now=now)


@_told.register
def _(event: events.PhoneCallNoted, facts: object, before: Promise, cast: Cast) -> str:
    return cast.say(
        "{person} noted a phone call with {colleague}, who was asked to sign",
        person=person(event.person, cast),
        colleague=person(event.colleague, cast),
    )


_Said = (
    events.TermAgreed
    | events.TermObjected
    | events.PositionRetracted
    | events.TermChecking
    | events.MoveConfirmed
    | events.TermSuspended
    | events.TermResumed
)


def _with_reason(event: events.MoveProposed | events.DropProposed, before: Promise, cast: Cast) -> dict[str, str]:
    return {
        "person": person(event.person, cast),
        "figures": _figures(before, [event.term_id], cast),
        "reason": quoted(event.reason, cast.say),
    }


def _about(facts: Sequence[_Said], promise: Promise, cast: Cast) -> dict[str, str]:
    slots = {fact.slot_id for fact in facts}
    terms = dict.fromkeys(fact.term_id for fact in facts)
    return {
        "person": speaking(facts[0].person, getattr(facts[0], "deputy_for", None), cast),
        "areas": areas(_areas(promise, slots), cast),
        "figures": _figures(promise, terms, cast),
    }


def _areas(promise: Promise, slots: set[SlotId]) -> list[str]:
    lines = (*promise.terms, *promise.sealed_terms)
    return [slot.area for line in lines for slot in line.slots if slot.id in slots]


def _figures(promise: Promise, terms: Iterable[TermId], cast: Cast) -> str:
    lines = [line for term_id in terms if (line := promise.term(term_id) or promise.sealed(term_id))]
    return _short([figure(line.term, cast.say) for line in lines], cast)


def _short(figures: list[str], cast: Cast) -> str:
    shown = figures[:_MOST_FIGURES]
    rest = len(figures) - len(shown)
    return "; ".join([*shown, cast.say("{n} more", n=rest)] if rest else shown)
