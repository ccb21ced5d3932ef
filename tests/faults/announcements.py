"""Is everything that has to be announced in Slack exactly once, and does every card show what stands?"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlmodel import select

from bot.delivery.compose import Composer
from bot.domain.owing import slots_owing
from bot.domain.promise import Promise
from bot.slack.render import card as card_of
from bot.use_cases.announcing import ERASE, REPLIES
from storage.queue_tables import OutboxRow
from storage.tables import EventRow, PromiseRow
from storage.unit_of_work import Transaction
from tests.faults.erased import Place, erased, rows_erased
from tests.faults.findings import Findings
from tests.faults.gestures import buttons
from tests.faults.wire import Json
from tests.faults.world import World

_REPLY = {
    "PromiseDrafted": "ask",
    "CounterProposed": "counter",
    "CounterAccepted": "accepted",
    "CounterTakenBack": "news",
    "TermsRevised": "revised",
    "TermDropped": "dropped",
    "PromiseWithdrawn": "withdrawn",
    "PromiseSignedOff": "signed_off",
    "RenegotiationOpened": "news",
    "RenegotiationEnded": "news",
    "DropProposed": "news",
    "TermSuspended": "news",
    "TermResumed": "news",
    "PromiseEdited": "news",
    "PromiseRestated": "news",
    "SlotReassigned": "news",
    "MoveProposed": "news",
    "TermMovedOut": "news",
    "VisibilityChanged": "news",
    "PhoneCallNoted": "phoned",
}
"""Class of an event → the message that it owes; objections, and what is taken back, go together."""
_MAY_HAVE_NOTHING_TO_SAY = ("card", "reminder", "digest", "overdue", "recalled", "phoned", "erase")
_OUT_OF_DATE = {
    "ask": ("PromiseSignedOff", "PromiseWithdrawn"),
    "signed_off": ("PromiseSignedOff", "PromiseWithdrawn", "TermSuspended"),
}
"""Reply → what may have happened since it was owed, so that it is rightly not said any more."""


def check_announcements(world: World, found: Findings) -> None:
    """Hold history and outbox against the messages that are in Slack."""
    places: dict[str, list[Place]] = defaultdict(list)
    for mark, place in world.marked():
        places[mark].append(place)
    with world.store.read() as tx:
        rows = list(tx.session.exec(select(OutboxRow)))
        events = list(tx.session.exec(select(EventRow).order_by(EventRow.promise_id, EventRow.seq)))
        promises = list(tx.session.exec(select(PromiseRow)))
    _check_owed(events, rows, found)
    _check_sent(rows, events, places, found)
    _check_one_card(rows, promises, places, found)
    _check_left(rows, promises, places, found)
    _check_asked(world, rows, events, places, found)
    _check_cards(world, promises, found)


def _check_owed(events: Sequence[EventRow], rows: Sequence[OutboxRow], found: Findings) -> None:
    owed = {(row.promise_id, row.kind, seq) for row in rows for seq in row.body.get("seqs", [])}
    told = {(promise_id, seq) for promise_id, _, seq in owed}
    owed |= {(row.promise_id, "card", int(row.key.split(":")[2])) for row in rows if row.kind == "card"}
    for event in events:
        if event.kind == "RenegotiationOpened" and (event.promise_id, event.seq) in told:
            continue  # with what it begins with, in one reply
        for kind in _owes(event):
            if (event.promise_id, kind, event.seq) not in owed:
                found.lost.append(f"{event.promise_id} {event.seq} {event.kind}: no {kind} is owed")
    last = {event.promise_id: event.seq for event in events}
    for promise_id, seq in last.items():
        if (promise_id, "card", seq) not in owed:
            found.lost.append(f"{promise_id}: no card of {seq} is owed")


def _owes(event: EventRow) -> Iterator[str]:
    if event.kind in _REPLY:
        yield _REPLY[event.kind]
    if event.kind == "TermObjected" and event.body.get("counter") is None:
        yield "objection"
    if event.kind == "PositionRetracted":
        yield "retracted"


def _check_sent(
    rows: Sequence[OutboxRow], events: Sequence[EventRow], places: Mapping[str, list[Place]], found: Findings
) -> None:
    gone, left = erased(rows), rows_erased(rows)
    for row in rows:
        is_gone = row.id in left or (row.sent_channel, row.sent_ts) in gone
        there = places.get(_mark(row.key), [])
        what = f"outbox {row.id} {row.key} ({row.state}, attempt {row.attempt})"
        if len(there) > 1:
            found.duplicated.append(f"{what}: {len(there)} messages")
        if row.state == "failed" or (row.state == "dropped" and row.id not in left and not _may_be_silent(row, events)):
            found.lost.append(f"{what}: {row.error}")
        if row.state == "sent" and not (there or row.kind in ("card", ERASE) or is_gone):
            found.lost.append(f"{what}: no message")
        if is_gone and there:
            found.stale.append(f"{what}: still at {there}, which its promise left")
    known = {_mark(row.key) for row in rows}
    found.duplicated += [f"a message of nobody's at {places[mark]}" for mark in places if mark not in known]


def _may_be_silent(row: OutboxRow, events: Sequence[EventRow]) -> bool:
    since = max(row.body.get("seqs") or [0])
    later = [event.kind for event in events if event.promise_id == row.promise_id and event.seq > since]
    return row.kind in _MAY_HAVE_NOTHING_TO_SAY or any(kind in _OUT_OF_DATE.get(row.kind, ()) for kind in later)


def _check_one_card(
    rows: Sequence[OutboxRow], promises: Sequence[PromiseRow], places: Mapping[str, list[Place]], found: Findings
) -> None:
    """A card is posted once and updated since: whatever its mark says now, there is one message."""
    for promise in promises:
        marks = [_mark(row.key) for row in rows if row.promise_id == promise.id and row.kind == "card"]
        there = {place for mark in marks for place in places.get(mark, [])}
        if len(there) > 1:
            found.duplicated.append(f"P-{promise.number}: {len(there)} cards: {sorted(there)}")
        if (promise.card_channel, promise.card_ts) not in there:
            found.lost.append(f"P-{promise.number}: its card is not at {promise.card_channel} {promise.card_ts}")


def _check_left(
    rows: Sequence[OutboxRow], promises: Sequence[PromiseRow], places: Mapping[str, list[Place]], found: Findings
) -> None:
    """Where a promise was before, nothing of it stays."""
    homes = {promise.id: (promise.number, promise.channel) for promise in promises}
    for row in rows:
        if row.kind == "card" or row.kind in REPLIES:
            number, home = homes[row.promise_id or ""]
            for channel, ts in places.get(_mark(row.key), []):
                if channel != home:
                    found.stale.append(f"P-{number}: {row.key} is still in {channel} at {ts}; it lives in {home}")


def _check_asked(
    world: World,
    rows: Sequence[OutboxRow],
    events: Sequence[EventRow],
    places: Mapping[str, list[Place]],
    found: Findings,
) -> None:
    """Where a promise moved last and nothing happened since, whoever owes an answer is asked once."""
    last = {event.promise_id: event for event in events}
    moved = [event.promise_id for event in last.values() if event.kind == "VisibilityChanged"]
    for promise_id in moved:
        with world.store.read() as tx:
            promise = tx.promises.load(promise_id)
        assert promise is not None, "a promise has a history"
        asks = [_mark(row.key) for row in rows if row.promise_id == promise_id and row.kind == "ask"]
        there = [place for mark in asks for place in places.get(mark, [])]
        if len(there) > 1:
            found.duplicated.append(f"P-{promise.number}: asked {len(there)} times where it moved: {there}")
        if slots_owing(promise, last[promise_id].at) and not there:
            found.lost.append(f"P-{promise.number}: nobody is asked where it moved")


def _check_cards(world: World, promises: Sequence[PromiseRow], found: Findings) -> None:
    messages = {
        (channel, one["ts"]): one
        for channel in {row.card_channel for row in promises if row.card_channel}
        for one in world.wire.get(f"messages/{channel}")["messages"]
    }
    with world.store.read() as tx:
        for row in promises:
            message = messages.get((row.card_channel or "", row.card_ts or ""))
            difference = _difference(tx, world, row, message) if message else None
            if difference:
                found.stale.append(f"P-{row.number}: its card shows something else: {difference}")


def _difference(tx: Transaction, world: World, row: PromiseRow, message: Json) -> str | None:
    promise = tx.promises.load(row.id)
    assert promise is not None, "a promise has a history"
    rendering = next((button["value"] for button in buttons(message) if button["action_id"] == "promise.more"), "")
    shown = tx.renderings.get(rendering)
    if shown is None or shown.versions != {str(term): version for term, version in promise.versions.items()}:
        return f"the versions of {rendering}"
    now = world.now()
    difference = _unlike_card(tx, promise, rendering, message, now)
    if difference and shown.created_at.year != now.year:  # the year is said of dates in another one than the card's
        difference = _unlike_card(tx, promise, rendering, message, shown.created_at)
    return difference


def _unlike_card(tx: Transaction, promise: Promise, rendering: str, message: Json, now: datetime) -> str | None:
    cast = Composer("https://nordlicht-service.slack.com/")._channel_cast(tx, [promise], now)
    expected = card_of.card(promise, cast, rendering)
    if message["text"] != expected.text:
        return f"{message['text']!r} instead of {expected.text!r}"
    return _unlike(expected.blocks, message["blocks"])


def _unlike(wanted: object, actual: object) -> str | None:
    """Return where `actual` lacks something of `wanted`; the server fills blocks with ids and defaults."""
    if isinstance(wanted, dict) and isinstance(actual, dict):
        return next((diff for key, value in wanted.items() if (diff := _unlike(value, actual.get(key)))), None)
    if isinstance(wanted, list | tuple) and isinstance(actual, list) and len(wanted) == len(actual):
        pairs = zip(wanted, actual, strict=True)
        return next((diff for one, other in pairs if (diff := _unlike(one, other))), None)
    return None if wanted == actual else f"{actual!r} instead of {wanted!r}"


def _mark(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:20]
