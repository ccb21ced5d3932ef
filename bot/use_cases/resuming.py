"""The first start on a restored backup: Slack may be ahead of it, and nothing may be said twice.

What waited in the backup may have been sent since, and so may what fell due since. Both are therefore looked for in
Slack by their marks before they are sent, from the moment of the backup on. What was done after it is gone: the cards
of promises that matter are shown as the backup knows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.promise import PromiseState
from bot.use_cases import announcing
from bot.use_cases.ticking import tick
from storage.restored import Restored
from storage.unit_of_work import Store

STILL_MATTERS = timedelta(days=90)
"""How long after its end a promise's card is still shown anew."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """What a restored backup made necessary: messages to be looked for, and cards to be shown as they were."""

    backed_up_at: datetime
    messages: int
    cards: int


def resume(store: Store, now: datetime) -> Resumed | None:
    """Prepare a restored backup for its first start; None where the database is none, or it was done before.

    Nothing may deliver before this is done. Raises StorageUnavailable.
    """
    with store.read() as tx:
        if Restored(tx.session, store.team_id).backed_up_at() is None:
            return None
    tick(store, now)  # so that what fell due since is owed, and looked for with the rest
    with store.write() as tx:
        restored = Restored(tx.session, store.team_id)
        backed_up_at = restored.backed_up_at()
        if backed_up_at is None:
            return None  # another process was faster
        messages = restored.look_for_first(min(backed_up_at, now))
        found = (tx.promises.load(promise_id) for promise_id in restored.posted(now - STILL_MATTERS))
        shown = [promise for promise in found if promise and promise.state is not PromiseState.WITHDRAWN]
        for promise in shown:
            announcing.owe_card(tx, promise, now, reason=f":restored:{backed_up_at.isoformat()}")
        restored.dealt_with()
        return Resumed(backed_up_at, messages, len(shown))
