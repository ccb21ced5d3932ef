"""From the first screen to a posted promise: nothing typed is lost, and posting happens once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import NobodyAnswers
from bot.figures import DoubtCode, ErrorCode, FigureError, MomentError, Severity
from bot.use_cases import drafting
from bot.use_cases.draft_review import Review
from bot.use_cases.drafting import DraftGone
from bot.use_cases.forms import FormErrors, FormProblem, LineDoubt
from tests.unit.use_cases.office import CHANNEL, ELSEWHERE, FRIDAY_NOON, LEIPZIG, SERVICE, Office, user_id

GOOD = {"client": "Acme", "needed_by": FRIDAY_NOON, "figures": f"{LEIPZIG}\n{SERVICE}"}


def typed(office: Office, author: str = "sara", **inputs: str) -> tuple[str, Review]:
    draft_id, _ = drafting.open_draft(office.store, office.people[author], CHANNEL, {}, office.now)
    return draft_id, drafting.review(
        office.store, office.people[author], draft_id, {**GOOD, **inputs}, "en", office.now
    )


def problems(office: Office, **inputs: str) -> dict[str, list[object]]:
    with pytest.raises(FormErrors) as caught:
        typed(office, **inputs)
    return {name: list(found) for name, found in caught.value.problems.items()}


def test_every_bad_field_is_reported_at_once(office: Office) -> None:
    found = problems(office, client=" ", needed_by="yesterday", figures="40 agents in Leipzig by 1 Feb 2027\nfoo\nbar")

    assert set(found) == {"client", "needed_by", "figures"}
    assert found["client"] == [FormProblem.CLIENT_MISSING]
    assert isinstance(found["needed_by"][0], MomentError)
    assert [error.line_number for error in found["figures"] if isinstance(error, FigureError)] == [2, 3]


@pytest.mark.parametrize(
    ("inputs", "field", "problem"),
    [
        ({"client": "x" * 301}, "client", FormProblem.CLIENT_TOO_LONG),
        ({"figures": " \n "}, "figures", FormProblem.FIGURES_MISSING),
        ({"figures": f"{LEIPZIG}\n{LEIPZIG}"}, "figures", FormProblem.SAME_FIGURE_TWICE),
        (
            {"figures": "\n".join(f"{n} agents in Leipzig by {n} Feb 2027" for n in range(1, 22))},
            "figures",
            FormProblem.TOO_MANY_FIGURES,
        ),
    ],
)
def test_a_field_that_cannot_be_taken_says_why(
    office: Office, inputs: dict[str, str], field: str, problem: FormProblem
) -> None:
    assert problems(office, **inputs) == {field: [problem]}


def test_a_moment_that_has_passed_is_no_answer_date(office: Office) -> None:
    (error,) = problems(office, needed_by="2026-11-23 11:00")["needed_by"]
    assert isinstance(error, MomentError)
    assert error.code is ErrorCode.PAST_MOMENT


def test_a_hard_limit_names_its_line(office: Office) -> None:
    (doubt,) = problems(office, figures=f"{LEIPZIG}\nservice level 180/20 from 1 March 2027")["figures"]
    assert isinstance(doubt, LineDoubt)
    assert (doubt.line_number, doubt.doubt.severity) == (2, Severity.HARD)


def test_a_limit_that_another_figure_sets_names_its_line(office: Office) -> None:
    (doubt,) = problems(office, figures="AHT 300 s\nACW 301 s from 1 March 2027")["figures"]
    assert isinstance(doubt, LineDoubt)
    assert (doubt.line_number, doubt.doubt.code) == (2, DoubtCode.ABOVE_OTHER)
    _, review = typed(office, figures="AHT 300 s\nACW 60 s from 1 March 2027")
    assert len(review.figures.terms) == 2


def test_what_was_typed_is_there_after_an_error(office: Office) -> None:
    sara = office.people["sara"]
    draft_id, _ = drafting.open_draft(office.store, sara, CHANNEL, {}, office.now)
    with pytest.raises(FormErrors):
        drafting.review(office.store, sara, draft_id, {**GOOD, "figures": "forty-ish"}, "en", office.now)

    kept = drafting.inputs_of(office.store, sara, draft_id)
    assert {name: kept[name] for name in GOOD} == {**GOOD, "figures": "forty-ish"}


def test_the_review_shows_who_will_be_asked(office: Office) -> None:
    _, review = typed(office)

    assert [[slot.area for slot in slots] for slots in review.slots] == [["Leipzig"], ["WFM"]]
    asked = {area.area: review.who.asked[area.id] for slots in review.slots for area in slots}
    assert asked == {"Leipzig": (user_id("lena"),), "WFM": (user_id("wim"), user_id("wilma"))}
    assert review.unanswered == ()


def test_posting_twice_makes_one_promise(office: Office) -> None:
    draft_id, _ = typed(office)
    first = drafting.post(office.store, office.people["sara"], draft_id, office.now)
    second = drafting.post(office.store, office.people["sara"], draft_id, office.later(minutes=1).now)

    assert second == first
    assert first.number == 1
    with office.read() as tx:
        assert tx.promises.by_number(2) is None
    assert [kind for _, kind, _, _ in office.rows("waiting")] == ["card", "ask"]


def test_what_is_posted_is_what_was_reviewed_on_the_day_it_was_read(office: Office) -> None:
    """ "By 1 Feb" is the next one to come when it was looked at, whenever the button is pressed."""
    office.at("2027-01-31T22:00+01:00")
    draft_id, review = typed(office, figures="40 agents in Leipzig by 1 Feb", needed_by="2027-02-05 12:00")
    promise = drafting.post(office.store, office.people["sara"], draft_id, office.later(minutes=30).now)

    assert promise.terms[0].term == review.figures.terms[0]


def test_a_date_that_passed_between_review_and_posting_is_an_error(office: Office) -> None:
    draft_id, _ = typed(office, needed_by="2026-11-23 15:00")
    with pytest.raises(FormErrors) as caught:
        drafting.post(office.store, office.people["sara"], draft_id, office.later(hours=5).now)
    assert set(caught.value.problems) == {"needed_by"}
    with office.read() as tx:
        assert tx.promises.by_number(1) is None


def test_nobody_else_opens_or_posts_a_draft(office: Office) -> None:
    draft_id, _ = typed(office)
    for act in (drafting.inputs_of, lambda *args: drafting.post(*args, office.now)):
        with pytest.raises(DraftGone):
            act(office.store, office.people["ben"], draft_id)


def test_a_draft_remembers_where_it_was_begun_and_where_it_goes(office: Office) -> None:
    sara = office.people["sara"]
    draft_id, _ = drafting.open_draft(office.store, sara, CHANNEL, {}, office.now, origin="DSARA")
    drafting.review(office.store, sara, draft_id, GOOD, "en", office.now)

    assert drafting.place_of(office.store, sara, draft_id) == drafting.DraftPlace(CHANNEL, "DSARA")
    assert drafting.post(office.store, sara, draft_id, office.now).channel == CHANNEL


def test_numbers_go_up_by_one(office: Office) -> None:
    assert [office.draft().number for _ in range(3)] == [1, 2, 3]


# Nobody answers


def test_without_anybody_who_answers_the_draft_is_kept_and_its_author_told_who_can_help(tmp_path: Path) -> None:
    office = Office.open(tmp_path, default=False)
    draft_id, review = typed(office, figures=f"{ELSEWHERE}\n{SERVICE}")

    assert [term.scope.sites for term in review.unanswered] == [("Kassel",)]
    assert review.admins == (user_id("petra"),)
    with pytest.raises(NobodyAnswers):
        drafting.post(office.store, office.people["sara"], draft_id, office.now)
    assert office.rows("waiting") == []


def test_the_kept_draft_is_opened_again_and_posted_once_somebody_answers(tmp_path: Path) -> None:
    office = Office.open(tmp_path, default=False)
    draft_id, _ = typed(office, figures=ELSEWHERE)
    sara = office.people["sara"]
    # Another one, begun and left meanwhile, does not bury it.
    drafting.open_draft(office.store, sara, CHANNEL, {"client": "Other"}, office.later(minutes=5).now)

    again, inputs = drafting.open_draft(office.store, sara, "C2OTHER", {}, office.later(days=1).now)
    assert (again, inputs["figures"], inputs["client"]) == (draft_id, ELSEWHERE, "Acme")
    assert "figures" not in drafting.open_draft(office.store, office.people["ben"], CHANNEL, {}, office.now)[1]
    office.set_up(default=True)
    review = drafting.review(office.store, sara, again, {**GOOD, "figures": ELSEWHERE}, "en", office.now)
    assert review.unanswered == ()
    promise = drafting.post(office.store, sara, again, office.now)
    assert (promise.channel, promise.terms[0].slots[0].area) == ("C2OTHER", "Operations")
    fresh, inputs = drafting.open_draft(office.store, sara, CHANNEL, {}, office.now)
    assert fresh != draft_id
    assert "figures" not in inputs


def test_inputs_given_with_the_command_begin_a_new_draft(tmp_path: Path) -> None:
    office = Office.open(tmp_path, default=False)
    draft_id, _ = typed(office, figures=ELSEWHERE)

    fresh, inputs = drafting.open_draft(office.store, office.people["sara"], CHANNEL, {"client": "Beta"}, office.now)
    assert fresh != draft_id
    assert inputs["client"] == "Beta"
    assert "figures" not in inputs


# The author never signs for operations


def areas(review: Review) -> list[list[str]]:
    return [[slot.area for slot in slots] for slots in review.slots]


def test_of_the_authors_own_area_the_other_members_are_asked(office: Office) -> None:
    _, review = typed(office, "wim")
    assert review.who.asked[review.slots[1][0].id] == (user_id("wilma"),)


def test_where_the_author_is_the_only_member_the_backup_is_asked(office: Office) -> None:
    _, review = typed(office, "lena")
    assert areas(review) == [["Leipzig"], ["WFM"]]
    assert review.who.asked[review.slots[0][0].id] == (user_id("omar"),)


def test_where_the_author_is_the_default_member_its_backup_is_asked(office: Office) -> None:
    _, review = typed(office, "omar", figures=ELSEWHERE)
    assert review.who.asked[review.slots[0][0].id] == (user_id("petra"),)


def test_without_a_backup_the_default_area_is_asked_and_without_one_nobody(office: Office, tmp_path: Path) -> None:
    from bot.use_cases import owners
    from tests.unit.use_cases.office import resolve

    alone = "metric,area,members\nqa_score,Quality,@quinn\n"
    owners.import_owners(office.store, alone, resolve, office.now)
    quality = "quality score at least 90 % by 15 March 2027"

    _, review = typed(office, "quinn", figures=quality)
    assert areas(review) == [["Operations"]]
    office.set_up(default=False)
    _, review = typed(office, "quinn", figures=quality)
    assert areas(review) == [[]]
