"""Failures that the workspace can be told to play, so that a bot's recovery can be seen.

Rule: a fault is data, counted down as it is played, and cleared by the next set of faults. Faults touch the Slack
side only, never /_control. What was played is counted, so that a test can say how much it stood.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import GestureRefused
from .ids import Json

KINDS = ("429", "500", "drop_before", "drop_after", "500_after", "delay", "late", "error")
"""`late`: the connection is cut at once, and what was asked for is done `seconds` later all the same."""
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
    shuffle_events: float = 0.0
    """Each event waits for a while of its own, up to so many seconds: they arrive in any order."""
    lose_acks: int = 0
    """So many of the bot's acks are lost on their way: it did what it was asked for, and nobody knows."""
    rate_limit: bool = False
    played: Counter[str] = field(default_factory=Counter)
    """Kind → how often it was played since the server started."""
    time: Callable[[], float] = time.monotonic
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def set(self, wanted: Json) -> None:
        """Play exactly what `wanted` says from now on; {} plays nothing. Raises GestureRefused for unknown kinds."""
        delay, shuffle = _seconds(wanted, "delay_events"), _seconds(wanted, "shuffle_events")
        lost = wanted.get("lose_acks", 0)
        if not isinstance(lost, int):
            raise GestureRefused("invalid_fault: lose_acks is a number of acks")
        self.rules = [_rule(rule) for rule in wanted.get("rules", [])]
        self.duplicate_events = bool(wanted.get("duplicate_events", False))
        self.delay_events, self.shuffle_events, self.lose_acks = delay, shuffle, lost
        self.rate_limit = bool(wanted.get("rate_limit", False))
        self._buckets.clear()

    def take(self, method: str, channel: object) -> Rule | None:
        """The fault to play for this call, counted down."""
        for rule in self.rules:
            if rule.fits(method, channel):
                if rule.times is not None:
                    rule.times -= 1
                self.played[rule.kind] += 1
                return rule
        return None

    def event_waits(self) -> float:
        """How many seconds the next event waits before it is sent."""
        return self.delay_events + random.uniform(0, self.shuffle_events)

    def loses_ack(self) -> bool:
        """Whether the ack that the bot just gave is lost, counted down."""
        if self.lose_acks <= 0:
            return False
        self.lose_acks -= 1
        self.played["lost_ack"] += 1
        return True

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


def _seconds(wanted: Json, name: str) -> float:
    seconds = wanted.get(name, 0.0)
    if not isinstance(seconds, int | float):
        raise GestureRefused(f"invalid_fault: {name} is in seconds")
    return seconds


def _rule(given: Json) -> Rule:
    try:
        rule = Rule(**given)
    except TypeError as error:
        raise GestureRefused(f"invalid_fault: {error}") from None
    if rule.kind not in KINDS:
        raise GestureRefused(f"invalid_fault: kind must be one of {', '.join(KINDS)}")
    return rule
