"""The one dispatcher from a wish to what happens; the modules of rules register on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import singledispatch

from bot.domain import events
from bot.domain.promise import Promise


@singledispatch
def facts_of(command: object, promise: Promise, now: datetime) -> Iterable[events.Event]:
    """Return what happens when a command is carried out on a promise; raises PromiseError when it is not allowed."""
    raise TypeError(f"no rule for {type(command).__name__}")
