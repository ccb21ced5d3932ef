"""Comments, reactions, deputies and questions in a promise's thread."""

from __future__ import annotations

import pytest

from tests.integration.world import (
    BEN,
    LEIPZIG,
    LENA,
    OMAR,
    PROMISES,
    QUALITY,
    SARA,
    SERVICE,
    WIM,
    World,
    agreed,
    button_of,
    buttons_of,
    drafted,
    more,
    replies,
    said,
    until,
)

# Comments


def test_comments_are_kept_as_they_read_now(town: World) -> None:
    card = drafted(town)
    thread = {"channel": PROMISES, "thread_ts": card["ts"]}
    first = town.do("message", user=LENA, text="Klingt gut", **thread)
    second = town.do("message", user=BEN, text="Wait for me", **thread)
    town.do("message", user=BEN, channel=PROMISES, text="not in the thread")
    comments = "SELECT text FROM comments WHERE deleted_at IS NULL ORDER BY ts"
    until(lambda: town.rows(comments) == [("Klingt gut",), ("Wait for me",)] or None, "both comments")
    assert "2 comments in the thread" in said(more(town, WIM, card))
    assert "0 of 2 figures agreed" in said(town.card(card)), "words are no signature"
    town.do("edit-message", user=LENA, channel=PROMISES, ts=first["ts"], text="Klingt <b>sehr</b> gut")
    town.do("delete-message", user=BEN, channel=PROMISES, ts=second["ts"])
    until(lambda: town.rows(comments) == [("Klingt &lt;b&gt;sehr&lt;/b&gt; gut",)] or None, "what they read now")
    assert "1 comment in the thread" in said(more(town, WIM, card))


# Reactions


def test_a_cross_is_answered_with_a_button_that_asks_for_the_reason(town: World) -> None:
    card = drafted(town)
    town.react(LENA, card, "x")
    word = town.told(LENA, "❌", "P-1")
    assert buttons_of(word) == ["promise.object", "promise.counter"]
    assert not replies(town, "objects in")
    town.press(LENA, word, "promise.object")
    town.submit(LENA, reason="Nur eine Klasse")
    assert "Nur eine Klasse" in said(town.find(PROMISES, "objects in", "Leipzig"))


def test_taking_a_check_mark_away_takes_back_what_it_signed_and_nothing_else(town: World) -> None:
    card = drafted(town, f"{LEIPZIG}\n{SERVICE}\n{QUALITY}")
    town.press(WIM, card, "promise.agree")
    town.react(LENA, card, "white_check_mark")
    agreed(town, card, "2 of 3 figures")
    town.react(LENA, card, "white_check_mark", present=False)
    agreed(town, card, "1 of 3 figures")
    town.find(PROMISES, "took the answer back", "40 agents in Leipzig")
    town.react(WIM, card, "white_check_mark")
    town.told(WIM, "agreed already")
    town.react(WIM, card, "white_check_mark", present=False)
    town.settled()
    assert "1 of 3 figures agreed" in said(town.card(card)), "what a button signed stays"
    assert len(replies(town, "took the answer back")) == 1


def test_a_check_mark_under_figures_that_have_changed_is_answered_with_a_button(town: World) -> None:
    card = drafted(town)
    ask = town.find(PROMISES, "Can these figures be kept?")
    town.press_in_view(SARA, more(town, SARA, card), "promise.revise")
    town.submit(SARA, figures="service level 70/30 from 1 March 2031", reason="weniger")
    town.submit(SARA)
    town.find(PROMISES, "changed", "70/30")
    town.react(WIM, ask, "white_check_mark")
    word = town.told(WIM, "did not sign anything", "70/30")
    assert word["thread_ts"] == card["ts"]
    assert "0 of 2 figures agreed" in said(town.card(card))
    town.press(WIM, word, "promise.agree")
    agreed(town, card, "1 of 2 figures")
    town.react(LENA, ask, "white_check_mark")
    town.find(PROMISES, "is jointly signed off", "70/30")


@pytest.mark.parametrize("name", ["white_check_mark", "heavy_check_mark"])
def test_a_check_mark_on_the_reply_that_tags_signs(town: World, name: str) -> None:
    card = drafted(town)
    town.react(LENA, town.find(PROMISES, "Can these figures be kept?"), name)
    town.told(LENA, "P-1 · Acme", "40 Agenten")
    agreed(town, card, "1 of 2 figures")


# Deputies and questions


def test_a_deputy_signs_in_the_name_of_the_one_represented(town: World) -> None:
    card = drafted(town, SERVICE)
    town.press(OMAR, card, "promise.agree")
    signed = town.find(PROMISES, "is jointly signed off", "WFM")
    assert f"<@{OMAR}> for <@{WIM}>" in said(signed)
    assert f"<@{OMAR}> for <@{WIM}>" in said(more(town, BEN, town.card(card)))
    assert "agreed by WFM" in said(town.card(card)), "a signature binds the area"


def test_a_question_is_answered_by_a_counter(town: World) -> None:
    card = drafted(town, "? agents in Kassel by 1 Feb 2031")
    ask = town.find(PROMISES, "which figure can be kept?", f"<@{WIM}>")
    assert "promise.agree" not in buttons_of(ask)
    town.react(WIM, card, "white_check_mark")
    town.told(WIM, "asks operations for a figure", "Counter…")
    town.press(WIM, card, "promise.counter")
    assert town.typed(WIM)["figures"].startswith("? agents in Kassel")
    town.submit(WIM, figures="32 agents in Kassel by 1 Feb 2031, if forecast within ±10 %", reason="two classes")
    assert "32 agents in Kassel" in said(town.form(WIM))
    town.submit(WIM)
    reply = town.find(PROMISES, "proposes", "32 agents in Kassel")
    assert button_of(reply, "promise.accept")
    town.press(SARA, reply, "promise.accept")
    signed = town.find(PROMISES, "is jointly signed off")
    assert "32 agents in Kassel" in said(signed) and "forecast within ±10 %" in said(signed)


# A new beginning


def test_a_workspace_that_begins_anew_while_messages_are_on_their_way_goes_on_quietly(town: World) -> None:
    for _ in range(3):
        town.command(SARA)
        town.submit(SARA, client="Acme", needed_by="29.11.2030 12:00", figures=LEIPZIG)
        town.submit(SARA)
        town.do("reset")
    assert "P-1" in said(drafted(town))
