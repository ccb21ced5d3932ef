"""The log of everything that passed between bot and workspace.

Rule: bodies are kept as JSON text at the moment they passed (so later changes do not show), tokens are masked when
the log is read, and only the newest entries are kept.
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
        self._entries: deque[Json] = deque(maxlen=_KEPT)
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
            "request": json.dumps(request, ensure_ascii=False, default=str),
            "response": json.dumps(response, ensure_ascii=False, default=str),
        }
        self._entries.append(entry)
        self._announce({"type": "log", "n": self._last})

    def entries(self, after: int = 0) -> list[Json]:
        """The entries numbered above `after`, oldest first."""
        return [_readable(entry) for entry in self._entries if entry["n"] > after]


def _readable(entry: Json) -> Json:
    masked = {part: json.loads(mask(entry[part])) for part in ("request", "response")}
    return {**entry, **masked, "summary": mask(entry["summary"])}


def mask(text: str) -> str:
    """`text` with every token and ticket made useless."""
    return _TICKET.sub("ticket=***", _TOKEN.sub(r"\1-***", text))
