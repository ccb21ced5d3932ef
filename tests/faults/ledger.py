"""What people did and what they were answered: an act that was acknowledged has to be in the history once."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from tests.faults.wire import Json


class Outcome(StrEnum):
    """What the person knows of their act."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """No answer came in time: it may be in the history or not, but never twice."""
    NOT_SENT = "not sent"


_NO_ACK = ("operation_timeout", "dispatch_failed")


@dataclass(frozen=True)
class Act:
    """One act that can be told from every other: `token` stands in what it leaves, `facts` says in which events."""

    token: str
    facts: tuple[str, ...]
    person: str
    outcome: Outcome
    where: tuple[str, str] | None = None
    """The channel of a comment, and the ts of the card that it stands under."""
    ts: str = "0"
    """When a comment was made, on Slack's clock."""


@dataclass
class Ledger:
    """Everything that was done in one world; safe to share between threads."""

    acts: list[Act] = field(default_factory=list)
    comments: list[Act] = field(default_factory=list)
    queries: int = 0
    """Questions that were answered: lists, forms that were opened."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, token: str, facts: Iterable[str], person: str, outcome: Outcome) -> None:
        """Keep an act that leaves an event of one of the classes `facts`."""
        with self._lock:
            self.acts.append(Act(token, tuple(facts), person, outcome))

    def note_comment(self, token: str, person: str, outcome: Outcome, where: tuple[str, str], ts: str) -> None:
        """Keep what was written in a thread."""
        with self._lock:
            self.comments.append(Act(token, (), person, outcome, where, ts))

    def note_query(self, answer: Json) -> None:
        """Count a question that was answered."""
        with self._lock:
            self.queries += bool(answer.get("ok"))


def is_unanswered(answer: Json) -> bool:
    """Tell whether the bot was told and nobody knows what came of it."""
    error = str(answer.get("error", ""))
    return not answer.get("ok") and (error in _NO_ACK or error.startswith("http_"))


def of_forms(answers: Iterable[Json], *, update_is_taken: bool = False) -> Outcome:
    """Return the outcome of a form that was sent once or several times: taken when one of them was.

    A form that is taken closes; one that is refused stays, with words at its fields or on top of it.
    """
    seen = [_of_form(answer, update_is_taken) for answer in answers]
    order = (Outcome.TAKEN, Outcome.UNKNOWN, Outcome.REFUSED, Outcome.NOT_SENT)
    return next((outcome for outcome in order if outcome in seen), Outcome.NOT_SENT)


def _of_form(answer: Json, update_is_taken: bool) -> Outcome:
    if is_unanswered(answer):
        return Outcome.UNKNOWN
    if not answer.get("ok"):
        return Outcome.NOT_SENT
    said = (answer.get("ack") or {}).get("response_action")
    return Outcome.TAKEN if said == "clear" or (said == "update" and update_is_taken) else Outcome.REFUSED
