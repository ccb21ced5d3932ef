"""Rule 9: nobody sees a promise that its visibility keeps from them. Every query asks here, always for a viewer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.events import Event, PromiseDrafted, VisibilityChanged
from bot.domain.promise import Promise, Visibility
from bot.domain.slots import PersonRef, SlotId


@dataclass(frozen=True, slots=True)
class PersonViewing:
    """A person who looks, with the slots they sit in and the channels they are known to be in."""

    person: PersonRef
    slots: frozenset[SlotId] = frozenset()
    channels: frozenset[str] = frozenset()
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class ChannelViewing:
    """Everybody in a channel who may read what is posted there."""

    channel: str


@dataclass(frozen=True, slots=True)
class AnybodyViewing:
    """Whoever gets hold of it, such as a file's next reader: only what the whole workspace may see."""


Viewer = PersonViewing | ChannelViewing | AnybodyViewing


def may_see(viewer: Viewer, promise: Promise) -> bool:
    """Tell whether the viewer may see the promise at all."""
    if promise.visibility is Visibility.OPEN:
        return True
    if isinstance(viewer, AnybodyViewing):
        return False
    if isinstance(viewer, ChannelViewing):
        return promise.visibility is Visibility.RESTRICTED and viewer.channel == promise.channel
    # What is in force binds its areas, whatever is being renegotiated beside it.
    takes_part = viewer.person in promise.sales or any(
        slot.id in viewer.slots for line in (*promise.terms, *promise.sealed_terms) for slot in line.slots
    )
    if promise.visibility is Visibility.RESTRICTED:
        return takes_part or promise.channel in viewer.channels
    return takes_part or viewer.is_lead


def home_at(history: Iterable[Event], at: datetime) -> str | None:
    """Return the id of the channel in which a promise was at a moment; None for what has no history."""
    home = None
    for fact in history:
        if isinstance(fact, PromiseDrafted) or (isinstance(fact, VisibilityChanged) and fact.at <= at):
            home = fact.channel
    return home
