"""Agreed by phone: the colleague gets one button that signs what was said, and nothing is signed without it."""

from __future__ import annotations

from tests.integration.world import BEN, GUS, LENA, PROMISES, SARA, WIM, World, buttons_of, said, until

FIGURES = "40 agents in Leipzig by 1 Feb 2031, if system access by 15 Jan\nservice level 80/20 from 1 March 2031"


def phone(town: World, card: dict, colleague: str, user: str = BEN) -> dict:
    town.press(user, town.card(card), "promise.more")
    town.press_in_view(user, town.form(user), "promise.phone")
    chosen = {"colleague": {"value": {"type": "users_select", "selected_user": colleague}}}
    return town.do("submit", user=user, values=chosen)


def test_nothing_is_signed_until_the_colleague_presses(town: World) -> None:
    card = town.draft(BEN, "Acme", figures=FIGURES, conditions="forecast by 1 December")
    phone(town, card, LENA)
    town.told(BEN, "Nothing is signed until it is pressed")
    word = town.find_direct(LENA, "<@U02BEN>", "am Telefon", "40", "system access by 15 Jan", "forecast by 1 December")
    assert "80/20" not in said(word), "only what the colleague answers for"
    assert [name for name in buttons_of(word) if name != "promise.open"] == ["promise.agree_phoned"]
    assert "agreed by" not in said(town.card(card))

    channel = next(c["id"] for c in town.get(f"state?user={LENA}")["channels"] if c["is_im"])
    town.press(LENA, word, "promise.agree_phoned", channel=channel)
    until(lambda: "agreed by Leipzig" in said(town.card(card)) or None, "the card to show the signature")
    (agreed,) = (row["body"] for row in town.events() if row["kind"].endswith("greed"))
    assert agreed["via"]["value"] == "phone", "it is kept that this was agreed by phone"


def test_somebody_who_answers_for_nothing_is_not_asked(town: World) -> None:
    card = town.draft(BEN, "Acme", figures="40 agents in Leipzig by 1 Feb 2031")
    for colleague in (WIM, BEN, GUS):
        answer = phone(town, card, colleague)
        assert "colleague" in answer["ack"]["errors"], answer
        town.do("close", user=BEN, all=True)
    town.settled()
    assert not town.rows("SELECT 1 FROM outbox WHERE kind = 'phoned'")


def test_figures_that_changed_meanwhile_are_not_signed(town: World) -> None:
    card = town.draft(BEN, "Acme", figures="40 agents in Leipzig by 1 Feb 2031")
    phone(town, card, LENA)
    word = town.find_direct(LENA, "am Telefon", "40")
    town.press(BEN, town.card(card), "promise.more")
    town.press_in_view(BEN, town.form(BEN), "promise.revise")
    town.submit(BEN, figures="38 agents in Leipzig by 1 Feb 2031", reason="the client needs fewer")
    town.submit(BEN)
    town.find(PROMISES, "the client needs fewer")
    channel = next(c["id"] for c in town.get(f"state?user={LENA}")["channels"] if c["is_im"])
    town.press(LENA, word, "promise.agree_phoned", channel=channel)
    town.find_direct(LENA, "38", "hat sich")
    town.settled()
    assert "agreed by Leipzig" not in said(town.card(card))


def test_operations_does_not_note_calls(town: World) -> None:
    card = town.draft(SARA, "Acme", figures="40 agents in Leipzig by 1 Feb 2031")
    town.press(LENA, town.card(card), "promise.more")
    assert "promise.phone" not in buttons_of(town.form(LENA))
