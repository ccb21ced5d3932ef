"""Failures that the workspace can be told to play, so that a bot's recovery can be seen.

Rule: a fault is data, counted down as it is played, and cleared by the next set of faults. Faults touch the Slack
side only, never /_control.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import GestureRefused
from .ids import Json

KINDS = ("429", "500", "drop_before", "drop_after", "500_after", "delay", "error")
AFTER = ("drop_after", "500_after")
_RATE_SECONDS = 1.0
_RATE_BURST = 4


@dataclass
class Rule:
    """One failure: `times` None plays it for ever; method or channel None fits any."""

    kind: str
    method: str | None = None
    channel: str | None = None
    times: int | None = None
    retry_after: int = 1
    seconds: float = 0.0
    error: str = "fatal_error"

    def fits(self, method: str, channel: object) -> bool:
        """Whether the rule is to be played for this call."""
        wanted = self.method in (None, method) and self.channel in (None, channel)
        return wanted and (self.times is None or self.times > 0)


@dataclass
class Faults:
    """The failures being played."""

    rules: list[Rule] = field(default_factory=list)
    duplicate_events: bool = False
    delay_events: float = 0.0
    rate_limit: bool = False
    time: Callable[[], float] = time.monotonic
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def set(self, wanted: Json) -> None:
        """Play exactly what `wanted` says from now on; {} plays nothing. Raises GestureRefused for unknown kinds."""
        delay = wanted.get("delay_events", 0.0)
        if not isinstance(delay, int | float):
            raise GestureRefused("invalid_fault: delay_events is in seconds")
        self.rules = [_rule(rule) for rule in wanted.get("rules", [])]
        self.duplicate_events = bool(wanted.get("duplicate_events", False))
        self.delay_events = delay
        self.rate_limit = bool(wanted.get("rate_limit", False))
        self._buckets.clear()

    def take(self, method: str, channel: object) -> Rule | None:
        """The fault to play for this call, counted down."""
        for rule in self.rules:
            if rule.fits(method, channel):
                if rule.times is not None:
                    rule.times -= 1
                return rule
        return None

    def over_rate(self, method: str, channel: object) -> bool:
        """Whether posting to this channel is above one a second with short bursts (only when switched on)."""
        if not self.rate_limit or method not in ("chat.postMessage", "chat.postEphemeral"):
            return False
        now = self.time()
        tokens, then = self._buckets.get(str(channel), (float(_RATE_BURST), now))
        tokens = min(float(_RATE_BURST), tokens + (now - then) / _RATE_SECONDS)
        allowed = tokens >= 1
        self._buckets[str(channel)] = (tokens - 1 if allowed else tokens, now)
        return not allowed


def _rule(given: Json) -> Rule:
    try:
        rule = Rule(**given)
    except TypeError as error:
        raise GestureRefused(f"invalid_fault: {error}") from None
    if rule.kind not in KINDS:
        raise GestureRefused(f"invalid_fault: kind must be one of {', '.join(KINDS)}")
    return rule
