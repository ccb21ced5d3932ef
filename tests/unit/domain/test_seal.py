"""The seal covers everything that was signed, and nothing that may change afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from bot.domain.promise import Objected, Position, Promise, PromiseId, Seal, TermId, TermVersion
from bot.domain.seal import make_seal, seal_holds
from bot.domain.slots import PersonRef, Slot, SlotId
from bot.domain.terms import Bound, OnDate, PercentWithin, Quantity, Question, Range, Scope, Term, WeeksAfterAward
from tests.unit.domain.builders import NOON, QUALITY, WFM, F, G, Talk, added, agents, quality_lead, wfm_deputy, wfm_lead

FULL = Term(
    "service_level",
    PercentWithin(Decimal(80), Decimal(20)),
    "percent/seconds",
    bound=Bound.MIN,
    due=date(2027, 3, 1),
    scope=Scope(("Leipzig", "Kassel"), "Hotline", "Nordic", "voice", "da"),
    conditions=("forecast ±10 %",),
)


def sealed() -> Promise:
    talk = Talk.about(added(F, FULL, WFM, QUALITY), added(G, agents(40), WFM), conditions=("access by 15 Jan",))
    talk.agrees(wfm_deputy)
    talk.agrees(quality_lead)
    return talk.promise


def line_changed(**changes: object) -> Callable[[Promise], Promise]:
    def tampered(promise: Promise) -> Promise:
        first, *others = promise.terms
        return replace(promise, terms=(replace(first, **changes), *others))  # type: ignore[arg-type]

    return tampered


def term_changed(**changes: object) -> Callable[[Promise], Promise]:
    return line_changed(term=replace(FULL, **changes))  # type: ignore[arg-type]


def scope_changed(**changes: object) -> Callable[[Promise], Promise]:
    return term_changed(scope=replace(FULL.scope, **changes))  # type: ignore[arg-type]


def signature_changed(**changes: object) -> Callable[[Promise], Promise]:
    def tampered(promise: Promise) -> Promise:
        line = promise.terms[0]
        said = replace(line.positions[WFM.id], **changes)  # type: ignore[arg-type]
        return line_changed(positions={**line.positions, WFM.id: said})(promise)

    return tampered


def sales_changed(**changes: object) -> Callable[[Promise], Promise]:
    return lambda promise: line_changed(sales=replace(promise.terms[0].sales, **changes))(promise)  # type: ignore[arg-type]


def without(slot: Slot, line: TermVersion) -> dict[SlotId, Position]:
    return {key: said for key, said in line.positions.items() if key != slot.id}


LATER = NOON + timedelta(days=1)
OTHER = PersonRef("other")
NEWCOMER = Slot(SlotId("newcomer"), "Newcomer")

TAMPERINGS: dict[str, Callable[[Promise], Promise]] = {
    "promise": lambda promise: replace(promise, id=PromiseId("other")),
    "number": lambda promise: replace(promise, number=13),
    "client": lambda promise: replace(promise, client="Other"),
    "conditions": lambda promise: replace(promise, conditions=()),
    "more conditions": lambda promise: replace(promise, conditions=(*promise.conditions, "x")),
    "digest": lambda promise: replace(promise, seal=replace(promise.seal, digest="0" * 64)),
    "sealed at": lambda promise: replace(promise, seal=replace(promise.seal, at=LATER)),
    "figure gone": lambda promise: replace(promise, terms=promise.terms[1:]),
    "figures swapped": lambda promise: replace(promise, terms=promise.terms[::-1]),
    "figure twice": lambda promise: replace(promise, terms=(*promise.terms, promise.terms[0])),
    "figure's id": line_changed(id=TermId("other")),
    "version": line_changed(version=2),
    "metric": term_changed(metric="answer_rate"),
    "bound": term_changed(bound=Bound.MAX),
    "no bound": term_changed(bound=None),
    "percent": term_changed(value=PercentWithin(Decimal(81), Decimal(20))),
    "seconds": term_changed(value=PercentWithin(Decimal(80), Decimal(21))),
    "kind of value": term_changed(value=Question()),
    "unit": term_changed(unit="percent"),
    "due": term_changed(due=date(2027, 3, 2)),
    "no due": term_changed(due=None),
    "due after the award": term_changed(due=WeeksAfterAward(10)),
    "sites": scope_changed(sites=("Leipzig",)),
    "line": scope_changed(line=None),
    "skill": scope_changed(skill="other"),
    "channel": scope_changed(channel="chat"),
    "language": scope_changed(language="sv"),
    "figure's conditions": term_changed(conditions=()),
    "slot gone": line_changed(slots=(WFM,)),
    "slot put in": line_changed(slots=(WFM, QUALITY, NEWCOMER)),
    "area": line_changed(slots=(replace(WFM, area="Other"), QUALITY)),
    "sales person": sales_changed(person=OTHER),
    "sales time": sales_changed(at=LATER),
    "signer": signature_changed(person=OTHER),
    "represented": signature_changed(deputy_for=OTHER),
    "not as deputy": signature_changed(deputy_for=None),
    "signed at": signature_changed(at=LATER),
    "signature gone": lambda promise: line_changed(positions=without(QUALITY, promise.terms[0]))(promise),
    "objection": lambda promise: line_changed(
        positions={**promise.terms[0].positions, QUALITY.id: Objected(OTHER, NOON, "no")}
    )(promise),
}


def test_holds_after_sign_off() -> None:
    assert seal_holds(sealed())


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_breaks_when_anything_signed_is_changed(tampering: str) -> None:
    promise = sealed()
    changed = TAMPERINGS[tampering](promise)
    assert changed != promise
    assert not seal_holds(changed)


@pytest.mark.parametrize(
    "change", [{"title": "other"}, {"account_team": ()}, {"needed_by": LATER}, {"channel": "C-other"}, {"revision": 99}]
)
def test_holds_after_a_cosmetic_change(change: dict[str, object]) -> None:
    assert seal_holds(replace(sealed(), **change))  # type: ignore[arg-type]


def test_nothing_holds_without_a_seal() -> None:
    assert not seal_holds(replace(sealed(), seal=None))


def test_the_same_promise_has_the_same_seal_however_it_is_written() -> None:
    promise = sealed()
    positions = dict(reversed(promise.terms[0].positions.items()))
    same_number = term_changed(value=PercentWithin(Decimal("80.00"), Decimal("2E+1")))
    assert seal_holds(line_changed(positions=positions)(promise))
    assert seal_holds(same_number(promise))


@pytest.mark.parametrize(
    "value",
    [
        Quantity(Decimal("92.5")),
        Range(Decimal(1), Decimal(2)),
        Range(Decimal(1), Decimal(3)),
        Range(Decimal(0), Decimal(2)),
        OnDate(date(2027, 2, 1)),
        OnDate(WeeksAfterAward(10)),
        PercentWithin(Decimal(80), Decimal(20)),
        Question(),
    ],
)
def test_every_kind_of_value_has_its_own_seal(value: object) -> None:
    promise = sealed()
    other = line_changed(term=replace(FULL, value=value))(promise)  # type: ignore[arg-type]
    digest = make_seal(other, NOON).digest
    assert digest == make_seal(other, NOON).digest
    assert (digest == make_seal(promise, NOON).digest) == (value == FULL.value)


def test_the_time_is_sealed_wherever_it_was_read() -> None:
    promise = sealed()
    assert make_seal(promise, NOON) == make_seal(promise, NOON.astimezone(ZoneInfo("Asia/Kolkata")))
    assert make_seal(promise, NOON) != make_seal(promise, NOON + timedelta(microseconds=1))


def test_is_the_hash_of_a_text_that_must_never_change_silently() -> None:
    """Written out by hand: with another text every seal that is stored anywhere would break."""
    talk = Talk.about(added(F, agents(40), WFM))
    talk.agrees(wfm_lead)
    text = (
        '{"client":"Acme","conditions":[],"number":12,"promise":"p12","seal":1,'
        '"sealed_at":"2026-11-23T12:01:00.000000+00:00","terms":[{"figure":{"bound":null,"channel":null,'
        '"conditions":[],"due":"2027-02-01","language":null,"line":null,"metric":"headcount","sites":[],'
        '"skill":null,"unit":"persons","value":"40"},"id":"F",'
        '"sales":{"at":"2026-11-23T12:00:00.000000+00:00","deputy_for":null,"person":"sales-author"},'
        '"slots":{"wfm":{"area":"Workforce management","signature":'
        '{"at":"2026-11-23T12:01:00.000000+00:00","deputy_for":null,"person":"wfm-lead"}}},"version":1}]}'
    )
    assert talk.promise.seal == Seal(sha256(text.encode()).hexdigest(), NOON + timedelta(minutes=1))
