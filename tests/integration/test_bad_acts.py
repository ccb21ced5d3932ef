"""An act that is not allowed changes nothing, and is answered to that person alone, in their language (rule 5)."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier

from bot.playground import SIGNING_SECRET
from bot.settings import Mode
from tests.integration.world import (
    BEN,
    LENA,
    OMAR,
    PROMISES,
    QUINN,
    SARA,
    WIM,
    Json,
    World,
    button_of,
    buttons_of,
    is_reply,
    said,
    until,
)

pytestmark = pytest.mark.parametrize("playground", [Mode.HTTP], indirect=True, ids=str)

TWO = "40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031"


def posted(world: World) -> list[Json]:
    """Return everything that the whole channel can read."""
    world.settled()
    parts = ("ts", "thread_ts", "text", "blocks")
    messages = [message for message in world.messages(PROMISES) if not message.get("ephemeral")]
    return [{part: message[part] for part in parts if part in message} for message in messages]


def drafted(world: World, user: str = SARA, **inputs: str) -> Json:
    card = world.draft(user, **inputs)
    world.find(PROMISES, "Can these figures be kept?")
    return world.card(card)


def send_again(world: World, payload: Json) -> Json:
    """Send an interaction that Slack could send: signed, whoever it says did it."""
    http = world.playground.bot.http
    assert http is not None
    body = urlencode({"payload": json.dumps(payload)})
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SIGNING_SECRET).generate_signature(timestamp=stamp, body=body)
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": str(signature),
    }
    request = urllib.request.Request(f"http://127.0.0.1:{http.port}/slack/events", body.encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"{}")


def last_payload(world: World, kind: str) -> Any:
    """Return what the bot was sent last of a kind (view_submission, block_actions)."""
    sent = [entry["request"] for entry in world.get("log")["entries"] if entry["kind"] == "interactive"]
    return next(payload for payload in reversed(sent) if payload["type"] == kind)


# Who may not


@pytest.mark.parametrize("act", ["agree", "counter", "object"])
def test_somebody_with_no_area_in_it_is_told_so_alone(town: World, act: str) -> None:
    card = drafted(town, figures="40 agents in Leipzig by 1 Feb 2031")
    before = posted(town)
    town.press(WIM, card, f"promise.{act}")
    town.told(WIM, "None of these figures of P-1 is in your area", "`/promise owners`")
    assert town.view(WIM) is None
    town.press(WIM, card, "promise.more")
    assert buttons_of(town.form(WIM)) == ["promise.copy", "promise.template"]
    assert posted(town) == before


@pytest.mark.parametrize("reaction", ["white_check_mark", "heavy_check_mark", "x"])
def test_a_reaction_of_somebody_with_no_area_in_it_signs_nothing(town: World, reaction: str) -> None:
    card = drafted(town, figures="40 agents in Leipzig by 1 Feb 2031")
    town.react(WIM, card, reaction)
    town.told(WIM, "None of these figures of P-1 is in your area")
    assert "0 of 1 figure agreed" in said(town.card(card))


def test_another_reaction_means_nothing(town: World) -> None:
    card = drafted(town)
    town.react(LENA, card, "eyes")
    town.react(LENA, card, "x")
    town.told(LENA, "❌", "P-1")
    assert len(town.private(LENA)) == 1
    assert "0 of 1 figure agreed" in said(town.card(card))


@pytest.mark.parametrize("act", ["agree", "counter", "object"])
def test_sales_does_not_answer_for_operations_on_its_own_promise(town: World, act: str) -> None:
    card = drafted(town)
    before = posted(town)
    town.press(SARA, card, f"promise.{act}")
    town.told(SARA, "Bei der eigenen Zusage antwortet der Vertrieb nicht für Operations")
    assert town.view(SARA) is None
    assert posted(town) == before


def test_sales_does_not_sign_its_own_promise_by_reaction_or_as_a_deputy(town: World) -> None:
    card = drafted(town, OMAR, figures="service level 80/20 from 1 March 2031")
    town.react(OMAR, card, "white_check_mark")
    town.told(OMAR, "auch nicht in Vertretung")
    town.press(OMAR, card, "promise.agree")
    town.told(OMAR, "auch nicht in Vertretung")
    assert "0 of 1 figure agreed" in said(town.card(card))


@pytest.mark.parametrize(
    ("user", "words"), [(WIM, "Only sales can do this in P-1"), (BEN, "Only sales can do this in P-1")]
)
def test_only_sales_accepts_or_revises(town: World, user: str, words: str) -> None:
    card = drafted(town)
    town.counter(LENA, card, "28 Agenten in Leipzig ab 1.2.2031", "Nur eine Klasse")
    reply = town.find(PROMISES, "proposes", "Nur eine Klasse")
    before = posted(town)
    for act in ("accept", "revise"):
        town.press(user, reply, f"promise.{act}")
        town.told(user, words, f"<@{SARA}>")
        assert town.view(user) is None
    assert posted(town) == before


def test_a_form_of_sales_is_refused_when_somebody_else_sends_it(town: World) -> None:
    drafted(town)
    card = posted(town)[0]
    town.press(SARA, card, "promise.more")
    town.press_in_view(SARA, town.form(SARA), "promise.withdraw")
    opened = last_payload(town, "block_actions")
    ben = {**opened["user"], "id": BEN}
    send_again(town, {**opened, "user": ben})
    town.submit(SARA, reason="Der Auftrag ging an andere")
    town.find(PROMISES, "withdrew")
    second = drafted(town, client="Beta")
    sent = last_payload(town, "view_submission")
    town.press(SARA, second, "promise.more")
    town.press_in_view(SARA, town.form(SARA), "promise.withdraw")
    form = town.form(SARA)
    values = {"reason": {"value": {"type": "plain_text_input", "value": "not mine"}}}
    view = {**form, "state": {"values": values}}
    answer = send_again(town, {**sent, "user": ben, "type": "view_submission", "view": view})
    assert "Only sales can do this in P-2" in json.dumps(answer, ensure_ascii=False)
    assert "Withdrawn" not in said(town.card(second))


# Too late, twice


def test_a_second_click_says_who_agreed_and_when(town: World) -> None:
    card = drafted(town)
    town.press(LENA, card, "promise.agree")
    town.told(LENA, "P-1 · Acme", "40 Agenten")
    town.find(PROMISES, "is jointly signed off")
    before = posted(town)
    town.press(LENA, town.find(PROMISES, "Can these figures be kept?"), "promise.agree")
    town.told(LENA, "P-1 ist gemeinsam freigegeben")
    assert posted(town) == before
    other = drafted(town, client="Beta", figures=TWO)
    town.press(WIM, other, "promise.agree")
    before = posted(town)
    town.press(WIM, other, "promise.agree")
    town.told(WIM, "These figures of P-2 are agreed already, by <@U04WIM> on Mon 25 Nov 08:0")
    assert posted(town) == before


def test_a_stale_card_shows_the_current_one_with_buttons_that_work(town: World) -> None:
    stale = drafted(town, figures=TWO)
    town.counter(LENA, stale, "28 Agenten in Leipzig ab 1.2.2031", "Nur eine Klasse")
    reply = town.find(PROMISES, "proposes", "Nur eine Klasse")
    lines = "service level 75/20 from 1 March 2031"
    town.counter(SARA, reply, lines, "weniger", kind="revise")
    town.find(PROMISES, "changed", "75")
    town.settled()
    before = posted(town)
    assert "1 of 2" not in said(town.card(stale))
    town.press(WIM, stale, "promise.agree")
    shown = town.told(WIM, "P-1 has changed since this was shown", "75")
    assert posted(town) == before
    assert {"promise.agree", "promise.counter", "promise.object"} <= set(buttons_of(shown))
    town.press(WIM, shown, "promise.agree")
    until(lambda: "agreed by WFM" in said(town.card(stale)) or None, "the agreement to the current figures")


def test_an_act_on_a_withdrawn_promise_is_answered(town: World) -> None:
    card = drafted(town)
    town.press(SARA, card, "promise.more")
    town.press_in_view(SARA, town.form(SARA), "promise.withdraw")
    town.submit(SARA, reason="Der Auftrag ging an andere")
    town.find(PROMISES, "withdrew")
    before = posted(town)
    for act in ("agree", "counter", "object"):
        town.press(LENA, town.find(PROMISES, "Can these figures be kept?"), f"promise.{act}")
        town.told(LENA, "P-1 ist zurückgezogen")
    town.react(LENA, card, "white_check_mark")
    town.told(LENA, "P-1 ist zurückgezogen")
    assert posted(town) == before


def test_a_counter_that_is_gone_cannot_be_accepted(town: World) -> None:
    card = drafted(town)
    town.counter(LENA, card, "28 Agenten in Leipzig ab 1.2.2031", "Nur eine Klasse")
    first = town.find(PROMISES, "proposes", "Nur eine Klasse")
    town.counter(LENA, town.card(card), "30 Agenten in Leipzig ab 1.2.2031", "Doch dreißig")
    second = town.find(PROMISES, "proposes", "Doch dreißig")
    before = posted(town)
    town.press(SARA, first, "promise.accept")
    town.told(SARA, "Dieser Gegenvorschlag in P-1 ist nicht mehr offen")
    assert posted(town) == before
    town.press(SARA, second, "promise.accept")
    town.find(PROMISES, "is jointly signed off", "30 agents")
    before = posted(town)
    town.press(SARA, second, "promise.accept")
    town.told(SARA, "P-1")
    assert posted(town) == before


def test_a_form_opened_before_the_figures_changed_is_refused_and_keeps_what_was_typed(town: World) -> None:
    card = drafted(town, figures=TWO)
    town.press(WIM, card, "promise.counter")
    town.press(SARA, card, "promise.more")
    town.press_in_view(SARA, town.form(SARA), "promise.revise")
    town.submit(SARA, figures="service level 70/30 from 1 March 2031", reason="so gewünscht")
    town.submit(SARA)
    town.find(PROMISES, "changed", "70")
    before = posted(town)
    town.submit(WIM, figures="service level 60/40 from 1 March 2031", reason="a longer reason")
    assert "P-1 has changed since" in json.dumps([town.form(WIM), town.wrong(WIM)], ensure_ascii=False)
    views = town.get(f"views/{WIM}")["views"]
    form = next(view for view in views if view["callback_id"] == "promise.counter")
    assert form["state"]["values"]["reason"]["value"]["value"] == "a longer reason"
    assert posted(town) == before


def test_what_is_sent_twice_is_posted_once(town: World) -> None:
    town.command(SARA)
    town.submit(SARA, client="Acme", needed_by="29.11.2030 12:00", figures=TWO)
    town.submit(SARA)
    assert send_again(town, last_payload(town, "view_submission")) == {"response_action": "clear"}
    card = town.find(PROMISES, "No figures to the client yet")
    town.counter(WIM, town.card(card), "service level 70/30 from 1 March 2031", "Only with more people")
    send_again(town, last_payload(town, "view_submission"))
    town.find(PROMISES, "proposes", "Only with more people")
    roots = [message for message in posted(town) if not is_reply(message)]
    assert len(roots) == 1
    assert len([message for message in posted(town) if "proposes" in message["text"]]) == 1
    assert town.rows("SELECT count(*) FROM promises") == [(1,)]


# Not enough


def test_an_objection_without_a_reason_or_a_figure_is_not_posted(town: World) -> None:
    figures = "service level 80/20 from 1 March 2031\nAHT at most 300 s by 1 March 2031"
    card = drafted(town, figures=figures)
    town.press(WIM, card, "promise.object")
    form = button_free(town.form(WIM))
    before = posted(town)
    answer = town.post("submit", user=WIM, values={"reason": {"value": "no people"}})
    assert set(answer["errors"]) == {"terms"}
    payload = last_payload(town, "block_actions")
    for values, wrong in (
        ({}, {"terms", "reason"}),
        ({"reason": "  "}, {"terms", "reason"}),
        ({"reason": "x"}, {"terms"}),
    ):
        state = {block: {"value": {"type": "plain_text_input", "value": text}} for block, text in values.items()}
        sent = {**payload, "type": "view_submission", "view": {**form, "state": {"values": state}}}
        assert set(send_again(town, sent)["errors"]) == wrong
    assert posted(town) == before
    town.choose(WIM, "terms", "300", reason="no people")
    objection = town.find(PROMISES, "objects in", "300")
    assert "80/20" not in said(objection)


@pytest.mark.parametrize(
    ("user", "words"), [(LENA, "Eine Begründung fehlt"), (QUINN, "A reason is missing")], ids=["de", "en"]
)
def test_a_counter_without_a_reason_is_answered_at_the_reason(town: World, user: str, words: str) -> None:
    figures = {LENA: "40 agents in Leipzig by 1 Feb 2031", QUINN: "quality score at least 90 % by 15 March 2031"}[user]
    card = drafted(town, figures=figures)
    town.press(user, card, "promise.counter")
    form = button_free(town.form(user))
    state = json.loads(json.dumps(form["state"]["values"]))
    state["reason"]["value"]["value"] = " \n "
    payload = {**last_payload(town, "block_actions"), "type": "view_submission"}
    answer = send_again(town, {**payload, "view": {**form, "state": {"values": state}}})
    assert words in answer["errors"]["reason"]


def test_twelve_figures_and_none_chosen_is_answered_at_the_first_list(town: World) -> None:
    figures = "\n".join(f"{n} agents in Town{letter} by 1 Feb 2031" for n, letter in enumerate("abcdefghijkl", start=1))
    card = drafted(town, figures=figures)
    town.press(WIM, card, "promise.object")
    town.submit(WIM, reason="no people")
    assert town.wrong(WIM) == {"terms": "Please choose at least one figure."}
    town.choose(WIM, "terms_2", "Townl")
    objection = town.find(PROMISES, "objects in", "Townl")
    assert "Towna" not in said(objection)
    assert button_of(objection, "promise.revise")


def button_free(view: Json) -> Json:
    return {**view, "blocks": [block for block in view["blocks"] if block["type"] == "input"]}
