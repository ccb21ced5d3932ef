"""The moves beside agreeing and countering, each in one transaction, each on what the person saw."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain import commands, errors, events
from bot.domain.code_names import code_name
from bot.domain.guards import check_end, silent_slots
from bot.domain.owing import slots_owing
from bot.domain.promise import Promise, TermId, Visibility
from bot.domain.slots import PersonRef, Slot, SlotId
from bot.use_cases.acting import Done, acting_from, carry_out, shown
from bot.use_cases.announcing import owe_ask, owe_move
from bot.use_cases.negotiating import reopening
from bot.use_cases.people import Person, actor_of
from bot.use_cases.workspace import directory_of, workspace_of
from storage.unit_of_work import Store, Transaction


@dataclass(frozen=True, slots=True)
class Edits:
    """What sales changes about a promise without touching a figure; what is None stays. People are Slack ids."""

    title: str | None = None
    notes: str | None = None
    link: str | None = None
    needed_by: datetime | None = None
    award_on: date | None = None
    account_team: Sequence[str] | None = None


@dataclass(eq=False)
class UnknownArea(errors.PromiseError):
    """There is no such area any more."""


def check_until(
    store: Store,
    person: Person,
    rendering_id: str,
    until: datetime,
    now: datetime,
    terms: Collection[TermId] | None = None,
) -> Done:
    """Look into figures of the person's areas until a time; reminders of them pause. Raises PromiseError.

    `terms` limits it to some figures; None means all of theirs.
    """
    with store.write() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        seen = {
            term: version for term, version in seen_in(rendering.versions).items() if terms is None or term in terms
        }
        return carry_out(tx, promise, commands.Check(acting_from(tx, person, rendering), seen, until), now)


def check_may_edit(person: Person, promise: Promise) -> None:
    """Raise PromiseError when this person could not change anything about the promise: nobody types for nothing."""
    if promise.withdrawn_because is not None:
        raise errors.AlreadyWithdrawn(promise.number)
    if person.ref not in promise.sales:
        raise errors.NotSales(promise.number, promise.author)


def slot_id(value: str) -> SlotId:
    """Return the id of an area as a form hands it back."""
    return SlotId(value)


def edit(store: Store, person: Person, rendering_id: str, edits: Edits, now: datetime) -> Done:
    """Change what is cosmetic; nothing anybody said is dropped. Raises PromiseError."""
    with store.write() as tx:
        _, promise = shown(tx, person, rendering_id)
        team = None if edits.account_team is None else tuple(tx.people.ref_of(user) for user in edits.account_team)
        command = commands.Edit(
            actor_of(tx, person.ref),
            title=edits.title,
            notes=edits.notes,
            link=edits.link,
            needed_by=edits.needed_by,
            award_on=edits.award_on,
            account_team=team,
        )
        return carry_out(tx, promise, command, now)


def restate(
    store: Store,
    person: Person,
    rendering_id: str,
    client: str,
    conditions: tuple[str, ...],
    reason: str,
    now: datetime,
) -> Done:
    """Change the client or the conditions of a promise: every figure is asked about anew. Raises PromiseError."""
    with store.write() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        _check_seen(promise, rendering.versions)
        directory = directory_of(tx)
        slots = {line.id: directory.slots_for(line.term, client, promise.sales) for line in promise.terms}
        command = commands.Restate(actor_of(tx, person.ref), client, conditions, slots, reason)
        return carry_out(tx, promise, reopening(promise, command, reason), now)


@dataclass(frozen=True, slots=True)
class Handover:
    """The areas of a promise that a person may hand over, and those that could answer in their place."""

    promise: Promise
    areas: tuple[Slot, ...]
    others: tuple[Slot, ...]


def areas_to_reassign(store: Store, person: Person, rendering_id: str) -> Handover:
    """Return what a person may hand over, and to whom. Raises PromiseError where there is nothing."""
    with store.read() as tx:
        _, promise = shown(tx, person, rendering_id)
        actor = actor_of(tx, person.ref)
        every = person.ref in promise.sales or person.ref in workspace_of(tx).admins
        asked = {slot.id: slot for line in promise.terms if not promise.is_as_sealed(line) for slot in line.slots}
        check_end(promise)
        areas = tuple(slot for slot in asked.values() if every or actor.sits_in(slot.id))
        if not areas:
            raise errors.NotAnOwner(promise.number)
        others = (seats.slot for seats in tx.owners.seats().values() if seats.asked(promise.sales))
        return Handover(promise, areas, tuple(others))


def reassign(
    store: Store, person: Person, rendering_id: str, slot_id: SlotId, to: SlotId, reason: str, now: datetime
) -> Done:
    """Let another area answer in place of one, on this promise alone. Raises PromiseError."""
    with store.write() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        _check_seen(promise, rendering.versions)
        seats = tx.owners.seats().get(to)
        if seats is None:
            raise UnknownArea
        candidates = frozenset((*seats.members, *seats.backup))
        is_admin = person.ref in workspace_of(tx).admins
        actor = actor_of(tx, person.ref)
        command = commands.Reassign(actor, slot_id, seats.slot, candidates, reason, is_admin)
        return carry_out(tx, promise, command, now)


def cannot_keep(
    store: Store, person: Person, rendering_id: str, terms: tuple[TermId, ...], reason: str, now: datetime
) -> Done:
    """Say that sealed figures cannot be kept any more: no client is told them from now on. Raises PromiseError."""
    with store.write() as tx:
        _, promise = shown(tx, person, rendering_id)
        seen = {line.id: line.version for line in promise.sealed_terms}
        command = commands.CannotKeep(actor_of(tx, person.ref), terms, seen, reason)
        return carry_out(tx, promise, command, now)


def keep_again(
    store: Store, person: Person, rendering_id: str, terms: tuple[TermId, ...], reason: str, now: datetime
) -> Done:
    """Say that suspended figures can be kept after all. Raises PromiseError."""
    with store.write() as tx:
        _, promise = shown(tx, person, rendering_id)
        command = commands.KeepAgain(actor_of(tx, person.ref), terms, reason)
        return carry_out(tx, promise, command, now)


def end_renegotiation(store: Store, person: Person, rendering_id: str, reason: str, now: datetime) -> Done:
    """Give a renegotiation up; what is sealed stays. Raises PromiseError."""
    with store.write() as tx:
        _, promise = shown(tx, person, rendering_id)
        return carry_out(tx, promise, commands.EndRenegotiation(actor_of(tx, person.ref), reason), now)


def change_visibility(
    store: Store,
    person: Person,
    rendering_id: str,
    visibility: Visibility,
    channel: str,
    known_as: str,
    now: datetime,
) -> Done:
    """Change who may see the promise; where its card was, everything of ours goes. Raises PromiseError.

    Whoever still owes an answer is asked once more in its new channel: the tag that they had went with the old one.
    """
    with store.write() as tx:
        _, promise = shown(tx, person, rendering_id)
        command = commands.ChangeVisibility(actor_of(tx, person.ref), visibility, channel, known_as)
        if channel == promise.channel:
            return carry_out(tx, promise, command, now)
        is_asked = owe_move(tx, promise.id, channel, now)
        # The new card is owed by the act itself and must not be an update of the old one.
        tx.promises.set_card(promise.id, None, None)
        done = carry_out(tx, promise, command, now)
        if slots_owing(done.promise, now) and not is_asked:
            owe_ask(tx, done.promise, now)
        return done


@dataclass(frozen=True, slots=True)
class Home:
    """A private channel that has to be opened for a promise: what it is called, and who is in it (Slack ids).

    `opened`: the channel that was opened before with `there` in it, and that the others are asked into.
    """

    name: str
    members: tuple[str, ...]
    opened: str = ""
    there: frozenset[str] = frozenset()


def new_home(store: Store, person: Person, rendering_id: str, visibility: Visibility) -> Home:
    """Return the private channel that a promise moves to: with its sales side, the areas it asks and the leads."""
    with store.read() as tx:
        _, promise = shown(tx, person, rendering_id)
        slots = {slot.id for line in (*promise.terms, *promise.sealed_terms) for slot in line.slots}
        return Home(home_name(promise.number, visibility), circle_of(tx, promise.sales, slots))


def home_name(number: int, visibility: Visibility) -> str:
    """Return what the private channel of P-`number` is called: of a confidential one by its code name."""
    known_as = code_name(number).casefold().replace(" ", "-") if visibility is Visibility.CONFIDENTIAL else "promise"
    return f"{known_as}-{number}"


def circle_of(tx: Transaction, sales: frozenset[PersonRef], slot_ids: Iterable[SlotId]) -> tuple[str, ...]:
    """Return the Slack ids of everybody who has a part: sales, the people of these slots, the leads."""
    seats = tx.owners.seats()
    refs: set[PersonRef] = {*sales, *workspace_of(tx).leads}
    for slot_id in slot_ids:
        found = seats.get(slot_id)
        refs.update((*found.members, *found.backup) if found else ())
    return tuple(sorted(tx.people.users_of(refs).values()))


def note_phone_call(store: Store, person: Person, rendering_id: str, colleague: str, now: datetime) -> Done:
    """Note that a colleague (a Slack id) agreed by phone: they get a button that signs. Raises PromiseError."""
    with store.write() as tx:
        rendering, promise = shown(tx, person, rendering_id)
        called, seen = actor_of(tx, tx.people.ref_of(colleague)), seen_in(rendering.versions)
        silent = silent_slots(called, promise, [line for line in promise.terms if line.id in seen])
        if silent:
            called = called.only(silent)
        noted = tuple(fact for _, fact in tx.promises.history(promise.id) if isinstance(fact, events.PhoneCallNoted))
        command = commands.NotePhoneCall(actor_of(tx, person.ref), called, seen, noted)
        return carry_out(tx, promise, command, now)


def seen_in(versions: dict[str, int]) -> commands.Seen:
    """Return what a rendering showed as commands name it."""
    return {TermId(term_id): version for term_id, version in versions.items()}


def _check_seen(promise: Promise, versions: dict[str, int]) -> None:
    if seen_in(versions) != promise.versions:
        raise errors.Stale(promise.number)
