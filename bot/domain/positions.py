"""What an area says about one version of a figure. Part of `bot.domain.promise`, where everybody takes them from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.domain.slots import PersonRef, SlotId

CounterId = NewType("CounterId", str)


class Via(StrEnum):
    """The gesture that made a position: taking a reaction away takes back only what that reaction said."""

    BUTTON = "button"
    PHONE = "phone"
    REACTION = "reaction"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Agreed:
    """A slot agrees to a version. `deputy_for`: the member in whose name a backup signed."""

    person: PersonRef
    at: datetime
    deputy_for: PersonRef | None = None
    via: Via = Via.BUTTON


@dataclass(frozen=True, slots=True)
class Objected:
    """A slot objects to a version, by itself or with a counter that says what it can do instead."""

    person: PersonRef
    at: datetime
    reason: str
    deputy_for: PersonRef | None = None
    counter: CounterId | None = None


@dataclass(frozen=True, slots=True)
class Checking:
    """A slot looks into a version until a time: visible, and its reminders pause until then. It is not consent."""

    person: PersonRef
    at: datetime
    until: datetime
    deputy_for: PersonRef | None = None


Position = Agreed | Objected | Checking


@dataclass(frozen=True, slots=True)
class Leaving:
    """Sales wants the figure in a promise of its own; each slot first confirms that it holds alone."""

    person: PersonRef
    at: datetime
    reason: str
    confirmed: Mapping[SlotId, Agreed] = field(default_factory=dict)
