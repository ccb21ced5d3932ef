"""Where a promise may not be, who may not act on it, and what becomes of it when its card or its channel goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.slack import places
from tests.integration.world import (
    ACME,
    BEN,
    DEALS,
    GENERAL,
    GUS,
    LENA,
    PETRA,
    PROMISES,
    RANDOM,
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

BOT = "U00BOT"
FILLED = {"client": "Acme", "needed_by": "29.11.2030 12:00", "figures": "40 agents in Leipzig by 1 Feb 2031"}


def dm_of(world: World, user: str) -> str:
    channels = world.get(f"state?user={user}")["channels"]
    return next(str(channel["id"]) for channel in channels if channel["is_im"])


def drafted(world: World, channel: str = PROMISES, **inputs: str) -> Json:
    card = world.draft(SARA, channel=channel, **inputs)
    world.find(channel, "Can these figures be kept?")
    return world.card(card, channel)


def roots(world: World, channel: str = PROMISES) -> list[Json]:
    world.settled()
    return [m for m in world.messages(channel) if not (is_reply(m) or m.get("ephemeral")) and m["user"] == BOT]


# Channels


def test_a_channel_without_the_bot_sends_the_promise_to_the_promises_channel(town: World) -> None:
    town.command(SARA, channel=RANDOM)
    town.submit(SARA, **FILLED)
    assert f"<#{PROMISES}>" in said(town.form(SARA))
    town.submit(SARA)
    assert town.find(PROMISES, "P-1 · Acme", "No figures to the client yet")
    assert "P-1 · Acme" in said(town.find_direct(SARA, "zur Abstimmung"))
    assert not town.messages(RANDOM)


def test_a_channel_with_the_bot_keeps_its_promises(town: World) -> None:
    town.command(SARA, channel=DEALS)
    town.submit(SARA, **FILLED)
    assert f"<#{DEALS}>" in said(town.form(SARA))
    town.submit(SARA)
    assert town.find(DEALS, "P-1 · Acme", "No figures to the client yet")
    assert not roots(town)


@pytest.mark.parametrize(("user", "words"), [(SARA, "zur Abstimmung"), (BEN, "is posted in")])
def test_the_conversation_with_the_bot_sends_it_there_too_and_answers_there(town: World, user: str, words: str) -> None:
    channel = dm_of(town, user)
    town.command(user, "Acme: 40 agents in Leipzig by 1 Feb 2031", channel=channel)
    assert town.typed(user)["client"] == "Acme"
    town.submit(user)
    assert f"<#{PROMISES}>" in said(town.form(user))
    town.submit(user)
    assert f"<#{PROMISES}>" in said(town.find_direct(user, words))
    assert len(roots(town)) == 1
    town.command(user, "list", channel=channel)
    until(lambda: any("P-1" in said(m) for m in town.private(user, channel)) or None, "the list in the DM")


@pytest.mark.parametrize("text", ["", "list", "show P-1", "Acme: 40 agents by 1 Feb 2031", "digest", "owners"])
def test_a_channel_of_another_company_is_refused(town: World, text: str) -> None:
    drafted(town)
    before = town.messages(ACME, "U10STEVE")
    town.command(SARA, text, channel=ACME)
    word = town.told(SARA, "liest ein anderes Unternehmen mit", channel=ACME)
    assert "Acme" not in said(word)
    assert town.view(SARA) is None
    assert town.messages(ACME, "U10STEVE") == before


def test_another_company_is_refused_in_the_readers_language(town: World) -> None:
    town.command(BEN, channel=ACME)
    town.told(BEN, "Another company can read this channel", channel=ACME)


def test_a_channel_that_was_archived_meanwhile_is_refused_when_it_is_posted(town: World) -> None:
    town.command(SARA, channel=DEALS)
    town.submit(SARA, **FILLED)
    town.do("archive", channel=DEALS)
    town.submit(SARA)
    assert "archiviert" in said(town.form(SARA))
    assert town.rows("SELECT count(*) FROM promises") == [(0,)]
    town.do("archive", channel=DEALS, archived=False)
    town.do("close", user=SARA)
    town.submit(SARA)
    town.find(DEALS, "P-1 · Acme")


# Guests, strangers, apps


def test_of_forms_opened_at_the_same_time_the_channel_is_asked_about_once(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_FIT_FOR", timedelta())  # whatever was asked in tests before

    def asked() -> int:
        return sum(entry["kind"] == "conversations.members" for entry in town.get("log")["entries"])

    before = asked()
    town.command(SARA)
    until(lambda: asked() > before, "the channel is looked at")
    monkeypatch.setattr(places, "_FIT_FOR", timedelta(hours=1))
    town.do("close", user=SARA)
    for _ in range(3):
        town.command(SARA)
        town.form(SARA)
        town.do("close", user=SARA)
    town.command(SARA)
    town.submit(SARA, **FILLED)  # what is sent is checked anew
    until(lambda: asked() > before + 1, "the channel is looked at again")
    assert asked() == before + 2


@pytest.mark.parametrize("text", ["", "list", "help", "show P-1"])
def test_a_guest_gets_words_and_nothing_else(town: World, text: str) -> None:
    drafted(town)
    town.command(GUS, text, channel=GENERAL)
    word = town.told(GUS, "nur Mitgliedern dieses Workspace", channel=GENERAL)
    assert "Acme" not in said(word)
    assert town.view(GUS) is None


def test_a_stranger_gets_words_and_nothing_else(town: World) -> None:
    answer = town.post("command", user="U10STEVE", channel=ACME, command="/promise", text="list")
    assert not answer.get("view_id")
    assert not [m for m in town.messages(ACME, SARA) if "P-" in said(m)]


def test_a_guest_who_can_read_the_channel_neither_acts_nor_lets_a_promise_be_opened(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_FIT_FOR", timedelta())  # as if a moment had passed since the channel was looked at
    card = drafted(town)
    town.do("membership", user=GUS, channel=PROMISES)
    for act in ("agree", "counter", "object", "more"):
        town.press(GUS, card, f"promise.{act}")
        town.told(GUS, "nur Mitgliedern dieses Workspace")
    town.react(GUS, card, "white_check_mark")
    town.react(GUS, card, "x")
    assert town.view(GUS) is None
    assert "0 of 1 figure agreed" in said(town.card(card))
    town.command(SARA)
    assert "In diesem Channel lesen Gäste mit" in said(town.form(SARA))
    town.do("close", user=SARA)
    town.do("membership", user=GUS, channel=PROMISES, present=False)
    town.command(SARA)
    town.submit(SARA, **FILLED)
    town.do("membership", user=GUS, channel=PROMISES)
    town.submit(SARA)
    assert "lesen Gäste mit" in said(town.form(SARA))
    assert len(roots(town)) == 1
    town.do("membership", user=GUS, channel=PROMISES, present=False)


def test_an_owner_who_becomes_a_guest_signs_nothing(town: World) -> None:
    card = drafted(town)
    town.do("user", id=LENA, is_restricted=True)
    town.press(LENA, card, "promise.agree")
    town.told(LENA, "nur Mitgliedern dieses Workspace")
    assert "0 of 1 figure agreed" in said(town.card(card))


def test_what_apps_do_signs_nothing_and_is_no_comment(town: World) -> None:
    card = drafted(town)
    item = {"type": "message", "channel": PROMISES, "ts": card["ts"]}
    for user in (BOT, "USLACKBOT"):
        for reaction in ("white_check_mark", "x"):
            event = {"type": "reaction_added", "user": user, "reaction": reaction, "item": item, "item_user": BOT}
            town.do("event", event={**event, "event_ts": card["ts"]})
    town.counter(LENA, card, "28 Agenten in Leipzig ab 1.2.2031", "Nur eine Klasse")
    town.find(PROMISES, "proposes")
    town.settled()
    assert "0 of 1 figure agreed" in said(town.card(card))
    assert town.rows("SELECT count(*) FROM comments") == [(0,)]


# Cards that go


@pytest.mark.parametrize("user", ["bot", PETRA])
def test_a_deleted_card_is_posted_again_and_works(town: World, user: str) -> None:
    gone = drafted(town, figures="40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031")
    town.do("delete-message", user=user, channel=PROMISES, ts=gone["ts"])

    def again() -> Json | None:
        found = [message for message in roots(town) if message["ts"] != gone["ts"] and "P-1 · Acme" in said(message)]
        return found[0] if found else None

    card = until(again, "the card again")
    assert buttons_of(card) == buttons_of(gone)
    town.press(WIM, card, "promise.agree")
    town.told(WIM, "Agreed for WFM")
    until(lambda: "agreed by WFM" in said(town.card(card)) or None, "the agreement on the new card")
    town.counter(LENA, card, "28 Agenten in Leipzig ab 1.2.2031", "Nur eine Klasse")
    reply = town.find(PROMISES, "proposes", "Nur eine Klasse")
    assert reply["thread_ts"] == card["ts"]
    town.do("message", user=LENA, channel=PROMISES, text="Mehr geht nicht", thread_ts=card["ts"])
    until(lambda: town.rows("SELECT text FROM comments") == [("Mehr geht nicht",)] or None, "the comment")
    town.react(WIM, card, "white_check_mark", present=True)
    assert len([message for message in roots(town) if "P-1 · Acme" in said(message)]) == 1


def test_a_card_that_nobody_had_answered_is_posted_again_as_well(town: World) -> None:
    gone = town.draft(SARA)
    town.settled()
    replies = [message for message in town.messages(PROMISES) if is_reply(message)]
    for reply in replies:
        town.do("delete-message", user="bot", channel=PROMISES, ts=reply["ts"])
    town.do("delete-message", user="bot", channel=PROMISES, ts=gone["ts"])
    card = until(lambda: next(iter(roots(town)), None), "the card again")
    assert card["ts"] != gone["ts"]
    assert button_of(card, "promise.agree")


# Channels that go


def test_an_archived_channel_is_told_to_the_author_once_with_what_to_do(town: World) -> None:
    card = drafted(town, figures="40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031")
    town.do("archive", channel=PROMISES)
    town.press_in_view(WIM, town.home(WIM), "promise.agree")
    town.do("close", user=WIM)
    trouble = town.find_direct(SARA, "P-1 · Acme", "ist archiviert", "Archivierung")
    town.press_in_view(LENA, town.home(LENA), "promise.object")
    town.submit(LENA, reason="Nur eine Klasse")
    town.settled()
    troubles = [message for message in town.direct(SARA) if "archiviert" in said(message)]
    assert len(troubles) == 1
    for user in (BEN, WIM, LENA, PETRA):
        assert not [
            message for message in town.direct(user) if "archiviert" in said(message) or "is archived" in said(message)
        ], user
    assert button_of(trouble, "promise.more")
    town.press(SARA, trouble, "promise.more", channel=dm_of(town, SARA))
    assert "Nur eine Klasse" in said(town.form(SARA))
    town.do("close", user=SARA)
    town.do("archive", channel=PROMISES, archived=False)
    town.counter(LENA, card, "28 Agenten in Leipzig ab 1.2.2031", "Doch eine Klasse")
    assert town.find(PROMISES, "proposes", "Doch eine Klasse")["thread_ts"] == card["ts"]
    until(lambda: "agreed by WFM" in said(town.card(card)) or None, "the card with everything since")


def test_a_bot_that_was_removed_from_the_channel_tells_the_author_once(town: World) -> None:
    card = drafted(town, DEALS)
    town.do("membership", user="bot", channel=DEALS, present=False)
    town.press_in_view(LENA, town.home(LENA), "promise.object")
    town.submit(LENA, reason="Nur eine Klasse")
    town.find_direct(SARA, "P-1 · Acme", "einladen")
    town.settled()
    assert len([message for message in town.direct(SARA) if "einladen" in said(message)]) == 1
    town.do("membership", user="bot", channel=DEALS)
    town.press(LENA, card, "promise.agree", channel=DEALS)
    town.find(DEALS, "is jointly signed off")
    until(lambda: "May be told to the client" in said(town.card(card, DEALS)) or None, "the card with everything since")
