"""Does replaying the history give what is stored, and does the seal of every sign-off verify?"""

from __future__ import annotations

from sqlmodel import select

from bot.domain import owing
from bot.domain.events import PromiseSignedOff
from bot.domain.evolution import evolve
from bot.domain.promise import Promise
from bot.domain.seal import seal_holds
from storage.tables import EventRow, OwedRow, ParticipantRow, PromiseRow
from storage.unit_of_work import Store, Transaction
from tests.faults.findings import Findings


def check_state(store: Store, found: Findings) -> None:
    """Replay every promise event by event and compare."""
    with store.read() as tx:
        rows = list(tx.session.exec(select(PromiseRow)))
        for row in rows:
            _check(tx, row, found)
        strays = {event.promise_id for event in tx.session.exec(select(EventRow))} - {row.id for row in rows}
    found.stale += [f"{promise_id}: a history without a promise" for promise_id in strays]
    numbers = sorted(row.number for row in rows)
    if len(set(numbers)) != len(numbers):
        found.duplicated.append(f"numbers were given twice: {numbers}")


def _check(tx: Transaction, row: PromiseRow, found: Findings) -> None:
    promise: Promise | None = None
    history = tx.promises.history(row.id)
    if [seq for seq, _ in history] != list(range(1, len(history) + 1)):
        found.stale.append(f"P-{row.number}: its history has gaps")
    for seq, fact in history:
        promise = evolve(promise, fact)
        if isinstance(fact, PromiseSignedOff) and not seal_holds(promise):
            found.stale.append(f"P-{row.number}: the seal of {seq} does not verify")
    assert promise is not None, "a promise has a history"
    for name, value in _columns(promise).items():
        if getattr(row, name) != value:
            found.stale.append(f"P-{row.number}: {name} is {getattr(row, name)!r}, replaying gives {value!r}")
    _check_beside(tx, promise, found)


def _columns(promise: Promise) -> dict[str, object]:
    return {
        "number": promise.number,
        "client": promise.client,
        "title": promise.title,
        "author": promise.author,
        "channel": promise.channel,
        "needed_by": promise.needed_by,
        "drafted_at": promise.drafted_at,
        "state": promise.state.value,
        "visibility": promise.visibility.value,
        "revision": promise.revision,
    }


def _check_beside(tx: Transaction, promise: Promise, found: Findings) -> None:
    sales = {f"sales:{person}" for person in promise.sales}
    owed = {str(slot) for slot in owing.slots_owing(promise)} | (sales if owing.sales_owes(promise) else set())
    part = {str(slot.id) for line in promise.terms for slot in line.slots} | sales
    for table, wanted in ((OwedRow, owed), (ParticipantRow, part)):
        rows = tx.session.exec(select(table).where(table.promise_id == promise.id))
        stored = {row.slot_id for row in rows}
        if stored != wanted:
            found.stale.append(f"P-{promise.number}: {table.__tablename__} {stored}, replaying gives {wanted}")
