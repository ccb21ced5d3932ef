"""Wording for the client: signed figures with their conditions, nothing else, and only after the joint sign-off."""

import pytest

from bot.locale import speaker
from bot.slack.render.saying import sayable
from bot.slack.render.signed import signed_off
from bot.slack.render.wording import NotFitForClient, wording
from tests.unit.domain.builders import (
    MAR_1,
    QUALITY,
    SITE,
    WFM,
    F,
    G,
    H,
    Talk,
    added,
    agents,
    quality_lead,
    quality_score,
    site_lead,
    wfm_deputy,
    wfm_lead,
)
from tests.unit.render.stage import cast_in, maximal


def talk() -> Talk:
    first = agents(40, conditions=("forecast within ±10 %", "system access by 15 Jan"))
    return Talk.about(added(F, first, SITE), added(G, quality_score(), QUALITY), conditions=("award by 1 Dec",))


def test_german_wording_says_sie_and_names_conditions_as_such():
    course = talk()
    course.agrees(site_lead)
    course.agrees(quality_lead)
    assert wording(course.promise, "de") == (
        "Wir können Ihnen folgende Zahlen zusagen:\n"
        "\n"
        "• 40 Agenten bis 1. Februar 2027\n"
        "   Voraussetzung: forecast within ±10 %; system access by 15 Jan\n"
        "• Qualitätsscore 90 % ab 1. März 2027\n"
        "\n"
        "Voraussetzung für alle Zahlen: award by 1 Dec"
    )


def test_english_wording():
    course = talk()
    course.agrees(site_lead)
    course.agrees(quality_lead)
    text = wording(course.promise, "en")
    assert text.startswith("We can promise you the following figures:\n\n• 40 agents by 1 February 2027\n")
    assert "   Condition: forecast within ±10 %; system access by 15 Jan" in text


def test_one_figure_is_spoken_of_as_one():
    course = Talk.about(added(F, agents(40), SITE), conditions=("award by 1 Dec",))
    course.agrees(site_lead)
    assert wording(course.promise, "de") == (
        "Wir können Ihnen folgende Zahl zusagen:\n\n• 40 Agenten bis 1. Februar 2027\n\nVoraussetzung: award by 1 Dec"
    )


def test_there_is_none_before_the_joint_sign_off_nor_after_a_withdrawal():
    course = talk()
    course.agrees(site_lead)
    with pytest.raises(NotFitForClient):
        wording(course.promise, "de")
    course.withdraws()
    with pytest.raises(NotFitForClient):
        wording(course.promise, "de")


def test_what_was_revised_or_dropped_is_not_in_it():
    course = Talk.about(added(F, agents(40), SITE), added(G, agents(77, MAR_1, "Kassel"), SITE))
    course.revises(course.replaced(F, agents(28)))
    course.drops(G)
    course.agrees(site_lead)
    text = wording(course.promise, "en")
    assert "28 agents" in text
    assert "40" not in text
    assert "77" not in text


def test_it_cuts_nothing_and_is_shown_whole_for_copying():
    play = maximal().contested().signed_off()
    text = wording(play.promise, "de")
    for line in play.promise.terms:
        for condition in line.term.conditions:
            assert " ".join(condition.split()) in text
    message = signed_off(play.promise, cast_in("de", play=play), text)
    quoted = [block["elements"][0]["elements"][0]["text"] for block in message.blocks if block["type"] == "rich_text"]
    assert "".join("".join(quoted).split()) == "".join(text.split())


def test_the_announcement_says_who_signed_for_which_area_and_when():
    course = Talk.about(added(F, agents(40), SITE, WFM), added(H, agents(60, MAR_1), SITE))
    course.agrees(site_lead)
    course.agrees(wfm_deputy)
    message = signed_off(course.promise, cast_in("en"), wording(course.promise, "en"))
    for said in (
        "• Sales: <@U0AUTHOR>, Mon 23 Nov 13:00",
        "• Site Leipzig: <@U0SITE>, Mon 23 Nov 13:01",
        "• Workforce management: <@U0DEPUTY> for <@U0WFM>, Mon 23 Nov 13:02",
        "40 agents by 1 February 2027",
        "may be told to the client",
    ):
        assert said in message.text
    assert message.text.count("<@U0SITE>") == 1


@pytest.mark.parametrize(
    ("of_the_figure", "for_all", "is_reminded"), [((), (), False), (("access",), (), True), ((), ("award",), True)]
)
def test_conditions_are_called_to_mind_where_there_are_any(of_the_figure, for_all, is_reminded):
    course = Talk.about(added(F, agents(40, conditions=of_the_figure), SITE), conditions=for_all)
    course.agrees(site_lead)
    words = {"told": [course.promise], "wordings": {course.promise.id: wording(course.promise, "en")}, "holding": "-"}
    said = sayable(speaker("en"), client="Acme", is_waiting=False, others=(), command="/promise", **words)
    for message in (said, signed_off(course.promise, cast_in("en"), wording(course.promise, "en"))):
        assert ("Conditions belong to the figures" in str(message.blocks)) is is_reminded
        assert not message.text.endswith("\n")


def test_of_several_signatures_of_one_person_the_last_counts():
    course = Talk.about(added(F, agents(40), SITE), added(G, quality_score(), QUALITY))
    course.agrees(site_lead)
    course.revises(course.replaced(F, agents(28)))
    course.agrees(quality_lead)
    course.agrees(site_lead)
    text = signed_off(course.promise, cast_in("en"), wording(course.promise, "en")).text
    assert "• Sales: <@U0AUTHOR>, Mon 23 Nov 13:02" in text
    assert text.count("<@U0AUTHOR>, Mon") == 1


def test_the_fallback_text_never_holds_a_part_of_the_wording():
    play = maximal().contested().signed_off()
    message = signed_off(play.promise, cast_in("de", play=play), wording(play.promise, "de"))
    assert "Wir können Ihnen" not in message.text
    assert "steht im Thread" in message.text


def test_a_full_agreement_is_needed_not_only_the_state():
    course = Talk.about(added(F, agents(40), SITE, WFM))
    course.agrees(wfm_lead)
    with pytest.raises(NotFitForClient):
        wording(course.promise, "en")
