"""The log of everything that passed between bot and workspace.

Rule: an entry is kept as JSON text of the moment it passed (so later changes do not show, and reading is cheap),
with tokens masked; only the newest entries are kept.
"""

import json
import re
from collections import deque
from collections.abc import Callable

from .ids import Json, JsonValue
from .time_machine import TimeMachine

TO_SLACK = "bot→slack"
TO_BOT = "slack→bot"
_KEPT = 2000
_TOKEN = re.compile(r"\b(xox[a-z]|xapp)-[A-Za-z0-9-]+")
_TICKET = re.compile(r"ticket=[A-Za-z0-9_-]+")


class Traffic:
    """A bounded log; `announce` hears of each new entry."""

    def __init__(self, clock: TimeMachine, announce: Callable[[Json], None]) -> None:
        self._clock = clock
        self._announce = announce
        self._entries: deque[tuple[int, str]] = deque(maxlen=_KEPT)
        self._last = 0

    def clear(self) -> None:
        """Forget the entries; their numbers go on."""
        self._entries.clear()

    def add(
        self, direction: str, kind: str, summary: str, status: str, ms: float, request: JsonValue, response: JsonValue
    ) -> None:
        """Keep one exchange. `status` is "ok" or Slack's error; `ms` is how long it took."""
        self._last += 1
        entry = {
            "n": self._last,
            "at": self._clock.now().isoformat(timespec="milliseconds"),
            "direction": direction,
            "kind": kind,
            "summary": summary[:200],
            "status": status,
            "ms": round(ms, 1),
            "request": request,
            "response": response,
        }
        self._entries.append((self._last, mask(json.dumps(entry, ensure_ascii=False, default=str))))
        self._announce({"type": "log", "n": self._last})

    def as_json(self, after: int = 0) -> str:
        """{"entries": […]} with those numbered above `after`, oldest first, as JSON text."""
        texts = [text for number, text in self._entries if number > after]
        return '{"entries": [' + ", ".join(texts) + "]}"


def mask(text: str) -> str:
    """`text` with every token and ticket made useless."""
    return _TICKET.sub("ticket=***", _TOKEN.sub(r"\1-***", text))
