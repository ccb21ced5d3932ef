"""Approval typed in the thread signs nothing: whoever owes an answer gets a private button that does."""

from __future__ import annotations

import pytest

from tests.integration.world import BEN, LENA, OMAR, PROMISES, QUINN, SARA, WIM, World, buttons_of, said, until

FIGURES = "40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031"


def type_in_thread(town: World, user: str, card: dict, text: str) -> None:
    town.do("message", user=user, channel=PROMISES, text=text, thread_ts=card["ts"])


@pytest.mark.parametrize("text", ["looks good", "ok from WFM", "passt"])
def test_an_owner_gets_a_private_button_that_signs(town: World, text: str) -> None:
    card = town.draft(BEN, "Acme", figures=FIGURES)
    town.find(PROMISES, "Can these figures be kept?")
    type_in_thread(town, WIM, card, text)
    word = town.told(WIM, "Words in the thread sign nothing yet", "80/20")
    assert "40 agents" not in said(word), "only what this person owes an answer on"
    assert "agreed by" not in said(town.card(card))
    town.press(WIM, word, "promise.agree")
    until(lambda: "agreed by WFM" in said(town.card(card)) or None, "the signature on the card")
    type_in_thread(town, WIM, card, "passt")
    town.settled()
    assert not [m for m in town.private(WIM) if "sign nothing yet" in said(m) and m["ts"] > word["ts"]]


def test_nobody_else_gets_one_and_neither_do_other_words(town: World) -> None:
    card = town.draft(BEN, "Acme", figures=FIGURES)
    town.find(PROMISES, "Can these figures be kept?")
    for user, text in ((SARA, "passt"), (BEN, "looks good"), (QUINN, "ok"), (OMAR, "go"), (WIM, "passt nicht"),
                       (WIM, "ok?"), (LENA, "28 passt")):  # fmt: skip
        type_in_thread(town, user, card, text)
    until(lambda: town.rows("SELECT count(*) FROM comments")[0][0] == 7, "all comments to be kept")
    words = [m for user in (SARA, BEN, QUINN, OMAR, WIM, LENA) for m in town.private(user) if m.get("thread_ts")]
    assert not [word for word in words if "promise.agree" in buttons_of(word)]


def test_a_question_is_filled_in_and_not_agreed_to(town: World) -> None:
    card = town.draft(BEN, "Acme", figures="? agents in Leipzig by 1 Feb 2031")
    town.find(PROMISES, "<@U03LENA>")
    type_in_thread(town, LENA, card, "passt")
    until(lambda: town.rows("SELECT count(*) FROM comments")[0][0] == 1, "the comment to be kept")
    assert not [m for m in town.private(LENA) if "promise.agree" in buttons_of(m)]
