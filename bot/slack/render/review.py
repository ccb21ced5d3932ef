"""The screen before posting: what was understood, who will be asked, what is doubtful. Nothing is guessed silently."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.errors import NobodyAnswers
from bot.domain.promise import Promise, TermVersion
from bot.domain.slots import Slot, SlotId
from bot.domain.terms import Term
from bot.figures import explain
from bot.figures.model import Doubt, Notice, NoticeCode
from bot.slack import ids
from bot.slack.render.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    cut_mrkdwn,
    divider,
    headline,
    modal,
    section,
    sections,
    typed,
)
from bot.slack.render.cast import Cast
from bot.slack.render.changes import change_line
from bot.slack.render.errors import explain as explain_error
from bot.slack.render.figure import bold_figure, figure_with_conditions, heading, language, moment_in_full, quoted
from bot.slack.render.people import area, area_with_people

_LINE = 2900


class Bundle(StrEnum):
    """What a bundle is: operations counters, sales revises."""

    COUNTER = "counter"
    REVISION = "revision"


@dataclass(frozen=True, slots=True)
class Understood:
    """One line as it was read: the figure, who will be asked, what it replaces, and what the person should look at."""

    term: Term
    slots: tuple[Slot, ...]
    current: TermVersion | None = None
    notices: tuple[Notice, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def review_modal(
    cast: Cast,
    *,
    draft_id: str,
    client: str,
    title: str,
    needed_by: datetime,
    channel: str,
    lines: Sequence[Understood],
    conditions: Sequence[str] = (),
    admins: Sequence[str] = (),
    known: Sequence[Block] = (),
    goes_to: str = "",
) -> View:
    """Return what will be posted to `channel` (Slack's id) when the person confirms; `known` is to be looked at first.

    `goes_to` says where it goes when that is not the channel: into a private one that is opened for it.

    A figure that nobody answers for cannot be posted: the form then has no submit and names `admins` (Slack ids).
    """
    say = cast.say
    name = " · ".join(typed(part) for part in (client, title) if part.strip())
    needed = say("Answer by {moment}", moment=moment_in_full(needed_by, cast))
    blocks = [section(f"*{name}*\n{needed}"), *known, *_checks(lines, cast)]
    blocks += [section(_understood(line, cast)) for line in lines]
    if conditions:
        blocks += [
            headline(say("Conditions for all figures")),
            *sections(f"• {typed(text)}" for text in conditions),
        ]
    unanswered = [line.term for line in lines if not line.slots]
    if unanswered:
        blocks.append(section("⚠️ " + explain_error(NobodyAnswers(unanswered), cast, admins=admins)))
    here = say("Goes to <#{channel}>; those named here are asked in its thread.", channel=channel)
    blocks.append(context(goes_to or here))
    blocks.append(_back(draft_id, cast))
    head, submit = say("Is this right?"), "" if unanswered else say("Post promise")
    return modal(ids.MODAL_REVIEW, head, blocks, submit=submit, close=say("Cancel"), metadata=draft_id)


def bundle_review_modal(
    cast: Cast,
    *,
    kind: Bundle,
    draft_id: str,
    promise: Promise,
    lines: Sequence[Understood],
    reason: str,
    signs: Collection[SlotId] = (),
) -> View:
    """Return what a counter or a revision will change, what it adds and what stays.

    `signs` are the areas for which posting agrees, because its author is in them.
    """
    say = cast.say
    touched = {line.current.id for line in lines if line.current and line.current.term != line.term}
    changed = [line for line in lines if line.current is None or line.current.id in touched]
    stays = [line for line in promise.terms if line.id not in touched]
    blocks = [section(f"*{heading(promise)}*\n{_promised(kind, cast)}"), *_checks(changed, cast)]
    blocks += [section(_changed(line, cast, signs)) for line in changed]
    if stays:
        kept = [f"• {figure_with_conditions(line.term, say)}" for line in stays]
        blocks += [divider(), headline(say("Stays as it is")), *sections(kept)]
    blocks.append(section(say("Reason: {reason}", reason=quoted(reason, say, 2000))))
    blocks.append(_back(draft_id, cast))
    submit = say("Post counter") if kind is Bundle.COUNTER else say("Post revision")
    return modal(ids.MODAL_REVIEW, say("Is this right?"), blocks, submit=submit, close=say("Cancel"), metadata=draft_id)


def _understood(line: Understood, cast: Cast) -> str:
    return _with_remarks(bold_figure(line.term, cast.say), line, cast)


def _changed(line: Understood, cast: Cast, signs: Collection[SlotId]) -> str:
    before = line.current.term if line.current else None
    return _with_remarks(change_line(before, line.term, cast.say), line, cast, signs)


def _with_remarks(figure: str, line: Understood, cast: Cast, signs: Collection[SlotId] = ()) -> str:
    signed = cast.say.items([area(slot) for slot in line.slots if slot.id in signs])
    asked = cast.say.items([area_with_people(slot, cast) for slot in line.slots if slot.id not in signs])
    remarks = [cast.say("posting agrees for {areas}", areas=signed)] if signed else []
    remarks += [cast.say("asks {areas}", areas=asked)] if asked else []
    remarks += [_remark("ℹ️", explain(notice, language(cast.say))) for notice in line.notices if not _is_plain(notice)]
    remarks += [_remark("⚠️", explain(doubt, language(cast.say))) for doubt in line.doubts]
    return cut_mrkdwn("\n".join([figure, *remarks]), _LINE)


def _is_plain(notice: Notice) -> bool:
    """Tell a day that was typed as day and month ("1 Feb", "1.2."): the figure itself shows it with its year."""
    if notice.code is not NoticeCode.DATE_READ or not isinstance(notice.reading, date):
        return False
    first = re.match(r"\d{1,2}(?!\d)", notice.text)
    return first is not None and int(first.group()) == notice.reading.day


def _remark(sign: str, text: str) -> str:
    return f"{sign} {typed(text)}"


def _checks(lines: Iterable[Understood], cast: Cast) -> list[Block]:
    doubtful = sum(bool(line.doubts) for line in lines)
    if not doubtful:
        return []
    return [
        section(
            cast.say.many(
                "⚠️ {n} figure looks unusual: please check it.",
                "⚠️ {n} figures look unusual: please check them.",
                doubtful,
            )
        )
    ]


def _promised(kind: Bundle, cast: Cast) -> str:
    if kind is Bundle.COUNTER:
        return cast.say("Posting this agrees to it for your own area. Sales then accepts all of it or revises.")
    return cast.say("Whoever answers for a changed figure is asked again; agreement to the other figures stays.")


def _back(draft_id: str, cast: Cast) -> Block:
    return actions(button(cast.say("Back"), ids.BACK, draft_id, spoken=cast.say("Back to what was typed")))
