"""The moves that several tests make through the wire, and what shows on the card after them."""

from __future__ import annotations

import json

from tests.integration.world import (
    LENA,
    SARA,
    WIM,
    Json,
    World,
    buttons_of,
    said,
    until,
)

FIGURES = "40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031"
LESS = "28 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031"


def shows(town: World, card: Json, *parts: str) -> Json:
    """Wait until a card says all of `parts`."""

    def look() -> Json | None:
        now = town.card(card)
        return now if all(part in said(now) for part in parts) else None

    return until(look, f"{parts} on the card: {said(town.card(card))[:1500]}")


def more(town: World, user: str, card: Json, action: str) -> None:
    """Press a button of More…."""
    town.press(user, town.card(card), "promise.more")
    town.press_in_view(user, town.form(user), action)


def signed(town: World, figures: str = FIGURES, **inputs: str) -> Json:
    """Return the card of a promise that is jointly signed off."""
    card = town.draft(SARA, figures=figures, **inputs)
    town.settled()
    for user in (LENA, WIM):
        town.press(user, town.card(card), "promise.agree")
    return shows(town, card, "jointly signed off")


def revise(town: World, card: Json, figures: str) -> None:
    """Let sales begin to renegotiate."""
    more(town, SARA, card, "promise.renegotiate")
    answer = town.submit(SARA, figures=figures, reason="the client wants less")
    assert answer["ack"].get("response_action") == "update", answer
    town.submit(SARA)
    shows(town, card, "being renegotiated")


def suspend(town: World, card: Json, user: str = LENA) -> None:
    """Let an owner say that the figure cannot be kept any more."""
    more(town, user, card, "promise.cannot_keep")
    town.choose(user, "terms", "40", reason="two classes fell through")
    assert buttons_of(town.form(user)) == ["promise.renegotiate"]


def wording(town: World) -> str:
    """Return the text for the client in Sara's More…."""
    return json.dumps([block for block in town.form(SARA)["blocks"] if block["type"] == "rich_text"])
