"""What every act is checked for first: who acts, whether it is on what is current, and whether it says enough.

Each raises the `PromiseError` that says what is wrong; nothing has happened then (rule 5).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from bot.domain import commands, errors
from bot.domain.promise import MOST_TERMS, Change, Promise, PromiseState, Stage, TermId, TermVersion
from bot.domain.slots import Slot, SlotId
from bot.domain.state_table import Act, Role, outcomes


def check_end(promise: Promise) -> None:
    """Refuse any act on a promise that is at its end."""
    if promise.state is PromiseState.SIGNED_OFF:
        raise errors.AlreadySignedOff(promise.number)
    if promise.state is PromiseState.WITHDRAWN:
        raise errors.AlreadyWithdrawn(promise.number)


def check_sales(actor: commands.Actor, promise: Promise) -> None:
    """Refuse everyone but the author and the account team."""
    if actor.person not in promise.sales:
        raise errors.NotSales(promise.number, promise.author)
    check_end(promise)


def check_operations(actor: commands.Actor, promise: Promise) -> None:
    """Refuse the sales side of this promise: it never acts for operations here, not as a deputy either (rule 4)."""
    check_not_sales(actor, promise)
    check_end(promise)


def check_not_sales(actor: commands.Actor, promise: Promise) -> None:
    """Refuse the sales side, and whoever gave sales' agreement to a figure that stands, of the account team or not."""
    lines = (*promise.terms, *promise.sealed_terms)
    if actor.person in promise.sales or any(line.sales.person == actor.person for line in lines):
        raise errors.SalesCannotSign(promise.number)


def own_current(actor: commands.Actor, promise: Promise, seen: commands.Seen) -> list[TermVersion]:
    """Return the figures of `seen` that the person answers for; one that is no longer current makes the act stale."""
    check_operations(actor, promise)
    mine = own_open_lines(actor, promise)
    lines = [line for line in mine if line.id in seen]
    if any(seen[line.id] != line.version for line in lines):
        raise errors.Stale(promise.number)
    if not lines:
        is_sealed = any(own_sealed(actor, promise, figure) for figure in seen.items())
        raise errors.AlreadySignedOff(promise.number) if is_sealed else errors.Stale(promise.number)
    return lines


def own_sealed(actor: commands.Actor, promise: Promise, seen: tuple[TermId, int]) -> bool:
    """Tell whether what the person saw is a figure of theirs that stands as it was signed off."""
    line = promise.sealed(seen[0])
    stands = line is not None and promise.versions.get(line.id) == line.version == seen[1]
    return stands and line is not None and bool(own_slots(actor, promise, line.slots))


def own_open_lines(actor: commands.Actor, promise: Promise) -> list[TermVersion]:
    """Return the figures under negotiation that the person answers for. Raises NotAnOwner, AlreadySignedOff."""
    mine = [line for line in promise.terms if own_slots(actor, promise, line.slots)]
    if not mine:
        raise errors.NotAnOwner(promise.number)
    open_ones = [line for line in mine if not promise.is_as_sealed(line)]
    if not open_ones:
        raise errors.AlreadySignedOff(promise.number)
    return open_ones


def own_slots(actor: commands.Actor, promise: Promise, slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """Return the slots a person acts for: their own areas; only one who has none in this promise acts as a deputy.

    An area whose members are the promise's sales, or that has none, is asked through its backup: it is theirs here.
    """
    in_place = {slot_id for slot_id, member in actor.deputy_for.items() if member in {actor.person, *promise.sales}}
    own = actor.member_of | in_place
    everywhere = chain.from_iterable(line.slots for line in promise.terms)
    if any(slot.id in own for slot in chain(everywhere, slots)):
        return tuple(slot for slot in slots if slot.id in own)
    return tuple(slot for slot in slots if actor.sits_in(slot.id))


def silent_slots(actor: commands.Actor, promise: Promise, lines: Iterable[TermVersion]) -> tuple[SlotId, ...]:
    """Return the areas of these figures that owe a word and that a person is the one to give it for.

    Their own areas, as in `own_slots`; where none of those owes one, the areas whose deputy they are.
    """
    silent = tuple({slot.id: slot for line in lines if not line.term.is_question for slot in line.missing}.values())
    own = own_slots(actor, promise, silent)
    return tuple(slot.id for slot in own or silent if actor.sits_in(slot.id))


def checked_changes(changes: tuple[Change, ...], promise: Promise, role: Role, act: Act) -> tuple[Change, ...]:
    """Return the changes that say something new, after checking that each is based on what is current."""
    for change in changes:
        if change.term_id is None:
            continue
        line = promise.term(change.term_id)
        if line is None or line.version != change.based_on:
            raise errors.Stale(promise.number)
        stage = promise.stage_of(line.id)
        outcomes(role, Act.RENEGOTIATE if stage is Stage.SEALED else act, stage)
    new = tuple(change for change in changes if _says_something_new(change, promise))
    if not new:
        raise errors.NothingChanged(promise.number)
    check_count(_standing_after(new, promise))
    check_answered(new)
    return new


def _says_something_new(change: Change, promise: Promise) -> bool:
    if change.term_id is None:
        return all(line.term != change.term for line in promise.terms)
    line = promise.term(change.term_id)
    return line is None or line.dropping or line.term != change.term


def _standing_after(changes: tuple[Change, ...], promise: Promise) -> int:
    """Return how many figures there are with the changes; one that is to go counts unless a change keeps it."""
    kept = {change.term_id for change in changes if change.term_id}
    standing = sum(not line.dropping or line.id in kept for line in promise.terms)
    return standing + sum(change.term_id is None for change in changes)


def check_count(count: int) -> None:
    """Refuse a promise without figures, and one with more than MOST_TERMS."""
    if not 1 <= count <= MOST_TERMS:
        raise errors.WrongNumberOfTerms(count, MOST_TERMS)


def check_answered(changes: Iterable[Change]) -> None:
    """Refuse figures that nobody could sign."""
    nobody = [change.term for change in changes if not change.slots]
    if nobody:
        raise errors.NobodyAnswers(nobody)


def stated_reason(text: str) -> str:
    """Return the reason without spaces around it; raises ReasonMissing for an empty one."""
    if not text.strip():
        raise errors.ReasonMissing
    return text.strip()
