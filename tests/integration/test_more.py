"""More… and what it leads to, the commands and the home tab."""

from __future__ import annotations

import pytest

from tests.integration.world import (
    BEN,
    LEIPZIG,
    LENA,
    PETRA,
    PROMISES,
    QUALITY,
    QUINN,
    SARA,
    WIM,
    World,
    agreed,
    buttons_of,
    drafted,
    more,
    replies,
    said,
    until,
)

# More…


def test_more_shows_where_each_figure_stands_and_what_this_person_may_do(town: World) -> None:
    card = drafted(town, title="new line", conditions="forecast within ±10 %")
    town.press(WIM, card, "promise.agree")
    agreed(town, card, "1 of 2 figures")
    lena = more(town, LENA, town.card(card))
    answers = ["promise.agree", "promise.counter", "promise.object", "promise.checking"]
    assert buttons_of(lena) == [*answers, "promise.reassign", "promise.copy", "promise.template"]
    parts = (
        "Acme",
        "new line",
        "40 Agenten",
        "noch keine Antwort",
        "freigegeben von",
        f"<@{WIM}>",
        "forecast within ±10 %",
    )
    assert [part for part in parts if part not in said(lena)] == []
    wim = more(town, WIM, town.card(card))
    assert "promise.retract" in buttons_of(wim) and "agreed by <@U04WIM>" in said(wim)
    sara = more(town, SARA, town.card(card))
    assert {"promise.revise", "promise.drop", "promise.withdraw"} <= set(buttons_of(sara))
    assert not {"promise.agree", "promise.counter", "promise.object", "promise.retract"} & set(buttons_of(sara))
    assert buttons_of(more(town, BEN, town.card(card))) == ["promise.copy", "promise.template"]
    assert len(town.get(f"views/{PETRA}")["views"]) == 0


def test_an_answer_is_taken_back_from_more_and_from_its_own_message(town: World) -> None:
    card = drafted(town)
    town.press(WIM, card, "promise.agree")
    answer = town.told(WIM, "Agreed for WFM")
    agreed(town, card, "1 of 2 figures")
    town.press(WIM, answer, "promise.retract")
    town.told(WIM, "the answer is taken back")
    agreed(town, card, "0 of 2 figures")
    retracted = town.find(PROMISES, "took the answer back", "80/20")
    assert retracted["thread_ts"] == card["ts"]
    town.press(WIM, town.card(card), "promise.agree")
    agreed(town, card, "1 of 2 figures")
    view = more(town, WIM, town.card(card))
    town.press_in_view(WIM, view, "promise.retract")
    assert "the answer is taken back" in said(town.form(WIM))
    agreed(town, card, "0 of 2 figures")


def test_sales_revises_from_more_and_only_what_changed_is_asked_again(town: World) -> None:
    card = drafted(town)
    town.press(WIM, card, "promise.agree")
    agreed(town, card, "1 of 2 figures")
    town.press_in_view(SARA, more(town, SARA, town.card(card)), "promise.revise")
    assert "80/20" in town.typed(SARA)["figures"] and "40 Agenten in Leipzig" in town.typed(SARA)["figures"]
    town.submit(SARA, figures="38 Agenten in Leipzig bis 1.2.2031", reason="Der Auftraggeber braucht weniger")
    review = town.form(SARA)
    assert all(
        part in said(review) for part in ("40 Agenten", "38 Agenten", "80/20", "Der Auftraggeber braucht weniger")
    )
    town.submit(SARA)
    revision = town.find(PROMISES, "changed", "38 agents", "Der Auftraggeber braucht weniger")
    assert f"<@{LENA}>" in said(revision) and f"<@{WIM}>" not in said(revision)
    agreed(town, card, "1 of 2 figures")
    assert "38 agents" in said(town.card(card))


def test_back_brings_the_form_with_everything_that_was_typed(town: World) -> None:
    card = drafted(town)
    town.press(LENA, card, "promise.counter")
    town.submit(LENA, figures="28 Agenten in Leipzig ab 1.2.2031", reason="Nur eine Klasse")
    town.press_in_view(LENA, town.form(LENA), "promise.back")
    assert town.typed(LENA) == {"figures": "28 Agenten in Leipzig ab 1.2.2031", "reason": "Nur eine Klasse"}
    town.submit(LENA, figures="30 Agenten in Leipzig ab 1.2.2031")
    town.submit(LENA)
    assert "30 agents" in said(town.find(PROMISES, "proposes", "Nur eine Klasse"))
    assert not replies(town, "28 agents")


def test_dropping_the_last_open_figure_signs_off_the_rest(town: World) -> None:
    card = drafted(town)
    town.press(WIM, card, "promise.agree")
    agreed(town, card, "1 of 2 figures")
    town.press_in_view(SARA, more(town, SARA, town.card(card)), "promise.drop")
    town.choose(SARA, "terms", "Leipzig", reason="Der Standort schließt")
    town.find(PROMISES, "dropped a figure", "40 agents in Leipzig", "Der Standort schließt")
    signed = town.find(PROMISES, "is jointly signed off", "80/20")
    assert "Leipzig" not in signed["text"].split("Wording")[1]
    until(lambda: "May be told to the client" in said(town.card(card)) or None, "the card's verdict")
    view = more(town, SARA, town.card(card))
    assert not {"promise.revise", "promise.withdraw", "promise.agree"} & set(buttons_of(view))
    assert "promise.renegotiate" in buttons_of(view) and "We can promise you" in said(view)


