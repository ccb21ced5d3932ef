"""The acts on a promise: each names what the person saw, and one that is not allowed changes nothing."""

from __future__ import annotations

import pytest

from bot.domain import errors
from bot.domain.promise import Agreed, PromiseState
from bot.use_cases import negotiating
from bot.use_cases.acting import UnknownPromise
from tests.unit.use_cases.office import LEIPZIG, QUALITY, SERVICE, Office


def said(promise, metric: str) -> list[Agreed]:
    return [
        position
        for line in promise.terms
        if line.term.metric == metric
        for position in line.positions.values()
        if isinstance(position, Agreed)
    ]


def test_a_second_click_says_who_signed_when_and_changes_nothing(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    rendering = office.shown(promise)
    first = office.agree("wim", promise, rendering)
    signed_at = office.now
    outbox = office.rows("waiting")

    for name in ("wim", "wilma"):  # one member is enough
        with pytest.raises(errors.AlreadyAgreed) as caught:
            office.later(minutes=1).agree(name, promise, rendering)
        assert (caught.value.person, caught.value.at) == (office.ref("wim"), signed_at)
    assert office.load(promise) == first.promise
    assert office.rows("waiting") == outbox


def test_an_act_on_what_is_no_longer_current_changes_nothing(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    old = office.shown(promise)
    office.bundle("sara", promise, LEIPZIG, "service level 75/20 from 1 March 2027", kind="revision")
    before = office.load(promise)

    with pytest.raises(errors.Stale):
        office.agree("wim", promise, old)
    with pytest.raises(errors.Stale):
        wim, seen = office.people["wim"], promise.terms[1].id
        negotiating.object_to(office.store, wim, old, (seen,), "too much", office.now)
    with pytest.raises(errors.Stale):
        sara = office.people["sara"]
        negotiating.drop(office.store, sara, old, promise.terms[1].id, "not needed", office.now)
    assert office.load(promise) == before
    office.agree("lena", promise, old)  # what Lena answers for stands as she saw it


def test_an_unknown_button_is_an_unknown_promise(office: Office) -> None:
    for act in (
        lambda: office.agree("wim", office.draft(), "r_forged"),
        lambda: negotiating.promise_shown(office.store, office.people["sara"], "r_forged"),
        lambda: negotiating.offer(office.store, office.people["sara"], "pr_forged", office.now),
        lambda: negotiating.withdraw(office.store, office.people["sara"], "pr_forged", "no", office.now),
    ):
        with pytest.raises(UnknownPromise):
            act()


def test_a_deputy_signs_in_the_name_of_the_one_represented(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    done = office.agree("otto", promise)

    (signature,) = said(done.promise, "service_level")
    assert (signature.person, signature.deputy_for) == (office.ref("otto"), office.ref("wim"))
    assert [area for _, area in negotiating.lines_agreed(done)] == ["WFM"]


def test_who_is_in_an_area_is_looked_up_when_they_act(office: Office) -> None:
    from bot.use_cases import owners
    from tests.unit.use_cases.office import OWNERS, resolve

    promise = office.draft(SERVICE)
    changed = OWNERS.replace("@wim @wilma", "@quinn")
    assert owners.import_owners(office.store, changed, resolve, office.now)[0] == []

    with pytest.raises(errors.NotAnOwner):
        office.agree("wim", promise)
    assert office.agree("quinn", promise).promise.state is PromiseState.SIGNED_OFF


def test_the_author_never_signs_even_where_they_are_a_member(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE, author="wim")
    with pytest.raises(errors.SalesCannotSign):
        office.agree("wim", promise)
    office.agree("wilma", promise)


def test_the_last_signature_signs_off_in_the_same_breath(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    office.agree("lena", promise)
    done = office.agree("wim", promise)

    assert done.promise.state is PromiseState.SIGNED_OFF
    assert office.load(promise).may_be_told
    assert [kind for _, kind, _, _ in office.rows("waiting")].count("signed_off") == 1
    with pytest.raises(errors.AlreadySignedOff):
        negotiating.retract(office.store, office.people["wim"], office.shown(promise), office.now)


def test_taking_back_asks_the_area_again_and_is_said_in_the_thread(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    office.agree("wim", promise)
    done = negotiating.retract(office.store, office.people["wim"], office.shown(promise), office.now)

    assert said(done.promise, "service_level") == []
    assert [kind for _, kind, _, _ in office.rows("waiting")].count("retracted") == 1
    with pytest.raises(errors.NothingToRetract):
        negotiating.retract(office.store, office.people["wim"], office.shown(promise), office.now)


def test_an_old_button_takes_nothing_newer_back(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    office.agree("wim", promise)
    old = office.shown(promise)
    office.bundle("sara", promise, LEIPZIG, "service level 75/20 from 1 March 2027", kind="revision")
    office.agree("wim", promise)

    with pytest.raises(errors.Stale):
        negotiating.retract(office.store, office.people["wim"], old, office.now, only_shown=True)
    assert len(said(office.load(promise), "service_level")) == 1


def test_dropping_the_figure_that_is_open_signs_off_the_rest(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    office.agree("lena", promise)
    done = negotiating.drop(
        office.store, office.people["sara"], office.shown(promise), promise.terms[1].id, "not needed", office.now
    )
    assert done.promise.state is PromiseState.SIGNED_OFF
    assert [line.term.metric for line in done.promise.terms] == ["headcount"]


def test_one_may_speak_for_ones_own_figures_alone(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE, QUALITY)
    rendering = office.shown(promise)

    def lines(name: str) -> list[str]:
        _, own = negotiating.own_lines(office.store, office.people[name], rendering)
        return [line.term.metric for line in own]

    assert lines("wim") == ["service_level"]
    assert lines("otto") == ["service_level", "qa_score"]
    with pytest.raises(errors.NotAnOwner):
        lines("petra")
    with pytest.raises(errors.SalesCannotSign):
        lines("sara")


def test_an_objection_tells_its_reason_in_the_thread_and_asks_sales(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    office.object("wim", promise, promise.terms[1].id, reason="forecast is missing")
    office.deliver()

    texts = [envelope.message.text for channel, envelope in office.slack.sent if envelope.thread_ts]
    assert any("forecast is missing" in text for text in texts)
    with pytest.raises(errors.ReasonMissing):
        office.object("lena", promise, promise.terms[0].id, reason=" ")
