"""Who owes an answer: read off a promise, never stored as a statement about a person."""

from __future__ import annotations

from datetime import datetime

from bot.domain.promise import Agreed, Checking, Promise, Stage, TermVersion
from bot.domain.slots import Slot, SlotId


def slots_owing(promise: Promise, now: datetime | None = None) -> dict[SlotId, tuple[Slot, tuple[TermVersion, ...]]]:
    """Return the slots that owe a word about a current version, each with those figures.

    With `now`, a slot that is looking into a figure at that time does not owe it: that is when it is not reminded.
    """
    if not promise.is_open:
        return {}
    owing: dict[SlotId, tuple[Slot, tuple[TermVersion, ...]]] = {}
    for line in promise.terms:
        for slot in line.missing if now is None else line.missing_at(now):
            _, lines = owing.get(slot.id, (slot, ()))
            owing[slot.id] = (slot, (*lines, line))
    return owing


def paused_until(promise: Promise, slot_id: SlotId) -> datetime | None:
    """Return when a slot that looks into everything it owes owes its word again; None for one that does not."""
    said = [line.positions.get(slot_id) for line in promise.terms if slot_id in {slot.id for slot in line.missing}]
    times = [position.until for position in said if isinstance(position, Checking)]
    return min(times) if times and len(times) == len(said) else None


def sales_owes(promise: Promise) -> bool:
    """Tell whether sales has an objection or a counter to answer."""
    contested = any(line.stage is Stage.CONTESTED for line in promise.terms)
    return promise.is_open and (contested or bool(promise.counters))


def missing_areas(promise: Promise) -> tuple[str, ...]:
    """Return the areas whose agreement is missing, silent or objecting, in the order of the figures."""
    areas: dict[str, None] = {}
    for line in promise.terms:
        agreed = {slot for slot, said in line.positions.items() if isinstance(said, Agreed)}
        areas.update((slot.area, None) for slot in line.slots if slot.id not in agreed)
    return tuple(areas)
