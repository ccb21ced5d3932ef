"""What the bot told each person privately: the receipts of what buttons and reactions signed.

A receipt is a private message; what it says is known by its words (everybody's Slack is English here).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from tests.faults import town
from tests.faults.wire import Json, Wire

_WORDS = {
    "TermAgreed": re.compile(r"Agreed for .* in P-(\d+)"),
    "PositionRetracted": re.compile(r"P-(\d+): the answer is taken back"),
    "CounterAccepted": re.compile(r"P-(\d+): the counter is accepted"),
    "VisibilityChanged": re.compile(r"P-(\d+): who may see it is changed"),
    "PhoneCallNoted": re.compile(r"P-(\d+): <@\w+> has got the button as a direct message"),
    "MoveConfirmed": re.compile(r"P-(\d+): noted that the figure holds alone"),
}


@dataclass
class Receipts:
    """Every private word of one world, gathered a round at a time: an answer may take the place of an earlier one."""

    wire: Wire
    words: set[tuple[str, str, str, str, str]] = field(default_factory=set)
    """(person, fact, number of the promise, ts, when it was edited)"""
    _latest: dict[tuple[str, str], str] = field(default_factory=dict)
    _private: dict[str, dict[str, Json]] = field(default_factory=dict)
    _direct: dict[str, dict[str, Json]] = field(default_factory=dict)

    def gather(self) -> None:
        """Read what is new to anybody."""
        for user in town.PEOPLE:
            for channel in self.wire.get(f"state?user={user}")["channels"]:
                if channel["is_member"]:
                    self._read(user, channel["id"], is_direct=channel["is_im"])

    def private(self, user: str) -> list[Json]:
        """Return what was said to a person alone in channels, oldest first, as it reads now."""
        return list(self._private.get(user, {}).values())

    def direct(self, user: str) -> list[Json]:
        """Return the bot's direct messages to a person, oldest first, as they read now."""
        return list(self._direct.get(user, {}).values())

    def counted(self) -> Counter[tuple[str, str, int]]:
        """Return (person, fact, number of the promise) → how many receipts there were."""
        return Counter((user, fact, int(number)) for user, fact, number, _, _ in self.words)

    def _read(self, user: str, channel: str, *, is_direct: bool) -> None:
        after = self._latest.get((user, channel), "0")
        found = self.wire.get(f"messages/{channel}?user={user}&after={after}")["messages"]
        for message in found:
            edited = (message.get("edited") or {}).get("ts", "")
            self._latest[user, channel] = max(self._latest.get((user, channel), ""), message["ts"], edited)
            is_private = message.get("ephemeral") or (is_direct and "bot_id" in message)
            if is_private and not message.get("metadata"):
                self._keep(user, message, edited)
            if is_private:
                kept = self._direct if is_direct else self._private
                kept.setdefault(user, {})[message["ts"]] = {**message, "channel": channel}

    def _keep(self, user: str, message: Json, edited: str) -> None:
        for fact, pattern in _WORDS.items():
            said = pattern.search(message["text"])
            if said:
                self.words.add((user, fact, said[1], message["ts"], edited))
