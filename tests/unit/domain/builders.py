"""Small builders of the negotiation: people, areas, figures, and a `Talk` that carries out acts and keeps history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

from bot.domain import commands
from bot.domain.commands import Actor, Command
from bot.domain.errors import PromiseError
from bot.domain.events import Event
from bot.domain.evolution import evolve
from bot.domain.negotiation import decide
from bot.domain.promise import Change, CounterId, Promise, PromiseId, PromiseState, Stage, TermId, TermVersion, Via
from bot.domain.slots import PersonRef, Slot, SlotId
from bot.domain.terms import Due, PercentWithin, Quantity, Question, Scope, Term

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NEEDED_BY = datetime(2026, 11, 27, 11, tzinfo=UTC)
FEB_1, MAR_1, APR_1 = date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 1)

WFM = Slot(SlotId("wfm"), "Workforce management")
QUALITY = Slot(SlotId("quality"), "Quality")
SITE = Slot(SlotId("leipzig"), "Site Leipzig")

Refused = TypeVar("Refused", bound=PromiseError)

AUTHOR, TEAM_MATE = PersonRef("sales-author"), PersonRef("account-team")
WFM_LEAD, WFM_SECOND, WFM_DEPUTY = PersonRef("wfm-lead"), PersonRef("wfm-second"), PersonRef("wfm-deputy")
QUALITY_LEAD, SITE_LEAD, OUTSIDER = PersonRef("quality-lead"), PersonRef("site-lead"), PersonRef("outsider")

author, team_mate, outsider = Actor(AUTHOR), Actor(TEAM_MATE), Actor(OUTSIDER)
wfm_lead = Actor(WFM_LEAD, frozenset({WFM.id}))
wfm_second = Actor(WFM_SECOND, frozenset({WFM.id}))
wfm_deputy = Actor(WFM_DEPUTY, deputy_for={WFM.id: WFM_LEAD})
quality_lead = Actor(QUALITY_LEAD, frozenset({QUALITY.id}))
site_lead = Actor(SITE_LEAD, frozenset({SITE.id}))
both_areas = Actor(WFM_LEAD, frozenset({WFM.id, QUALITY.id}))

F, G, H = TermId("F"), TermId("G"), TermId("H")
C1, C2 = CounterId("C1"), CounterId("C2")


def agents(number: int, due: Due | None = FEB_1, *sites: str, conditions: tuple[str, ...] = ()) -> Term:
    return Term("headcount", Quantity(Decimal(number)), "persons", due=due, scope=Scope(sites), conditions=conditions)


def agents_asked(due: Due | None = FEB_1) -> Term:
    return Term("headcount", Question(), "persons", due=due)


def service_level(percent: int = 80, seconds: int = 20) -> Term:
    return Term("service_level", PercentWithin(Decimal(percent), Decimal(seconds)), "percent/seconds", due=MAR_1)


def quality_score(percent: int = 90) -> Term:
    return Term("qa_score", Quantity(Decimal(percent)), "percent", due=MAR_1)


def added(new_id: TermId, term: Term, *slots: Slot) -> Change:
    return Change(term, slots, new_id=new_id)


def draft(*terms: Change, **other: object) -> commands.Draft:
    plain = {
        "actor": author,
        "promise_id": PromiseId("p12"),
        "number": 12,
        "client": "Acme",
        "title": "new inbound line",
        "needed_by": NEEDED_BY,
        "channel": "C-promises",
        "terms": terms,
        "account_team": (TEAM_MATE,),
    }
    return commands.Draft(**{**plain, **other})  # type: ignore[arg-type]


@dataclass
class Talk:
    """One promise being talked about: every act is carried out at `now`, one minute after the one before."""

    history: list[Event] = field(default_factory=list)
    current: Promise | None = None
    now: datetime = NOON

    @classmethod
    def about(cls, *terms: Change, **other: object) -> Talk:
        talk = cls()
        talk.does(draft(*terms, **other))
        return talk

    def does(self, command: Command) -> tuple[Event, ...]:
        facts = decide(self.current, command, self.now)
        for fact in facts:
            self.current = evolve(self.current, fact)
        self.history += facts
        self.now += timedelta(minutes=1)
        return facts

    @property
    def promise(self) -> Promise:
        assert self.current is not None
        return self.current

    def line(self, term_id: TermId) -> TermVersion:
        line = self.promise.term(term_id)
        assert line is not None
        return line

    def stage(self, term_id: TermId) -> Stage:
        return self.promise.stage_of(term_id)

    def replaced(self, term_id: TermId, term: Term, *slots: Slot) -> Change:
        line = self.line(term_id)
        return Change(term, slots or line.slots, term_id=term_id, based_on=line.version)

    def agrees(self, actor: Actor, *ids: TermId, via: Via = Via.BUTTON) -> tuple[Event, ...]:
        seen = {term_id: self.line(term_id).version for term_id in ids} if ids else self.promise.versions
        return self.does(commands.Agree(actor, seen, via))

    def objects(self, actor: Actor, *ids: TermId, reason: str = "ten weeks of coaching") -> tuple[Event, ...]:
        return self.does(commands.Object(actor, self.promise.versions, ids, reason))

    def counters(
        self, actor: Actor, *changes: Change, counter_id: CounterId = C1, reason: str = "a class starts in March"
    ) -> tuple[Event, ...]:
        return self.does(commands.ProposeCounter(actor, counter_id, changes, reason))

    def accepts(self, counter_id: CounterId = C1, actor: Actor = author) -> tuple[Event, ...]:
        return self.does(commands.AcceptCounter(actor, counter_id))

    def revises(self, *changes: Change, actor: Actor = author, reason: str = "less is enough") -> tuple[Event, ...]:
        return self.does(commands.Revise(actor, changes, reason))

    def drops(self, term_id: TermId, actor: Actor = author) -> tuple[Event, ...]:
        return self.does(commands.Drop(actor, self.promise.versions, term_id, "the client can do without"))

    def retracts(self, actor: Actor, via: Via | None = None, seen: commands.Seen | None = None) -> tuple[Event, ...]:
        return self.does(commands.Retract(actor, via, seen))

    def checks(self, actor: Actor, *ids: TermId, hours: int = 24) -> tuple[Event, ...]:
        seen = {term_id: self.line(term_id).version for term_id in ids} if ids else self.promise.versions
        return self.does(commands.Check(actor, seen, self.now + timedelta(hours=hours)))

    def restates(
        self, client: str = "Acme", conditions: tuple[str, ...] = (), actor: Actor = author, *slots: Slot
    ) -> tuple[Event, ...]:
        asked = {line.id: slots or line.slots for line in self.promise.terms}
        return self.does(commands.Restate(actor, client, conditions, asked, "the client changed"))

    def proposes_move(self, term_id: TermId, actor: Actor = author) -> tuple[Event, ...]:
        return self.does(commands.ProposeMove(actor, self.promise.versions, term_id, "it goes its own way"))

    def confirms_move(self, actor: Actor, term_id: TermId) -> tuple[Event, ...]:
        return self.does(commands.ConfirmMove(actor, self.promise.versions, term_id, PromiseId("p13"), 13))

    def renegotiates(
        self, actor: Actor, *changes: Change, acts: tuple[commands.Drop | commands.Restate, ...] = ()
    ) -> tuple[Event, ...]:
        return self.does(commands.Renegotiate(actor, changes, "the forecast halved", C1, acts))

    def ends(self, actor: Actor = author) -> tuple[Event, ...]:
        return self.does(commands.EndRenegotiation(actor, "it stays as it is"))

    def cannot_keep(self, actor: Actor, *ids: TermId) -> tuple[Event, ...]:
        sealed = {line.id: line.version for line in self.promise.sealed_terms}
        return self.does(commands.CannotKeep(actor, ids, sealed, "two trainers left"))

    def keeps_again(self, actor: Actor, *ids: TermId) -> tuple[Event, ...]:
        return self.does(commands.KeepAgain(actor, ids, "a trainer was found"))

    def fit(self) -> list[TermId]:
        return [line.id for line in self.promise.fit_for_client]

    def withdraws(self, actor: Actor = author) -> tuple[Event, ...]:
        return self.does(commands.Withdraw(actor, "no order"))


def two_figures(**other: object) -> Talk:
    """F needs workforce management and quality, G the site alone; nothing is signed."""
    return Talk.about(added(F, agents(40), WFM, QUALITY), added(G, service_level(), SITE), **other)


def sign_all(talk: Talk) -> Talk:
    """Every area agrees to everything, so the promise is signed off."""
    for actor in (wfm_lead, quality_lead, site_lead):
        talk.agrees(actor)
    assert talk.promise.state is PromiseState.SIGNED_OFF
    return talk


def dropped(talk: Talk, term_id: TermId) -> commands.Drop:
    return commands.Drop(author, talk.promise.versions, term_id, "the client can do without")


def refused(talk: Talk, error: type[Refused], command: Command) -> Refused:
    """Rule 5: a typed error, and nothing has changed."""
    before, history = talk.promise, list(talk.history)
    with pytest.raises(error) as caught:
        talk.does(command)
    assert type(caught.value) is error
    assert (talk.promise, talk.history) == (before, history)
    return caught.value


def names(facts: Iterable[Event]) -> list[str]:
    return [type(fact).__name__ for fact in facts]
