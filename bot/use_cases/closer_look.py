"""More…: everything about one promise for the person who asked, and what they may do with it.

Nothing here repeats a rule: what is possible is what `decide` would allow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain import commands
from bot.domain.commands import Actor, Command
from bot.domain.errors import PromiseError
from bot.domain.events import Event
from bot.domain.negotiation import decide
from bot.domain.overview import Desk
from bot.domain.possible import Possible
from bot.domain.promise import Promise, PromiseId, PromiseState, TermId, TermVersion, Visibility
from bot.domain.slots import SlotId
from bot.use_cases.acting import acting_from, asked_for, shown
from bot.use_cases.people import Person, actor_of, viewer_of
from bot.use_cases.queries import Who, desk_of, story_for, who_is_in
from bot.use_cases.workspace import Language, workspace_of
from storage.unit_of_work import Store, Transaction


@dataclass(frozen=True, slots=True)
class CloserLook:
    """A promise as one person may see it. `rendering_id` is what acts from here are based on.

    `asked`: the areas for which alone acts from here are; empty where that is left to who the person is.
    """

    promise: Promise
    rendering_id: str
    possible: Possible
    history: tuple[Event, ...]
    comments: int
    who: Who
    client_language: Language
    asked: tuple[str, ...] = ()


def look_closer(store: Store, person: Person, rendering_id: str, now: datetime) -> CloserLook:
    """Return the promise behind a rendering as it is now. Raises UnknownPromise when the person may not see it."""
    with store.write() as tx:
        asked, promise = shown(tx, person, rendering_id)
        story = story_for(tx, viewer_of(tx, person.ref, person.channels), promise.id)
        rendering = tx.renderings.add(promise.id, promise.versions, now, shown=True, slots=asked_for(asked))
        history = tuple(event for _, event in tx.promises.history(promise.id))
        return CloserLook(
            promise=promise,
            rendering_id=rendering.id,
            possible=_possible(tx, promise, acting_from(tx, person, asked), now),
            history=history,
            comments=len(story.comments),
            who=who_is_in(tx, [promise], history),
            client_language=workspace_of(tx).language,
            asked=_asked_areas(promise, asked_for(asked) or frozenset()),
        )


def _asked_areas(promise: Promise, slots: Collection[SlotId]) -> tuple[str, ...]:
    named = (slot.area for line in promise.terms for slot in line.slots if slot.id in slots)
    return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class InForce:
    """The figures in force of a person's areas: those that can be said not to hold, and those that can hold again."""

    promise: Promise
    kept: tuple[TermVersion, ...]
    gone: tuple[TermVersion, ...]


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
    is_open_to_all = promise.visibility is Visibility.OPEN
    if promise.state is PromiseState.WITHDRAWN:
        return Possible(copy=True, template=is_open_to_all, visibility=actor.person == promise.author)
    if actor.person not in promise.sales:
        return _for_operations(tx, promise, actor, now)
    accept = {
        counter.id: tx.renderings.add(promise.id, promise.versions, now, counter.id, shown=True).id
        for counter in promise.counters
        if _allowed(promise, commands.AcceptCounter(actor, counter.id), now)
    }
    is_open, is_sealed = promise.is_open, promise.state is PromiseState.SIGNED_OFF
    staying = [line for line in promise.terms if not line.dropping]
    movable = next((line for line in promise.terms if not line.leaving and not line.term.is_question), None)
    return Possible(
        revise=is_open,
        drop=len(staying) > 1,
        withdraw=promise.state is PromiseState.NEGOTIATING,
        edit=True,
        restate=True,
        phone=is_open and any(line.missing and not line.term.is_question for line in promise.terms),
        visibility=actor.person == promise.author,
        copy=True,
        template=is_open_to_all,
        reassign=is_open and any(not promise.is_as_sealed(line) for line in promise.terms),
        move=movable is not None
        and _allowed(promise, commands.ProposeMove(actor, promise.versions, movable.id, "-"), now),
        renegotiate=is_sealed,
        end_renegotiation=_allowed(promise, commands.EndRenegotiation(actor, "-"), now),
        accept=accept,
    )


def _for_operations(tx: Transaction, promise: Promise, actor: Actor, now: datetime) -> Possible:
    lines = lines_of(promise, actor)
    open_lines = [line for line in lines if promise.is_open and not promise.is_as_sealed(line)]
    seen, sealed = promise.versions, {line.id: line.version for line in promise.sealed_terms}
    terms = tuple(line.id for line in open_lines)
    in_force = [term_id for term_id in sealed if _allowed(promise, _not_kept(actor, term_id, sealed), now)]
    is_admin = actor.person in workspace_of(tx).admins
    return Possible(
        copy=True,
        template=promise.visibility is Visibility.OPEN,
        agree=_allowed(promise, commands.Agree(actor, seen), now),
        counter=bool(lines) and promise.is_open,
        object=bool(terms) and _allowed(promise, commands.Object(actor, seen, terms, "-"), now),
        retract=_allowed(promise, commands.Retract(actor), now),
        check=bool(terms),
        reassign=bool(terms) or (is_admin and promise.is_open),
        confirm_move=any(_confirmable(promise, actor, line, now) for line in open_lines),
        renegotiate=bool(lines) and promise.state is PromiseState.SIGNED_OFF,
        end_renegotiation=_allowed(promise, commands.EndRenegotiation(actor, "-"), now),
        cannot_keep=bool(in_force),
        keep_again=any(_allowed(promise, commands.KeepAgain(actor, (term,), "-"), now) for term in promise.suspended),
    )


def _not_kept(actor: Actor, term_id: TermId, sealed: commands.Seen) -> commands.CannotKeep:
    return commands.CannotKeep(actor, (term_id,), sealed, "-")


def _confirmable(promise: Promise, actor: Actor, line: TermVersion, now: datetime) -> bool:
    if line.leaving is None or all(
        slot.id in line.leaving.confirmed or not actor.sits_in(slot.id) for slot in line.slots
    ):
        return False
    command = commands.ConfirmMove(actor, promise.versions, line.id, PromiseId("-"), 0)
    return _allowed(promise, command, now)


def figures_in_force(store: Store, person: Person, rendering_id: str, now: datetime) -> InForce:
    """Return the figures in force that the person may say not to be kept, and those kept again. Raises PromiseError."""
    with store.read() as tx:
        _, promise = shown(tx, person, rendering_id)
        actor = actor_of(tx, person.ref)
        sealed = {line.id: line.version for line in promise.sealed_terms}
        every = tuple(sealed)
        kept = tuple(line for line in promise.sealed_terms if _allowed(promise, _not_kept(actor, line.id, sealed), now))
        gone = tuple(
            line for line in promise.sealed_terms if _allowed(promise, commands.KeepAgain(actor, (line.id,), "-"), now)
        )
        if not kept and not gone:
            decide(promise, commands.CannotKeep(actor, every, sealed, "-"), now)  # says why not
        return InForce(promise, kept, gone)


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
