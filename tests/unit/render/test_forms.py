"""Modals: ids that are an interface, what was typed is kept, and before posting one sees what was understood."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.possible import Possible
from bot.domain.promise import TermId
from bot.figures import Doubt, DoubtCode, Notice, NoticeCode, Severity
from bot.slack import ids
from bot.slack.render import modals, more, review
from tests.unit.domain.builders import (
    FEB_1,
    MAR_1,
    NEEDED_BY,
    QUALITY,
    SITE,
    WFM,
    F,
    G,
    Talk,
    added,
    agents,
    quality_lead,
    quality_score,
    service_level,
    site_lead,
    wfm_deputy,
)
from tests.unit.render.stage import RENDERING, cast_in

EN, DE = cast_in("en").say, cast_in("de").say


def talk(count=2):
    names = [TermId(f"T{n}") for n in range(count)]
    return Talk.about(*(added(name, agents(40, FEB_1, f"S{name}"), SITE) for name in names))


def inputs(view):
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def shown(view):
    texts = [block["text"]["text"] for block in view["blocks"] if block["type"] == "section"]
    small = [part["text"] for block in view["blocks"] if block["type"] == "context" for part in block["elements"]]
    return "\n".join([*texts, *small])


def buttons(view):
    return {
        element["action_id"]: element["value"]
        for block in view["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    }


def test_the_draft_has_its_blocks_and_says_what_can_be_typed():
    view = modals.draft_modal(DE, draft_id="d1", inputs={}, answer_by="Mi., 25. Nov., 12:00")
    assert view["callback_id"] == "promise.draft"
    assert view["private_metadata"] == "d1"
    assert list(inputs(view)) == ["client", "title", "needed_by", "figures", "conditions", "visibility"]
    assert inputs(view)["needed_by"]["element"]["initial_value"] == "Mi., 25. Nov., 12:00"
    assert inputs(view)["figures"]["element"]["placeholder"]["text"].count("\n") == 2
    assert [name for name, block in inputs(view).items() if block["optional"]] == ["title", "conditions"]


def test_the_draft_keeps_what_was_typed():
    typed = {"client": "Acme <!channel>", "figures": "40 agents", "needed_by": "Friday 12:00", "conditions": "c"}
    view = modals.draft_modal(EN, draft_id="d1", inputs=typed, answer_by="other")
    kept = {name: block["element"].get("initial_value") for name, block in inputs(view).items()}
    assert kept == {**typed, "title": None, "visibility": None}


@pytest.mark.parametrize(("form", "callback"), [("counter", ids.MODAL_COUNTER), ("revise", ids.MODAL_REVISE)])
def test_counter_and_revision_begin_with_the_current_figures(form, callback):
    make = {"counter": modals.counter_modal, "revise": modals.revise_modal}[form]
    view = make(EN, talk().promise, figures="40 agents by 1 Feb", reason="r", draft_id="d1")
    assert (view["callback_id"], view["private_metadata"]) == (callback, "d1")
    assert {name: block["element"]["initial_value"] for name, block in inputs(view).items()} == {
        "figures": "40 agents by 1 Feb",
        "reason": "r",
    }


def test_one_figure_to_object_to_is_chosen_already():
    view = modals.object_modal(EN, talk(1).promise, lines=talk(1).promise.terms, rendering=RENDERING)
    assert list(inputs(view)) == ["terms", "reason"]
    assert [option["value"] for option in inputs(view)["terms"]["element"]["initial_options"]] == ["T0"]
    assert view["private_metadata"] == RENDERING


def test_beyond_ten_figures_there_is_a_second_block_and_neither_has_to_be_filled():
    promise = talk(13).promise
    blocks = inputs(modals.object_modal(EN, promise, lines=promise.terms, rendering=RENDERING))
    assert [len(blocks[name]["element"]["options"]) for name in ("terms", "terms_2")] == [10, 3]
    assert blocks["terms"]["optional"] and blocks["terms_2"]["optional"]
    assert "initial_options" not in blocks["terms"]["element"]
    assert not blocks["reason"]["optional"]


def test_dropping_offers_every_figure_and_asks_for_the_reason():
    promise = talk(3).promise
    view = modals.drop_modal(EN, promise, rendering=RENDERING)
    assert [option["value"] for option in inputs(view)["terms"]["element"]["options"]] == ["T0", "T1", "T2"]
    assert view["callback_id"] == ids.MODAL_DROP


class TestReview:
    def view(self, language="en", **lines):
        cast = replace(cast_in(language), asked={SITE.id: ("U0SITE",), WFM.id: ("U0WFM",)})
        plain = {"slots": (SITE, WFM), **lines}
        return review.review_modal(
            cast,
            draft_id="d1",
            client="Acme",
            title="",
            needed_by=NEEDED_BY,
            channel="C0PROMISES",
            lines=[review.Understood(agents(40, conditions=("forecast holds",)), **plain)],
            conditions=("award by 1 Dec",),
            admins=("U0ADMIN",),
        )

    def test_it_shows_the_reading_who_is_asked_where_and_until_when(self):
        text = shown(self.view())
        assert "*40 agents by 1 February 2027*, if forecast holds" in text
        assert "asks Site Leipzig (<@U0SITE>) and Workforce management (<@U0WFM>)" in text
        assert "Fri 27 Nov 12:00 (Berlin time)" in text
        assert "<#C0PROMISES>" in text
        assert "• award by 1 Dec" in text

    def test_it_leads_back_and_forward(self):
        view = self.view("de")
        assert (view["callback_id"], view["private_metadata"]) == ("promise.review", "d1")
        assert buttons(view) == {ids.BACK: "d1"}
        assert view["submit"]["text"] == "Abstimmung starten"

    def test_notices_and_doubts_are_visible(self):
        notice = Notice(NoticeCode.NUMBER_READ, "1.200", Decimal(1200))
        doubt = Doubt(Severity.WARN, DoubtCode.SOON, "headcount")
        text = shown(self.view(notices=(notice,), doubts=(doubt,)))
        assert "ℹ️ “1.200” is read as 1,200" in text
        assert text.count("⚠️") == 2
        assert "1 figure looks unusual" in text
        assert "⚠️" not in shown(self.view())

    @pytest.mark.parametrize(
        ("typed", "is_said"), [("1 Feb", False), ("1.2.", False), ("KW 5", True), ("end of Q1", True), ("2/1", True)]
    )
    def test_a_date_is_explained_where_its_day_was_not_typed(self, typed, is_said):
        notice = Notice(NoticeCode.DATE_READ, typed, FEB_1)
        assert (f"“{typed}” is read as" in shown(self.view(notices=(notice,)))) is is_said

    def test_a_figure_that_nobody_answers_for_cannot_be_posted(self):
        view = self.view(slots=())
        assert "submit" not in view
        assert "<@U0ADMIN>" in shown(view)


def test_a_bundle_shows_what_changes_what_is_new_and_what_stays():
    course = Talk.about(added(F, agents(40), SITE), added(G, quality_score(), QUALITY))
    lines = [
        review.Understood(agents(28), (SITE,), course.line(F)),
        review.Understood(agents(40, MAR_1), (SITE,)),
        review.Understood(quality_score(), (QUALITY,), course.line(G)),
    ]
    view = review.bundle_review_modal(
        cast_in("en"), kind=review.Bundle.COUNTER, draft_id="d1", promise=course.promise, lines=lines, reason="why"
    )
    text = shown(view)
    assert "40 agents by 1 February 2027 → *28 agents by 1 February 2027*" in text
    assert "new: *40 agents by 1 March 2027*" in text
    assert "*Stays as it is*\n• quality score 90 % from 1 March 2027" in text
    assert "“why”" in text
    assert view["submit"]["text"] == "Post counter"
    revision = review.bundle_review_modal(
        cast_in("en"), kind=review.Bundle.REVISION, draft_id="d1", promise=course.promise, lines=lines, reason="why"
    )
    assert revision["submit"]["text"] == "Post revision"
    assert "asked again" in shown(revision)


def test_a_counter_agrees_for_its_authors_own_areas_and_asks_the_others():
    course = Talk.about(added(F, agents(40), SITE, WFM))
    cast = replace(cast_in("en"), asked={SITE.id: ("U0SITE",), WFM.id: ("U0WFM",)})
    view = review.bundle_review_modal(
        cast,
        kind=review.Bundle.COUNTER,
        draft_id="d1",
        promise=course.promise,
        lines=[review.Understood(agents(28), (SITE, WFM), course.line(F))],
        reason="why",
        signs={SITE.id},
    )
    assert "posting agrees for Site Leipzig\nasks Workforce management (<@U0WFM>)" in shown(view)
    assert "<@U0SITE>" not in shown(view)


class TestMore:
    def view(self, course, **may):
        return more.more_modal(
            course.promise, cast_in("en"), rendering=RENDERING, may=Possible(**may), history=course.history, comments=1
        )

    def course(self):
        course = Talk.about(added(F, agents(40), SITE, WFM), added(G, service_level(), QUALITY))
        course.agrees(wfm_deputy)
        course.objects(quality_lead, G, reason="ten weeks")
        course.counters(site_lead, course.replaced(F, agents(28)), reason="one class")
        return course

    def test_it_says_area_by_area_who_said_what_and_when(self):
        text = shown(self.view(self.course()))
        assert "• Site Leipzig: counter by <@U0SITE>, Mon 23 Nov 13:03: “one class”" in text
        assert "• Workforce management: agreed by <@U0DEPUTY> for <@U0WFM>, Mon 23 Nov 13:01" in text
        assert "• Quality: objection by <@U0QUALITY>, Mon 23 Nov 13:02: “ten weeks”" in text
        assert "1 comment in the thread" in text

    def test_it_offers_what_this_person_may_do_and_nothing_else(self):
        course = self.course()
        assert buttons(self.view(course)) == {}
        accept = {course.promise.counters[0].id: "other"}
        assert buttons(self.view(course, drop=True, withdraw=True, accept=accept)) == {
            ids.DROP: RENDERING,
            ids.WITHDRAW: RENDERING,
            ids.ACCEPT: "other",
        }

    def test_the_history_is_told_newest_first_and_a_counter_once(self):
        text = shown(self.view(self.course())).partition("*What happened*")[2]
        acts = [line for line in text.splitlines() if line.startswith("• ")]
        assert [
            words
            for act, words in zip(acts, ("proposed", "objected", "agreed", "drafted"), strict=True)
            if words not in act
        ] == []
        assert "• Mon 23 Nov 13:00 · <@U0AUTHOR> drafted 2 figures" in text

    def test_every_kind_of_event_can_be_told(self):
        course = self.course()
        course.retracts(site_lead)
        course.counters(site_lead, course.replaced(F, agents(30)))
        course.accepts()
        course.revises(course.replaced(G, service_level(70)))
        course.drops(G)
        course.agrees(wfm_deputy)
        text = shown(self.view(course)).partition("*What happened*")[2]
        for words in ("took back", "accepted", "changed", "dropped", "jointly signed off"):
            assert words in text
        other = self.course()
        other.withdraws()
        assert "withdrew the promise – “no order”" in shown(self.view(other))

    def test_a_wording_that_is_too_long_is_left_to_the_thread_as_a_whole(self):
        course = Talk.about(added(F, agents(40), SITE))
        course.agrees(site_lead)

        def kinds(text):
            view = more.more_modal(
                course.promise, cast_in("en"), rendering=RENDERING, may=Possible(), history=course.history, wording=text
            )
            return [block["type"] for block in view["blocks"]], shown(view)

        assert "rich_text" in kinds("We can promise")[0]
        assert "rich_text" not in kinds("x" * 9000)[0]
        assert "stands in the thread" in kinds("x" * 9000)[1]
