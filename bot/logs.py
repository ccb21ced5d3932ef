"""What the process says to whoever operates it: one record a line on standard error, and no secret and no person in it.

Ids of what a line is about (a promise, an event of Slack, a message of the outbox) are fields: given with the line
(`extra=logs.promise(…)`) or for everything that is said meanwhile (`with logs.about(outbox_id=…)`). As text they stand
at the end of the line, as JSON beside the message. Tokens and Slack ids of people are masked in the finished values,
so that arguments, tracebacks and other libraries' messages are caught as well. These lines are English, whatever the
workspace speaks: they are for searching.

The standard library's Formatter is enough: python-json-logger and structlog would bring their own pipeline, and each
value would still have to be masked before it is quoted.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Protocol, TextIO

MASK = "***"

FIELDS = ("promise", "promise_id", "event_id", "outbox_id")
"""The ids a line can carry; `promise` is what people call it (P-12), the others are the database's and Slack's."""

_LONGEST_ID = 100  # characters: an event's id comes from outside
_about: ContextVar[Mapping[str, object] | None] = ContextVar("about", default=None)

# Slack's tokens of every kind, tickets of a Socket Mode connection, and addresses that let their holder write.
_TOKENS = re.compile(
    r"\b(?P<token>xox[a-z]|xapp)(?:\.xox[a-z])?-[\w-]+"
    r"|(?P<ticket>\bticket=)[^\s&\"']+"
    r"|(?P<hook>https://hooks\.slack\.com/)[^\s\"']+"
)
_PEOPLE = re.compile(r"\b([UW])(?=[A-Z]*[0-9])[A-Z0-9]{8,}\b")
"""Slack's ids of people. No line of ours names anybody; a trace or another library may."""

# At INFO these tell of every tick and every request; a warning of theirs still counts.
_CHATTY = ("apscheduler", "uvicorn.access", "alembic.runtime.plugins")
# When debugging these would write down what people typed, and who they are.
_INDISCREET = ("slack_sdk", "slack_bolt", "sqlalchemy", "uvicorn", "websockets")


class LogFormat(StrEnum):
    """How a line is written."""

    TEXT = "text"
    JSON = "json"


class NumberedPromise(Protocol):
    """As much of a promise as a line tells."""

    @property
    def id(self) -> str:
        """Its id in the database."""

    @property
    def number(self) -> int:
        """The number people call it by."""


def promise(known: NumberedPromise) -> dict[str, str]:
    """Return the fields of a promise, as `extra` of a line."""
    return {"promise": f"P-{known.number}", "promise_id": known.id}


@contextmanager
def about(**ids: object) -> Iterator[None]:
    """Give `ids` (see FIELDS; None is left out) to every line that this thread logs within."""
    token = _about.set({**(_about.get() or {}), **{name: value for name, value in ids.items() if value is not None}})
    try:
        yield
    finally:
        _about.reset(token)


def masked(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without the tokens that it holds, nor any of `secrets`."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    return _TOKENS.sub(lambda match: f"{match['token'] or match['ticket'] or match['hook']}{MASK}", text)


def _told(text: str, secrets: Iterable[str]) -> str:
    return _PEOPLE.sub(rf"\1{MASK}", masked(text, secrets))


def fields_of(record: logging.LogRecord) -> dict[str, str]:
    """Return the ids that a record carries or that are being dealt with, in the order of FIELDS."""
    around = _about.get() or {}
    found = {name: getattr(record, name, around.get(name)) for name in FIELDS}
    return {name: str(value)[:_LONGEST_ID] for name, value in found.items() if value is not None}


class MaskedLines(logging.Formatter):
    """Formats a record as one plain line (a traceback adds its own), in UTC, without tokens and `secrets`."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """The masked line."""
        return _told(super().format(record), self._secrets)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802, RUF100 - the standard library's name
        """The line with its ids at the end, before any traceback."""
        ids = " ".join(f"{name}={value}" for name, value in fields_of(record).items())
        return super().formatMessage(record) + (f" ({ids})" if ids else "")


class MaskedJson(logging.Formatter):
    """Formats a record as one JSON object: time (UTC), level, logger, message, the ids it carries, and exception."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(datefmt="%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """The object, on one line; its values are masked before they are quoted."""
        told = {
            "time": f"{self.formatTime(record, self.datefmt)}.{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **fields_of(record),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            told["stack"] = record.stack_info
        return json.dumps({name: _told(text, self._secrets) for name, text in told.items()}, ensure_ascii=False)


def setup(
    level: str, secrets: Iterable[str] = (), log_format: str = LogFormat.TEXT, stream: TextIO | None = None
) -> None:
    """Sends every log of the process to `stream` (standard error) from `level` on; calling it again replaces that."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter((MaskedJson if log_format == LogFormat.JSON else MaskedLines)(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    is_debugging = level == "DEBUG"
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.DEBUG if is_debugging else logging.WARNING)
    for name in _INDISCREET:
        logging.getLogger(name).setLevel(logging.INFO if is_debugging else logging.NOTSET)
    if not is_debugging:
        logging.getLogger("sqlalchemy").setLevel(logging.WARNING)  # it tells every statement at INFO
