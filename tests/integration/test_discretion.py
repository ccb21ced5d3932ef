"""Rule 9 over the wire: nobody sees, hears of or can act on a promise that its visibility keeps from them."""

from __future__ import annotations

import json
import logging
import re

import pytest

from bot.domain.code_names import code_name
from bot.logs import MaskedLines
from tests.integration.world import (
    BEN,
    DEALS,
    LENA,
    OMAR,
    PETRA,
    PROMISES,
    QUINN,
    SARA,
    WIM,
    Json,
    World,
    button_of,
    is_reply,
    said,
    until,
)  # fmt: skip

SECRET = "Geheim Versicherung"
FIGURES = "47 agents in Leipzig by 1 Feb 2031"
ASKED = "Geheim V"
"""Part of the name, which comes back to whoever asks with it."""
EVERYWHERE = ("list", f"list {ASKED}", "show P-1", "digest", f"say {ASKED}", "list mine", "list owed", "template")


def choice_of(visibility: str) -> Json:
    """Return the choice of who may see it as a form hands it over."""
    return {"visibility": {"value": {"type": "static_select", "selected_option": {"value": visibility}}}}


def post_as(town: World, user: str, visibility: str, channel: str = PROMISES, **inputs: str) -> None:
    """Draft, look at it and post it, with this choice of who may see it."""
    town.command(user, channel=channel)
    values = {"client": SECRET, "needed_by": "2030-11-29 12:00", "figures": FIGURES, **inputs}
    plain: Json = {block: {"value": {"type": "plain_text_input", "value": text}} for block, text in values.items()}
    answer = town.do("submit", user=user, values={**plain, **choice_of(visibility)})
    assert answer["ack"].get("response_action") == "update", answer


def home_of(town: World, user: str, before: set[str]) -> str:
    """Wait for the private channel that was opened, and return it."""

    def look() -> str | None:
        found = [c["id"] for c in town.get(f"state?user={user}")["channels"] if c["id"] not in before]
        return found[0] if found else None

    return until(look, "a private channel")


def channels(town: World, user: str) -> set[str]:
    return {channel["id"] for channel in town.get(f"state?user={user}")["channels"]}


def card_in(town: World, channel: str, user: str) -> Json:
    def look() -> Json | None:
        cards = [m for m in town.messages(channel, user) if SECRET in said(m) and not is_reply(m)]
        return cards[-1] if cards else None

    return until(look, f"the card in {channel}")


def everything_read_by(town: World, user: str) -> str:
    """Return all that a person can read: every channel, their DM, their home tab."""
    for words in EVERYWHERE:
        town.command(user, words)
    town.settled()
    pages = [json.dumps(town.messages(channel, user), ensure_ascii=False) for channel in channels(town, user)]
    return "\n".join([*pages, said(town.home(user))])


@pytest.fixture
def confidential(town: World) -> tuple[World, str, Json]:
    before = channels(town, SARA)
    post_as(town, SARA, "confidential")
    review = town.form(SARA)
    assert "privater Kanal" in said(review) and "<@U07PETRA>" in said(review) and "<@U04WIM>" not in said(review)
    town.submit(SARA)
    home = home_of(town, SARA, before)
    return town, home, card_in(town, home, SARA)


def test_a_confidential_promise_has_a_channel_of_its_own(confidential: tuple[World, str, Json]) -> None:
    town, home, card = confidential
    assert town.people_in(home) == {SARA, LENA, OMAR, PETRA}, "author, area and its deputy, lead"
    name = next(c["name"] for c in town.get(f"state?user={SARA}")["channels"] if c["id"] == home)
    assert "geheim" not in name.casefold()
    assert SECRET not in json.dumps(town.messages(PROMISES, SARA), ensure_ascii=False)
    town.press(LENA, card, "promise.agree", channel=home)
    town.find(home, "jointly signed off", "47", user=SARA)


@pytest.mark.parametrize("outsider", [BEN, WIM, QUINN])
def test_an_outsider_sees_nothing_of_it_anywhere(confidential: tuple[World, str, Json], outsider: str) -> None:
    town, _, _ = confidential
    seen = everything_read_by(town, outsider)
    assert "47 agent" not in seen.casefold() and "P-1 ·" not in seen and "Geheim" not in seen.replace(ASKED, "")


def test_what_is_said_of_it_is_what_is_said_of_a_client_who_does_not_exist(
    confidential: tuple[World, str, Json],
) -> None:
    town, _, _ = confidential
    town.command(BEN, f"say {SECRET}")
    secret = town.told(BEN, SECRET)["text"]
    town.command(BEN, "say Nobody Ltd")
    assert town.told(BEN, "Nobody Ltd")["text"] == secret.replace(SECRET, "Nobody Ltd")


def test_a_lead_sees_it(confidential: tuple[World, str, Json]) -> None:
    town, _, _ = confidential
    town.command(PETRA, "show P-1")
    town.told(PETRA, SECRET, "47")
    town.command(PETRA, "list")
    town.told(PETRA, SECRET)
    town.command(PETRA, "digest")
    town.told(PETRA, SECRET)


