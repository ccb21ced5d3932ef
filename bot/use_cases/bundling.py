"""Counters and revisions: the same words as in a draft, matched with the current figures and shown before posting."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.domain import errors
from bot.domain.bundles import Match, match_bundle
from bot.domain.commands import Actor, ProposeCounter, Renegotiate, Revise
from bot.domain.guards import own_slots
from bot.domain.promise import Change, CounterId, Promise, PromiseState, TermId, TermVersion
from bot.domain.slots import PersonRef, Slot, SlotId
from bot.domain.visibility import may_see
from bot.figures import format_term
from bot.use_cases.acting import Done, UnknownPromise, acting_from, asked_for, carry_out, shown
from bot.use_cases.drafting import DraftGone
from bot.use_cases.forms import FormErrors, FormProblem, Problem, ReadFigures, read_figures, whole_lines
from bot.use_cases.people import Person, actor_of, viewer_of
from bot.use_cases.workspace import Language, directory_of
from storage.tables import DraftRow
from storage.unit_of_work import Store, Transaction

Kind = Literal["counter", "revision"]
REOPENING = "reopening"
"""Marks a bundle that renegotiates what is signed off."""
ASKED = "asked"
"""The areas for which its author was asked, and for which alone they speak with it."""


@dataclass(frozen=True, slots=True)
class BundleForm:
    """A form for a counter or a revision, filled with the figures as they stand."""

    draft_id: str
    kind: Kind
    promise: Promise
    figures_text: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BundleReview:
    """What a bundle would do, line by line, for its author to look at.

    `untouched` are the figures that stay, `signs` the areas for which the author agrees by posting it.
    """

    draft_id: str
    kind: Kind
    promise: Promise
    figures: ReadFigures
    matches: tuple[Match, ...]
    slots: tuple[tuple[Slot, ...], ...]
    untouched: tuple[TermVersion, ...]
    reason: str
    signs: frozenset[SlotId] = frozenset()


def open_bundle(
    store: Store,
    person: Person,
    rendering_id: str,
    kind: Kind,
    language: Language,
    now: datetime,
    reopening: bool = False,
) -> BundleForm:
    """Store a draft of a counter or a revision, filled with the figures that it may be about.

    `reopening`: the promise is signed off, and posting the bundle renegotiates it. Raises PromiseError when this
    person could not post it anyway: nobody types for nothing.
    """
    with store.write() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        lines = _lines_to_change(acting_from(tx, person, rendering), promise, kind, reopening)
        text = whole_lines(format_term(line.term, language) for line in lines)
        asked = asked_for(rendering)
        inputs: dict[str, Any] = {"figures": text, **({REOPENING: "yes"} if reopening else {})}
        inputs.update({ASKED: sorted(asked)} if asked is not None else {})
        draft_id = tx.drafts.open(kind, person.ref, promise.channel, inputs, now, promise.id, promise.versions)
        return BundleForm(draft_id, kind, promise, text)


def form_of(store: Store, person: Person, draft_id: str) -> BundleForm:
    """Return a stored form with what was typed into it. Raises DraftGone."""
    with store.read() as tx:
        row, promise = _own(tx, person, draft_id)
        return BundleForm(row.id, _kind(row), promise, row.inputs.get("figures", ""), row.inputs.get("reason", ""))


def review_bundle(
    store: Store, person: Person, draft_id: str, inputs: Mapping[str, str], language: Language, now: datetime
) -> BundleReview:
    """Keep what was typed and return what it would do.

    Raises FormErrors (figures, reason), PromiseError (stale, ambiguous, nobody answers), DraftGone.
    """
    with store.write() as tx:
        row, _ = _own(tx, person, draft_id)
        kept = {name: row.inputs[name] for name in (REOPENING, ASKED) if name in row.inputs}
        row.inputs = {**inputs, **kept, "language": language, "understood_at": now.isoformat()}
        tx.drafts.save(row)
    with store.read() as tx:
        row, promise = _own(tx, person, draft_id)
        return _understood(tx, person, row, promise, now)


def post_bundle(store: Store, person: Person, draft_id: str, now: datetime) -> Done:
    """Carry out a reviewed counter or revision, once: a second press does nothing more.

    Raises FormErrors, PromiseError, DraftGone; then nothing changed, and what was typed is still there.
    """
    with store.write() as tx:
        row, promise = _own(tx, person, draft_id, lock=True)
        if row.posted_at is not None:
            return Done(promise, ())
        understood = _understood(tx, person, row, promise, now)
        changes = tuple(
            _change(match, slots) for match, slots in zip(understood.matches, understood.slots, strict=True)
        )
        command = _command(_author(tx, person, row), understood, changes, REOPENING in row.inputs)
        done = carry_out(tx, promise, command, now)
        row.posted_at = now
        tx.drafts.save(row)
        return done


def _command(
    actor: Actor, understood: BundleReview, changes: tuple[Change, ...], reopening: bool
) -> ProposeCounter | Revise | Renegotiate:
    counter_id = CounterId(f"c_{secrets.token_hex(6)}")
    if reopening and understood.promise.state is PromiseState.SIGNED_OFF:
        return Renegotiate(actor, changes, understood.reason, counter_id)
    if understood.kind == "counter":
        return ProposeCounter(actor, counter_id, changes, understood.reason)
    return Revise(actor, changes, understood.reason)


def _author(tx: Transaction, person: Person, row: DraftRow) -> Actor:
    actor = actor_of(tx, person.ref)
    return actor.only(row.inputs[ASKED]) if ASKED in row.inputs else actor


def _lines_to_change(actor: Actor, promise: Promise, kind: Kind, reopening: bool) -> tuple[TermVersion, ...]:
    _check_open(promise, reopening)
    if kind == "revision":
        if actor.person not in promise.sales:
            raise errors.NotSales(promise.number, promise.author)
        return _standing(promise.terms)
    if actor.person in promise.sales:
        raise errors.SalesCannotSign(promise.number)
    mine = tuple(line for line in promise.terms if any(slot.id in actor.member_of for slot in line.slots))
    mine = mine or tuple(line for line in promise.terms if any(actor.sits_in(slot.id) for slot in line.slots))
    if not mine:
        raise errors.NotAnOwner(promise.number)
    return _standing(mine)


def _standing(lines: tuple[TermVersion, ...]) -> tuple[TermVersion, ...]:
    """Return the figures to change; one that is to go is kept by writing it down, so it is not written already."""
    return tuple(line for line in lines if not line.dropping) or lines


def _check_open(promise: Promise, reopening: bool) -> None:
    if promise.state is PromiseState.SIGNED_OFF and not reopening:
        raise errors.AlreadySignedOff(promise.number)
    if promise.withdrawn_because is not None:
        raise errors.AlreadyWithdrawn(promise.number)


def _understood(tx: Transaction, person: Person, row: DraftRow, promise: Promise, now: datetime) -> BundleReview:
    _check_open(promise, REOPENING in row.inputs)
    language: Language = "de" if row.inputs.get("language") == "de" else "en"
    read_at = datetime.fromisoformat(row.inputs["understood_at"])
    reason = row.inputs.get("reason", "").strip()
    problems: dict[str, Sequence[Problem]] = {} if reason else {"reason": [FormProblem.REASON_MISSING]}
    figures = None
    try:
        figures = read_figures(row.inputs.get("figures", ""), person, language, now, read_at)
    except FormErrors as errors_found:
        problems.update(errors_found.problems)
    if problems or figures is None:
        raise FormErrors(problems)
    matches = match_bundle(promise.terms, figures.terms)
    replaced = {match.current.id for match in matches if match.current}
    if any(row.seen.get(term_id) != promise.versions[term_id] for term_id in replaced):
        raise errors.Stale(promise.number)
    slots = tuple(_slots_of(tx, promise, match) for match in matches)
    nobody = [match.proposed for match, found in zip(matches, slots, strict=True) if not found]
    if nobody:
        raise errors.NobodyAnswers(nobody)
    if not any(match.changes_something for match in matches):
        raise errors.NothingChanged(promise.number)
    untouched = tuple(line for line in promise.terms if line.id not in replaced)
    kind = _kind(row)
    signs = _signs(_author(tx, person, row), promise, slots) if kind == "counter" else frozenset()
    return BundleReview(row.id, kind, promise, figures, matches, slots, untouched, reason, signs)


def _signs(actor: Actor, promise: Promise, slots: Iterable[tuple[Slot, ...]]) -> frozenset[SlotId]:
    return frozenset(slot.id for found in slots for slot in own_slots(actor, promise, found))


def _slots_of(tx: Transaction, promise: Promise, match: Match) -> tuple[Slot, ...]:
    if match.current is not None and not match.changes_something:
        return match.current.slots
    barred: frozenset[PersonRef] = promise.sales
    return directory_of(tx).slots_for(match.proposed, promise.client, barred)


def _change(match: Match, slots: tuple[Slot, ...]) -> Change:
    if match.current is None:
        return Change(match.proposed, slots, new_id=TermId(f"t_{secrets.token_hex(6)}"))
    return Change(match.proposed, slots, term_id=match.current.id, based_on=match.current.version)


def _kind(row: DraftRow) -> Kind:
    return "revision" if row.kind == "revision" else "counter"


def _own(tx: Transaction, person: Person, draft_id: str, lock: bool = False) -> tuple[DraftRow, Promise]:
    row = tx.drafts.get(draft_id, person.ref)
    if row is None or row.promise_id is None or row.kind not in ("counter", "revision"):
        raise DraftGone
    promise = tx.promises.load(row.promise_id, lock=lock)
    if promise is None or not may_see(viewer_of(tx, person.ref, person.channels), promise):
        raise UnknownPromise("")
    return row, promise
