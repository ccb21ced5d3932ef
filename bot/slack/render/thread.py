"""Replies in a promise's thread: each says who did what, and whose turn it is now.

People are tagged where something is asked of them, and only there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.promise import Counter, Promise, Stage, TermId, TermVersion
from bot.domain.slots import PersonRef
from bot.domain.terms import Term
from bot.slack import ids
from bot.slack.render import people
from bot.slack.render.blocks import Block, actions, button, context, cut_mrkdwn, section, sections
from bot.slack.render.card import answer_buttons, card_buttons
from bot.slack.render.cast import Cast
from bot.slack.render.changes import made_change, proposed_changes
from bot.slack.render.figure import (
    REASON_IN_FULL,
    bold_figure,
    bullets,
    chosen,
    figure_with_conditions,
    heading,
    moment_here,
    name,
    number,
    quoted,
)
from bot.slack.render.message import Message, message
from bot.slack.render.standing import standings

_LINE = 560


def ask(promise: Promise, cast: Cast, rendering: str, lines: Sequence[TermId] | None = None) -> Message:
    """Tag the owners figure by figure, with the time by which the client needs an answer.

    `lines` limits it to some figures; None asks for everything that nobody has answered yet.
    """
    wanted = promise.terms if lines is None else chosen(promise, lines)
    asked = [f"• {bold_figure(line.term, cast.say)} – {_tags(line, cast)}" for line in wanted if line.missing]
    needed = cast.say(
        "The client needs an answer by {moment}. Can these figures be kept?",
        moment=moment_here(promise.needed_by, cast),
    )
    if promise.in_force and promise.needed_by <= cast.now:  # the client was answered, and nothing is late
        needed = _turn(promise, cast)
    hint = cast.say("Yes, but under a condition? “Counter…” adds it to the figure: “…, if forecast within ±10 %”.")
    blocks = [section(f"*{heading(promise)}*\n{needed}"), *in_lines(asked), context(hint)]
    text = _text(f"{heading(promise)}: {needed}", asked)
    return message(text, [*blocks, card_buttons(promise, cast, rendering)], promise)


def objection(
    promise: Promise,
    cast: Cast,
    *,
    person: PersonRef,
    areas: Sequence[str],
    lines: Sequence[TermId],
    reason: str,
    rendering: str,
) -> Message:
    """Say that an area objects to figures and why; it is sales' turn, so the author is tagged."""
    what = _who_for(person, areas, cast)
    intro = cast.say("❌ {who} objects in {promise}:", who=what, promise=name(promise))
    figures = bullets(chosen(promise, lines), cast.say)
    why = cast.say("Reason: {reason}", reason=quoted(reason, cast.say, REASON_IN_FULL))
    turn = cast.say("{author}: change the figures, drop them or withdraw the promise.", author=_author(promise, cast))
    blocks = [section(intro), *in_lines(figures), section(why), section(turn)]
    return message(_text(intro, [*figures, why, turn]), [*blocks, _sales_buttons(promise, cast, rendering)], promise)


def counter(promise: Promise, counter: Counter, cast: Cast, rendering: str) -> Message:
    """Show a counter figure by figure, with what accepting it means."""
    names = _areas_of(counter)
    who = _who_for(counter.person, names, cast)
    intro = cast.say("🔁 {who} proposes for {promise}:", who=who, promise=name(promise))
    figures = [f"• {line}" for line in proposed_changes(promise, counter.changes, cast.say)]
    why = cast.say("Reason: {reason}", reason=quoted(counter.reason, cast.say, REASON_IN_FULL))
    turn = cast.say(
        "{author}: accepting takes all of it; everything else stays as it is.", author=_author(promise, cast)
    )
    rest = _still_to_agree(counter)
    if rest:
        turn += " " + cast.say("After that the agreement of {areas} is still needed.", areas=people.areas(rest, cast))
    accept = button(
        cast.say("Accept counter"),
        ids.ACCEPT,
        rendering,
        style="primary",
        spoken=cast.say("Accept the whole counter for {number}", number=number(promise)),
    )
    blocks = [section(intro), *in_lines(figures), section(why), section(turn)]
    buttons = [accept, *_sales_buttons(promise, cast, rendering)["elements"]]
    return message(_text(intro, [*figures, why, turn]), [*blocks, actions(*buttons)], promise)


def counter_accepted(
    promise: Promise, cast: Cast, *, person: PersonRef, proposer: PersonRef, term_ids: Sequence[TermId], rendering: str
) -> Message:
    """Say that sales took a counter, and who still has to agree to what it brought."""
    intro = cast.say(
        "{person} accepted the counter from {proposer} for {promise}. Now it says:",
        person=people.person(person, cast),
        proposer=people.person(proposer, cast),
        promise=name(promise),
    )
    lines = chosen(promise, term_ids)
    shown = [with_standing(promise, line, bold_figure(line.term, cast.say), cast) for line in lines]
    return asking_again(promise, cast, rendering, intro, shown, lines)


