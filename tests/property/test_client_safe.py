"""Rule 8: no output that goes to a client holds a figure that is unsigned or that somebody said cannot be kept.

Each amount is used once and told apart by its digits, and the account of which may be told is kept from the acts alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.promise import Promise, PromiseState, TermId
from bot.locale import speaker
from bot.slack.render.cast import Cast
from bot.slack.render.saying import holding_sentence, sayable
from bot.slack.render.signed import signed_off
from bot.slack.render.wording import NotFitForClient, wording
from tests.unit.domain.builders import FEB_1, SITE, WFM, Talk, added, agents, site_lead, wfm_lead

SITES = ("Leipzig", "Kassel", "Bonn")
BERLIN = ZoneInfo("Europe/Berlin")
AMOUNTS = re.compile(r"\b(?:7\d{4}|8\d{4})\b")
"""Figures begin with 7, their conditions with 8: no date, time or id of a person does."""
KINDS = ("agree", "agree", "sign off", "sign off", "revise", "counter", "accept", "drop", "renegotiate", "end",
         "cannot keep", "cannot keep", "keep again", "retract", "withdraw")  # fmt: skip


@dataclass
class Course:
    """A negotiation with the amounts that may be told: figure → (its amount, that of its condition)."""

    count: int
    names: int = 0
    fit: dict[TermId, tuple[int, int]] = field(default_factory=dict)
    kept_no_more: set[TermId] = field(default_factory=set)

    def __post_init__(self) -> None:
        changes = (added(TermId(f"T{n}"), self.figure(n), SITE, WFM) for n in range(self.count))
        self.talk = Talk.about(*changes)

    def figure(self, site: int):
        self.names += 1
        return agents(70000 + self.names, FEB_1, SITES[site], conditions=(f"forecast {80000 + self.names}",))

    def changed(self, term_id: TermId):
        return self.talk.replaced(term_id, self.figure(int(term_id[1:])))

    def can(self, kind: str, line: TermId) -> bool:
        promise = self.talk.promise
        is_in_force = promise.in_force is not None
        negotiating, open_ = promise.state is PromiseState.NEGOTIATING, promise.is_open
        return {
            "agree": open_,
            "sign off": open_,
            "retract": open_,
            "revise": negotiating,
            "counter": open_ and not promise.counters and not is_in_force,
            "accept": bool(promise.counters) and not is_in_force,
            "drop": negotiating and len(promise.terms) > 1,
            "withdraw": negotiating,
            "renegotiate": promise.state is PromiseState.SIGNED_OFF,
            "end": is_in_force and open_,
            "cannot keep": is_in_force and line in self.fit and line not in self.kept_no_more,
            "keep again": line in self.kept_no_more,
        }[kind]

    def does(self, kind: str, line: TermId) -> None:
        talk = self.talk
        match kind:
            case "agree":
                self.agrees(wfm_lead)
            case "sign off":
                self.agrees(wfm_lead)
                self.agrees(site_lead)
            case "retract":
                if any(WFM.id in one.positions for one in talk.promise.terms if not talk.promise.is_as_sealed(one)):
                    talk.retracts(wfm_lead)
            case "revise":
                talk.revises(self.changed(line))
            case "counter":
                talk.counters(site_lead, self.changed(line))
            case "accept":
                talk.accepts()
            case "drop":
                talk.drops(line)
            case "withdraw":
                talk.withdraws()
            case "renegotiate":
                talk.renegotiates(wfm_lead, self.changed(line))
            case "end":
                talk.ends()
            case "cannot keep":
                talk.cannot_keep(wfm_lead, line)
                self.kept_no_more.add(line)
            case "keep again":
                talk.keeps_again(wfm_lead, line)
                self.kept_no_more.discard(line)

    def agrees(self, actor) -> None:
        slot = min(actor.member_of)
        promise = self.talk.promise
        if promise.is_open and any(slot in {one.id for one in line.missing} for line in promise.terms):
            self.talk.agrees(actor)

    def note(self) -> None:
        """After a sign-off, and only then, exactly what stands may be told."""
        promise = self.talk.promise
        if promise.state is PromiseState.SIGNED_OFF:
            now = {line.id: amounts(line.term) for line in promise.terms}
            self.kept_no_more = {line for line in self.kept_no_more if self.fit.get(line) == now.get(line)}
            self.fit = now
        elif promise.state is PromiseState.WITHDRAWN:
            self.fit = {}


def amounts(term) -> tuple[int, int]:
    return int(term.value.amount), int(term.conditions[0].split()[-1])


@st.composite
def courses(draw) -> Course:
    course = Course(draw(st.integers(1, 3)))
    for _ in range(draw(st.integers(0, 12))):
        line = draw(st.sampled_from([one.id for one in course.talk.promise.terms]))
        possible = [kind for kind in KINDS if course.can(kind, line)]
        if possible:
            course.does(draw(st.sampled_from(possible)), line)
            course.note()
    return course


def figures_in(*texts: object) -> set[int]:
    """Return the amounts in texts, as numbers are written in either language."""
    return {int(amount) for text in texts for amount in AMOUNTS.findall(re.sub(r"(?<=\d)[.,](?=\d{3})", "", str(text)))}


def cast(course: Course, language: str) -> Cast:
    return Cast(say=speaker(language), zone=BERLIN, now=course.talk.now, users={}, asked={}, links={}, home=BERLIN)


def said_to_the_client(course: Course, promise: Promise, language: str) -> list[object]:
    """Return everything that is made to be passed on."""
    told = [promise] if promise.may_be_told else []
    wordings = {one.id: wording(one, language) for one in told}
    holding = holding_sentence(promise.needed_by, language, BERLIN, course.talk.now)
    said = sayable(
        speaker(language), client="Acme", told=told, wordings=wordings, holding=holding,
        is_waiting=promise.is_open, others=(), command="/promise",
    )  # fmt: skip
    announced = [signed_off(one, cast(course, language), wordings[one.id]) for one in told]
    parts = [part for message in (said, *announced) for part in (message.text, message.blocks)]
    return [*wordings.values(), holding, *parts]


@settings(max_examples=150, deadline=None)
@given(courses(), st.sampled_from(["en", "de"]))
def test_only_what_is_signed_and_can_be_kept_is_made_for_the_client(course: Course, language: str) -> None:
    promise = course.talk.promise
    fit = [pair for line, pair in course.fit.items() if line not in course.kept_no_more]
    said = said_to_the_client(course, promise, language)
    assert figures_in(*said) == {amount for pair in fit for amount in pair}
    if not fit:
        try:
            text = wording(promise, language)
        except NotFitForClient:
            return
        raise AssertionError(f"there is nothing to be told, and yet: {text}")
