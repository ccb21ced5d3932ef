"""Before posting: what is being negotiated for the client already, and how the client's name is usually spelt."""

from __future__ import annotations

from tests.integration.world import BEN, SARA, World, said

FIGURES = "40 agents in Leipzig by 1 Feb 2031"


def review(town: World, client: str, figures: str) -> str:
    town.command(BEN)
    town.submit(BEN, client=client, needed_by="2030-11-29 12:00", figures=figures)
    return said(town.form(BEN))


def test_the_same_figure_for_the_same_client_is_named_with_its_card(town: World) -> None:
    card = town.draft(SARA, "Acme", figures=FIGURES)
    shown = review(town, "Acme", "35 agents in Leipzig by 1 March 2031")
    assert "being negotiated already" in shown and "40 agents in Leipzig" in shown
    assert f"/archives/C01PROMISES/p{card['ts'].replace('.', '')}|P-1>" in shown
    town.submit(BEN)  # it is no error: the person decides
    assert town.view(BEN) is None


def test_another_site_or_client_is_no_duplicate(town: World) -> None:
    town.draft(SARA, "Acme", figures=FIGURES)
    assert "already" not in review(town, "Acme", "35 agents in Lisbon by 1 March 2031")
    town.do("close", user=BEN, all=True)
    assert "already" not in review(town, "Beta", FIGURES)


def test_the_usual_name_is_offered_and_taken(town: World) -> None:
    town.draft(SARA, "Nordlicht Energie", figures=FIGURES)
    shown = review(town, "Nordlicht Energie GmbH", FIGURES)
    assert "There is a client *Nordlicht Energie* already" in shown
    town.press_in_view(BEN, town.form(BEN), "promise.use_name")
    after = said(town.form(BEN))
    assert "GmbH" not in after and "promise.use_name" not in after and "being negotiated already" in after
    town.press_in_view(BEN, town.form(BEN), "promise.back")
    assert town.typed(BEN)["client"] == "Nordlicht Energie"