def revised(
    promise: Promise,
    cast: Cast,
    *,
    person: PersonRef,
    reason: str,
    term_ids: Sequence[TermId],
    rendering: str,
    before: Mapping[TermId, Term] | None = None,
) -> Message:
    """Show what sales changed, from `before` where it is known, and tag who is asked anew."""
    intro = cast.say(
        "{person} changed {promise}: {reason}",
        person=people.person(person, cast),
        promise=name(promise),
        reason=quoted(reason, cast.say, 1500),
    )
    lines = chosen(promise, term_ids)
    shown = [with_standing(promise, line, made_change(line, before or {}, cast.say), cast) for line in lines]
    return asking_again(promise, cast, rendering, intro, shown, lines)


def dropped(promise: Promise, cast: Cast, *, person: PersonRef, term: Term, reason: str) -> Message:
    """Say that sales gave up a figure; the others stand."""
    text = cast.say(
        "{person} dropped a figure from {promise}: {figure}. Reason: {reason}",
        person=people.person(person, cast),
        promise=name(promise),
        figure=figure_with_conditions(term, cast.say),
        reason=quoted(reason, cast.say, 1500),
    )
    rest = cast.say("All other figures stay as they are.")
    return message(f"{text}\n{rest}", [section(text), context(rest)], promise)


def retracted(
    promise: Promise, cast: Cast, *, person: PersonRef, areas: Sequence[str], lines: Sequence[TermId]
) -> Message:
    """Say that an area took back what it had said, so that its answer is open again."""
    who = _who_for(person, areas, cast)
    intro = cast.say("{who} took the answer back in {promise}. It is open again for:", who=who, promise=name(promise))
    figures = bullets(chosen(promise, lines), cast.say)
    return message(_text(intro, figures), [section(intro), *in_lines(figures)], promise)


def withdrawn(promise: Promise, cast: Cast, *, person: PersonRef) -> Message:
    """Say that the promise was given up; nobody owes anything any more."""
    text = cast.say("{person} withdrew {promise}.", person=people.person(person, cast), promise=heading(promise))
    reason = quoted(promise.withdrawn_because or "", cast.say, REASON_IN_FULL)
    why = cast.say("Reason: {reason}", reason=reason)
    rest = cast.say("Nothing is left to answer, and no figures go to the client.")
    return message(f"{text} {why}\n{rest}", [section(text), section(why), context(rest)], promise)


def asking_again(
    promise: Promise,
    cast: Cast,
    rendering: str,
    intro: str,
    shown: list[str],
    lines: Iterable[TermVersion],
    *was: Promise,
) -> Message:
    """Return an announcement that asks for answers to `lines` where any is missing; `shown` says how they stand.

    `was`: the promise as it was, where the words speak of that, too.
    """
    is_open = promise.is_open and any(line.stage is not Stage.SIGNED for line in lines)
    if not is_open:
        return message(_text(intro, shown), [section(intro), *in_lines(shown)], promise, *was)
    buttons = actions(*answer_buttons(promise, cast, rendering))
    turn = [_turn(promise, cast)]
    blocks = [section(intro), *in_lines(shown), section(turn[0]), buttons]
    return message(_text(intro, [*shown, *turn]), blocks, promise, *was)


def _turn(promise: Promise, cast: Cast) -> str:
    """Say until when an answer is needed; what is signed off has no date to miss while it is renegotiated."""
    if promise.in_force and promise.needed_by <= cast.now:
        return cast.say("What was signed off stays in force until all of it is agreed.")
    return cast.say("An answer is needed by {moment}.", moment=moment_here(promise.needed_by, cast))


def with_standing(promise: Promise, line: TermVersion, shown: str, cast: Cast) -> str:
    """Return a figure, as `shown`, with where it stands area by area."""
    return " · ".join([f"• {shown}", *standings(promise, line, cast)])


def _tags(line: TermVersion, cast: Cast) -> str:
    tagged = []
    for slot in line.missing:
        tags = people.mentions(slot, cast)
        tagged.append(f"{tags} ({people.area(slot)})" if tags else people.area(slot))
    who = ", ".join(tagged)
    return cast.say("which figure can be kept? {who}", who=who) if line.term.is_question else who


def _areas_of(counter: Counter) -> list[str]:
    return [slot.area for change in counter.changes for slot in change.slots if slot.id in counter.seats]


def _still_to_agree(counter: Counter) -> list[str]:
    return [slot.area for change in counter.changes for slot in change.slots if slot.id not in counter.seats]


def _who_for(ref: PersonRef, names: Iterable[str], cast: Cast) -> str:
    said = people.areas(names, cast)
    return (
        cast.say("{person} for {areas}", person=people.person(ref, cast), areas=said)
        if said
        else people.person(ref, cast)
    )


def _author(promise: Promise, cast: Cast) -> str:
    return people.person(promise.author, cast)


def _sales_buttons(promise: Promise, cast: Cast, rendering: str) -> Block:
    revise = button(
        cast.say("Revise…"), ids.REVISE, rendering, spoken=cast.say("Revise {number}", number=number(promise))
    )
    return actions(revise, button(cast.say("More…"), ids.MORE, rendering))


def in_lines(lines: Iterable[str]) -> list[Block]:
    """Return few sections that hold one line a figure, none of them longer than a phone shows well."""
    return sections(cut_mrkdwn(line, _LINE) for line in lines)


def _text(intro: str, lines: Iterable[str]) -> str:
    return "\n".join([intro, *lines])
