"""Who is who in a private answer: filled from the store, in the language and on the clock of the one who reads it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.promise import Promise
from bot.domain.slots import PersonRef, Slot
from bot.slack.render.cast import Cast, card_link
from bot.slack.visitors import Visit
from bot.use_cases import glancing
from bot.use_cases.glancing import Faces
from bot.use_cases.queries import Who


def cast_of(visit: Visit, promises: Iterable[Promise] = ()) -> Cast:
    """Return who is who around these promises."""
    return _cast(visit, glancing.faces_of(visit.store, promises))


def cast_asking(visit: Visit, promise: Promise, slots: Iterable[Slot]) -> Cast:
    """Return who is who around a promise, and whom these slots would ask on it."""
    return _cast(visit, glancing.faces_asked(visit.store, promise, slots))


def cast_from(visit: Visit, who: Who) -> Cast:
    """Return the cast of those whom a use case has named."""
    return _cast(visit, Faces(who, {}))


def cast_naming(visit: Visit, people: Iterable[PersonRef]) -> Cast:
    """Return a cast that knows these people."""
    return _cast(visit, Faces(Who(glancing.names_of(visit.store, people), {}), {}))


def _cast(visit: Visit, faces: Faces) -> Cast:
    base = visit.reception.workspace_url
    links: dict[str, str] = {promise: card_link(base, *card) for promise, card in faces.cards.items() if base}
    return Cast(visit.say, visit.person.zone, visit.now, faces.who.users, faces.who.asked, links, faces.home)
