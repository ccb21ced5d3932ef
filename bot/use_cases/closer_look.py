"""More…: everything about one promise for the person who asked, and what they may do with it.

Nothing here repeats a rule: what is possible is what `decide` would allow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain import commands
from bot.domain.commands import Actor, Command
from bot.domain.errors import PromiseError
from bot.domain.events import Event
from bot.domain.negotiation import decide
from bot.domain.overview import Desk
from bot.domain.promise import CounterId, Promise, PromiseId, PromiseState, TermVersion
from bot.use_cases.acting import shown
from bot.use_cases.people import Person, actor_of, viewer_of
from bot.use_cases.queries import Who, desk_of, story_for, who_is_in
from bot.use_cases.workspace import Language, workspace_of
from storage.unit_of_work import Store, Transaction


@dataclass(frozen=True, slots=True)
class Possible:
    """What a person may do with a promise as it stands; `accept`: open counter → a rendering of it."""

    agree: bool = False
    counter: bool = False
    object: bool = False
    retract: bool = False
    revise: bool = False
    drop: bool = False
    withdraw: bool = False
    accept: Mapping[CounterId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CloserLook:
    """A promise as one person may see it. `rendering_id` is what acts from here are based on."""

    promise: Promise
    rendering_id: str
    possible: Possible
    history: tuple[Event, ...]
    comments: int
    who: Who
    client_language: Language


def look_closer(store: Store, person: Person, rendering_id: str, now: datetime) -> CloserLook:
    """Return the promise behind a rendering as it is now. Raises UnknownPromise when the person may not see it."""
    with store.write() as tx:
        _, promise = shown(tx, rendering_id)
        story = story_for(tx, viewer_of(tx, person.ref, person.channels), promise.id)
        rendering = tx.renderings.add(promise.id, promise.versions, now, shown=True)
        return CloserLook(
            promise=promise,
            rendering_id=rendering.id,
            possible=_possible(tx, promise, actor_of(tx, person.ref), now),
            history=tuple(event for _, event in tx.promises.history(promise.id)),
            comments=len(story.comments),
            who=who_is_in(tx, [promise]),
            client_language=workspace_of(tx).language,
        )


@dataclass(frozen=True, slots=True)
class Home:
    """What a person owes and waits for; `renderings`: promise → what acts from here are based on."""

    desk: Desk
    renderings: Mapping[PromiseId, str]


def home_of(store: Store, person: Person, now: datetime) -> Home:
    """Return what a person's home tab shows."""
    with store.write() as tx:
        desk = desk_of(tx, person.ref)
        promises = {promise.id: promise for promise in (*(item.promise for item in desk.owes), *desk.waits_for)}
        renderings = {
            promise.id: tx.renderings.add(promise.id, promise.versions, now, shown=True).id
            for promise in promises.values()
        }
        return Home(desk, renderings)


def _possible(tx: Transaction, promise: Promise, actor: Actor, now: datetime) -> Possible:
    if promise.state is not PromiseState.NEGOTIATING:
        return Possible()
    if actor.person not in promise.sales:
        return _for_operations(promise, actor, now)
    accept = {
        counter.id: tx.renderings.add(promise.id, promise.versions, now, counter.id, shown=True).id
        for counter in promise.counters
        if _allowed(promise, commands.AcceptCounter(actor, counter.id), now)
    }
    return Possible(revise=True, drop=len(promise.terms) > 1, withdraw=True, accept=accept)


def _for_operations(promise: Promise, actor: Actor, now: datetime) -> Possible:
    lines = lines_of(promise, actor)
    seen = promise.versions
    terms = tuple(line.id for line in lines)
    return Possible(
        agree=_allowed(promise, commands.Agree(actor, seen), now),
        counter=bool(lines),
        object=bool(lines) and _allowed(promise, commands.Object(actor, seen, terms, "-"), now),
        retract=_allowed(promise, commands.Retract(actor), now),
    )


def lines_of(promise: Promise, actor: Actor) -> tuple[TermVersion, ...]:
    """Return the figures that a person answers for as a member, otherwise those of areas they back up."""
    own = tuple(line for line in promise.terms if any(slot.id in actor.member_of for slot in line.slots))
    return own or tuple(line for line in promise.terms if any(actor.sits_in(slot.id) for slot in line.slots))


def _allowed(promise: Promise, command: Command, now: datetime) -> bool:
    try:
        decide(promise, command, now)
    except PromiseError:
        return False
    return True