def test_what_a_locked_phone_shows_calls_it_by_its_code_name(confidential: tuple[World, str, Json]) -> None:
    town, home, card = confidential
    for words in EVERYWHERE:
        town.command(PETRA, words)
    town.press(LENA, card, "promise.object", channel=home)
    town.submit(LENA, reason=f"{SECRET} will zu viel")
    town.find(home, "objects in", user=SARA)
    town.settled()
    everywhere = ((user, channel) for user in (SARA, LENA, PETRA) for channel in channels(town, user))
    found = [message for user, channel in everywhere for message in town.messages(channel, user)]
    blocks = json.dumps([message.get("blocks") for message in found], ensure_ascii=False)
    assert SECRET in blocks, "who opens it reads the name"
    texts = [message["text"] for message in found]
    assert not [text for text in texts if SECRET in text]
    assert len([text for text in texts if f"P-1 · {code_name(1)}" in text]) > 3


def test_drafting_for_the_same_client_gives_nothing_away(confidential: tuple[World, str, Json]) -> None:
    town, _, _ = confidential
    for client in (SECRET, "Geheim Versicherungs AG"):
        post_as(town, BEN, "open", client=client)
        review = said(town.form(BEN))
        assert "P-1" not in review and "promise.use_name" not in review
        town.do("close", user=BEN, all=True)


def names_the_figure(text: str) -> bool:
    """Tell whether the figure stands there as a number, not as two digits of some random id."""
    return re.search(r"\b47\b", text) is not None


def lines_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the bot's own lines as they are written, with the ids they carry."""
    own = [record for record in caplog.records if record.name.startswith(("bot.", "storage"))]
    return [MaskedLines().format(record) for record in own]


