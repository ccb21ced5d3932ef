"""Events as JSON and back: each dataclass by its name, so that what was written once can always be read.

A change to a stored class raises `SCHEMA_VERSION` and adds an upcaster from the version before; rows are never
rewritten.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from bot.domain import events, promise, slots, terms

SCHEMA_VERSION = 1

Plain = dict[str, Any]
UPCASTERS: Mapping[int, Callable[[Plain], Plain]] = {}
"""Schema version -> how a stored event of that version becomes one of the next."""


def encode_event(event: events.Event) -> Plain:
    """Return the event as JSON-able data of the current schema version."""
    plain = _encode(event)
    assert isinstance(plain, dict), "an event is a dataclass"
    return plain


def decode_event(plain: Plain, schema_version: int) -> events.Event:
    """Return the event that was stored as `plain` under `schema_version`.

    Raises ValueError for a version or a class that this program does not know.
    """
    if schema_version > SCHEMA_VERSION:
        raise ValueError(f"event schema {schema_version} is newer than this program ({SCHEMA_VERSION})")
    for version in range(schema_version, SCHEMA_VERSION):
        if version not in UPCASTERS:
            raise ValueError(f"event schema {version} is not read any more")
        plain = UPCASTERS[version](plain)
    event: events.Event = _decode(plain)
    return event


def _known_classes() -> dict[str, type[Any]]:
    found: dict[str, type[Any]] = {}
    for module in (terms, slots, promise, events):
        for name, value in vars(module).items():
            is_ours = isinstance(value, type) and value.__module__.startswith("bot.domain.")
            if is_ours and (dataclasses.is_dataclass(value) or issubclass(value, Enum)):
                found[name] = value
    return found


_CLASSES = _known_classes()


def _encode(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _encode(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"_": type(value).__name__, **fields}
    if isinstance(value, Enum):
        return {"_": type(value).__name__, "value": value.value}
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return {"_": "moment", "value": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"_": "day", "value": value.isoformat()}
    if isinstance(value, Decimal):
        return {"_": "decimal", "value": str(value)}
    if isinstance(value, Mapping):
        return {"_": "mapping", "items": [[_encode(key), _encode(item)] for key, item in value.items()]}
    if isinstance(value, tuple | list):
        return [_encode(item) for item in value]
    return value


_READERS: Mapping[str, Callable[[Plain], Any]] = {
    "moment": lambda plain: datetime.fromisoformat(plain["value"]),
    "day": lambda plain: date.fromisoformat(plain["value"]),
    "decimal": lambda plain: Decimal(plain["value"]),
    "mapping": lambda plain: {_decode(key): _decode(item) for key, item in plain["items"]},
}


def _decode(plain: object) -> Any:  # noqa: ANN401 - the caller knows what it stored
    if isinstance(plain, list):
        return tuple(_decode(item) for item in plain)
    if not isinstance(plain, dict):
        return plain
    kind = str(plain.get("_"))
    if kind in _READERS:
        return _READERS[kind](plain)
    if kind not in _CLASSES:
        raise ValueError(f"unknown stored class {kind!r}")
    cls = _CLASSES[kind]
    if issubclass(cls, Enum):
        return cls(plain["value"])
    return cls(**{name: _decode(value) for name, value in plain.items() if name != "_"})
