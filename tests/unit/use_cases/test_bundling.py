"""Counters and revisions: what a bundle would do is shown first, and it is carried out whole and once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.domain import errors
from bot.domain.promise import PromiseState, Stage
from bot.domain.terms import Quantity
from bot.figures import FigureError, format_term
from bot.use_cases import bundling, negotiating
from bot.use_cases.bundling import BundleReview, Kind
from bot.use_cases.drafting import DraftGone
from bot.use_cases.forms import FormErrors, FormProblem
from tests.unit.use_cases.office import ELSEWHERE, LEIPZIG, QUALITY, SERVICE, Office

FEWER = "28 agents in Leipzig by 1 Feb 2027"
LATER = "40 agents in Leipzig by 1 March 2027"


def opened(office: Office, name: str, promise, kind: Kind = "counter") -> bundling.BundleForm:
    return bundling.open_bundle(office.store, office.people[name], office.shown(promise), kind, "en", office.now)


def reviewed(office: Office, name: str, draft_id: str, figures: str, reason: str = "capacity") -> BundleReview:
    typed = {"figures": figures, "reason": reason}
    return bundling.review_bundle(office.store, office.people[name], draft_id, typed, "en", office.now)


def test_a_counters_form_holds_the_figures_of_the_persons_area(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    assert opened(office, "lena", promise).figures_text == format_term(promise.terms[0].term, "en")
    assert opened(office, "otto", promise).figures_text == format_term(promise.terms[1].term, "en")  # as a deputy
    assert opened(office, "sara", promise, "revision").figures_text.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "kind", "error"),
    [
        ("sara", "counter", errors.SalesCannotSign),
        ("quinn", "counter", errors.NotAnOwner),
        ("lena", "revision", errors.NotSales),
    ],
)
def test_nobody_types_what_they_could_not_post(
    office: Office, name: str, kind: Kind, error: type[errors.PromiseError]
) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    with pytest.raises(error):
        opened(office, name, promise, kind)


def test_the_review_shows_what_each_line_is_about(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE, QUALITY)
    form = opened(office, "lena", promise)
    review = reviewed(office, "lena", form.draft_id, f"{FEWER}\n{LATER}\n{SERVICE}")

    agents, service, quality = promise.terms
    assert [match.current for match in review.matches] == [agents, None, service]
    assert [match.changes_something for match in review.matches] == [True, True, False]
    assert [[slot.area for slot in slots] for slots in review.slots] == [["Leipzig"], ["Leipzig"], ["WFM"]]
    assert review.untouched == (quality,)


def test_a_posted_counter_is_open_until_sales_takes_it_whole(office: Office) -> None:
    promise = office.draft(LEIPZIG)
    done = office.bundle("lena", promise, FEWER, LATER)
    assert [line.stage for line in done.promise.terms] == [Stage.CONTESTED]
    assert office.load(promise).terms[0].term == promise.terms[0].term

    after = office.accept("sara", promise).promise
    assert [line.term.value for line in after.terms] == [Quantity(Decimal(28)), Quantity(Decimal(40))]
    assert after.state is PromiseState.SIGNED_OFF  # its proposer agrees to what it brings


def test_posting_twice_does_nothing_more(office: Office) -> None:
    promise = office.draft(LEIPZIG)
    form = opened(office, "lena", promise)
    reviewed(office, "lena", form.draft_id, FEWER)
    first = bundling.post_bundle(office.store, office.people["lena"], form.draft_id, office.now)
    second = bundling.post_bundle(office.store, office.people["lena"], form.draft_id, office.now)

    assert first.facts
    assert second.facts == ()
    assert second.promise == first.promise
    assert len(second.promise.counters) == 1


def test_a_bundle_on_figures_that_changed_meanwhile_changes_nothing(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    form = opened(office, "lena", promise)
    office.bundle("sara", promise, "35 agents in Leipzig by 1 Feb 2027", SERVICE, kind="revision")
    before = office.load(promise)

    with pytest.raises(errors.Stale):
        reviewed(office, "lena", form.draft_id, FEWER)
    with pytest.raises(errors.Stale):
        bundling.post_bundle(office.store, office.people["lena"], form.draft_id, office.now)
    assert office.load(promise) == before
    kept = bundling.form_of(office.store, office.people["lena"], form.draft_id)
    assert (kept.figures_text, kept.reason) == (FEWER, "capacity")


def test_a_change_between_review_and_posting_is_noticed(office: Office) -> None:
    promise = office.draft(LEIPZIG)
    form = opened(office, "lena", promise)
    reviewed(office, "lena", form.draft_id, FEWER)
    office.bundle("sara", promise, "35 agents in Leipzig by 1 Feb 2027", kind="revision")

    with pytest.raises(errors.Stale):
        bundling.post_bundle(office.store, office.people["lena"], form.draft_id, office.now)
    assert office.load(promise).counters == ()


def test_a_change_elsewhere_does_not_stand_in_the_way(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    form = opened(office, "lena", promise)
    reviewed(office, "lena", form.draft_id, FEWER)
    office.bundle("sara", promise, LEIPZIG, "service level 75/20 from 1 March 2027", kind="revision")

    done = bundling.post_bundle(office.store, office.people["lena"], form.draft_id, office.now)
    assert len(done.promise.counters) == 1


def test_a_question_is_filled_in_by_a_counter(office: Office) -> None:
    promise = office.draft("? agents in Leipzig by 1 Feb 2027", SERVICE)
    with pytest.raises(errors.QuestionOpen):
        office.agree("lena", promise)
    form = opened(office, "lena", promise)
    assert form.figures_text.startswith("?")

    review = reviewed(office, "lena", form.draft_id, FEWER)
    assert review.matches[0].current == promise.terms[0]
    bundling.post_bundle(office.store, office.people["lena"], form.draft_id, office.now)
    after = office.accept("sara", promise).promise
    assert [line.stage for line in after.terms] == [Stage.SIGNED, Stage.AWAITING]
    assert after.terms[0].term.value == Quantity(Decimal(28))


def test_everything_wrong_with_the_form_is_said_at_once_and_kept(office: Office) -> None:
    promise = office.draft(LEIPZIG)
    form = opened(office, "lena", promise)
    with pytest.raises(FormErrors) as caught:
        reviewed(office, "lena", form.draft_id, "nothing", reason="  ")

    assert set(caught.value.problems) == {"figures", "reason"}
    assert isinstance(caught.value.problems["figures"][0], FigureError)
    assert caught.value.problems["reason"] == [FormProblem.REASON_MISSING]
    assert bundling.form_of(office.store, office.people["lena"], form.draft_id).figures_text == "nothing"


def test_a_bundle_that_says_what_stands_is_refused(office: Office) -> None:
    promise = office.draft(LEIPZIG)
    form = opened(office, "lena", promise)
    with pytest.raises(errors.NothingChanged):
        reviewed(office, "lena", form.draft_id, LEIPZIG)


def test_a_line_that_could_mean_two_figures_is_refused(office: Office) -> None:
    promise = office.draft(LEIPZIG, LATER)
    form = opened(office, "lena", promise)
    with pytest.raises(errors.AmbiguousMatch):
        reviewed(office, "lena", form.draft_id, "28 agents in Leipzig by 15 Feb 2027")


def test_a_revision_asks_those_who_answer_for_the_new_figure(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    office.agree("wim", promise)
    after = office.bundle("sara", promise, FEWER, SERVICE, ELSEWHERE, kind="revision").promise

    assert [[slot.area for slot in line.slots] for line in after.terms if line.stage is Stage.AWAITING] == [
        ["Leipzig"],
        ["Operations"],
    ]
    assert [line.term.metric for line in after.terms if line.stage is Stage.SIGNED] == ["service_level"]


def test_a_revision_to_a_figure_that_nobody_answers_for_is_refused(office: Office) -> None:
    promise = office.draft(LEIPZIG)
    office.set_up(default=False)
    form = opened(office, "sara", promise, "revision")
    with pytest.raises(errors.NobodyAnswers) as caught:
        reviewed(office, "sara", form.draft_id, f"{LEIPZIG}\n{ELSEWHERE}")
    assert [term.scope.sites for term in caught.value.terms] == [("Kassel",)]


def test_nobody_else_sees_or_posts_a_form(office: Office) -> None:
    promise = office.draft(LEIPZIG)
    form = opened(office, "lena", promise)
    for act in (bundling.form_of, lambda *args: bundling.post_bundle(*args, office.now)):
        with pytest.raises(DraftGone):
            act(office.store, office.people["sara"], form.draft_id)


def test_after_the_end_no_form_is_opened(office: Office) -> None:
    promise = office.draft(LEIPZIG)
    form = opened(office, "lena", promise)
    reviewed(office, "lena", form.draft_id, FEWER)
    negotiating.withdraw(office.store, office.people["sara"], promise.id, "no order", office.now)

    with pytest.raises(errors.AlreadyWithdrawn):
        opened(office, "lena", promise)
    with pytest.raises(errors.AlreadyWithdrawn):
        bundling.post_bundle(office.store, office.people["lena"], form.draft_id, office.now)
