"""The week on one screen: what needs a decision, what clients may be told, what they may not yet. Areas, no persons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.overview import Digest
from bot.domain.owing import missing_areas
from bot.domain.promise import Objected, Promise, Stage, TermVersion
from bot.slack.render.blocks import Block, context, cut_mrkdwn, divider, header, section, sections
from bot.slack.render.cast import Cast
from bot.slack.render.figure import answer_by, conditions, figure, figure_with_conditions, moment_here, sentence, short
from bot.slack.render.help import usual_command
from bot.slack.render.message import Message, message
from bot.slack.render.people import areas, waiting
from bot.slack.render.verdict import reopened

_MOST = 10
_MOST_FIGURES = 4
_LINE = 700


def digest(week: Digest, cast: Cast, *, command: str | None = None) -> Message | None:
    """Return the weekly digest, or None when there is nothing to say."""
    if not week.says_something:
        return None
    say = cast.say
    command = command or usual_command(say)
    deciding = {promise.id for promise in week.to_decide}
    not_yet = [promise for promise in week.not_yet if promise.id not in deciding]
    parts = [
        (say("Needs a decision"), [_to_decide(promise, cast) for promise in week.to_decide]),
        (say("May be told to clients"), [_may_be_told(promise, cast) for promise in week.may_be_told]),
        (say("Not yet"), [_not_yet(promise, cast) for promise in not_yet]),
    ]
    title = say("Weekly digest: promises")
    blocks, texts = [header(title)], [title]
    for name, lines in parts:
        if lines:
            shown = _cut(lines, cast, command)
            blocks += [section(f"*{name}*"), *sections(shown)]
            texts += [f"{name}:", *shown]
    told = (*week.to_decide, *week.may_be_told, *week.not_yet, *week.signed_since)
    signed = _signed(week, cast)
    if signed:
        blocks += [divider(), section(signed)]
        texts.append(signed)
    return message("\n".join(texts), [*blocks, _source(cast, command)], *told)


def _to_decide(promise: Promise, cast: Cast) -> str:
    """Say which figures are disputed, where any is: they are what has to be decided."""
    reasons = []
    said = _disputes(promise)
    objecting, countering = _areas_of(said, countered=False), _areas_of(said, countered=True)
    if promise.suspended:
        reasons.append(cast.say("cannot be kept any more: {figures}", figures=_suspended(promise, cast)))
    if objecting:
        reasons.append(cast.say("objection from {areas}", areas=areas(objecting, cast)))
    if countering:
        reasons.append(cast.say("counter from {areas}", areas=areas(countering, cast)))
    elif promise.counters:
        reasons.append(cast.say("a counter is open"))
    if promise.needed_by <= cast.now and promise.in_force is None:
        reasons.append(cast.say("answer was due {moment}", moment=moment_here(promise.needed_by, cast)))
    silent = [area for area in missing_areas(promise) if area not in (*objecting, *countering)]
    if silent and promise.is_open:
        reasons.append(cast.say("missing: {areas}", areas=areas(silent, cast)))
    disputed = [line for line in promise.terms if line.stage is Stage.CONTESTED]
    return _line(promise, _open_figures(promise, cast, disputed or promise.terms), cast, "; ".join(reasons))


def _not_yet(promise: Promise, cast: Cast) -> str:
    missing = waiting(promise, cast)
    rest = missing if promise.in_force else f"{missing}; {answer_by(promise, cast)}"
    return _line(promise, _open_figures(promise, cast), cast, rest)


def _may_be_told(promise: Promise, cast: Cast) -> str:
    said = conditions(promise.in_force.conditions if promise.in_force else (), cast.say)
    rest = [cast.say("Condition for all figures: {conditions}", conditions=said)] if said else []
    rest += reopened(promise, cast)
    if promise.suspended:
        rest.append(cast.say("not to the client any more: {figures}", figures=_suspended(promise, cast)))
    figures = [figure_with_conditions(line.term, cast.say, 80) for line in promise.fit_for_client]
    return _line(promise, figures, cast, "; ".join(rest))


def _open_figures(promise: Promise, cast: Cast, lines: Sequence[TermVersion] = ()) -> list[str]:
    """Return the figures that are talked about; of what is in force only what is to change."""
    shown = []
    for line in lines or promise.terms:
        sealed = promise.sealed(line.id)
        if sealed is not None and promise.is_as_sealed(line):
            continue
        new = cast.say("to be dropped") if line.dropping else figure_with_conditions(line.term, cast.say, 80)
        shown.append(f"{figure(sealed.term, cast.say)} → {new}" if sealed else new)
    return shown


def _suspended(promise: Promise, cast: Cast) -> str:
    gone = [figure(line.term, cast.say) for line in promise.sealed_terms if line.id in promise.suspended]
    rest = len(gone) - _MOST_FIGURES
    return "; ".join([*gone[:_MOST_FIGURES], cast.say("{n} more", n=rest)] if rest > 0 else gone)


def _line(promise: Promise, figures: Sequence[str], cast: Cast, rest: str) -> str:
    shown = list(figures[:_MOST_FIGURES])
    more = len(figures) - len(shown)
    text = f"• {short(promise, cast)}"
    if shown:
        text += ": " + "; ".join([*shown, cast.say("{n} more", n=more)] if more else shown)
    return cut_mrkdwn(f"{text} – {rest}" if rest else text, _LINE)


def _signed(week: Digest, cast: Cast) -> str:
    if not week.signed_since:
        return ""
    shown = [short(promise, cast) for promise in week.signed_since[:_MOST]]
    rest = len(week.signed_since) - len(shown)
    names = ", ".join([*shown, cast.say("{n} more", n=rest)] if rest else shown)
    since = cast.say.date(week.since.astimezone(cast.zone).date())
    text = cast.say("*Jointly signed off since {date}:* {promises}.", date=since, promises=names)
    if not week.thanks:
        return text
    return text + "\n" + sentence(cast.say("Thanks to {areas}.", areas=areas(week.thanks, cast)))


def _disputes(promise: Promise) -> list[tuple[str, bool]]:
    """Return the areas that object, each with whether it has made a counter that is still open."""
    return [
        (slot.area, bool(said.counter and promise.counter(said.counter)))
        for line in promise.terms
        if line.stage is Stage.CONTESTED
        for slot in line.slots
        if isinstance(said := line.positions.get(slot.id), Objected)
    ]


def _areas_of(disputes: Iterable[tuple[str, bool]], *, countered: bool) -> list[str]:
    return [area for area, has_counter in disputes if has_counter is countered]


def _cut(lines: Sequence[str], cast: Cast, command: str) -> list[str]:
    rest = len(lines) - _MOST
    shown = list(lines[:_MOST])
    return [*shown, cast.say("and {n} more: `{command} list`", n=rest, command=command)] if rest > 0 else shown


def _source(cast: Cast, command: str) -> Block:
    return context(
        cast.say("Figures that are not jointly signed off stay in the house. `{command} help`", command=command)
    )
