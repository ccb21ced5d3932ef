"""What somebody reads at a glance: pure shapes that queries fill and renderers show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.promise import Promise, TermVersion
from bot.domain.slots import SlotId


@dataclass(frozen=True, slots=True)
class Owing:
    """One promise on which a person owes an answer.

    `lines` are the figures to answer, `areas` and `slots` those that they are asked for; `as_sales` when sales has an
    objection or counter to answer; `as_backup` when the person is asked in place of an area's members.
    """

    promise: Promise
    lines: tuple[TermVersion, ...]
    areas: tuple[str, ...] = ()
    as_sales: bool = False
    as_backup: bool = False
    slots: tuple[SlotId, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What one person owes and what they wait for, soonest client date first."""

    owes: tuple[Owing, ...] = ()
    waits_for: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """A week at a glance; by areas, never by persons (rule 10).

    `to_decide`: an objection or a counter stands, or the client's date has passed; `may_be_told`: jointly signed off;
    `not_yet`: negotiating; `signed_since`: signed off after `since`; `thanks`: areas that took part in those.
    """

    since: datetime
    to_decide: tuple[Promise, ...] = ()
    may_be_told: tuple[Promise, ...] = ()
    not_yet: tuple[Promise, ...] = ()
    signed_since: tuple[Promise, ...] = ()
    thanks: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Tell whether there is anything to post: a week with nothing to say posts nothing."""
        return bool(self.to_decide or self.not_yet or self.signed_since)


@dataclass(frozen=True, slots=True)
class AreaAnswersFor:
    """One line of `/promise owners`: what leads to an area, and who is in it; None fits everything."""

    area: str
    metric: str | None
    site: str | None
    skill: str | None
    client: str | None
    members: tuple[str, ...]
    backup: tuple[str, ...]
