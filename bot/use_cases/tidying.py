"""What has served its purpose goes by itself: Slack delivers no event again after days, and no day comes twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.removal import Removal
from storage.unit_of_work import Store

EVENTS_KEPT_FOR = timedelta(days=7)
NUDGES_KEPT_FOR = timedelta(days=31)
"""Which reminder went to whom on which day; a reminder asks for its own day alone, and the digest for its week."""

PACES_KEPT_FOR = timedelta(days=1)
"""How far a limit of Slack's is used up: none is filled for longer than the longest Retry-After."""


def tidy(store: Store, now: datetime) -> None:
    """Remove notes of events, reminders and limits that nobody asks for any more. Raises StorageUnavailable."""
    with store.write() as tx:
        removal = Removal(tx.session, tx.team_id)
        removal.remove(removal.events_before(now - EVENTS_KEPT_FOR))
        removal.remove(removal.nudges_before((now - NUDGES_KEPT_FOR).date()))
        removal.remove(removal.paces_before(now - PACES_KEPT_FOR))
