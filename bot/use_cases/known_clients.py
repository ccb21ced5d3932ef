"""What is known of a client already: figures that are being negotiated, and how its name is usually spelt.

Both only of promises that the author may see (rule 9).
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.likeness import similar_names
from bot.domain.promise import OPEN_STATES, Promise
from bot.domain.terms import Term
from bot.use_cases.people import Person, viewer_of
from bot.use_cases.queries import MANY, seen_by
from storage.search import Wanted
from storage.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A figure that is already being negotiated for the same client."""

    term: Term
    promise: Promise
    standing: Term


def duplicates(tx: Transaction, person: Person, client: str, terms: tuple[Term, ...]) -> tuple[Duplicate, ...]:
    """Return what is being negotiated for this client on the same metric and scope, as far as the author may see."""
    viewer = viewer_of(tx, person.ref, person.channels)
    found = tx.promises.find(Wanted(OPEN_STATES, client=client), MANY, fits=seen_by(viewer))
    same = [promise for promise in found if promise.client.casefold() == client.casefold()]
    return tuple(
        Duplicate(term, promise, line.term)
        for term in terms
        for promise in same
        for line in promise.terms
        if (line.term.metric, line.term.scope.folded()) == (term.metric, term.scope.folded())
    )


def usual_names(tx: Transaction, person: Person, client: str) -> tuple[str, ...]:
    """Return existing clients of nearly the same name, of promises that the author may see."""
    names = set(tx.promises.clients())
    if client in names:
        return ()
    similar = similar_names(client, sorted(names))
    viewer = viewer_of(tx, person.ref, person.channels)
    return tuple(name for name in similar if tx.promises.find(Wanted(client=name), 1, fits=seen_by(viewer)))
