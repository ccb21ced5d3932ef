"""Wishes: what somebody wants to do. `bot.domain.negotiation.decide` says what comes of it.

`seen` is what the person saw: figure id -> version. An act on a version that is no longer current changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.actors import Actor as Actor
from bot.domain.actors import Seen as Seen
from bot.domain.later_commands import CannotKeep as CannotKeep
from bot.domain.later_commands import ChangeVisibility as ChangeVisibility
from bot.domain.later_commands import Check as Check
from bot.domain.later_commands import ConfirmMove as ConfirmMove
from bot.domain.later_commands import Edit as Edit
from bot.domain.later_commands import KeepAgain as KeepAgain
from bot.domain.later_commands import NotePhoneCall as NotePhoneCall
from bot.domain.later_commands import ProposeMove as ProposeMove
from bot.domain.later_commands import Reassign as Reassign
from bot.domain.later_commands import Restate as Restate
from bot.domain.promise import Change, CounterId, PromiseId, TermId, Via, Visibility
from bot.domain.slots import PersonRef


@dataclass(frozen=True, slots=True)
class Draft:
    """Open a promise; every change in `terms` adds a figure. Drafting gives sales' agreement."""

    actor: Actor
    promise_id: PromiseId
    number: int
    client: str
    title: str
    needed_by: datetime
    channel: str
    terms: tuple[Change, ...]
    account_team: tuple[PersonRef, ...] = ()
    award_on: date | None = None
    visibility: Visibility = Visibility.OPEN
    code_name: str = ""
    conditions: tuple[str, ...] = ()
    notes: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Agree:
    """Operations can keep the figures in `seen` that the person answers for."""

    actor: Actor
    seen: Seen
    via: Via = Via.BUTTON


@dataclass(frozen=True, slots=True)
class Object:
    """Operations cannot keep these figures, and says why."""

    actor: Actor
    seen: Seen
    terms: tuple[TermId, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ProposeCounter:
    """Operations says what it can do instead."""

    actor: Actor
    counter_id: CounterId
    changes: tuple[Change, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class AcceptCounter:
    """Sales takes a counter, whole."""

    actor: Actor
    counter_id: CounterId


@dataclass(frozen=True, slots=True)
class Revise:
    """Sales changes figures, whole bundle at once."""

    actor: Actor
    changes: tuple[Change, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Sales gives up one figure."""

    actor: Actor
    seen: Seen
    term_id: TermId
    reason: str


@dataclass(frozen=True, slots=True)
class Retract:
    """Take back what the person's slots said.

    `via` limits it to what that gesture of this very person said, `seen` to these versions: an old button must not
    take back what was said about a later version. Without both, counters of these slots are taken back too.
    """

    actor: Actor
    via: Via | None = None
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Sales gives up the promise."""

    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True)
class Renegotiate:
    """Either side reopens what is signed off, with a bundle; what is sealed stays in force meanwhile.

    `acts`: what sales does in the same breath after the bundle, or instead of one: dropping figures, another client or
    other conditions.
    """

    actor: Actor
    changes: tuple[Change, ...]
    reason: str
    counter_id: CounterId
    acts: tuple[Drop | Restate, ...] = ()


@dataclass(frozen=True, slots=True)
class EndRenegotiation:
    """Give the renegotiation up; what is sealed stays as it is."""

    actor: Actor
    reason: str


Command = (
    Draft
    | Agree
    | Object
    | ProposeCounter
    | AcceptCounter
    | Revise
    | Drop
    | Retract
    | Withdraw
    | Check
    | Edit
    | Restate
    | Reassign
    | ProposeMove
    | ConfirmMove
    | Renegotiate
    | EndRenegotiation
    | CannotKeep
    | KeepAgain
    | ChangeVisibility
    | NotePhoneCall
)
