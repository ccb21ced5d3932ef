"""What goes wrong in one round: decided beforehand from the seed, played while people act.

Rule: every round has a kill or a fault of the server at least. What answers people privately goes around the outbox,
so calls to it fail cleanly only: a private word that is said twice is no announcement.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from tests.faults.wire import Json

_POSTING = ("chat.postMessage", "chat.postMessage", "chat.update")
_LOOKING = ("conversations.history", "conversations.replies", "conversations.open")
_ANSWERING = (
    "chat.postEphemeral", "views.open", "views.push", "conversations.info", "conversations.create",
    "conversations.invite",
)  # fmt: skip


class Deed(StrEnum):
    """What is done to a process or to its connection."""

    KILL = "kill"
    HOLD = "hold"
    DROP_SOCKET = "drop_socket"
    REFRESH_SOCKET = "refresh_socket"


@dataclass(frozen=True)
class Blow:
    """A deed, and how many seconds after the beginning it comes; `victim` is the number of a process."""

    deed: Deed
    after: float
    victim: int
    lasts: float = 0.0


@dataclass(frozen=True)
class Mischief:
    """Everything that goes wrong in one round: faults of the server, and blows in the order of their time."""

    faults: Json
    blows: tuple[Blow, ...]

    @property
    def kills(self) -> int:
        """Return how many processes are killed."""
        return sum(blow.deed is Deed.KILL for blow in self.blows)


def mischief(rng: Random, processes: int, is_socket: bool, latest: float, is_first: bool) -> Mischief:
    """Return what goes wrong in one round; `latest` is how late a call may land, in seconds.

    In a world's first round Slack's answer to a post is lost: so is it in the shortest run.
    """
    kinds = [Deed.KILL] * 5 + [Deed.HOLD] + ([Deed.DROP_SOCKET, Deed.REFRESH_SOCKET] if is_socket else [])
    blows = [_blow(rng, rng.choice(kinds), processes) for _ in range(rng.choice((0, 1, 1, 1, 2)))]
    rules = _rules(rng, latest) if not blows or rng.random() < 0.75 else []
    if is_first:
        rules.insert(0, {"kind": "drop_after", "method": "chat.postMessage", "times": 2})
    faults: Json = {"rules": rules}
    if rng.random() < 0.4:
        faults["duplicate_events"] = True
    if rng.random() < 0.4:
        faults["shuffle_events"] = rng.choice((0.2, 0.6, 1.5))
    if rng.random() < 0.35:
        faults["lose_acks"] = rng.randint(1, 3)
    return Mischief(faults, tuple(sorted(blows, key=lambda blow: blow.after)))


def _blow(rng: Random, deed: Deed, processes: int) -> Blow:
    lasts = rng.choice((1.0, 3.6)) if deed is Deed.HOLD else rng.uniform(0, 0.4)
    return Blow(deed, rng.uniform(0.05, 1.6), rng.randrange(processes), lasts)


def _rules(rng: Random, latest: float) -> list[Json]:
    rules = [_posting(rng, latest) for _ in range(rng.randint(1, 2))]
    if rng.random() < 0.4:
        kind = rng.choice(("500", "429", "drop_before", "drop_after"))
        rules.append({"kind": kind, "method": rng.choice(_LOOKING), "times": rng.randint(1, 2)})
    if rng.random() < 0.4:
        kind = rng.choice(("500", "429", "500_after", "drop_before", "drop_after"))
        rules.append({"kind": kind, "method": "chat.delete", "times": rng.randint(1, 2)})
    if rng.random() < 0.3:
        kind = rng.choice(("500", "429", "drop_before"))
        rules.append({"kind": kind, "method": rng.choice(_ANSWERING), "times": 1})
    return rules


def _posting(rng: Random, latest: float) -> Json:
    kind = rng.choice(("429", "500", "500_after", "500_after", "drop_before", "drop_after", "drop_after", "late"))
    rule: Json = {"kind": kind, "method": rng.choice(_POSTING), "times": rng.randint(1, 2)}
    if kind == "late":
        rule |= {"seconds": round(rng.uniform(0.1, latest), 2), "times": 1}
    return rule