def test_neither_metadata_nor_logs_name_the_client(town: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    caplog.set_level(logging.DEBUG, "storage")
    before = channels(town, SARA)
    post_as(town, SARA, "confidential")
    town.submit(SARA)
    home = home_of(town, SARA, before)
    card = card_in(town, home, SARA)
    town.press(LENA, card, "promise.agree", channel=home)
    town.settled()
    metadata = [message.get("metadata") for message in town.messages(home, SARA)]
    shown = json.dumps(metadata, ensure_ascii=False)
    assert SECRET not in shown and not names_the_figure(shown)
    told = lines_of(caplog)
    assert any("promise=P-1 " in text for text in told) and not any(SECRET in text for text in told)


def test_no_log_says_who_answered(town: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    caplog.set_level(logging.DEBUG, "storage")
    card = town.draft(SARA, figures=f"{FIGURES}\nservice level 80/20 from 1 March 2031")
    town.press(LENA, card, "promise.object")
    town.submit(LENA, reason="too early")
    town.press(WIM, card, "promise.agree")
    town.counter(LENA, card, "28 agents in Leipzig by 1 Feb 2031", "one class")
    town.do("message", user=QUINN, channel=PROMISES, text="passt", thread_ts=card["ts"])
    town.settled()
    refs: dict[str, str] = dict(town.rows("SELECT user_id, ref FROM people"))
    told = "\n".join(lines_of(caplog))
    assert ": objected (promise=P-1 " in told and ": agreed (promise=P-1 " in told
    named = [mark for user in (SARA, LENA, WIM, QUINN) for mark in (user, refs[user]) if mark in told]
    assert named == [], "a time beside a name would tell how fast a person is"


def test_buttons_of_a_promise_that_became_confidential_do_nothing_for_outsiders(town: World) -> None:
    card = town.draft(SARA, SECRET, figures=FIGURES)
    town.command(WIM, "show P-1")
    kept = town.told(WIM, SECRET)
    before = channels(town, SARA)
    town.press(SARA, town.card(card), "promise.more")
    town.press_in_view(SARA, town.form(SARA), "promise.visibility")
    town.do("submit", user=SARA, values=choice_of("confidential"))
    home = home_of(town, SARA, before)
    card_in(town, home, SARA)
    left = lambda: [m for m in town.messages(PROMISES, BEN) if SECRET in said(m) and not m.get("ephemeral")]  # noqa: E731
    until(lambda: not left(), "the old card and its thread to be gone")
    for act in ("promise.more", "promise.agree"):
        town.press(WIM, kept, act)
        word = town.private(WIM)[-1]
        assert SECRET not in said(word) and not names_the_figure(said(word))
        assert town.view(WIM) is None
    button_of(kept, "promise.agree")


def test_a_private_channel_proposes_restricted_and_keeps_it_there(town: World) -> None:
    town.command(SARA, channel=DEALS)
    field = next(b for b in town.form(SARA)["blocks"] if b.get("block_id") == "visibility")
    assert field["element"]["initial_option"]["value"] == "restricted"
    town.submit(SARA, client=SECRET, needed_by="2030-11-29 12:00", figures=FIGURES)
    town.submit(SARA)
    card_in(town, DEALS, BEN)
    town.command(BEN, "list")  # a member of the channel, without any part in it
    town.told(BEN, SECRET)
    for outsider in (WIM, QUINN):
        town.command(outsider, "list")
        assert SECRET not in said(until(lambda u=outsider: town.private(u)[-1:] or None, "an answer")[0])


def change_to(town: World, user: str, card: Json, visibility: str, channel: str = PROMISES) -> Json:
    town.press(user, card, "promise.more", channel=channel)
    town.press_in_view(user, town.form(user), "promise.visibility")
    return town.do("submit", user=user, values=choice_of(visibility))


def test_the_author_opens_it_and_the_owners_are_told(confidential: tuple[World, str, Json]) -> None:
    town, home, card = confidential
    change_to(town, SARA, card, "open", channel=home)
    town.find(PROMISES, "changed who may see", "<@U03LENA>", "more people than before")
    until(lambda: SECRET not in json.dumps(town.messages(home, SARA)) or None, "the old card to be gone")
    town.command(WIM, "list")
    town.told(WIM, SECRET)


def test_only_the_author_decides_who_may_see_it(town: World) -> None:
    card = town.draft(SARA, SECRET, figures=FIGURES)
    for other in (BEN, LENA, PETRA):
        town.press(other, card, "promise.more")
        assert "promise.visibility" not in said(town.form(other))
        town.do("close", user=other, all=True)


def sent_back(town: World, visibility: str) -> str:
    """Open a private channel with a draft whose posting then fails, go Back to the form, and return the channel."""
    before = channels(town, SARA)
    post_as(town, SARA, visibility)
    town.do("faults", rules=[{"kind": "error", "method": "conversations.members", "times": 1}])
    answer = town.submit(SARA)
    assert answer["ack"]["response_action"] == "push", answer
    assert not town.rows("SELECT 1 FROM promises")
    home = home_of(town, SARA, before)
    go_back(town)
    return home


def go_back(town: World) -> None:
    while town.form(SARA)["callback_id"] != "promise.review":
        town.do("close", user=SARA)
    town.press_in_view(SARA, town.form(SARA), "promise.back")
    until(lambda: town.form(SARA)["callback_id"] == "promise.draft", "the form")


def send_again(town: World, visibility: str, figures: str = FIGURES) -> None:
    plain: Json = {"figures": {"value": {"type": "plain_text_input", "value": figures}}}
    answer = town.do("submit", user=SARA, values={**plain, **choice_of(visibility)})
    assert answer["ack"].get("response_action") == "update", answer


@pytest.mark.parametrize(
    ("first", "then"),
    [("confidential", "confidential"), ("confidential", "restricted"), ("restricted", "confidential")],
)
def test_a_channel_that_was_opened_for_a_draft_is_used_after_going_back(town: World, first: str, then: str) -> None:
    home = sent_back(town, first)
    before = channels(town, SARA)
    send_again(town, then)
    assert f"<#{home}>" in said(town.form(SARA))
    go_back(town)
    send_again(town, then)
    town.submit(SARA)
    card_in(town, home, SARA)
    assert channels(town, SARA) == before, "no second channel"
    assert town.rows("SELECT visibility, channel FROM promises") == [(then, home)]


def test_a_draft_that_is_made_open_again_leaves_the_private_channel_alone(town: World) -> None:
    home = sent_back(town, "confidential")
    send_again(town, "open")
    assert f"<#{PROMISES}>" in said(town.form(SARA)) and home not in said(town.form(SARA))
    town.submit(SARA)
    card_in(town, PROMISES, BEN)
    assert not [m for m in town.messages(home, SARA) if SECRET in said(m)]
    assert town.rows("SELECT visibility, channel FROM promises") == [("open", PROMISES)]


def test_whoever_is_asked_besides_joins_the_channel_that_was_opened(town: World) -> None:
    home = sent_back(town, "confidential")
    assert WIM not in town.people_in(home)
    send_again(town, "confidential", f"{FIGURES}\nservice level 80/20 from 1 March 2031")
    town.submit(SARA)
    card_in(town, home, WIM)
    assert town.people_in(home) == {SARA, LENA, OMAR, PETRA, WIM}


def test_a_channel_with_somebody_who_has_no_part_any_more_is_not_used(town: World) -> None:
    home = sent_back(town, "confidential")
    before = channels(town, SARA)
    send_again(town, "confidential", "service level 80/20 from 1 March 2031")
    town.submit(SARA)
    other = home_of(town, SARA, before)
    card_in(town, other, SARA)
    assert LENA in town.people_in(home) and LENA not in town.people_in(other)
    assert not [m for m in town.messages(home, SARA) if SECRET in said(m)]


@pytest.mark.parametrize("code", ["missing_scope", "unknown_method", "restricted_action"])
def test_where_no_private_channel_can_be_opened_nothing_is_posted(town: World, code: str) -> None:
    rule = {"kind": "error", "method": "conversations.create", "times": 1, "error": code}
    town.do("faults", rules=[rule])
    post_as(town, BEN, "confidential")
    answer = town.submit(BEN)
    assert "could not open a private channel" in json.dumps(answer["ack"]), answer
    assert not town.rows("SELECT 1 FROM promises")
    town.do("close", user=BEN)
    town.submit(BEN)  # the review is still there, and now it can be opened
    until(lambda: town.rows("SELECT 1 FROM promises"), "the promise")
