"""A promise as it stands: immutable, and built by `bot.domain.evolution.evolve` from its events alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from bot.domain.positions import Agreed as Agreed
from bot.domain.positions import Checking as Checking
from bot.domain.positions import CounterId as CounterId
from bot.domain.positions import Leaving as Leaving
from bot.domain.positions import Objected as Objected
from bot.domain.positions import Position as Position
from bot.domain.positions import Via as Via
from bot.domain.slots import PersonRef, Slot, SlotId
from bot.domain.terms import Term

PromiseId = NewType("PromiseId", str)
TermId = NewType("TermId", str)

MOST_TERMS = 20


class PromiseState(StrEnum):
    """Where the promise as a whole stands."""

    NEGOTIATING = "negotiating"
    SIGNED_OFF = "signed_off"
    RENEGOTIATING = "renegotiating"
    WITHDRAWN = "withdrawn"


OPEN_STATES = (PromiseState.NEGOTIATING, PromiseState.RENEGOTIATING)
"""States in which figures are being negotiated."""
IN_FORCE_STATES = (PromiseState.SIGNED_OFF, PromiseState.RENEGOTIATING)
"""States in which a sealed set is in force."""


class Stage(StrEnum):
    """Where one figure stands; the last three are ends."""

    AWAITING = "awaiting"
    CONTESTED = "contested"
    SIGNED = "signed"
    SEALED = "sealed"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


class Visibility(StrEnum):
    """Who may see the promise (design 2)."""

    OPEN = "open"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True, slots=True)
class TermVersion:
    """One figure in its current version, with what each slot says about exactly this version.

    `sales` is sales' agreement: drafting, revising and accepting give it. `dropping`: agreeing to this version means
    that the figure goes, which after a sign-off needs the slots too.
    """

    id: TermId
    version: int
    term: Term
    slots: tuple[Slot, ...]
    sales: Agreed
    positions: Mapping[SlotId, Position] = field(default_factory=dict)
    dropping: bool = False
    leaving: Leaving | None = None

    @property
    def stage(self) -> Stage:
        """Return awaiting, contested (an objection stands) or signed (every slot agreed to this very version)."""
        said = [self.positions.get(slot.id) for slot in self.slots]
        if any(isinstance(position, Objected) for position in said):
            return Stage.CONTESTED
        if not self.term.is_question and said and all(isinstance(position, Agreed) for position in said):
            return Stage.SIGNED
        return Stage.AWAITING

    @property
    def missing(self) -> tuple[Slot, ...]:
        """Return the slots that still owe a word about this version: silence, or looking into it, is never consent."""
        return tuple(slot for slot in self.slots if isinstance(self.positions.get(slot.id), Checking | None))

    def missing_at(self, now: datetime) -> tuple[Slot, ...]:
        """Return the slots that owe a word and are not looking into it at `now`."""
        said = ((slot, self.positions.get(slot.id)) for slot in self.missing)
        return tuple(slot for slot, word in said if not (isinstance(word, Checking) and word.until > now))


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a bundle. `term_id` None adds a figure; otherwise it replaces version `based_on` of that one."""

    term: Term
    slots: tuple[Slot, ...]
    new_id: TermId | None = None
    term_id: TermId | None = None
    based_on: int | None = None

    @property
    def target(self) -> TermId:
        """Return the id of the figure that stands after the change."""
        target = self.term_id or self.new_id
        assert target is not None, "a change either replaces a figure or brings a new id"
        return target


@dataclass(frozen=True, slots=True)
class Counter:
    """What operations can do instead: one bundle, accepted or answered as a whole.

    `seats` are the slots for which the proposer agrees to the bundle, with the member represented, if any.
    """

    id: CounterId
    person: PersonRef
    at: datetime
    reason: str
    changes: tuple[Change, ...]
    seats: Mapping[SlotId, PersonRef | None]


@dataclass(frozen=True, slots=True)
class Seal:
    """The joint sign-off: a SHA-256 over the canonical text of what was signed, by whom and when."""

    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SealedSet:
    """What is in force: the figures as they were jointly signed off, whatever is being renegotiated beside them."""

    client: str
    conditions: tuple[str, ...]
    terms: tuple[TermVersion, ...]
    seal: Seal


