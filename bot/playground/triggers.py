"""trigger_ids: the right to open a modal for a person, for three seconds, once.

Rule: real time, whatever the workspace's clock says; a trigger remembers which view it opened.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import SlackError

LIFETIME_SECONDS = 3.0
_KEPT_SECONDS = 60.0


@dataclass
class Trigger:
    """One gesture of a person. `view_id` is what came of it."""

    id: str
    user: str
    born: float
    used: bool = False
    view_id: str | None = None


@dataclass
class Triggers:
    """All triggers of the last minute."""

    time: Callable[[], float] = time.monotonic
    _known: dict[str, Trigger] = field(default_factory=dict)

    def new(self, user: str) -> Trigger:
        """A trigger for the gesture that `user` is making now."""
        now = self.time()
        self._known = {key: one for key, one in self._known.items() if now - one.born < _KEPT_SECONDS}
        number = secrets.randbelow(10**12)
        trigger = Trigger(f"{number}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}", user, now)
        self._known[trigger.id] = trigger
        return trigger

    def usable(self, trigger_id: object) -> Trigger:
        """The trigger, if it may still be exchanged; raises what Slack answers otherwise."""
        trigger = self._known.get(str(trigger_id))
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if self.time() - trigger.born > LIFETIME_SECONDS:
            raise SlackError("expired_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        return trigger

    def newest_of(self, user: str) -> Trigger | None:
        """The person's last gesture."""
        return next((one for one in reversed(self._known.values()) if one.user == user), None)
