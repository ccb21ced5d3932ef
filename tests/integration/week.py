"""A working week in the workspace, walked through with its clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.integration.conftest import set_clock
from tests.integration.world import Json, World, buttons_of, said, until

BERLIN = ZoneInfo("Europe/Berlin")
LEIPZIG = "40 agents in Leipzig by 1 Feb 2035"
LISBON = "25 agents in Lisbon by 1 Feb 2035"
SERVICE = "service level 80/20 from 1 March 2035"


class Week:
    """A week of the workspace, told in Berlin's time."""

    def __init__(self, world: World) -> None:
        self.world = world
        today = world.playground.bot.office.clock.now().astimezone(BERLIN).date()
        days = (7 - today.weekday()) % 7 or 7
        self.monday = today + timedelta(days=days)

    def moment(self, day: int, clock: str) -> datetime:
        """Return a moment; day 0 is Monday."""
        return datetime.combine(self.monday + timedelta(days=day), time.fromisoformat(clock), BERLIN)

    def at(self, day: int, clock: str) -> None:
        """Move to a moment and wait until everything that it makes due is in Slack."""
        moment = self.moment(day, clock)
        set_clock(self.world.playground, moment)
        until(lambda: self.due(moment) == 0, "the tick")
        self.world.settled()

    def due(self, moment: datetime) -> int:
        """Return how much of the bot's agenda is due by then and not dealt with."""
        with self.world.playground.bot.office.store.read() as tx:
            return len(tx.agenda.due(moment, 1))

    def draft(self, day: int, clock: str, figures: str = LEIPZIG, **inputs: str) -> Json:
        """Draft a promise that needs an answer by then, in the words that its author types."""
        needed_by = self.moment(day, clock).strftime("%d.%m.%Y %H:%M")
        card = self.world.draft(figures=figures, needed_by=needed_by, **inputs)
        self.world.settled()
        return self.world.card(card)

    def reminders(self, user: str) -> list[Json]:
        """Return what the bot wrote to a person about answers that they owe."""
        return [m for m in self.world.direct(user) if set(buttons_of(m)) & {"promise.agree", "promise.revise"}]


def dm_of(world: World, user: str) -> str:
    """Return the conversation of a person with the bot."""
    return next(str(c["id"]) for c in world.get(f"state?user={user}")["channels"] if c["is_im"])


def lines_of(message: Json, *names: str) -> list[int]:
    """Return where each of `names` stands in a message, in characters."""
    return [said(message).index(name) for name in names]
