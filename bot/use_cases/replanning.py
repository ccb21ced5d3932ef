"""What falls due is planned anew when it is decided afresh who answers for what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.domain.promise import OPEN_STATES
from bot.use_cases.planning import asked_on, plan
from storage.search import Wanted
from storage.unit_of_work import Transaction

_ALL = 100_000


@contextmanager
def replanning(tx: Transaction, now: datetime) -> Iterator[None]:
    """Let the caller change who answers for what; whoever is asked from then on is reminded."""
    tx.settings.take_turn()
    negotiating = tx.promises.find(Wanted(OPEN_STATES), _ALL)
    before = [asked_on(tx, promise, now) for promise in negotiating]
    yield
    tx.session.flush()
    tx.owners.read_anew()
    for promise, asked in zip(negotiating, before, strict=True):
        plan(tx, promise, now, asked)
