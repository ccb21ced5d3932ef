"""Signed figures are renegotiated, dropped and cannot be kept: over the wire."""

from __future__ import annotations

import pytest

from tests.integration.moving import LESS, more, revise, shows, signed, suspend, wording
from tests.integration.world import (
    LENA,
    OMAR,
    PROMISES,
    SARA,
    WIM,
    World,
    buttons_of,
    said,
    until,
)


def test_while_it_is_renegotiated_the_sealed_set_is_told(town: World) -> None:
    card = signed(town)
    revise(town, card, LESS)
    now = shows(town, card, "May be told to the client", "in force", "→ *28 agents")
    assert "nothing new may be told yet" in said(now)
    town.press(SARA, now, "promise.more")
    assert "40 agents" in wording(town) and "28 agents" not in wording(town)
    town.do("close", user=SARA)
    town.command(SARA, "list")
    town.told(SARA, "Darf genannt werden", "wird neu verhandelt")
    town.command(SARA, "digest")
    week = town.told(SARA, "40 Agenten in Leipzig bis 1. Februar 2031 → 28 Agenten")
    assert "28 Agenten" not in week["text"].split("Noch nicht")[0]
    town.press(LENA, town.card(card), "promise.agree")
    until(lambda: "being renegotiated" not in said(town.card(card)), "the new set to replace the old one")
    assert "40 agents" not in town.card(card)["text"]


def test_operations_renegotiates_with_a_proposal(town: World) -> None:
    card = signed(town)
    more(town, LENA, card, "promise.renegotiate")
    assert "40 Agenten" in town.typed(LENA)["figures"]
    town.submit(LENA, figures="28 agents in Leipzig by 1 Feb 2031", reason="a class fell through")
    town.submit(LENA)
    town.told(LENA, "gilt das Freigegebene weiter")
    reply = town.find(PROMISES, "proposes for P-1", "28 agents")
    shows(town, card, "being renegotiated: counter: → *28 agents", "May be told to the client")
    town.press(SARA, reply, "promise.accept")
    shows(town, card, "28 agents", "jointly signed off")
    until(lambda: "40 agents" not in town.card(card)["text"], "the new set in force")


def test_ending_a_renegotiation_leaves_what_was_signed_off(town: World) -> None:
    card = signed(town)
    revise(town, card, LESS)
    more(town, SARA, card, "promise.end_renegotiation")
    town.submit(SARA, reason="the client came back")
    town.find(PROMISES, "ended the renegotiation", "stays as it is")
    now = until(lambda: (c := town.card(card)) and "28" not in c["text"] and c, "the sealed set alone")
    assert "May be told to the client" in said(now) and buttons_of(now) == ["promise.more"]


def test_dropping_what_is_signed_off_needs_its_areas(town: World) -> None:
    card = signed(town)
    more(town, SARA, card, "promise.drop")
    town.choose(SARA, "terms", "80/20", reason="not asked for")
    town.told(SARA, "ob die Zahl entfällt")
    shows(town, card, "to be dropped", "May be told to the client")
    town.press(WIM, town.card(card), "promise.agree")
    until(lambda: "80/20" not in said(town.card(card)), "the figure to be gone")


def test_a_figure_that_cannot_be_kept_leaves_everything_a_client_is_told(town: World) -> None:
    card = signed(town)
    suspend(town, card)
    town.do("close", user=LENA)
    now = shows(town, card, "except: 40 agents in Leipzig", "Cannot be kept any more", "two classes fell through")
    assert "*40 agents" not in said(now)
    town.find(PROMISES, "Cannot be kept any more", f"<@{SARA}>", "told to no client")
    recall = town.find_direct(SARA, "Zahl gilt nicht mehr", "40 Agenten", "two classes fell through")
    assert {"promise.open", "promise.more"} <= set(buttons_of(recall))
    town.press(SARA, now, "promise.more")
    assert "40 agents" not in wording(town) and "80/20" in wording(town)
    town.do("close", user=SARA)
    town.command(SARA, "list")
    town.told(SARA, "außer: 40 Agenten")
    town.command(SARA, "digest")
    town.told(SARA, "Entscheidung", "nicht mehr haltbar: 40 Agenten")
    # It can be kept after all, and is told again.
    more(town, LENA, card, "promise.keep_again")
    town.choose(LENA, "terms", "40", reason="a class was found")
    town.find(PROMISES, "Can be kept after all")
    until(lambda: "except" not in said(town.card(card)), "the figure to be told again")


def test_who_cannot_keep_it_proposes_what_can_be_kept(town: World) -> None:
    card = signed(town)
    suspend(town, card)
    town.press_in_view(LENA, town.form(LENA), "promise.renegotiate")
    town.submit(LENA, figures="28 agents in Leipzig by 1 Feb 2031", reason="one class")
    town.submit(LENA)
    reply = town.find(PROMISES, "proposes for P-1", "28 agents")
    town.press(SARA, reply, "promise.accept")
    now = until(lambda: (c := town.card(card)) and "40 agents" not in c["text"] and c, "the new set")
    assert "except" not in said(now) and "May be told to the client" in said(now)


def test_nothing_is_told_when_no_figure_can_be_kept(town: World) -> None:
    card = town.draft(SARA, figures="40 agents in Leipzig by 1 Feb 2031")
    town.settled()
    town.press(LENA, town.card(card), "promise.agree")
    shows(town, card, "jointly signed off")
    suspend(town, card)
    shows(town, card, "No figures to the client any more")
    town.press(SARA, town.card(card), "promise.more")
    assert wording(town) == "[]"


@pytest.mark.parametrize("user", [SARA, WIM, OMAR])
def test_only_its_owners_take_a_figure_out(town: World, user: str) -> None:
    card = town.draft(SARA, figures="40 agents in Leipzig by 1 Feb 2031")
    town.settled()
    town.press(LENA, town.card(card), "promise.agree")
    shows(town, card, "jointly signed off")
    town.press(user, town.card(card), "promise.more")
    offered = buttons_of(town.form(user))
    # Omar is Leipzig's deputy, and acts where he has no area of his own.
    assert ("promise.cannot_keep" in offered) == (user == OMAR)
