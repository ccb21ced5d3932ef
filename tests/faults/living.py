"""One world from its beginning to its last check."""

from __future__ import annotations

import resource
from collections.abc import Callable

from tests.faults.acts import check_acts
from tests.faults.announcements import check_announcements
from tests.faults.findings import Findings
from tests.faults.opening import opened
from tests.faults.reminders import check_reminders
from tests.faults.replaying import check_state
from tests.faults.run import Result
from tests.faults.world import Plan, World


def live(plan: Plan, tell: Callable[[], None]) -> Result:
    """Live through a world's rounds and check everything; `tell` is called after each round."""
    with opened(plan) as world:
        world.live(tell)
        played = dict(world.server.slack.faults.played)
        result = Result(plan.rounds, world.kills, sum(played.values()), played, checked(world))
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    result.processor_seconds = round(sum(one.ru_utime + one.ru_stime for one in used), 1)
    return result


def checked(world: World) -> Findings:
    """Look at everything from outside; once more after the sweep where a card may be an older one that landed late."""
    found = _looked_at(world)
    if found.stale and world.plan.is_reconciling:
        world.until_swept()
        found = _looked_at(world)
    return found


def _looked_at(world: World) -> Findings:
    found = Findings()
    check_acts(world.store, world.ledger, world.receipts, found)
    check_announcements(world, found)
    check_reminders(world.store, world.stops, found)
    check_state(world.store, found)
    for name in ("lost", "duplicated", "stale", "untrue"):
        texts = getattr(found, name)
        texts[:] = [f"world {world.plan.number}: {text}" for text in texts]
    return found
