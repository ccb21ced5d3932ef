"""A figure gets a promise of its own, once each of its areas has confirmed that it holds alone."""

from __future__ import annotations

import secrets
from datetime import datetime

from bot.domain import commands, errors, events
from bot.domain.guards import check_end
from bot.domain.promise import Agreed, Change, Promise, PromiseId, TermId, TermVersion
from bot.use_cases.acting import Done, acting_from, carry_out, shown
from bot.use_cases.moving import check_may_edit, seen_in
from bot.use_cases.people import Person, actor_of
from storage.unit_of_work import Store, Transaction


def movable(store: Store, person: Person, rendering_id: str) -> tuple[Promise, tuple[TermVersion, ...]]:
    """Return the figures that can be asked about getting a promise of their own. Raises PromiseError."""
    with store.read() as tx:
        _, promise = shown(tx, person, rendering_id)
        check_may_edit(person, promise)
        check_end(promise)
        if len(promise.terms) == 1:
            raise errors.LastTerm(promise.number)
        lines = tuple(line for line in promise.terms if not line.leaving and not line.term.is_question)
        if promise.in_force:
            raise errors.AlreadySignedOff(promise.number)
        if not lines:
            raise errors.NothingChanged(promise.number)
        return promise, lines


def propose_move(store: Store, person: Person, rendering_id: str, term_id: TermId, reason: str, now: datetime) -> Done:
    """Ask the areas whether a figure holds alone, so that it can have a promise of its own. Raises PromiseError."""
    with store.write() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        seen = seen_in(rendering.versions)
        command = commands.ProposeMove(actor_of(tx, person.ref), seen, term_id, reason)
        return carry_out(tx, promise, command, now)


def confirm_move(
    store: Store, person: Person, rendering_id: str, now: datetime, term_id: TermId | None = None
) -> tuple[Done, Promise | None]:
    """Confirm that a figure holds alone; return also the promise that the last confirmation opens.

    Without `term_id`: the figures of the person's areas that are to move. Raises PromiseError.
    """
    with store.write() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        actor = acting_from(tx, person, rendering)
        leaving = term_id or _leaving(promise, actor, seen_in(rendering.versions))
        command = commands.ConfirmMove(
            actor, seen_in(rendering.versions), leaving, _new_promise_id(), tx.promises.next_number()
        )
        line = promise.term(leaving)
        done = carry_out(tx, promise, command, now)
        moved = [fact for fact in done.facts if isinstance(fact, events.TermMovedOut)]
        opened = _open_moved(tx, promise, line, done, moved[0], now) if moved and line else None
        return done, opened


def _leaving(promise: Promise, actor: commands.Actor, seen: commands.Seen) -> TermId:
    found = (
        line.id
        for line in promise.terms
        if line.leaving and line.id in seen
        for slot in line.slots
        if actor.sits_in(slot.id) and slot.id not in line.leaving.confirmed
    )
    term_id = next(found, None)
    if term_id is None:
        raise errors.NotLeaving(promise.number)
    return term_id


def _open_moved(
    tx: Transaction, promise: Promise, line: TermVersion, done: Done, moved: events.TermMovedOut, now: datetime
) -> Promise:
    """Open the promise of a figure that moved out, signed by those who confirmed that it holds alone."""
    confirmed = dict(line.leaving.confirmed) if line.leaving else {}
    for fact in done.facts:
        if isinstance(fact, events.MoveConfirmed):
            confirmed[fact.slot_id] = Agreed(fact.person, fact.at, fact.deputy_for)
    draft = commands.Draft(
        actor=commands.Actor(promise.author),
        promise_id=moved.moved_to,
        number=moved.number,
        client=promise.client,
        title=promise.title,
        needed_by=promise.needed_by,
        channel=promise.channel,
        terms=(Change(line.term, line.slots, new_id=TermId(f"t_{secrets.token_hex(6)}")),),
        account_team=promise.account_team,
        award_on=promise.award_on,
        visibility=promise.visibility,
        code_name=promise.code_name,
        conditions=promise.conditions,
        notes=promise.notes,
        link=promise.link,
    )
    opened = carry_out(tx, None, draft, now).promise
    for slot_id, said in confirmed.items():
        deputy = {slot_id: said.deputy_for} if said.deputy_for else {}
        member = frozenset() if said.deputy_for else frozenset({slot_id})
        signer = commands.Actor(said.person, member, deputy)
        opened = carry_out(tx, opened, commands.Agree(signer, opened.versions), now).promise
    return opened


def _new_promise_id() -> PromiseId:
    return PromiseId(f"pr_{secrets.token_hex(8)}")
