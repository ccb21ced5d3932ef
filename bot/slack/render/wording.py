"""Wording for the client: the signed figures with their conditions and nothing else (rules 1 and 8).

It is plain text, cut nowhere, in the language of the client; in German it says Sie.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.promise import Promise, Stage, TermVersion
from bot.locale import Speaker, speaker
from bot.slack.render.figure import figure_text


class NotFitForClient(Exception):
    """The promise is not jointly signed off, so there is nothing that a client may be told."""


def wording(promise: Promise, language: str) -> str:
    """Return text for the client, one line a figure that may be told; raises NotFitForClient where there is none.

    What is in force speaks, with its own conditions: never what is being renegotiated beside it, and no figure that
    somebody said cannot be kept any more.
    """
    fit = promise.fit_for_client
    if promise.in_force is None or not fit or any(line.stage is not Stage.SIGNED for line in fit):
        raise NotFitForClient(promise.number)
    say = speaker(language)
    intro = say.many("We can promise you the following figure:", "We can promise you the following figures:", len(fit))
    parts = [intro, "\n".join(_line(line, say) for line in fit)]
    for_all = _joined(promise.in_force.conditions)
    if for_all and len(fit) == 1:
        parts.append(say("Condition: {conditions}", conditions=for_all))
    elif for_all:
        parts.append(say("Condition for all figures: {conditions}", conditions=for_all))
    return "\n\n".join(parts)


def is_conditional(promise: Promise) -> bool:
    """Tell whether anything that the wording says holds under a condition alone."""
    for_all = promise.in_force.conditions if promise.in_force else ()
    said = (text for line in promise.fit_for_client for text in line.term.conditions)
    return any(text.strip() for text in (*for_all, *said))


def _line(line: TermVersion, say: Speaker) -> str:
    figure = "• " + " ".join(figure_text(line.term, say).split())
    said = _joined(line.term.conditions)
    return figure + "\n   " + say("Condition: {conditions}", conditions=said) if said else figure


def _joined(conditions: Iterable[str]) -> str:
    return "; ".join(" ".join(text.split()) for text in conditions if text.strip())
