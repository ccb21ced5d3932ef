"""The moves beside the straight path, through the wire: each with what it means to the others, and its illegal ways."""

from __future__ import annotations

import pytest

from tests.integration.moving import FIGURES, more, revise, shows, signed
from tests.integration.world import (
    BEN,
    LENA,
    PROMISES,
    QUINN,
    SARA,
    WIM,
    World,
    button_of,
    buttons_of,
    said,
    until,
)


def test_checking_is_shown_and_is_no_consent(town: World) -> None:
    card = town.draft(SARA, figures=FIGURES)
    town.settled()
    more(town, WIM, card, "promise.checking")
    assert town.typed(WIM)["until"]
    town.submit(WIM, until="2030-11-28 14:00")
    town.told(WIM, "it is being checked", "Reminders pause until Thu 28 Nov 14:00")
    now = shows(town, card, "WFM: checking until Thu 28 Nov 14:00")
    assert "0 of 2 figures agreed" in said(now)
    town.command(SARA, "list")
    town.told(SARA, "in Prüfung bis Do., 28. Nov., 14:00")


@pytest.mark.parametrize("typed", ["yesterday", "2020-01-01 12:00", "soon"])
def test_a_time_that_has_passed_or_means_nothing_is_refused_at_the_field(town: World, typed: str) -> None:
    card = town.draft(SARA, figures=FIGURES)
    more(town, WIM, card, "promise.checking")
    town.submit(WIM, until=typed)
    assert list(town.wrong(WIM)) == ["until"]
    assert "checking until" not in said(town.card(card))


def test_an_edit_is_told_and_drops_nothing(town: World) -> None:
    card = town.draft(SARA, figures=FIGURES)
    town.settled()
    town.press(WIM, town.card(card), "promise.agree")
    more(town, SARA, card, "promise.edit")
    values = {
        "title": {"value": {"type": "plain_text_input", "value": "outbound line"}},
        "notes": {"value": {"type": "plain_text_input", "value": "decided *soon* <!here>"}},
        "link": {"value": {"type": "plain_text_input", "value": "https://example.com/tender?a=1&b=2"}},
        "award_on": {"value": {"type": "datepicker", "selected_date": "2030-12-20"}},
        "team": {"value": {"type": "multi_users_select", "selected_users": [BEN]}},
    }
    town.do("submit", user=SARA, values=values)
    town.told(SARA, "im Thread steht es")
    town.find(PROMISES, "edited P-1", "title: none → outbound line", "award date", f"<@{BEN}>")
    now = shows(town, card, "outbound line", "1 of 2 figures agreed", "https://example.com/tender?a=1&amp;b=2")
    assert "&lt;!here&gt;" in said(now)
    # Who joined the account team acts for sales, and not for operations.
    more(town, BEN, card, "promise.edit")
    town.submit(BEN, title="inbound line")
    shows(town, card, "inbound line")


@pytest.mark.parametrize(
    "link", ["http://example.com", "javascript:alert(1)", "https://no spaces", "https://[", "tender"]
)
def test_only_https_is_a_link(town: World, link: str) -> None:
    card = town.draft(SARA, figures=FIGURES)
    more(town, SARA, card, "promise.edit")
    town.submit(SARA, link=link)
    assert "https://" in town.wrong(SARA)["link"]


def test_guests_and_people_who_answered_for_operations_cannot_join_the_account_team(town: World) -> None:
    card = town.draft(SARA, figures=FIGURES)
    town.settled()
    town.press(WIM, town.card(card), "promise.agree")
    shows(town, card, "agreed by WFM")
    for user, words in (("U09GUS", "Gäste"), (WIM, "für Operations geantwortet")):
        more(town, SARA, card, "promise.edit")
        values = {"team": {"value": {"type": "multi_users_select", "selected_users": [user]}}}
        town.do("submit", user=SARA, values=values)
        assert words in (town.wrong(SARA).get("team") or said(town.form(SARA)))
        town.do("close", user=SARA)


def test_other_conditions_ask_everybody_again(town: World) -> None:
    card = town.draft(SARA, figures=FIGURES)
    town.settled()
    town.press(WIM, town.card(card), "promise.agree")
    shows(town, card, "1 of 2 figures agreed")
    more(town, SARA, card, "promise.restate")
    assert "Alle Bereiche werden neu gefragt" in said(town.form(SARA))
    town.submit(SARA, client="Acme", conditions="forecast within ±5 %", reason="the client insists")
    shows(town, card, "0 of 2 figures agreed", "forecast within ±5 %")
    town.find(PROMISES, "changed what", "conditions: none → forecast within ±5 %", "<@U04WIM>")


def test_another_area_answers_on_this_promise_alone(town: World) -> None:
    card = town.draft(SARA, figures=FIGURES)
    town.settled()
    more(town, SARA, card, "promise.reassign")
    options = {
        b["block_id"]: b["element"]["options"]
        for b in town.form(SARA)["blocks"]
        if b["type"] == "input" and "options" in b["element"]
    }
    ours = next(o for o in options["area"] if o["text"]["text"] == "WFM")
    other = next(o for o in options["to"] if "Quality" in o["text"]["text"])
    town.do(
        "submit",
        user=SARA,
        values={
            "area": {"value": {"type": "static_select", "selected_option": ours}},
            "to": {"value": {"type": "static_select", "selected_option": other}},
            "reason": {"value": {"type": "plain_text_input", "value": "WFM is away"}},
        },
    )
    town.find(PROMISES, "answers in place of WFM", "WFM is away")
    now = shows(town, card, "Quality")
    assert "WFM" not in now["text"]
    town.press(WIM, now, "promise.agree")
    town.told(WIM, "None of these figures")


