"""What can be wrong with an act: typed, said to that person alone, and nothing has changed when one is raised.

The words are the surfaces' business (`bot.slack.render.errors`); here is only who, what and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.slots import PersonRef
from bot.domain.terms import Term


class PromiseError(Exception):
    """An act that is not allowed; nothing changed."""


@dataclass(eq=False)
class OnPromise(PromiseError):
    """An act that is not allowed on P-`number`."""

    number: int


class NotAnOwner(OnPromise):
    """The person answers for none of the figures that the act is about."""


@dataclass(eq=False)
class NotSales(OnPromise):
    """Only the author and the account team may do this."""

    author: PersonRef


class SalesCannotSign(OnPromise):
    """The author and the account team never sign for operations on their own promise."""


class Stale(OnPromise):
    """The act is based on something that is no longer current; the person is shown what is."""


@dataclass(eq=False)
class AlreadyAgreed(OnPromise):
    """A second click: the area has agreed to exactly this already."""

    person: PersonRef
    at: datetime


class AlreadySignedOff(OnPromise):
    """The promise is jointly signed off; two honest ways are left: renegotiate, or say that it cannot be kept."""


class AlreadyWithdrawn(OnPromise):
    """The promise was withdrawn; nothing can be done on it any more."""


@dataclass(eq=False)
class NotAllowed(PromiseError):
    """The state table has no such cell: this role cannot do this act on a figure in this stage."""

    role: str
    act: str
    stage: str


class LastTerm(OnPromise):
    """The last figure of a promise cannot be dropped; withdrawing the promise is the way."""


class QuestionOpen(OnPromise):
    """A question has no figure yet that could be agreed to; a counter fills it in."""


@dataclass(eq=False)
class ReasonMissing(PromiseError):
    """The act needs a reason."""


class NothingChanged(OnPromise):
    """The bundle says what stands already."""


class NothingToRetract(OnPromise):
    """The person's areas have said nothing that could be taken back."""


class CounterGone(OnPromise):
    """The counter is no longer open: it was accepted, replaced or taken back."""


@dataclass(eq=False)
class AmbiguousMatch(PromiseError):
    """A line of a bundle could mean more than one current figure."""

    line: Term
    candidates: Sequence[Term]


@dataclass(eq=False)
class WrongNumberOfTerms(PromiseError):
    """A promise has 1 to 20 figures."""

    count: int
    most: int


@dataclass(eq=False)
class NobodyAnswers(PromiseError):
    """No rule leads to anyone who could sign for these figures, and no default area can be asked."""

    terms: Sequence[Term]


class NotSignedOff(OnPromise):
    """Only what is signed off can be renegotiated, or said not to be kept any more."""


class AlreadyRenegotiating(OnPromise):
    """The promise is being renegotiated already: revise, counter or end that."""


class NotRenegotiating(OnPromise):
    """There is no renegotiation to end."""


@dataclass(eq=False)
class NotInTheFuture(PromiseError):
    """A time until which something is looked into, or an answer is needed, has passed already."""

    until: datetime


@dataclass(eq=False)
class SpeaksForOperations(OnPromise):
    """Somebody who has spoken for operations on this promise cannot join its account team."""

    person: PersonRef


@dataclass(eq=False)
class MayNotReassign(OnPromise):
    """An objecting area is reassigned only by its own members or somebody who looks after the workspace."""

    area: str


@dataclass(eq=False)
class NeverToSales(OnPromise):
    """The area would ask nobody but the promise's own sales side, who never sign for operations."""

    area: str


class NotLeaving(OnPromise):
    """Nobody asked for this figure to be moved into a promise of its own, or it changed since."""


@dataclass(eq=False)
class OnlyTheAuthor(OnPromise):
    """Only the author decides who may see the promise."""

    author: PersonRef


@dataclass(eq=False)
class ColleagueCannotSign(OnPromise):
    """The colleague who agreed by phone answers for none of the figures that are open."""

    colleague: PersonRef
