"""Approval typed in a promise's thread: nothing is signed by words, but whoever owes an answer gets a button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.approval import reads_as_approval
from bot.domain.overview import Owing
from bot.domain.promise import Promise, TermVersion
from bot.use_cases.people import Person
from bot.use_cases.planning import BACKUP
from bot.use_cases.queries import backup_desk_of, desk_of
from storage.unit_of_work import Store, Transaction


@dataclass(frozen=True, slots=True)
class ToSign:
    """What a button would sign for the person's areas: the figures they owe an answer on."""

    promise: Promise
    lines: tuple[TermVersion, ...]
    rendering_id: str


def to_sign(
    store: Store, person: Person, place: tuple[str, str], message_ts: str, text: str, now: datetime
) -> ToSign | None:
    """Return what a comment that reads as approval could sign, once; None for everything else.

    `place`: channel and ts of the thread. Only somebody who owes an answer on that promise is asked, and only about
    figures: a question has to be filled in first.
    """
    if not reads_as_approval(text):
        return None
    with store.write() as tx:
        promise = tx.promises.by_card(*place)
        if promise is None:
            return None
        item = _asked(tx, person, promise)
        lines = tuple(line for line in item.lines if not line.term.is_question) if item else ()
        if item is None or not lines or not tx.inbox.is_new(f"typed:{place[0]}:{message_ts}", now):
            return None
        versions = {line.id: line.version for line in lines}
        rendering = tx.renderings.add(promise.id, versions, now, shown=True, slots=item.slots)
        return ToSign(promise, lines, rendering.id)


def _asked(tx: Transaction, person: Person, promise: Promise) -> Owing | None:
    """Return what a person is asked on a promise: for their own areas, else for those whose deputy was asked."""
    owed = (item for item in desk_of(tx, person.ref).owes if item.promise.id == promise.id and item.slots)
    own = next(owed, None)
    if own is not None or not tx.agenda.was_decided(person.ref, f"{BACKUP}:{promise.id}"):
        return own
    return next(iter(backup_desk_of(tx, person.ref, promise.id).owes), None)
