"""What a bundle changes, one line a figure: old → new, or new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain.promise import Change, Promise, TermId, TermVersion
from bot.domain.terms import Term
from bot.locale import Speaker
from bot.slack.render.figure import bold_figure, figure_with_conditions


def change_line(before: Term | None, after: Term, say: Speaker) -> str:
    """Return "40 agents … → 28 agents …", or "new: …" for a figure that was not there."""
    new = bold_figure(after, say)
    if before is None:
        return say("new: {figure}", figure=new)
    return f"{figure_with_conditions(before, say)} → {new}" if before != after else new


def proposed_changes(promise: Promise, changes: Iterable[Change], say: Speaker) -> list[str]:
    """Return the lines of an open counter against what is current."""
    lines = []
    for change in changes:
        current = promise.term(change.term_id) if change.term_id else None
        if change.term_id and (current is None or current.version != change.based_on):
            lines.append(bold_figure(change.term, say))
        else:
            lines.append(change_line(current.term if current else None, change.term, say))
    return lines


def made_change(line: TermVersion, before: Mapping[TermId, Term], say: Speaker) -> str:
    """Return a line that was changed already; one that `before` does not know is new when it is a first version."""
    old = before.get(line.id)
    if old is None and line.version > 1:
        return bold_figure(line.term, say)
    return change_line(old, line.term, say)
