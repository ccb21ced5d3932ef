"""Private answers: what was done and what happens next; help, lists and who answers for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.overview import AreaAnswersFor
from bot.domain.owing import missing_areas
from bot.domain.promise import Promise, PromiseState, TermVersion
from bot.domain.slots import PersonRef
from bot.domain.state_table import Act
from bot.figures import metric_label
from bot.locale import Speaker, phrase
from bot.slack import ids
from bot.slack.render.blocks import Block, actions, button, context, cut_mrkdwn, section, sections, typed
from bot.slack.render.card import answer_buttons, card
from bot.slack.render.cast import Cast
from bot.slack.render.figure import answer_by, bullets, heading, language, moment_here, name, number, short
from bot.slack.render.message import Message, message
from bot.slack.render.owed import open_button
from bot.slack.render.people import areas, mention, person, waiting
from bot.slack.render.verdict import may_be_told, reopened

_MOST_LISTED = 20
_LINE = 600
_OWNERS_LINE = 2900

_DONE: Mapping[Act, str] = {
    Act.AGREE: phrase("{number}: the agreement is recorded."),
    Act.OBJECT: phrase("{number}: the objection is in the thread. Now it is up to sales to answer it."),
    Act.COUNTER: phrase("{number}: the counter is in the thread. Now sales accepts all of it or revises."),
    Act.RETRACT: phrase("{number}: the answer is taken back, and the figures are open again."),
    Act.ACCEPT: phrase("{number}: the counter is accepted."),
    Act.REVISE: phrase("{number}: the change is in the thread."),
    Act.DROP: phrase("{number}: the figure is dropped."),
    Act.WITHDRAW: phrase("{number} is withdrawn. Nobody is reminded of it any more."),
    Act.CHECK: phrase("{number}: everybody sees that it is being checked. It is no agreement yet."),
    Act.RESTATE: phrase("{number} is changed, and every area is asked again."),
    Act.REASSIGN: phrase("{number}: the other area is asked from now on."),
    Act.MOVE_OUT: phrase("{number}: its areas are asked whether the figure holds alone."),
    Act.RENEGOTIATE: phrase("{number} is being renegotiated. What is signed off stays in force meanwhile."),
    Act.END_RENEGOTIATION: phrase("{number}: the renegotiation is ended. What was signed off stays as it is."),
    Act.CANNOT_KEEP: phrase("{number}: no client is told this any more, and sales knows."),
    Act.KEEP_AGAIN: phrase("{number}: noted in the thread, and sales is told."),
}


def posted(promise: Promise, cast: Cast) -> Message:
    """Tell the author that the promise is posted, who is asked and what comes next."""
    text = cast.say(
        "{promise} is posted in <#{channel}>. Asked: {areas}. Reminders go out by themselves until {moment}; "
        "no figures to the client yet.",
        promise=heading(promise),
        channel=promise.channel,
        areas=areas(missing_areas(promise), cast),
        moment=moment_here(promise.needed_by, cast),
    )
    return message(text, [section(text)], promise)


def agreed(
    promise: Promise,
    cast: Cast,
    *,
    lines: Sequence[TermVersion],
    areas_signed: Sequence[str],
    rendering: str,
    questions: Sequence[TermVersion] = (),
    represented: Sequence[PersonRef] = (),
) -> Message:
    """Say what was signed for which areas, with a way to take it back while that is possible.

    `questions` are figures of these areas that still have to be filled in; `represented` are those in whose names a
    deputy signed.
    """
    intro = cast.say("Agreed for {areas} in {promise}:", areas=areas(areas_signed, cast), promise=name(promise))
    if represented:
        intro = cast.say(
            "Agreed for {areas}, as the deputy of {people}, in {promise}:",
            areas=areas(areas_signed, cast),
            people=cast.say.items([person(ref, cast) for ref in represented]),
            promise=name(promise),
        )
    figures = _lines(lines, cast)
    after = [then(promise, cast)]
    if questions:
        asked = "; ".join(bullet.removeprefix("• ") for bullet in bullets(questions, cast.say))
        after.append(cast.say("A figure is still needed: {figures}. Counter… fills it in.", figures=asked))
    blocks: list[Block | None] = [section(intro), *sections(figures), section(cut_mrkdwn("\n".join(after), 3000))]
    if promise.is_open:
        spoken = cast.say("Take the agreement in {number} back", number=number(promise))
        take_back = button(cast.say("Take agreement back"), ids.RETRACT, rendering, spoken=spoken)
        counter = [button(cast.say("Counter…"), ids.COUNTER, rendering)] if questions else []
        blocks.append(actions(*counter, take_back))
    return message("\n".join([intro, *figures, *after]), blocks, promise)


def done(act: Act, promise: Promise, cast: Cast) -> Message:
    """Say that an act is done and what happens next."""
    text = cast.say(_DONE[act], number=number(promise))
    if act in (Act.AGREE, Act.RETRACT, Act.ACCEPT, Act.REVISE, Act.DROP, Act.RESTATE):
        text += " " + then(promise, cast)
    return message(text, [section(text)], promise)


def then(promise: Promise, cast: Cast) -> str:
    """Return what happens next with a promise."""
    if promise.state is PromiseState.SIGNED_OFF:
        return cast.say("The promise is jointly signed off; the wording for the client is in the thread.")
    missing = missing_areas(promise)
    if promise.state is PromiseState.WITHDRAWN or not missing:
        return ""
    if promise.in_force:
        return cast.say(
            "Still missing: {areas}. What was signed off stays in force until then.", areas=areas(missing, cast)
        )
    return cast.say("Still missing: {areas}. No figures to the client yet.", areas=areas(missing, cast))


def show(promise: Promise, cast: Cast, rendering: str) -> Message:
    """Return the card for one person, with the way to its thread."""
    shown = card(promise, cast, rendering)
    *rest, buttons = shown.blocks
    return message(shown.text, [*rest, actions(*buttons["elements"], *open_button(promise, cast))], promise)


def reaction_button(promise: Promise, cast: Cast, *, lines: Sequence[TermVersion], rendering: str) -> Message:
    """Answer a ✅ that came before the current figures were shown: a button signs them."""
    intro = cast.say("{promise} has changed, so ✅ did not sign anything. Now it says:", promise=heading(promise))
    figures = _lines(lines, cast)
    buttons = actions(*answer_buttons(promise, cast, rendering))
    return message("\n".join([intro, *figures]), [section(intro), *sections(figures), buttons], promise)


def objection_button(promise: Promise, cast: Cast, *, rendering: str) -> Message:
    """Answer a ❌: an objection needs a reason, and a form to write it in."""
    say = cast.say
    text = say("❌ on {promise}: an objection needs a reason, so nothing was recorded yet.", promise=heading(promise))
    rest = say("With an idea what would work instead, “Counter…” is the faster way.")
    object_ = button(say("Object…"), ids.OBJECT, rendering, style="danger")
    counter = button(say("Counter…"), ids.COUNTER, rendering)
    return message(f"{text} {rest}", [section(text), context(rest), actions(object_, counter)], promise)


def promise_list(
    promises: Sequence[Promise],
    cast: Cast,
    *,
    which: str = "all",
    client: str | None = None,
    command: str = "/promise",
) -> Message:
    """Return promises, one line each; `which` is all, open, mine or owed, `client` what it was narrowed to."""
    title = _list_title(which, client, cast.say)
    if not promises:
        text = cast.say("{title}: none. `{command}` opens a new promise.", title=title, command=command)
        return message(text, [section(text)])
    lines = [cut_mrkdwn(f"• {_listed(promise, cast)}", _LINE) for promise in promises[:_MOST_LISTED]]
    rest = len(promises) - len(lines)
    if rest:
        lines.append(cast.say("and {n} more: add the client's name to the command.", n=rest))
    hint = cast.say("`{command} show P-{number}` shows one of them.", command=command, number=promises[0].number)
    blocks = [section(f"*{title}*"), *sections(lines), context(hint)]
    return message("\n".join([f"{title}:", *lines]), blocks, *promises)


def owners(rows: Sequence[AreaAnswersFor], cast: Cast, *, default: str | None = None) -> Message:
    """Return who answers for what, one line an area; `default` is the area asked where no rule fits."""
    if not rows:
        text = cast.say(
            "Nobody is set to answer for anything yet. An administrator adds it with `promise-bot import owners FILE`."
        )
        return message(text, [section(text)])
    title = cast.say("Who answers for what")
    rules: dict[str, list[str]] = {}
    for row in rows:
        rules.setdefault(_seats(row, cast), []).append(_rule(row, cast, default))
    lines = [cut_mrkdwn(f"• {seats}: {'; '.join(said)}", _OWNERS_LINE) for seats, said in rules.items()]
    return message("\n".join([f"{title}:", *lines]), [section(f"*{title}*"), *sections(lines)[:40]])


def _lines(lines: Sequence[TermVersion], cast: Cast) -> list[str]:
    return [cut_mrkdwn(bullet, _LINE) for bullet in bullets(lines, cast.say)]


def _list_title(which: str, client: str | None, say: Speaker) -> str:
    titles = {
        "open": say("Promises being negotiated"),
        "mine": say("My promises"),
        "owed": say("Promises waiting for my answer"),
    }
    title = titles.get(which, say("Promises"))
    return say("{title} for {client}", title=title, client=typed(client, 80)) if client else title


def _listed(promise: Promise, cast: Cast) -> str:
    name = " · ".join(part for part in (short(promise, cast), typed(promise.title, 80)) if part)
    if not promise.is_open:
        return f"{name} – {may_be_told(promise, cast)}"
    missing = waiting(promise, cast)
    if promise.in_force:
        return f"{name} – {'; '.join([may_be_told(promise, cast), *reopened(promise, cast), missing])}"
    return f"{name} – {answer_by(promise, cast)}; {missing}"


def _rule(row: AreaAnswersFor, cast: Cast, default: str | None) -> str:
    say = cast.say
    parts = [
        metric_label(row.metric, language(say)) if row.metric else "",
        say("in {site}", site=typed(row.site, 80)) if row.site else "",
        say("skill {skill}", skill=typed(row.skill, 80)) if row.skill else "",
        say("for {client}", client=typed(row.client, 80)) if row.client else "",
    ]
    said = ", ".join(part for part in parts if part)
    if said:
        return said
    return say("everything else") if row.area == default else say("every figure")


def _seats(row: AreaAnswersFor, cast: Cast) -> str:
    people = ", ".join(mention(slack_id) for slack_id in row.members) or cast.say("nobody")
    text = f"*{typed(row.area, 80)}* ({people})"
    if not row.backup:
        return text
    backup = ", ".join(mention(slack_id) for slack_id in row.backup)
    return text + ", " + cast.say("deputy: {people}", people=backup)
