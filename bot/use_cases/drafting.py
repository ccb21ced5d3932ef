"""From the first screen to a posted promise. The draft is a stored row from the start, and posting happens once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.code_names import code_name
from bot.domain.commands import Draft
from bot.domain.errors import PromiseError
from bot.domain.promise import Change, Promise, PromiseId, TermId, Visibility
from bot.use_cases.acting import carry_out
from bot.use_cases.draft_review import (
    HOME,
    HOME_MEMBERS,
    IS_PRIVATE,
    Review,
    channel_of,
    language_of,
    understand,
)
from bot.use_cases.moving import Home, circle_of, home_name
from bot.use_cases.people import Person, actor_of
from bot.use_cases.workspace import Language
from storage.tables import DraftRow
from storage.unit_of_work import Store, Transaction

PROMISE = "promise"
KEPT = "kept"
"""Marks a draft that could not be posted because nobody answers for it: the author's next `/promise` opens it again."""
ORIGIN = "origin"
"""Where the command was typed, so that the author is answered there."""


@dataclass(eq=False)
class DraftGone(PromiseError):
    """The draft is not there any more, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Where a draft goes (`channel`), and where its author typed the command (`origin`)."""

    channel: str
    origin: str


def open_draft(
    store: Store,
    person: Person,
    channel: str,
    inputs: Mapping[str, str],
    now: datetime,
    origin: str = "",
    is_private: bool = False,
) -> tuple[str, dict[str, str]]:
    """Store a draft and return its id and inputs; without any inputs the author's kept draft is opened again.

    `channel` is where the promise will go, `origin` where the command was typed; a private channel (`is_private`)
    proposes that its members alone may see it.
    """
    with store.write() as tx:
        row = None if inputs else tx.drafts.marked(PROMISE, person.ref, KEPT)
        known = row.inputs if row else inputs
        typed = {**known, ORIGIN: origin or channel, IS_PRIVATE: "yes" if is_private else ""}
        if is_private and not typed.get("visibility"):
            typed["visibility"] = Visibility.RESTRICTED.value
        if row is None:
            return tx.drafts.open(PROMISE, person.ref, channel, typed, now), typed
        row.channel, row.inputs = channel, typed
        tx.drafts.save(row)
        return row.id, dict(typed)


def place_of(store: Store, person: Person, draft_id: str) -> DraftPlace:
    """Return where a draft goes and where it came from. Raises DraftGone."""
    with store.read() as tx:
        row = _own(tx, person, draft_id)
        return DraftPlace(channel_of(row) or row.channel, row.inputs.get(ORIGIN) or row.channel)


def home_for(store: Store, person: Person, draft_id: str, now: datetime) -> Home | None:
    """Return the private channel that has to be opened before this draft can be posted; None when it has a place.

    A restricted promise lives in a private channel, a confidential one in a channel of its own (design 2). One that
    was opened for the draft before is used again, unless somebody is in it who would have no part any more (rule 9).
    Raises FormErrors, DraftGone.
    """
    with store.read() as tx:
        row = _own(tx, person, draft_id)
        if row.promise_id:
            return None
        understood = understand(tx, person, row, now)
        opened, channel = row.inputs.get(HOME, ""), channel_of(row)
        if channel and channel != opened:
            return None
        slots = {slot.id for found in understood.slots for slot in found}
        circle = circle_of(tx, frozenset({person.ref}), slots)
        there = frozenset(str(row.inputs.get(HOME_MEMBERS, "")).split())
        if opened and there == frozenset(circle):
            return None
        name = home_name(tx.promises.next_number(), understood.visibility)
        return Home(name, circle, opened if there <= frozenset(circle) else "", there)


def settle(store: Store, person: Person, draft_id: str, channel: str, home: Home) -> None:
    """Remember the private channel that was opened for a draft, and who was asked into it. Raises DraftGone."""
    with store.write() as tx:
        row = _own(tx, person, draft_id)
        row.inputs = {**row.inputs, HOME: channel, HOME_MEMBERS: " ".join(home.members)}
        tx.drafts.save(row)


def use_name(store: Store, person: Person, draft_id: str, client: str, now: datetime) -> Review:
    """Put the usual spelling of the client into a draft, and return what is understood then. As `review`."""
    inputs = inputs_of(store, person, draft_id)
    return review(store, person, draft_id, {**inputs, "client": client}, language_of(inputs), now)


def inputs_of(store: Store, person: Person, draft_id: str) -> dict[str, str]:
    """Return what was typed into a draft. Raises DraftGone."""
    with store.read() as tx:
        return dict(_own(tx, person, draft_id).inputs)


def review(
    store: Store, person: Person, draft_id: str, inputs: Mapping[str, str], language: Language, now: datetime
) -> Review:
    """Keep what was typed, and return what was understood. Raises FormErrors, DraftGone; the input is kept anyway."""
    with store.write() as tx:
        row = _own(tx, person, draft_id)
        kept = {name: row.inputs.get(name, "") for name in (ORIGIN, IS_PRIVATE, HOME, HOME_MEMBERS)}
        row.inputs = {**inputs, **kept, "language": language, "understood_at": now.isoformat()}
        tx.drafts.save(row)
    with store.read() as tx:
        understood = understand(tx, person, row, now)
    if understood.unanswered:
        with store.write() as tx:
            row = _own(tx, person, draft_id)
            row.inputs = {**row.inputs, KEPT: "yes"}
            tx.drafts.save(row)
    return understood


def post(store: Store, person: Person, draft_id: str, now: datetime) -> Promise:
    """Open the promise of a reviewed draft, once: a second press returns the promise that the first one opened.

    The draft is read as it was when it was reviewed, so what is posted is what was seen. Raises FormErrors when it
    no longer holds (a date that has passed meanwhile), NobodyAnswers, DraftGone.
    """
    with store.write() as tx:
        row = _own(tx, person, draft_id)
        if row.promise_id:
            posted = tx.promises.load(row.promise_id)
            assert posted is not None, "a posted draft has its promise"
            return posted
        understood = understand(tx, person, row, now)
        done = carry_out(tx, None, _command(tx, person, understood), now)
        row.promise_id, row.posted_at = done.promise.id, now
        tx.drafts.save(row)
        return done.promise


def _command(tx: Transaction, person: Person, review: Review) -> Draft:
    changes = tuple(
        Change(term=term, slots=slots, new_id=TermId(f"t_{secrets.token_hex(6)}"))
        for term, slots in zip(review.figures.terms, review.slots, strict=True)
    )
    number = tx.promises.next_number()
    return Draft(
        actor=actor_of(tx, person.ref),
        promise_id=PromiseId(f"pr_{secrets.token_hex(8)}"),
        number=number,
        client=review.client,
        title=review.title,
        needed_by=review.needed_by,
        channel=review.channel,
        terms=changes,
        visibility=review.visibility,
        code_name=code_name(number) if review.visibility is Visibility.CONFIDENTIAL else "",
        conditions=review.conditions,
        notes=review.notes,
        link=review.link,
    )


def _own(tx: Transaction, person: Person, draft_id: str) -> DraftRow:
    row = tx.drafts.get(draft_id, person.ref)
    if row is None or row.kind != PROMISE:
        raise DraftGone
    return row
