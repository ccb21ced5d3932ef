"""What can be said to a client now: signed figures with their conditions, or that reliable ones will come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.promise import IN_FORCE_STATES, OPEN_STATES, Promise, Visibility
from bot.use_cases.people import Person, viewer_of
from bot.use_cases.queries import MANY, seen_by
from bot.use_cases.workspace import Language, workspace_of
from storage.search import Wanted
from storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class Saying:
    """What may be told about one client. `told`: promises with figures that are fit; `answer_by`: when the next ones
    are promised to come, None where nothing is being negotiated or that time has passed. `others`: the names of
    further clients that the words could have meant. `secret`: the confidential promises among all these.
    """

    client: str
    told: tuple[Promise, ...]
    answer_by: datetime | None
    language: Language
    others: tuple[str, ...] = ()
    secret: tuple[Promise, ...] = ()


def say(store: Store, person: Person, words: str, now: datetime) -> Saying:
    """Return what can be said to the client that `words` name, and note who is given a wording.

    Always something: for a client nobody has promised anything, that reliable figures will come.
    """
    with store.write() as tx:
        viewer = viewer_of(tx, person.ref, person.channels)
        wanted = Wanted((*OPEN_STATES, *IN_FORCE_STATES), client=words)
        found = tx.promises.find(wanted, MANY, fits=seen_by(viewer))
        names = sorted(
            {promise.client for promise in found}, key=lambda name: (name.casefold() != words.casefold(), name)
        )
        client = names[0] if names else " ".join(words.split())
        mine = [promise for promise in found if promise.client == client]
        told = tuple(promise for promise in mine if promise.may_be_told)
        for promise in told:
            tx.passed_on.note(promise.id, person.ref, now)
        coming = [promise.needed_by for promise in mine if promise.is_open and promise.needed_by > now]
        secret = tuple(promise for promise in found if promise.visibility is Visibility.CONFIDENTIAL)
        language = workspace_of(tx).language
        return Saying(client, told, min(coming, default=None), language, tuple(names[1:]), secret)
