"""Whether the client may hear the figures, and which: the one sentence that every surface begins with (rule 1).

What is in force may be told; a figure that cannot be kept any more is named as the exception, and what is being
renegotiated is no figure for the client until it is signed off in turn.
"""

from __future__ import annotations

from bot.domain.promise import Promise, PromiseState, Stage
from bot.slack.render.cast import Cast
from bot.slack.render.figure import figure, moment, quoted

_MOST_EXCEPTED = 3


def may_be_told(promise: Promise, cast: Cast) -> str:
    """Return in a few words whether the client may hear the figures, and which not."""
    say = cast.say
    if promise.state is PromiseState.WITHDRAWN:
        return say("Withdrawn: no figures to the client")
    if promise.in_force is None:
        return say("No figures to the client yet")
    if not promise.may_be_told:
        return say("No figures to the client any more")
    excepted = [figure(line.term, say) for line in promise.sealed_terms if line.id in promise.suspended]
    if not excepted:
        return say("May be told to the client")
    shown = excepted[:_MOST_EXCEPTED]
    rest = len(excepted) - len(shown)
    figures = "; ".join([*shown, say("{n} more", n=rest)] if rest else shown)
    return say("May be told to the client, except: {figures}", figures=figures)


def verdict(promise: Promise, cast: Cast, bold: str = "*") -> str:
    """Return the same as a line of its own: with its sign, and with what stands behind it."""
    told = f"{bold}{may_be_told(promise, cast)}{bold}"
    if promise.state is PromiseState.WITHDRAWN:
        return f"{told} · {quoted(promise.withdrawn_because or '', cast.say)}"
    if promise.seal:
        sign = ("⚠️" if promise.suspended else "✅") if promise.may_be_told else "⛔"
        signed = cast.say("jointly signed off {moment}", moment=moment(promise.seal.at, cast))
        return " · ".join([f"{sign} {told}", signed, *reopened(promise, cast)])
    return f"⏳ {told} · {_progress(promise, cast)}"


def reopened(promise: Promise, cast: Cast) -> list[str]:
    """Return that the promise is being renegotiated, if it is."""
    if promise.state is not PromiseState.RENEGOTIATING:
        return []
    return [cast.say("being renegotiated, and nothing new may be told yet")]


def _progress(promise: Promise, cast: Cast) -> str:
    signed = sum(line.stage is Stage.SIGNED for line in promise.terms)
    return cast.say.many(
        "{signed} of {n} figure agreed", "{signed} of {n} figures agreed", len(promise.terms), signed=signed
    )
