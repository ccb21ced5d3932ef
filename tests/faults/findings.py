"""What is wrong, by kind, each in one line."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Findings:
    """Everything that the checks of one world found."""

    lost: list[str] = field(default_factory=list)
    """Acknowledged and not in the history, owed and not in Slack, due and not sent."""
    duplicated: list[str] = field(default_factory=list)
    """In the history, or in Slack, twice."""
    stale: list[str] = field(default_factory=list)
    """A card that shows something else than the database, tables that are not what the history leads to, a seal that
    does not verify."""
    untrue: list[str] = field(default_factory=list)
    """Answered as refused and done all the same."""
    acknowledged: int = 0
