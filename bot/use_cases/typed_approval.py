"""Approval typed in a promise's thread: nothing is signed by words, but whoever owes an answer gets a button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.approval import reads_as_approval
from bot.domain.promise import Promise, TermVersion
from bot.use_cases.people import Person
from bot.use_cases.queries import desk_of
from storage.unit_of_work import Store


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
        owed = (item for item in desk_of(tx, person.ref).owes if item.promise.id == promise.id and item.areas)
        lines = tuple(line for item in owed for line in item.lines if not line.term.is_question)
        if not lines or not tx.inbox.is_new(f"typed:{place[0]}:{message_ts}", now):
            return None
        rendering = tx.renderings.add(promise.id, promise.versions, now, shown=True)
        return ToSign(promise, lines, rendering.id)
