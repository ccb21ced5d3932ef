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
class NotAnOwner(PromiseError):
    """The person answers for none of the figures that the act is about."""

    number: int


@dataclass(eq=False)
class NotSales(PromiseError):
    """Only the author and the account team may do this."""

    number: int
    author: PersonRef


@dataclass(eq=False)
class SalesCannotSign(PromiseError):
    """The author and the account team never sign for operations on their own promise."""

    number: int


@dataclass(eq=False)
class Stale(PromiseError):
    """The act is based on something that is no longer current; the person is shown what is."""

    number: int


@dataclass(eq=False)
class AlreadyAgreed(PromiseError):
    """A second click: the area has agreed to exactly this already."""

    number: int
    person: PersonRef
    at: datetime


@dataclass(eq=False)
class AlreadySignedOff(PromiseError):
    """The promise is jointly signed off; two honest ways are left: renegotiate, or say that it cannot be kept."""

    number: int


@dataclass(eq=False)
class AlreadyWithdrawn(PromiseError):
    """The promise was withdrawn; nothing can be done on it any more."""

    number: int


@dataclass(eq=False)
class NotAllowed(PromiseError):
    """The state table has no such cell: this role cannot do this act on a figure in this stage."""

    role: str
    act: str
    stage: str


@dataclass(eq=False)
class LastTerm(PromiseError):
    """The last figure of a promise cannot be dropped; withdrawing the promise is the way."""

    number: int


@dataclass(eq=False)
class QuestionOpen(PromiseError):
    """A question has no figure yet that could be agreed to; a counter fills it in."""

    number: int


@dataclass(eq=False)
class ReasonMissing(PromiseError):
    """The act needs a reason."""


@dataclass(eq=False)
class NothingChanged(PromiseError):
    """The bundle says what stands already."""

    number: int


@dataclass(eq=False)
class NothingToRetract(PromiseError):
    """The person's areas have said nothing that could be taken back."""

    number: int


@dataclass(eq=False)
class CounterGone(PromiseError):
    """The counter is no longer open: it was accepted, replaced or taken back."""

    number: int


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


@dataclass(eq=False)
class NotSignedOff(PromiseError):
    """Only what is signed off can be renegotiated, or said not to be kept any more."""

    number: int


@dataclass(eq=False)
class AlreadyRenegotiating(PromiseError):
    """The promise is being renegotiated already: revise, counter or end that."""

    number: int


@dataclass(eq=False)
class NotRenegotiating(PromiseError):
    """There is no renegotiation to end."""

    number: int


@dataclass(eq=False)
class NotInTheFuture(PromiseError):
    """A time until which something is looked into, or an answer is needed, has passed already."""

    until: datetime


@dataclass(eq=False)
class SpeaksForOperations(PromiseError):
    """Somebody who has spoken for operations on this promise cannot join its account team."""

    number: int
    person: PersonRef


@dataclass(eq=False)
class MayNotReassign(PromiseError):
    """An objecting area is reassigned only by its own members or somebody who looks after the workspace."""

    number: int
    area: str


@dataclass(eq=False)
class NeverToSales(PromiseError):
    """The area would ask nobody but the promise's own sales side, who never sign for operations."""

    number: int
    area: str


@dataclass(eq=False)
class NotLeaving(PromiseError):
    """Nobody asked for this figure to be moved into a promise of its own, or it changed since."""

    number: int


@dataclass(eq=False)
class OnlyTheAuthor(PromiseError):
    """Only the author decides who may see the promise."""

    number: int
    author: PersonRef


@dataclass(eq=False)
class ColleagueCannotSign(PromiseError):
    """The colleague who agreed by phone answers for none of the figures that are open."""

    number: int
    colleague: PersonRef