def test_the_only_figure_cannot_be_dropped(town: World) -> None:
    card = drafted(town, LEIPZIG)
    assert "promise.drop" not in buttons_of(more(town, SARA, card))


def test_a_withdrawn_promise_says_so_and_why(town: World) -> None:
    card = drafted(town)
    town.press_in_view(SARA, more(town, SARA, card), "promise.withdraw")
    town.submit(SARA, reason="Der Auftrag ging an andere")
    town.find(PROMISES, "withdrew", "Der Auftrag ging an andere")
    until(lambda: "Withdrawn" in said(town.card(card)) or None, "the card")
    assert buttons_of(town.card(card)) == ["promise.more"]
    town.told(SARA, "P-1 ist zurückgezogen")
    town.command(SARA, "list open")
    assert "Acme" not in said(town.told(SARA, "keine"))


def test_a_counter_is_accepted_from_more(town: World) -> None:
    card = drafted(town, LEIPZIG)
    town.counter(LENA, card, "28 Agenten in Leipzig ab 1.2.2031", "Nur eine Klasse")
    town.find(PROMISES, "proposes")
    view = more(town, SARA, town.card(card))
    assert "28 Agenten" in said(view)
    town.press_in_view(SARA, view, "promise.accept")
    assert "28 agents" in said(town.find(PROMISES, "is jointly signed off"))


# Commands


ENGLISH = ("opens a new promise", "P-1", "Acme", "Who answers for what", "Not yet")
GERMAN = ("legt eine neue Zusage an", "P-1", "Acme", "Wer", "Noch nicht")
WISHES = {
    "/promise": ("help", "list", "show P-1", "owners", "digest"),
    "/zusage": ("hilfe", "liste", "zeige P-1", "zuständig", "überblick"),
}


@pytest.mark.parametrize("command", WISHES)
@pytest.mark.parametrize(("user", "words"), [(BEN, ENGLISH), (SARA, GERMAN)], ids=["en", "de"])
def test_commands_answer_privately_in_both_languages(
    town: World, user: str, words: tuple[str, ...], command: str
) -> None:
    drafted(town)
    for wish, word in zip(WISHES[command], words, strict=True):
        town.command(user, wish, command=command)
        town.told(user, word)


def test_lists_are_narrowed_to_what_was_asked_for(town: World) -> None:
    first = drafted(town, LEIPZIG)
    town.draft(BEN, client="Beta", figures=QUALITY)
    town.press(LENA, first, "promise.agree")
    town.find(PROMISES, "is jointly signed off")
    for user, wish, shown, hidden in (
        (SARA, "list", ("Acme", "Beta"), ()),
        (SARA, "liste meine", ("Acme",), ("Beta",)),
        (SARA, "list open", ("Beta",), ("Acme",)),
        (QUINN, "list owed", ("Beta",), ("Acme",)),
        (SARA, "list acme", ("Acme",), ("Beta",)),
        (LENA, "liste fällig", (), ("Acme", "Beta")),
        (BEN, "list Beta open", ("Beta",), ("Acme",)),
    ):
        town.command(user, wish)
        answer = said(town.told(user, "P-" if shown else "keine")).replace("„acme“", "")
        assert all(name in answer for name in shown), wish
        assert not any(name in answer for name in hidden), wish


def test_show_is_the_card_for_one_with_buttons_that_work(town: World) -> None:
    card = drafted(town)
    town.command(WIM, "show P-1")
    shown = town.told(WIM, "P-1", "Acme")
    assert {"promise.agree", "promise.counter", "promise.object", "promise.more"} <= set(buttons_of(shown))
    town.press(WIM, shown, "promise.agree")
    agreed(town, card, "1 of 2 figures")


# The home tab


def test_the_home_tab_shows_what_is_owed_and_awaited_and_its_buttons_act(town: World) -> None:
    card = drafted(town)
    assert "I wait for" in said(town.home(BEN)) and "Acme" not in said(town.home(BEN))
    sara, wim = town.home(SARA), town.home(WIM)
    assert "Acme" in said(sara) and "Leipzig" in said(sara)
    assert "80/20" in said(wim) and "promise.agree" in buttons_of(wim)
    town.press_in_view(WIM, wim, "promise.agree")
    assert "Agreed for WFM" in said(town.form(WIM))
    town.do("close", user=WIM)
    agreed(town, card, "1 of 2 figures")
    until(lambda: "80/20" not in said(town.get(f"home/{WIM}")["view"] | {"text": ""}) or None, "the tab to follow")
    town.press_in_view(LENA, town.home(LENA), "promise.object")
    town.submit(LENA, reason="Nur eine Klasse")
    town.find(PROMISES, "objects in")
    assert "promise.revise" in buttons_of(town.home(SARA))
