"""Time passes for an office, and what is said meanwhile is noted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.unit.use_cases.office import (
    Office,
)

DIGEST = ("#", "digest")
FAR = "2027-06-30 12:00"


def over(office: Office, until: str) -> list[tuple[datetime, str, str]]:
    """Let time pass, ticking when something falls due and now and then; return every DM and digest (when, who, why)."""
    found, end = [], datetime.fromisoformat(until).astimezone(UTC)
    while office.now < end:
        with office.read() as tx:
            coming = [entry.due_at for entry in tx.agenda.due(end, 1)]
        office.at(min([*coming, office.now + timedelta(hours=30), end]) if coming else end)
        found += [(office.now, *said) for said in office.tick()]
    return found
