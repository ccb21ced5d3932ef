"""The seal covers everything that was signed, and nothing that may change afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from bot.domain.promise import (
    Objected,
    Position,
    Promise,
    PromiseId,
    PromiseState,
    Seal,
    SealedSet,
    TermId,
    TermVersion,
)
from bot.domain.seal import seal_holds, seal_set
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


def in_force(promise: Promise) -> SealedSet:
    assert promise.in_force is not None
    return promise.in_force


def set_changed(promise: Promise, **changes: object) -> Promise:
    return replace(promise, in_force=replace(in_force(promise), **changes))  # type: ignore[arg-type]


def lines_changed(change: Callable[[tuple[TermVersion, ...]], tuple[TermVersion, ...]]) -> Callable[[Promise], Promise]:
    return lambda promise: set_changed(promise, terms=change(promise.sealed_terms))


def line_changed(**changes: object) -> Callable[[Promise], Promise]:
    return lines_changed(lambda lines: (replace(lines[0], **changes), *lines[1:]))  # type: ignore[arg-type]


def term_changed(**changes: object) -> Callable[[Promise], Promise]:
    return line_changed(term=replace(FULL, **changes))  # type: ignore[arg-type]


def scope_changed(**changes: object) -> Callable[[Promise], Promise]:
    return term_changed(scope=replace(FULL.scope, **changes))  # type: ignore[arg-type]


def signature_changed(**changes: object) -> Callable[[Promise], Promise]:
    def tampered(promise: Promise) -> Promise:
        line = promise.sealed_terms[0]
        said = replace(line.positions[WFM.id], **changes)  # type: ignore[arg-type]
        return line_changed(positions={**line.positions, WFM.id: said})(promise)

    return tampered


def sales_changed(**changes: object) -> Callable[[Promise], Promise]:
    return lambda promise: line_changed(sales=replace(promise.sealed_terms[0].sales, **changes))(promise)  # type: ignore[arg-type]


def without(slot: Slot, line: TermVersion) -> dict[SlotId, Position]:
    return {key: said for key, said in line.positions.items() if key != slot.id}


def digest_of(promise: Promise, at: datetime = NOON) -> str:
    return seal_set(promise, at).seal.digest


LATER = NOON + timedelta(days=1)
OTHER = PersonRef("other")
NEWCOMER = Slot(SlotId("newcomer"), "Newcomer")

TAMPERINGS: dict[str, Callable[[Promise], Promise]] = {
    "promise": lambda promise: replace(promise, id=PromiseId("other")),
    "number": lambda promise: replace(promise, number=13),
    "client": lambda promise: set_changed(promise, client="Other"),
    "conditions": lambda promise: set_changed(promise, conditions=()),
    "more conditions": lambda promise: set_changed(promise, conditions=(*promise.conditions, "x")),
    "digest": lambda promise: set_changed(promise, seal=replace(in_force(promise).seal, digest="0" * 64)),
    "sealed at": lambda promise: set_changed(promise, seal=replace(in_force(promise).seal, at=LATER)),
    "figure gone": lines_changed(lambda lines: lines[1:]),
    "figures swapped": lines_changed(lambda lines: lines[::-1]),
    "figure twice": lines_changed(lambda lines: (*lines, lines[0])),
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
    "signature gone": lambda promise: line_changed(positions=without(QUALITY, promise.sealed_terms[0]))(promise),
    "objection": lambda promise: line_changed(
        positions={**promise.sealed_terms[0].positions, QUALITY.id: Objected(OTHER, NOON, "no")}
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
    assert not seal_holds(replace(sealed(), in_force=None))


@pytest.mark.parametrize("change", [{"client": "Other"}, {"conditions": ()}, {"terms": ()}])
def test_is_over_what_is_in_force_whatever_is_renegotiated_beside_it(change: dict[str, object]) -> None:
    assert seal_holds(replace(sealed(), state=PromiseState.RENEGOTIATING, **change))  # type: ignore[arg-type]


def test_a_figure_that_goes_is_not_in_the_set() -> None:
    first, second = sealed().terms
    left = seal_set(replace(sealed(), terms=(replace(first, dropping=True), second)), NOON)
    assert left.terms == (second,)
    assert left.seal == seal_set(replace(sealed(), terms=(second,)), NOON).seal


def test_the_same_promise_has_the_same_seal_however_it_is_written() -> None:
    promise = sealed()
    positions = dict(reversed(promise.sealed_terms[0].positions.items()))
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
    first, second = promise.terms
    line = replace(first, term=replace(FULL, value=value))  # type: ignore[arg-type]
    other = replace(promise, terms=(line, second))
    digest = digest_of(other)
    assert digest == digest_of(other)
    assert (digest == digest_of(promise)) == (value == FULL.value)


def test_the_time_is_sealed_wherever_it_was_read() -> None:
    promise = sealed()
    assert digest_of(promise) == digest_of(promise, NOON.astimezone(ZoneInfo("Asia/Kolkata")))
    assert digest_of(promise) != digest_of(promise, NOON + timedelta(microseconds=1))


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
