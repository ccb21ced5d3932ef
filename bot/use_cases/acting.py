"""What every act on a promise has in common: decide, save, owe the messages, plan the reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain import errors
from bot.domain.commands import Actor, Command
from bot.domain.events import Event
from bot.domain.negotiation import decide
from bot.domain.promise import Promise
from bot.domain.slots import SlotId
from bot.domain.visibility import may_see
from bot.use_cases.announcing import announce
from bot.use_cases.people import Person, actor_of, viewer_of
from bot.use_cases.planning import asked_on, plan
from storage.renderings import Rendering
from storage.unit_of_work import Transaction


@dataclass(eq=False)
class UnknownPromise(errors.PromiseError):
    """There is no such promise, or it is not for this person to know of it."""

    name: str


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did: the promise after it and the facts it made.

    `rendering_id` is what the buttons of its answer carry, where the act has stored one for it.
    """

    promise: Promise
    facts: tuple[Event, ...]
    rendering_id: str | None = None


def carry_out(tx: Transaction, promise: Promise | None, command: Command, now: datetime) -> Done:
    """Decide on a command and save everything that follows. Raises PromiseError; then nothing is saved."""
    facts = decide(promise, command, now)
    if promise is not None and not facts:
        return Done(promise, facts)  # said before in the same words
    asked = asked_on(tx, promise, now)
    after = tx.promises.append(promise, facts)
    announce(tx, after, facts, now)
    plan(tx, after, now, asked, command.actor.person)
    return Done(after, facts)


def shown(tx: Transaction, person: Person, rendering_id: str) -> tuple[Rendering, Promise]:
    """Return the rendering that a button carries and its promise, locked.

    Raises UnknownPromise, also for a promise that the person may not see (any more): a button outlives what it hangs
    on (rule 9).
    """
    rendering = tx.renderings.get(rendering_id)
    promise = tx.promises.load(rendering.promise_id, lock=True) if rendering else None
    if rendering is None or promise is None or not may_see(viewer_of(tx, person.ref, person.channels), promise):
        raise UnknownPromise("")
    return rendering, promise


def acting_from(tx: Transaction, person: Person, rendering: Rendering) -> Actor:
    """Return the person as who acts from a rendering: for the areas alone that it asked them for, if it names any.

    Who has an area of their own in a promise does not speak for another one by the way, whose deputy they are; asked
    as its deputy, they answer for it and for nothing else (rule 4).
    """
    actor, slots = actor_of(tx, person.ref), asked_for(rendering)
    return actor if slots is None else actor.only(slots)


def asked_for(rendering: Rendering) -> frozenset[SlotId] | None:
    """Return the areas for which a rendering asked; None where it asked whoever answers."""
    return None if rendering.slots is None else frozenset(SlotId(slot) for slot in rendering.slots)
