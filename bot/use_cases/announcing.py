"""Which messages a fact owes to Slack. The key of a row makes each exactly one; the words come when it is sent.

A reply carries the sequence number of its fact, so that it says what happened then, whatever happened since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain import events
from bot.domain.promise import Promise
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
DIGEST: Final = "digest"

REPLIES: Final = (
    ASK, OBJECTION, COUNTER, ACCEPTED, REVISED, DROPPED, RETRACTED, WITHDRAWN, SIGNED_OFF,
)  # fmt: skip
"""Kinds that go into the promise's thread."""


def announce(tx: Transaction, promise: Promise, facts: Sequence[events.Event], now: datetime) -> None:
    """Owe what these facts, the last of the promise's history, mean to others: the card, and replies in its thread."""
    owe_card(tx, promise, now)
    first = promise.revision - len(facts) + 1
    numbered = list(enumerate(facts, start=first))
    for seq, fact in numbered:
        kind = _reply_kind(fact)
        if kind is not None:
            _owe_reply(tx, promise, kind, [seq], now)
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
    }
    return kinds.get(type(fact))


def _owe_reply(tx: Transaction, promise: Promise, kind: str, seqs: list[int], now: datetime) -> None:
    key = f"{kind}:{promise.id}:{seqs[0]}"
    tx.outbox.add(key, kind, promise.channel, now, promise_id=promise.id, body={"seqs": seqs})
