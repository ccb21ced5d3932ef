"""Promises as rows, one a figure, page by page: never more than their reader may see (rule 9), areas and no persons.

A renegotiated promise has both: the figures in force, and beside them those that are to replace them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.promise import Promise, PromiseState, Stage, TermVersion
from bot.domain.visibility import AnybodyViewing, Viewer
from bot.figures import format_short
from bot.use_cases.people import Person, viewer_of
from bot.use_cases.queries import seen_by
from bot.use_cases.workspace import Language, workspace_of
from storage.unit_of_work import Store, Transaction

PAGE = 100
"""How many promises are in memory at a time."""


class Standing(StrEnum):
    """Where one figure of the export stands."""

    AWAITING = "awaiting"
    CONTESTED = "contested"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    LEAVING = "leaving"
    WITHDRAWN = "withdrawn"


_STANDINGS = {Stage.AWAITING: Standing.AWAITING, Stage.CONTESTED: Standing.CONTESTED, Stage.SIGNED: Standing.SIGNED}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of one promise; `areas` are those whose signature it needs, times are on the workspace's clock.

    `figure` is in the workspace's language and without its conditions: `conditions` holds the promise's and its own.
    """

    number: int
    client: str
    title: str
    state: PromiseState
    figure: str
    conditions: tuple[str, ...]
    areas: tuple[str, ...]
    standing: Standing
    may_be_told: bool
    needed_by: datetime
    signed_off_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some promises in the order of their numbers, and after which number the next page begins; None for the end."""

    promises: tuple[Promise, ...]
    continues_after: int | None


def page_for(tx: Transaction, viewer: Viewer, after: int, limit: int = PAGE) -> Page:
    """Return those of the next `limit` promises after P-`after` that the viewer may see."""
    found = tx.promises.numbered_after(after, limit)
    return Page(tuple(filter(seen_by(viewer), found)), found[-1].number if found else None)


def figures(store: Store, reader: Person | None) -> Iterator[FigureRow]:
    """Yield every figure that the reader may see, by number; None is anybody, who sees the open promises alone.

    Each page is read in a transaction of its own, so a long export holds up nobody.
    """
    after: int | None = 0
    while after is not None:
        with store.read() as tx:
            viewer = viewer_of(tx, reader.ref, reader.channels) if reader else AnybodyViewing()
            page, workspace = page_for(tx, viewer, after), workspace_of(tx)
        for promise in page.promises:
            yield from _rows(promise, workspace.language, workspace.zone)
        after = page.continues_after


def _rows(promise: Promise, language: Language, zone: ZoneInfo) -> Iterator[FigureRow]:
    sealed = promise.in_force
    for line in promise.sealed_terms:
        assert sealed is not None, "figures in force are sealed"
        standing = Standing.SUSPENDED if line.id in promise.suspended else Standing.IN_FORCE
        yield _row(promise, line, standing, language, zone, sealed.client, sealed.conditions, sealed.seal.at)
    for line in promise.terms:
        if not promise.is_as_sealed(line):
            yield _row(promise, line, _standing(promise, line), language, zone, promise.client, promise.conditions)


def _standing(promise: Promise, line: TermVersion) -> Standing:
    if promise.state is PromiseState.WITHDRAWN:
        return Standing.WITHDRAWN
    return Standing.LEAVING if line.dropping else _STANDINGS[line.stage]


def _row(
    promise: Promise,
    line: TermVersion,
    standing: Standing,
    language: Language,
    zone: ZoneInfo,
    client: str,
    conditions: tuple[str, ...],
    signed_off_at: datetime | None = None,
) -> FigureRow:
    return FigureRow(
        number=promise.number,
        client=client,
        title=promise.title,
        state=promise.state,
        figure=format_short(line.term, language),
        conditions=(*conditions, *line.term.conditions),
        areas=tuple(dict.fromkeys(slot.area for slot in line.slots)),
        standing=standing,
        may_be_told=standing is Standing.IN_FORCE,
        needed_by=promise.needed_by.astimezone(zone),
        signed_off_at=signed_off_at.astimezone(zone) if signed_off_at else None,
    )
