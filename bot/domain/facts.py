"""The two dispatchers: from a wish to what happens, and from what happened to how the promise stands after it.

The modules of rules register on them.
"""

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


@singledispatch
def after(event: object, promise: Promise) -> Promise:
    """Return how a promise stands after an event, its count of events aside."""
    raise TypeError(f"no rule for {type(event).__name__}")