@dataclass(frozen=True, slots=True)
class Suspension:
    """An owner says that a sealed figure cannot be kept any more: it is told to no client, and binds in the house.

    `others`: what further areas said of the same figure, each for itself.
    """

    person: PersonRef
    at: datetime
    slot: Slot
    reason: str
    deputy_for: PersonRef | None = None
    others: tuple[Suspension, ...] = ()

    @property
    def said(self) -> tuple[Suspension, ...]:
        """Return what every area said that cannot keep the figure; it is fit again when all of them can."""
        return (replace(self, others=()), *self.others)


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise (P-12). `revision` counts its events; `conditions` belong to every figure of it.

    `terms` are the figures under negotiation; once signed off they stand in `in_force` as well, and there they stay
    while `terms` is renegotiated. `suspended` holds the figures in force that cannot be kept any more. `spent` is the
    last version that a figure had in a renegotiation that was given up: no version is ever used twice.
    """

    id: PromiseId
    number: int
    client: str
    title: str
    author: PersonRef
    needed_by: datetime
    channel: str
    drafted_at: datetime
    account_team: tuple[PersonRef, ...] = ()
    award_on: date | None = None
    visibility: Visibility = Visibility.OPEN
    code_name: str = ""
    conditions: tuple[str, ...] = ()
    notes: str = ""
    link: str = ""
    terms: tuple[TermVersion, ...] = ()
    counters: tuple[Counter, ...] = ()
    state: PromiseState = PromiseState.NEGOTIATING
    in_force: SealedSet | None = None
    suspended: Mapping[TermId, Suspension] = field(default_factory=dict)
    spent: Mapping[TermId, int] = field(default_factory=dict)
    reopened_by: PersonRef | None = None
    reopened_because: str | None = None
    withdrawn_because: str | None = None
    revision: int = 0

    @property
    def sales(self) -> frozenset[PersonRef]:
        """Return author and account team: they act for sales, and never for operations."""
        return frozenset((self.author, *self.account_team))

    @property
    def is_open(self) -> bool:
        """Tell whether something is being negotiated, for the first time or again."""
        return self.state in OPEN_STATES

    @property
    def seal(self) -> Seal | None:
        """Return the seal of what is in force."""
        return self.in_force.seal if self.in_force else None

    @property
    def fit_for_client(self) -> tuple[TermVersion, ...]:
        """Return the figures that may be told (rule 1): in force, and nobody said that they cannot be kept."""
        return tuple(line for line in self.sealed_terms if line.id not in self.suspended)

    @property
    def sealed_terms(self) -> tuple[TermVersion, ...]:
        """Return the figures in force."""
        return self.in_force.terms if self.in_force else ()

    @property
    def may_be_told(self) -> bool:
        """Tell whether there is a figure that is fit for the client."""
        return bool(self.fit_for_client)

    def term(self, term_id: TermId) -> TermVersion | None:
        """Return the current version of a figure, or None for one that was dropped or never there."""
        return next((line for line in self.terms if line.id == term_id), None)

    def sealed(self, term_id: TermId) -> TermVersion | None:
        """Return the version of a figure that is in force."""
        return next((line for line in self.sealed_terms if line.id == term_id), None)

    def is_as_sealed(self, line: TermVersion) -> bool:
        """Tell whether a figure stands as it was signed off, so that only renegotiating can change it."""
        sealed = self.sealed(line.id)
        return sealed is not None and sealed.version == line.version

    def next_version(self, line: TermVersion) -> int:
        """Return the version that a figure gets with its next change."""
        return max(line.version, self.spent.get(line.id, 0)) + 1

    def counter(self, counter_id: CounterId) -> Counter | None:
        """Return an open counter, or None when it is closed."""
        return next((counter for counter in self.counters if counter.id == counter_id), None)

    def stage_of(self, term_id: TermId) -> Stage:
        """Return where a figure stands, the promise's own end included."""
        line = self.term(term_id)
        if line is None:
            return Stage.DROPPED
        if self.state is PromiseState.WITHDRAWN:
            return Stage.WITHDRAWN
        return Stage.SEALED if self.is_as_sealed(line) else line.stage

    @property
    def versions(self) -> dict[TermId, int]:
        """Return what an act of this moment is based on: the current version of every figure."""
        return {line.id: line.version for line in self.terms}