def test_a_figure_that_holds_alone_gets_a_promise_of_its_own(town: World) -> None:
    card = town.draft(SARA, figures=FIGURES)
    town.settled()
    more(town, SARA, card, "promise.move")
    town.choose(SARA, "terms", "80/20", reason="the line is asked for by itself")
    reply = town.find(PROMISES, "does it hold alone", "<@U04WIM>")
    shows(town, card, "is to have a promise of its own")
    town.press(LENA, reply, "promise.confirm_move")
    town.told(LENA, "wartet keine Zahl dieses Bereichs")
    town.press(WIM, reply, "promise.confirm_move")
    town.told(WIM, "a promise of its own now: P-2")
    town.find(PROMISES, "has a promise of its own now, P-2")
    new = town.find(PROMISES, "P-2 · Acme", "jointly signed off")
    assert "80/20" in said(new)
    until(lambda: "80/20" not in said(town.card(card)), "the figure to be gone")
    asked = [m for m in town.messages(PROMISES) if "Can these figures be kept?" in said(m) and "P-2" in said(m)]
    assert asked == []


def test_a_question_is_answered_by_operations_and_taken_by_sales(town: World) -> None:
    card = town.draft(SARA, figures="? agents in Leipzig by 1 Feb 2031")
    town.settled()
    town.press(LENA, town.card(card), "promise.counter")
    assert town.typed(LENA)["figures"].startswith("? Agenten in Leipzig")
    assert "die Zahl an diese Stelle setzen" in said(town.form(LENA))
    town.submit(LENA, figures="28 agents in Leipzig by 1 Feb 2031", reason="two classes")
    town.submit(LENA)
    reply = town.find(PROMISES, "proposes for P-1", "28 agents")
    town.press(SARA, reply, "promise.accept")
    shows(town, card, "28 agents", "jointly signed off")


def test_a_reaction_signs_what_is_renegotiated_and_nothing_in_force(town: World) -> None:
    card = signed(town)
    town.react(WIM, town.card(card), "white_check_mark")
    town.told(WIM, "is jointly signed off and holds as it stands")
    revise(town, card, "40 agents in Leipzig by 1 Feb 2031\nservice level 75/20 from 1 March 2031")
    town.settled()
    town.react(LENA, town.card(card), "white_check_mark")
    town.told(LENA, "gemeinsam freigegeben und gilt")
    town.react(WIM, town.card(card), "heavy_check_mark")
    town.told(WIM, "Agreed for WFM", "75/20")
    until(lambda: "80/20" not in town.card(card)["text"], "the new set in force")


@pytest.mark.parametrize(
    ("user", "action", "words"),
    [
        (WIM, "promise.edit", "Only sales can do this"),
        (WIM, "promise.restate", "Only sales can do this"),
        (WIM, "promise.move", "Only sales can do this"),
        (QUINN, "promise.reassign", "jointly signed off"),
        (QUINN, "promise.checking", "jointly signed off"),
        (SARA, "promise.checking", "gemeinsam freigegeben"),
        (BEN, "promise.renegotiate", "None of these figures"),
        (SARA, "promise.move", "gemeinsam freigegeben"),
        (SARA, "promise.cannot_keep", "Vertrieb"),
        (SARA, "promise.withdraw", "gemeinsam freigegeben"),
        (QUINN, "promise.cannot_keep", "None of these figures"),
        (WIM, "promise.keep_again", "says already"),
    ],
)
def test_an_old_button_of_somebody_else_does_nothing_but_say_why(
    town: World, user: str, action: str, words: str
) -> None:
    card = signed(town)
    town.settled()
    value = button_of(town.card(card), "promise.more")["value"]
    button = {"type": "button", "action_id": action, "value": value, "text": {"type": "plain_text", "text": "old"}}
    blocks = [{"type": "actions", "elements": [button]}]
    town.playground.bot.office.client.chat_postMessage(channel=PROMISES, text="an old message", blocks=blocks)
    old = town.find(PROMISES, "an old message")
    before = [message["ts"] for message in town.messages(PROMISES, QUINN) if not message.get("ephemeral")]
    town.press(user, old, action)
    town.told(user, words)
    town.settled()
    after = [message["ts"] for message in town.messages(PROMISES, QUINN) if not message.get("ephemeral")]
    assert after == before and town.view(user) is None


def test_a_draft_that_is_still_negotiated_has_nothing_to_take_out(town: World) -> None:
    card = town.draft(SARA, figures=FIGURES)
    town.settled()
    town.press(LENA, town.card(card), "promise.more")
    offered = buttons_of(town.form(LENA))
    assert "promise.cannot_keep" not in offered and "promise.renegotiate" not in offered
    assert {"promise.checking", "promise.reassign"} <= set(offered)
