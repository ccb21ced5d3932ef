"""`/promise say CLIENT`: whoever is on the phone always gets a sentence that can be said now."""

from __future__ import annotations

import re

from tests.integration.world import BEN, LENA, PROMISES, SARA, WIM, World, said

FIGURES = "40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031"


def test_before_anything_is_signed_there_is_a_sentence_with_a_time_and_no_figure(town: World) -> None:
    town.draft(BEN, "Acme", figures=FIGURES, needed_by="2030-11-28 12:00")
    town.command(BEN, "say acme")
    word = town.told(BEN, "We will give you reliable figures by Thursday noon.", "no figures to the client")
    assert not re.findall(r"\d", word["text"])


def test_german_words_ask_for_it_and_german_words_lead_to_it(town: World) -> None:
    town.draft(SARA, "Acme", figures=FIGURES, needed_by="2030-11-28 12:00")
    for verb in ("sag", "Sage", "nenne", "say"):
        town.command(SARA, f"{verb} Acme", command="/zusage")
        town.told(SARA, "*Für Acme*", "by Thursday noon", "noch keine Zahlen an den Auftraggeber")


def test_what_is_signed_is_said_with_its_conditions_and_noted(town: World) -> None:
    card = town.draft(BEN, "Acme", figures="40 agents in Leipzig by 1 Feb 2031, if system access by 15 Jan")
    town.press(LENA, town.card(card), "promise.agree")
    town.find(PROMISES, "is jointly signed off")
    town.command(BEN, "say Acme")
    town.told(BEN, "We can promise you", "40 agents in Leipzig", "system access by 15 Jan", "always say both")
    assert town.rows("SELECT count(*) FROM passed_on")[0][0] == 1


def test_signed_figures_and_those_still_to_come_are_kept_apart(town: World) -> None:
    first = town.draft(BEN, "Acme", figures="40 agents in Leipzig by 1 Feb 2031")
    town.press(LENA, town.card(first), "promise.agree")
    town.find(PROMISES, "is jointly signed off")
    town.draft(BEN, "Acme", figures="service level 91/23 from 1 March 2031", needed_by="2030-11-28 15:00")
    town.command(WIM, "say Acme")
    word = town.told(WIM, "40 agents in Leipzig", "still being agreed", "by Thursday 4 pm")
    assert "91" not in said(word) and "23" not in said(word)


def test_without_a_time_to_come_none_is_promised(town: World) -> None:
    town.command(BEN, "say Nobody Ltd")
    town.told(BEN, "as soon as we have them", "Nothing is jointly signed off for Nobody Ltd yet")


def test_other_clients_that_the_words_could_mean_are_named(town: World) -> None:
    town.draft(BEN, "Acme")
    town.draft(BEN, "Acme Energy", figures="50 agents in Kassel by 1 Feb 2031")
    town.command(BEN, "say Acme")
    town.told(BEN, "*For Acme*", "Also found: Acme Energy", "/promise say Acme Energy")


def test_without_a_client_it_asks_for_one(town: World) -> None:
    town.command(BEN, "say")
    town.told(BEN, "Which client?", "/promise say Acme")
