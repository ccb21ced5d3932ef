"""Which messages a fact owes to Slack. The key of a row makes each exactly one; the words come when it is sent.

A reply carries the sequence number of its fact, so that it says what happened then, whatever happened since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain import events
from bot.domain.promise import Promise
from storage.outbox import OutboxState
from storage.unit_of_work import Transaction

CARD: Final = "card"
ASK: Final = "ask"
OBJECTION: Final = "objection"
COUNTER: Final = "counter"
ACCEPTED: Final = "accepted"
REVISED: Final = "revised"
DROPPED: Final = "dropped"
RETRACTED: Final = "retracted"
WITHDRAWN: Final = "withdrawn"
SIGNED_OFF: Final = "signed_off"
REMINDER: Final = "reminder"
OVERDUE: Final = "overdue"
TROUBLE: Final = "trouble"
UNDELIVERED: Final = "undelivered"
"""Who looks after the bot is told that a message could not be delivered."""
DIGEST: Final = "digest"
NEWS: Final = "news"
"""A reply about anything else that happened; its words follow from the fact itself."""
PHONED: Final = "phoned"
"""The button with which a colleague signs what was said on the phone."""
RECALLED: Final = "recalled"
"""Who passed a figure on is told that it cannot be kept any more."""
ERASE: Final = "erase"
"""A message of ours that goes because the promise moved to where fewer may read."""

REPLIES: Final = (
    ASK, OBJECTION, COUNTER, ACCEPTED, REVISED, DROPPED, RETRACTED, WITHDRAWN, SIGNED_OFF, NEWS,
)  # fmt: skip
"""Kinds that go into the promise's thread."""


def announce(tx: Transaction, promise: Promise, facts: Sequence[events.Event], now: datetime) -> None:
    """Owe what these facts, the last of the promise's history, mean to others: the card, and replies in its thread."""
    owe_card(tx, promise, now)
    first = promise.revision - len(facts) + 1
    numbered = list(enumerate(facts, start=first))
    opened: list[int] = []  # a renegotiation begins with what it proposes, so one reply tells both
    for seq, fact in numbered:
        kind = _reply_kind(fact)
        if isinstance(fact, events.RenegotiationOpened) and fact is not facts[-1]:
            opened = [seq]
        elif kind is not None:
            _owe_reply(tx, promise, kind, [*opened, seq], now)
            opened = []
    for seq, fact in numbered:
        _owe_to_people(tx, promise, seq, fact, now)
    for kind, cls in ((OBJECTION, events.TermObjected), (RETRACTED, events.PositionRetracted)):
        seqs = [seq for seq, fact in numbered if isinstance(fact, cls) and getattr(fact, "counter", None) is None]
        if seqs:
            _owe_reply(tx, promise, kind, seqs, now)


def owe_card(tx: Transaction, promise: Promise, now: datetime, reason: str = "") -> None:
    """Owe the card of the promise as it is now; `reason` tells a card that is posted again from the first one."""
    key = f"{CARD}:{promise.id}:{promise.revision}{reason}"
    tx.outbox.add(key, CARD, promise.channel, now, promise_id=promise.id)


def _reply_kind(fact: events.Event) -> str | None:
    """Return the reply that one fact brings; a plain agreement shows on the card alone."""
    kinds: dict[type[object], str] = {
        events.PromiseDrafted: ASK,
        events.CounterProposed: COUNTER,
        events.CounterAccepted: ACCEPTED,
        events.TermsRevised: REVISED,
        events.TermDropped: DROPPED,
        events.PromiseWithdrawn: WITHDRAWN,
        events.PromiseSignedOff: SIGNED_OFF,
        **dict.fromkeys(_NEWS, NEWS),
    }
    return kinds.get(type(fact))


_NEWS = (
    events.PromiseEdited,
    events.PromiseRestated,
    events.SlotReassigned,
    events.CounterTakenBack,
    events.MoveProposed,
    events.TermMovedOut,
    events.RenegotiationOpened,
    events.RenegotiationEnded,
    events.DropProposed,
    events.TermSuspended,
    events.TermResumed,
    events.VisibilityChanged,
)


def _owe_reply(tx: Transaction, promise: Promise, kind: str, seqs: list[int], now: datetime) -> None:
    key = f"{kind}:{promise.id}:{seqs[0]}"
    tx.outbox.add(key, kind, promise.channel, now, promise_id=promise.id, body={"seqs": seqs})


def _owe_to_people(tx: Transaction, promise: Promise, seq: int, fact: events.Event, now: datetime) -> None:
    """Owe what one person has to get as a DM: a recall to those who passed the figure on, a call to who was on it."""
    if isinstance(fact, events.TermSuspended):
        for person in sorted({*promise.sales, *tx.passed_on.by(promise.id)}):
            _owe_direct(tx, promise, RECALLED, person, seq, now)
    if isinstance(fact, events.PhoneCallNoted):
        _owe_direct(tx, promise, PHONED, fact.colleague, seq, now)


def _owe_direct(tx: Transaction, promise: Promise, kind: str, person: str, seq: int, now: datetime) -> None:
    key = f"{kind}:{promise.id}:{seq}:{person}"
    tx.outbox.add(key, kind, f"dm:{person}", now, promise.id, person, {"seqs": [seq]})


def owe_ask(tx: Transaction, promise: Promise, now: datetime) -> None:
    """Owe that whoever still owes an answer is asked again, where the promise is now."""
    _owe_reply(tx, promise, ASK, [promise.revision], now)


def owe_move(tx: Transaction, promise_id: str, new: str, now: datetime) -> bool:
    """Owe that all of a promise goes that was posted in any channel so far; what still waits goes to the `new` one.

    A message that is just being sent is erased after it: its row is named, and the queue keeps the order. So is one
    that may yet arrive. An erasure names the card as well, in whose thread its message is. Returns whether the owners
    are still to be asked by what goes along. Nobody takes a message from those queues before this is committed.
    """
    for queue in tx.outbox.queues_of(promise_id):
        tx.paces.turn(queue, wait=True)
    erased: set[str] = set()
    is_asked = False
    posted = tx.promises.card_of(promise_id)
    card = posted[1] if posted else None
    for row in tx.outbox.in_channels(promise_id, (CARD, *REPLIES)):
        if row.state == OutboxState.WAITING.value:
            row.queue = new
            tx.outbox.save(row)
            is_asked = is_asked or row.kind == ASK
        elif row.sent_ts not in erased:  # a card was posted once and updated since
            erased.update([row.sent_ts] if row.sent_ts else [])
            place = row.sent_channel or row.queue  # a channel's id may have changed since
            tx.outbox.add(erasure_of(row.id), ERASE, place, now, promise_id, body={"row": row.id, "card": card})
    return is_asked


def erasure_of(row_id: int | None) -> str:
    """Return the key of the erasure of a message; where there is one, the message is none to build on."""
    return f"{ERASE}:{row_id}"
