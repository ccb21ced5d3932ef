"""One line a figure, as card, list and More… show it: in force, suspended, being renegotiated, leaving, or open."""

from __future__ import annotations

from bot.domain.promise import Promise, PromiseState, Suspension, TermVersion
from bot.slack.render.blocks import cut_mrkdwn
from bot.slack.render.cast import Cast
from bot.slack.render.figure import bold_figure, figure_with_conditions, quoted
from bot.slack.render.people import area
from bot.slack.render.standing import countered_beside, sign, standings

LINE = 560
"""Twenty of them and the rest stay below what Slack takes as one message."""
_IN_FORCE = 300


def figure_line(promise: Promise, line: TermVersion, cast: Cast) -> str:
    """Return one figure with its conditions and where it stands; what is in force stands before what may come."""
    sealed = promise.sealed(line.id)
    if sealed is None:
        start = f"{sign(promise, line)} {bold_figure(line.term, cast.say)}"
        new = [cast.say("new")] if promise.state is PromiseState.RENEGOTIATING else []
        return cut_mrkdwn(" · ".join([start, *new, *standings(promise, line, cast)]), LINE)
    first = in_force(promise, sealed, cast)
    coming = renegotiated(promise, line, cast)
    if not coming:
        return cut_mrkdwn(first, LINE)
    return f"{cut_mrkdwn(first, _IN_FORCE)}\n{cut_mrkdwn(f'↳ {coming}', LINE - _IN_FORCE)}"


def in_force(promise: Promise, sealed: TermVersion, cast: Cast) -> str:
    """Return a figure as it was signed off: in force, or not to be kept any more and therefore never in bold."""
    suspension = promise.suspended.get(sealed.id)
    if suspension is not None:
        return f"⛔ {suspended(sealed, suspension, cast)}"
    start = f"✅ {bold_figure(sealed.term, cast.say)}"
    if promise.state is PromiseState.RENEGOTIATING:
        return " · ".join([start, cast.say("in force")])
    return " · ".join([start, *standings(promise, sealed, cast)])


def suspended(sealed: TermVersion, suspension: Suspension, cast: Cast) -> str:
    """Return "*Cannot be kept any more:* 40 agents in Leipzig · Leipzig: “two classes fell through”"."""
    title = cast.say("Cannot be kept any more")
    figure = figure_with_conditions(sealed.term, cast.say)
    said = [f"{area(said.slot)}: {quoted(said.reason, cast.say)}" for said in suspension.said]
    return " · ".join([f"*{title}:* {figure}", *said])


def renegotiated(promise: Promise, line: TermVersion, cast: Cast) -> str:
    """Return what may come in the place of a figure in force; empty where nothing is proposed."""
    if promise.state is not PromiseState.RENEGOTIATING:
        return ""
    say = cast.say
    if promise.is_as_sealed(line):
        proposed = countered_beside(promise, line, cast)
        return say("being renegotiated: {changes}", changes=proposed) if proposed else ""
    new = say("to be dropped") if line.dropping else f"→ {bold_figure(line.term, say)}"
    said = say("being renegotiated: {changes}", changes=new)
    return " · ".join([said, *standings(promise, line, cast)])
