"""Replies in the thread: who did what, what it was and is, and whose turn it is."""

from dataclasses import replace

import pytest

from bot.slack import ids
from bot.slack.render import thread
from tests.unit.domain.builders import (
    AUTHOR,
    MAR_1,
    QUALITY,
    QUALITY_LEAD,
    SITE,
    SITE_LEAD,
    WFM,
    WFM_LEAD,
    F,
    G,
    H,
    Talk,
    added,
    agents,
    agents_asked,
    quality_lead,
    quality_score,
    site_lead,
    wfm_lead,
)
from tests.unit.render.stage import RENDERING, cast_in


def cast(language="en"):
    asked = {SITE.id: ("U0SITE",), WFM.id: ("U0WFM",), QUALITY.id: ("U0QUALITY",)}
    return replace(cast_in(language), asked=asked)


def talk():
    return Talk.about(added(F, agents(40), SITE, WFM), added(G, quality_score(), QUALITY))


def buttons(message):
    return {
        element["action_id"]: element.get("value")
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    }


def test_owners_are_tagged_figure_by_figure_with_the_clients_time():
    text = thread.ask(talk().promise, cast(), RENDERING).text
    assert "Fri 27 Nov 12:00" in text
    assert "• 40 agents by 1 February 2027 – <@U0SITE> (Site Leipzig), <@U0WFM> (Workforce management)" in text
    assert "• quality score 90 % from 1 March 2027 – <@U0QUALITY> (Quality)" in text


def test_only_who_has_not_answered_is_tagged_and_only_about_what_is_asked():
    course = talk()
    course.agrees(site_lead)
    assert "U0SITE" not in thread.ask(course.promise, cast(), RENDERING).text
    text = thread.ask(course.promise, cast(), RENDERING, [G]).text
    assert "U0QUALITY" in text
    assert "U0WFM" not in text


def test_a_question_is_asked_as_one():
    course = Talk.about(added(F, agents_asked(), SITE))
    assert "which figure can be kept? <@U0SITE>" in thread.ask(course.promise, cast(), RENDERING).text


@pytest.mark.parametrize(("language", "turn"), [("en", "change the figures"), ("de", "Jetzt Zahlen anpassen")])
def test_an_objection_hands_the_turn_to_the_author(language, turn):
    course = talk()
    course.objects(quality_lead, G, reason="ten weeks")
    message = thread.objection(
        course.promise,
        cast(language),
        person=QUALITY_LEAD,
        areas=["Quality"],
        lines=[G],
        reason="ten weeks",
        rendering=RENDERING,
    )
    assert f"<@U0AUTHOR>: {turn}" in message.text
    assert "<@U0QUALITY>" in message.text
    assert "ten weeks" in message.text
    assert buttons(message) == {ids.REVISE: RENDERING, ids.MORE: RENDERING}


def test_a_counter_shows_old_and_new_and_what_accepting_leaves_open():
    course = talk()
    course.counters(site_lead, course.replaced(F, agents(28)), added(H, agents(40, MAR_1), SITE, WFM))
    message = thread.counter(course.promise, course.promise.counters[0], cast(), RENDERING)
    assert "• 40 agents by 1 February 2027 → 28 agents by 1 February 2027" in message.text
    assert "• new: 40 agents by 1 March 2027" in message.text
    assert "agreement of Workforce management is still needed" in message.text
    assert buttons(message) == {ids.ACCEPT: RENDERING, ids.REVISE: RENDERING, ids.MORE: RENDERING}


def test_a_counter_on_a_figure_that_has_changed_since_claims_no_old_value():
    course = talk()
    course.counters(site_lead, course.replaced(F, agents(28)))
    open_counter = course.promise.counters[0]
    course.revises(course.replaced(F, agents(35)))
    text = thread.counter(course.promise, open_counter, cast(), RENDERING).text
    assert "→" not in text
    assert "28 agents" in text


def test_after_acceptance_only_those_still_missing_are_tagged():
    course = talk()
    course.counters(site_lead, course.replaced(F, agents(28)))
    course.accepts()
    message = thread.counter_accepted(
        course.promise, cast(), person=AUTHOR, proposer=SITE_LEAD, term_ids=[F], rendering=RENDERING
    )
    assert "28 agents by 1 February 2027 · agreed by Site Leipzig · waiting for Workforce management (<@U0WFM>)" in (
        message.text
    )
    assert ids.AGREE in buttons(message)


def test_an_acceptance_that_leaves_nothing_open_asks_for_nothing():
    course = Talk.about(added(F, agents(40), SITE))
    course.counters(site_lead, course.replaced(F, agents(28)))
    course.accepts()
    message = thread.counter_accepted(
        course.promise, cast(), person=AUTHOR, proposer=SITE_LEAD, term_ids=[F], rendering=RENDERING
    )
    assert buttons(message) == {}
    assert "needed" not in message.text


def test_a_revision_shows_the_old_value_where_it_is_known_and_asks_anew():
    course = talk()
    course.agrees(site_lead)
    before = {F: course.line(F).term}
    course.revises(course.replaced(F, agents(35)))
    message = thread.revised(
        course.promise, cast(), person=AUTHOR, reason="less", term_ids=[F], rendering=RENDERING, before=before
    )
    assert "40 agents by 1 February 2027 → 35 agents by 1 February 2027 · waiting for Site Leipzig (<@U0SITE>)" in (
        message.text
    )
    assert "“less”" in message.text
    unknown = thread.revised(course.promise, cast(), person=AUTHOR, reason="x", term_ids=[F], rendering=RENDERING)
    assert "→" not in unknown.text
    assert "new:" not in unknown.text


def test_a_retraction_opens_the_answer_again():
    course = talk()
    course.agrees(wfm_lead)
    course.retracts(wfm_lead)
    text = thread.retracted(course.promise, cast("de"), person=WFM_LEAD, areas=["WFM"], lines=[F]).text
    assert "<@U0WFM> für WFM hat die Antwort" in text
    assert "40 Agenten" in text


def test_dropping_and_withdrawing_say_what_is_left():
    course = talk()
    term = course.line(F).term
    course.drops(F)
    dropped = thread.dropped(course.promise, cast(), person=AUTHOR, term=term, reason="too many")
    assert "40 agents by 1 February 2027" in dropped.text
    assert "“too many”" in dropped.text
    course.withdraws()
    withdrawn = thread.withdrawn(course.promise, cast(), person=AUTHOR)
    assert "<@U0AUTHOR> withdrew P-12" in withdrawn.text
    assert "no figures go to the client" in withdrawn.text
