"""response_urls: five answers within thirty minutes to one gesture.

Rule: real time; each URL knows the gesture's channel, person and message, and nothing else may be changed with it.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import SlackError
from .ids import TEAM_ID

USES = 5
LIFETIME_SECONDS = 30 * 60


@dataclass
class ResponseUrl:
    """What a response_url may do: answer in `channel` to `user`, and change `message_ts` if there is one."""

    channel: str
    user: str
    message_ts: str | None
    thread_ts: str | None
    born: float
    uses: int = 0


@dataclass
class ResponseUrls:
    """All response_urls given out."""

    base_url: str = ""
    time: Callable[[], float] = time.monotonic
    _known: dict[str, ResponseUrl] = field(default_factory=dict)

    def new(self, channel: str, user: str, message_ts: str | None = None, thread_ts: str | None = None) -> str:
        """A fresh URL."""
        key = f"{secrets.randbelow(10**13)}/{secrets.token_urlsafe(18)}"
        self._known[key] = ResponseUrl(channel, user, message_ts, thread_ts, self.time())
        return f"{self.base_url}/response/{TEAM_ID}/{key}"

    def take(self, key: str) -> ResponseUrl:
        """Count one use; raises `used_url` or `expired_url` when it may not be used any more."""
        known = self._known.get(key)
        if known is None:
            raise SlackError("invalid_url")
        if self.time() - known.born > LIFETIME_SECONDS:
            raise SlackError("expired_url")
        if known.uses >= USES:
            raise SlackError("used_url")
        known.uses += 1
        return known

    def clear(self) -> None:
        """Forget all of them."""
        self._known.clear()
