"""Recurring tenders: a promise is copied, saved as a template, drafted from, and the template thrown away."""

from __future__ import annotations

import pytest

from tests.integration.world import BEN, PETRA, PROMISES, SARA, WIM, Json, World, button_of, said, until

FIGURES = "40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031"


def more(town: World, user: str, card: Json, act: str) -> None:
    town.press(user, town.card(card), "promise.more")
    town.press_in_view(user, town.form(user), act)


@pytest.fixture
def saved(town: World) -> Json:
    card = town.draft(BEN, "Acme", figures=FIGURES, title="inbound voice", conditions="forecast by 1 December")
    more(town, BEN, card, "promise.edit")
    award = {"award_on": {"value": {"type": "datepicker", "selected_date": "2030-12-02"}}}
    town.do("submit", user=BEN, values=award)
    town.settled()
    more(town, BEN, card, "promise.template")
    town.submit(BEN, name="Inbound voice")
    town.find_direct(BEN, "is saved as the template")
    return card


def test_a_promise_is_copied_without_its_client(town: World) -> None:
    card = town.draft(SARA, "Acme", figures=FIGURES, title="inbound voice")
    more(town, WIM, card, "promise.copy")
    typed = town.typed(WIM)
    assert typed["client"] == "" and typed["title"] == "inbound voice"
    assert "40 agents in Leipzig" in typed["figures"] and "80/20" in typed["figures"]


def test_dates_count_from_the_award_that_is_named(town: World, saved: Json) -> None:
    town.command(BEN, "template inbound voice award 3 March 2031")
    typed = town.typed(BEN)
    assert "5 May 2031" in typed["figures"], typed["figures"]  # 1 Feb was within 9 weeks of the award
    assert typed["conditions"] == "forecast by 1 December" and typed["client"] == ""
    town.submit(BEN, client="Beta", needed_by="2030-11-29 12:00")
    town.submit(BEN)
    town.find(PROMISES, "Beta", "40 agents in Leipzig by 5 May 2031")


def test_german_words_without_an_award_leave_dates_relative(town: World, saved: Json) -> None:
    town.command(SARA, "vorlage Inbound Voice", command="/zusage")
    assert "9 weeks after" in town.typed(SARA)["figures"] or "9 Wochen nach" in town.typed(SARA)["figures"]
    assert town.submit(SARA, client="Beta", needed_by="2030-11-29 12:00")["ack"]["response_action"] == "update"


def test_the_list_drafts_and_deletes(town: World, saved: Json) -> None:
    town.command(BEN, "template")
    listed = town.told(BEN, "Inbound voice", "40 agents in Leipzig")
    town.press(BEN, listed, "promise.use_template")
    assert "40 agents" in town.typed(BEN)["figures"]
    town.do("close", user=BEN, all=True)
    town.press(BEN, listed, "promise.delete_template")
    town.told(BEN, "is deleted")
    town.command(BEN, "template")
    assert "There are no templates yet" in said(until(lambda: town.private(BEN)[-1:], "an answer")[0])


def test_an_admin_of_the_bot_deletes_what_others_saved(town: World, saved: Json) -> None:
    town.command(PETRA, "vorlagen", command="/zusage")
    listed = town.told(PETRA, "Inbound voice", "40 agents in Leipzig")
    town.press(PETRA, listed, "promise.delete_template")
    until(lambda: not town.rows("SELECT name FROM templates"), "the template to be gone")


def test_nobody_else_deletes_or_replaces_it(town: World, saved: Json) -> None:
    town.command(SARA, "vorlagen", command="/zusage")
    listed = town.told(SARA, "Inbound voice", "40 agents in Leipzig")
    use = button_of(listed, "promise.use_template")
    with pytest.raises(AssertionError):
        button_of(listed, "promise.delete_template")
    forged = {"action_id": "promise.delete_template", "block_id": use["block_id"], "value": use["value"]}
    town.post("interact", user=SARA, channel=PROMISES, messageTs=listed["ts"], action=forged)
    town.command(WIM, "template")
    before = town.rows("SELECT * FROM templates")
    card = town.draft(WIM, "Beta", figures="service level 80/20 from 1 March 2031")
    more(town, WIM, card, "promise.template")
    for name in ("inbound  VOICE", "Inbound voice"):
        answer = town.do("submit", user=WIM, values={"name": {"value": {"type": "plain_text_input", "value": name}}})
        assert "The template “Inbound voice” was saved by somebody else" in answer["ack"]["errors"]["name"]
    assert town.rows("SELECT * FROM templates") == before
    assert len(before) == 1


def test_who_saved_it_replaces_it(town: World, saved: Json) -> None:
    card = town.draft(BEN, "Beta", figures="service level 80/20 from 1 March 2031")
    more(town, BEN, card, "promise.template")
    town.submit(BEN, name="inbound VOICE")
    until(lambda: town.rows("SELECT name FROM templates") == [("inbound VOICE",)], "the other template in its place")


def test_a_template_that_is_not_there_is_answered_in_words(town: World) -> None:
    town.command(BEN, "template nothing like it")
    town.told(BEN, "There is no template “nothing like it”")
    assert town.view(BEN) is None


def test_what_not_everybody_may_see_becomes_no_template(town: World) -> None:
    town.command(SARA, channel="G04DEALS")
    town.submit(SARA, client="Acme", needed_by="2030-11-29 12:00", figures=FIGURES)
    town.submit(SARA)
    card = town.find("G04DEALS", "Acme", "80/20")
    town.press(SARA, card, "promise.more", channel="G04DEALS")
    with pytest.raises(AssertionError):
        button_of(town.form(SARA), "promise.template")
    assert button_of(town.form(SARA), "promise.copy")
