"""The card: its first line says whether figures may be told, then one line a figure with where it stands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.promise import CounterId
from bot.domain.terms import Question
from bot.slack import ids
from bot.slack.render.card import card
from tests.unit.domain.builders import (
    AUTHOR,
    FEB_1,
    MAR_1,
    NOON,
    QUALITY,
    SITE,
    WFM,
    F,
    G,
    H,
    Talk,
    added,
    agents,
    agents_asked,
    author,
    quality_lead,
    quality_score,
    service_level,
    site_lead,
    wfm_lead,
)
from tests.unit.render.stage import RENDERING, cast_in


def talk(**other) -> Talk:
    return Talk.about(added(F, agents(40), SITE, WFM), added(G, quality_score(), QUALITY), **other)


def cast(language="en", now=NOON):
    plain = cast_in(language, now)
    return replace(plain, asked={SITE.id: ("U0SITE",), WFM.id: ("U0WFM",), QUALITY.id: ("U0QUALITY",)})


def texts(promise, language="en", now=NOON):
    blocks = card(promise, cast(language, now), RENDERING).blocks
    return [block["text"]["text"] for block in blocks if block["type"] == "section"]


def buttons(promise):
    blocks = card(promise, cast(), RENDERING).blocks
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


@pytest.mark.parametrize(
    ("language", "open_", "told"),
    [
        ("en", "No figures to the client yet", "May be told to the client"),
        ("de", "Noch keine Zahlen an den Auftraggeber", "Darf genannt werden"),
    ],
)
def test_the_top_says_whether_the_client_may_hear_the_figures(language, open_, told):
    course = talk()
    assert open_ in texts(course.promise, language)[0]
    for actor in (site_lead, wfm_lead, quality_lead):
        assert told not in texts(course.promise, language)[0]
        course.agrees(actor)
    top = texts(course.promise, language)[0]
    assert told in top
    assert open_ not in top


def test_the_top_counts_the_figures_on_which_everybody_agreed():
    course = talk()
    course.agrees(site_lead)
    assert "0 of 2 figures agreed" in texts(course.promise)[0]
    course.agrees(quality_lead)
    assert "1 of 2 figures agreed" in texts(course.promise)[0]


def test_a_figure_tags_those_who_still_owe_and_names_the_areas_that_agreed():
    course = talk()
    course.agrees(site_lead)
    line = texts(course.promise)[1]
    assert line.startswith("⏳ *40 agents by 1 February 2027*")
    assert "agreed by Site Leipzig" in line
    assert "waiting for Workforce management (<@U0WFM>)" in line
    assert "U0SITE" not in line


def test_a_condition_stands_behind_its_figure_and_that_of_the_promise_below_all():
    term = agents(40, conditions=("forecast within ±10 %",))
    course = Talk.about(added(F, term, SITE), conditions=("system access by 15 Jan",))
    message = card(course.promise, cast(), RENDERING)
    assert "*40 agents by 1 February 2027*, if forecast within ±10 %" in texts(course.promise)[1]
    small = [element["text"] for block in message.blocks if block["type"] == "context" for element in block["elements"]]
    assert "Condition for all figures: system access by 15 Jan" in small


@pytest.mark.parametrize(
    ("language", "said"), [("en", "objection from Quality: “ten weeks”"), ("de", "Einwand von Quality: „ten weeks“")]
)
def test_an_objection_is_shown_with_its_reason(language, said):
    course = talk()
    course.objects(quality_lead, G, reason="ten weeks")
    line = texts(course.promise, language)[2]
    assert line.startswith("❌")
    assert said in line


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "counter from Site Leipzig: 28 agents by 1 February 2027; 40 agents by 1 March 2027"),
        ("de", "Gegenvorschlag von Site Leipzig: 28 Agenten bis 1. Februar 2027; 40 Agenten bis 1. März 2027"),
    ],
)
def test_a_counter_shows_the_whole_ramp_on_the_line_that_it_is_about(language, said):
    course = talk()
    course.counters(site_lead, course.replaced(F, agents(28)), added(H, agents(40, MAR_1), SITE))
    line = texts(course.promise, language)[1]
    assert line.startswith("🔁")
    assert said in line
    assert len(texts(course.promise, language)) == 3


def test_a_counter_that_only_adds_is_shown_all_the_same():
    course = talk()
    course.counters(site_lead, added(H, agents(12, FEB_1, "Kassel"), SITE))
    assert "also proposes: 12 agents in Kassel by 1 February 2027" in texts(course.promise)[-1]


def test_an_objection_and_a_counter_on_one_figure_are_both_shown():
    course = talk()
    course.objects(wfm_lead, F, reason="no seats")
    course.counters(site_lead, course.replaced(F, agents(28)))
    line = texts(course.promise)[1]
    assert line.startswith("❌")
    assert "no seats" in line
    assert "28 agents" in line


def test_a_question_asks_for_the_figure():
    course = Talk.about(added(F, agents_asked(), SITE))
    assert isinstance(course.line(F).term.value, Question)
    assert "figure needed from Site Leipzig (<@U0SITE>)" in texts(course.promise)[1]
    assert [button["action_id"] for button in buttons(course.promise)] == [ids.COUNTER, ids.OBJECT, ids.MORE]
    assert buttons(course.promise)[0]["style"] == "primary"


def test_the_buttons_carry_the_rendering_and_end_with_the_negotiation():
    course = talk()
    assert [(button["action_id"], button["value"]) for button in buttons(course.promise)] == [
        (ids.AGREE, RENDERING),
        (ids.COUNTER, RENDERING),
        (ids.OBJECT, RENDERING),
        (ids.MORE, RENDERING),
    ]
    course.withdraws()
    assert [button["action_id"] for button in buttons(course.promise)] == [ids.MORE]


def test_a_withdrawn_promise_says_so_with_its_reason_and_waits_for_nobody():
    course = talk()
    course.withdraws()
    top, *lines = texts(course.promise)
    assert "Withdrawn: no figures to the client" in top
    assert "“no order”" in top
    assert not [line for line in lines if "waiting" in line]


def test_what_was_needed_in_the_past_is_said_to_be_due():
    promise = talk().promise
    assert "Answer by Fri 27 Nov 12:00" in card(promise, cast(), RENDERING).text
    assert "Answer was due Fri 27 Nov 12:00" in card(promise, cast(now=NOON + timedelta(days=7)), RENDERING).text


def test_the_text_says_all_that_the_blocks_say_of_the_figures():
    course = talk()
    course.objects(quality_lead, G, reason="ten weeks")
    text = card(course.promise, cast(), RENDERING).text
    for part in (
        "P-12 · Acme · new inbound line",
        "No figures to the client yet",
        "40 agents",
        "“ten weeks”",
        "<@U0WFM>",
    ):
        assert part in text


def test_a_person_who_was_forgotten_is_a_former_colleague():
    promise = talk().promise
    nobody = replace(cast(), users={})
    assert "drafted by a former colleague" in str(card(promise, nobody, RENDERING).blocks)
    assert AUTHOR not in str(card(promise, nobody, RENDERING))


def test_accepting_takes_the_counter_off_the_card():
    course = talk()
    course.counters(site_lead, course.replaced(F, agents(28)))
    course.accepts(CounterId("C1"), author)
    assert "agreed by Site Leipzig" in texts(course.promise)[1]
    assert "counter" not in texts(course.promise)[1]


def test_figures_of_other_kinds_are_written_in_their_own_way():
    course = Talk.about(added(F, service_level(), WFM))
    assert "*service level 80/20 from 1 March 2027*" in texts(course.promise)[1]
