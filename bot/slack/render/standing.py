"""Where a figure stands, area by area: agreed, objected, countered or waiting. Silence is always shown as waiting."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.promise import Agreed, Checking, Counter, Objected, Promise, PromiseState, Stage, TermVersion
from bot.domain.slots import Slot
from bot.domain.terms import Term
from bot.slack.render.cast import Cast
from bot.slack.render.figure import bold_figure, figure_with_conditions, moment_here, quoted
from bot.slack.render.people import area, area_with_people, person

_MOST_PROPOSED = 4
_STAGES = {Stage.AWAITING: "⏳", Stage.CONTESTED: "❌", Stage.SIGNED: "✅", Stage.SEALED: "✅"}


def sign(promise: Promise, line: TermVersion) -> str:
    """Return the one emoji that goes before a figure; words always stand beside it."""
    if promise.is_open and line.stage is Stage.CONTESTED:
        objections = [said for said in line.positions.values() if isinstance(said, Objected)]
        return "❌" if any(_counter_of(promise, said) is None for said in objections) else "🔁"
    return _STAGES.get(promise.stage_of(line.id), "•")


def standings(promise: Promise, line: TermVersion, cast: Cast) -> list[str]:
    """Return short texts: the areas that agreed, each objection or counter, and who is still waited for."""
    if promise.state is PromiseState.WITHDRAWN:
        return []
    said = [(slot, line.positions.get(slot.id)) for slot in line.slots]
    agreed = [area(slot) for slot, position in said if isinstance(position, Agreed)]
    objections = [
        _objection(promise, line, slot, position, cast) for slot, position in said if isinstance(position, Objected)
    ]
    waiting = [area_with_people(slot, cast) for slot in line.missing_at(cast.now)]
    texts = [cast.say("agreed by {areas}", areas=cast.say.items(agreed))] if agreed else []
    texts += [*objections, *_checking(line, cast)]
    if waiting:
        texts.append(_waiting(line, cast.say.items(waiting), cast))
    return [*texts, *_leaving(line, cast)]


def _checking(line: TermVersion, cast: Cast) -> list[str]:
    """Say which areas look into the figure and until when; a time that has passed is waiting again."""
    said = [(slot, line.positions.get(slot.id)) for slot in line.slots]
    return [
        cast.say("{area}: checking until {moment}", area=area(slot), moment=moment_here(position.until, cast))
        for slot, position in said
        if isinstance(position, Checking) and position.until > cast.now
    ]


def _leaving(line: TermVersion, cast: Cast) -> list[str]:
    if line.leaving is None:
        return []
    missing = [area_with_people(slot, cast) for slot in line.slots if slot.id not in line.leaving.confirmed]
    return [cast.say("is to have a promise of its own; to be confirmed by {areas}", areas=cast.say.items(missing))]


def _waiting(line: TermVersion, areas: str, cast: Cast) -> str:
    """Say who is asked, and for what: an agreement, or the figure itself."""
    if line.term.is_question:
        return cast.say("figure needed from {areas}", areas=areas)
    return cast.say("waiting for {areas}", areas=areas)


def _objection(promise: Promise, line: TermVersion, slot: Slot, said: Objected, cast: Cast) -> str:
    counter = _counter_of(promise, said)
    if counter is None:
        return cast.say("objection from {area}: {reason}", area=area(slot), reason=quoted(said.reason, cast.say))
    proposed = [figure_with_conditions(term, cast.say) for term in proposed_for(counter, line)]
    shown = proposed[:_MOST_PROPOSED]
    if len(proposed) > len(shown):
        shown.append(cast.say("{n} more", n=len(proposed) - len(shown)))
    return cast.say("counter from {area}: {figures}", area=area(slot), figures="; ".join(shown))


def _counter_of(promise: Promise, said: Objected) -> Counter | None:
    return promise.counter(said.counter) if said.counter else None


def proposed_for(counter: Counter, line: TermVersion) -> tuple[Term, ...]:
    """Return what a counter puts in a figure's place, a ramp that it adds for the same thing included."""
    replacing = [change for change in counter.changes if change.term_id == line.id]
    alike = [change for change in counter.changes if change.term_id and _kind(change.term) == _kind(line.term)]
    if not replacing or alike[:1] != replacing:
        return tuple(change.term for change in replacing)
    added = [change for change in counter.changes if change.term_id is None and _kind(change.term) == _kind(line.term)]
    return tuple(change.term for change in (*replacing, *added))


def countered_beside(promise: Promise, line: TermVersion, cast: Cast) -> str:
    """Return what open counters propose in the place of a figure in force, which nobody has to object to for that."""
    proposed = [
        "; ".join(f"→ {bold_figure(term, cast.say)}" for term in proposed_for(counter, line)[:_MOST_PROPOSED])
        for counter in promise.counters
    ]
    found = "; ".join(text for text in proposed if text)
    return cast.say("counter: {figures}", figures=found) if found else ""


def more_proposed(promise: Promise, cast: Cast) -> list[str]:
    """Return what open counters add beyond the figures that they replace, one line a counter."""
    lines = []
    for counter in promise.counters:
        shown = {
            term for line in promise.terms if _is_shown(promise, counter, line) for term in proposed_for(counter, line)
        }
        rest = [change.term for change in counter.changes if change.term not in shown]
        if rest:
            lines.append(_also(counter, rest, cast))
    return lines


def _also(counter: Counter, terms: Iterable[Term], cast: Cast) -> str:
    figures = "; ".join(figure_with_conditions(term, cast.say) for term in list(terms)[:_MOST_PROPOSED])
    return cast.say("🔁 {person} also proposes: {figures}", person=person(counter.person, cast), figures=figures)


def _is_shown(promise: Promise, counter: Counter, line: TermVersion) -> bool:
    return promise.is_as_sealed(line) or any(
        isinstance(said, Objected) and said.counter == counter.id for said in line.positions.values()
    )


def _kind(term: Term) -> tuple[object, ...]:
    return (term.metric, *term.scope.folded())
