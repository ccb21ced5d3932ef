"""What the process says to whoever operates it: plain lines on standard error, and no secret in any of them.

Masking happens on the finished line, so that tokens in arguments, tracebacks and other libraries' messages are caught
as well. These lines are English, whatever the workspace speaks: they are for searching.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable
from typing import TextIO

MASK = "***"

# Slack's tokens of every kind, tickets of a Socket Mode connection, and addresses that let their holder write.
_TOKENS = re.compile(
    r"\b(?P<token>xox[a-z]|xapp)(?:\.xox[a-z])?-[\w-]+"
    r"|(?P<ticket>\bticket=)[^\s&\"']+"
    r"|(?P<hook>https://hooks\.slack\.com/)[^\s\"']+"
)

# At INFO these tell of every tick and every request; a warning of theirs still counts.
_CHATTY = ("apscheduler", "uvicorn.access", "alembic.runtime.plugins")


# At DEBUG these write down whatever is said: clients, figures and people that not everybody may know of.
_TELLING = ("slack_sdk", "slack_bolt")


def masked(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without the tokens that it holds, nor any of `secrets`."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    return _TOKENS.sub(lambda match: f"{match['token'] or match['ticket'] or match['hook']}{MASK}", text)


class MaskedLines(logging.Formatter):
    """Formats a record as one plain line (a traceback adds its own), in UTC, without tokens and `secrets`."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """The masked line."""
        return masked(super().format(record), self._secrets)


def setup(level: str, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Sends every log of the process to `stream` (standard error) from `level` on; calling it again replaces that."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(MaskedLines(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.DEBUG if level == "DEBUG" else logging.WARNING)
    for name in _TELLING:
        logging.getLogger(name).setLevel(logging.INFO if level == "DEBUG" else logging.NOTSET)
