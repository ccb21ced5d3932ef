"""The seal of a joint sign-off: SHA-256 over versioned canonical JSON of everything that was signed.

Canonical: keys sorted, no spaces, UTF-8, times in UTC with microseconds, decimals without trailing zeros. A seal is
verified by computing it again from the promise; people are in it by their random references, so forgetting a person
leaves every seal valid.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.domain.promise import Agreed, Position, Promise, Seal, SealedSet, TermVersion
from bot.domain.terms import OnDate, PercentWithin, Quantity, Question, Range, Term, Value, WeeksAfterAward

SEAL_VERSION = 1


def seal_set(promise: Promise, at: datetime) -> SealedSet:
    """Return what is in force from now on: every figure that stays, sealed; each of them is signed."""
    stays = tuple(line for line in promise.terms if not line.dropping)
    unsealed = SealedSet(promise.client, promise.conditions, stays, Seal("", at))
    return replace(unsealed, seal=Seal(_digest(promise, unsealed), at))


def seal_holds(promise: Promise) -> bool:
    """Tell whether the promise carries a seal over exactly what is in force now."""
    return promise.in_force is not None and promise.in_force.seal.digest == _digest(promise, promise.in_force)


def _digest(promise: Promise, sealed: SealedSet) -> str:
    plain = {
        "seal": SEAL_VERSION,
        "promise": promise.id,
        "number": promise.number,
        "client": sealed.client,
        "conditions": list(sealed.conditions),
        "sealed_at": _time(sealed.seal.at),
        "terms": [_line(line) for line in sealed.terms],
    }
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _line(line: TermVersion) -> dict[str, object]:
    return {
        "id": line.id,
        "version": line.version,
        "figure": _term(line.term),
        "sales": _signature(line.sales),
        "slots": {
            slot.id: {"area": slot.area, "signature": _signature(line.positions.get(slot.id))} for slot in line.slots
        },
    }


def _signature(said: Position | None) -> dict[str, object] | None:
    if not isinstance(said, Agreed):
        return None  # never when a seal is made; a slot put in afterwards breaks the seal
    return {"person": said.person, "deputy_for": said.deputy_for, "at": _time(said.at)}


def _term(term: Term) -> dict[str, object]:
    return {
        "metric": term.metric,
        "bound": term.bound.value if term.bound else None,
        "value": _value(term.value),
        "unit": term.unit,
        "due": _due(term.due),
        "sites": list(term.scope.sites),
        "line": term.scope.line,
        "skill": term.scope.skill,
        "channel": term.scope.channel,
        "language": term.scope.language,
        "conditions": list(term.conditions),
    }


def _value(value: Value) -> object:
    match value:
        case Quantity(amount):
            return _decimal(amount)
        case Range(low, high):
            return {"low": _decimal(low), "high": _decimal(high)}
        case PercentWithin(percent, seconds):
            return {"percent": _decimal(percent), "seconds": _decimal(seconds)}
        case OnDate(on):
            return _due(on)
        case Question():
            return "?"


def _due(due: date | WeeksAfterAward | None) -> object:
    if isinstance(due, WeeksAfterAward):
        return {"weeks_after_award": due.weeks}
    return due.isoformat() if due else None


def _decimal(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
