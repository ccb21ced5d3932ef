"""Channels that an app makes: names, invitations, topics, archiving, and who sees them come and go."""

import json
from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from bot.playground import PlaygroundServer
from tests.integration.playground.peer import Control, error_of, eventually, over_http, refusal, section, web_client

SARA, BEN, LENA, GUS, STEVE = "U01SARA", "U02BEN", "U03LENA", "U09GUS", "U10STEVE"
PROMISES, RANDOM, GENERAL = "C01PROMISES", "C03RANDOM", "C02GENERAL"


def seen_by(people: Control, user: str) -> set[str]:
    return {channel["name"] for channel in people.get(f"state?user={user}")["channels"]}


@pytest.mark.parametrize(("is_private", "outsider_sees"), [(True, False), (False, True)])
def test_a_new_channel_is_seen_by_its_members_and_if_public_by_all(people, client, is_private, outsider_sees):
    made = client.conversations_create(name="acme-2031", is_private=is_private)["channel"]
    assert (made["name"], made["is_private"], made["is_member"]) == ("acme-2031", is_private, True)
    assert (made["creator"], made["topic"]["value"]) == ("U00BOT", "")
    answer = client.conversations_invite(channel=made["id"], users=[SARA, LENA])
    assert answer["channel"]["id"] == made["id"]
    assert client.conversations_members(channel=made["id"])["members"] == ["U00BOT", SARA, LENA]
    assert "acme-2031" in seen_by(people, SARA) & seen_by(people, LENA)
    assert ("acme-2031" in seen_by(people, BEN)) == outsider_sees
    assert "acme-2031" not in seen_by(people, GUS) | seen_by(people, STEVE)
    assert client.chat_postMessage(channel=made["id"], text="welcome")["ok"]
    people.post("message", user=SARA, channel=made["id"], text="thanks")
    assert [said["text"] for said in people.messages(made["id"], LENA)] == ["welcome", "thanks"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("Acme", "invalid_name_specials"),
        ("acme deal", "invalid_name_specials"),
        ("#acme", "invalid_name_specials"),
        ("-_-", "invalid_name_punctuation"),
        ("promises", "name_taken"),
        ("deal-desk", "name_taken"),
    ],
)
def test_names_that_no_channel_may_have(people, client, name, error):
    people.post("membership", user="bot", channel="G04DEALS", present=False)  # a name is taken unseen, too
    before = len(people.get("state")["channels"])
    assert error_of(lambda: client.conversations_create(name=name)) == error
    assert len(people.get("state")["channels"]) == before


def test_names_at_their_limits_and_the_name_of_an_archived_channel(people, client):
    assert client.conversations_create(name="x" * 80)["ok"] and client.conversations_create(name="münchen_1-2")["ok"]
    people.post("archive", channel=RANDOM)
    assert error_of(lambda: client.conversations_create(name="random")) == "name_taken"


@pytest.mark.parametrize(
    ("user", "error"),
    [
        (SARA, "already_in_channel"),
        ("U00BOT", "cant_invite_self"),
        ("U404", "user_not_found"),
        (STEVE, "no_external_invite_permission"),
        ("U08INES", "cant_invite"),
        ("U04WIM", "ura_max_channels"),
    ],
)
def test_people_who_cannot_be_invited(people, client, user, error):
    people.post("user", id="U08INES", deleted=True)
    people.post("user", id="U04WIM", is_ultra_restricted=True)
    channel = client.conversations_create(name="acme", is_private=True)["channel"]["id"]
    client.conversations_invite(channel=channel, users=SARA)
    body = refusal(lambda: client.conversations_invite(channel=channel, users=f"{user},{BEN}"))
    assert body["error"] == error and body["errors"] == [{"user": user, "ok": False, "error": error}]
    assert BEN not in client.conversations_members(channel=channel)["members"]
    forced = client.conversations_invite(channel=channel, users=f"{user},{BEN}", force=True)
    assert forced["errors"] == body["errors"]
    assert client.conversations_members(channel=channel)["members"] == ["U00BOT", SARA, BEN]
    assert refusal(lambda: client.conversations_invite(channel=channel, users=user, force=True))["error"] == error


def test_a_guest_of_several_channels_is_invited(people, client):
    channel = client.conversations_create(name="acme")["channel"]["id"]
    assert client.conversations_invite(channel=channel, users=GUS)["ok"]
    assert "acme" in seen_by(people, GUS)


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        (RANDOM, "not_in_channel"),
        ("C404", "channel_not_found"),
        ("D01SARA", "method_not_supported_for_channel_type"),
        (GENERAL, "is_archived"),
    ],
)
def test_where_nobody_is_invited_and_no_topic_set(people, client, channel, error):
    people.post("archive", channel=GENERAL)
    assert error_of(lambda: client.conversations_invite(channel=channel, users=BEN)) == error
    assert error_of(lambda: client.conversations_setTopic(channel=channel, topic="x")) == error


def test_an_invitation_names_somebody(client):
    assert error_of(lambda: client.conversations_invite(channel=PROMISES, users="")) == "no_user"


def test_a_topic_is_set_said_in_the_channel_and_taken_away(people, client):
    answer = client.conversations_setTopic(channel=PROMISES, topic="Acme, by Friday")
    assert answer["channel"]["topic"]["value"] == "Acme, by Friday"
    (said,) = people.messages(PROMISES)
    assert said["subtype"] == "channel_topic" and "Acme, by Friday" in said["text"]
    client.conversations_setTopic(channel=PROMISES, topic="Acme, by Friday")
    assert len(people.messages(PROMISES)) == 1
    client.conversations_setTopic(channel=PROMISES, topic="")
    assert client.conversations_info(channel=PROMISES)["channel"]["topic"]["value"] == ""
    assert error_of(lambda: client.conversations_setTopic(channel=PROMISES, topic="x" * 251)) == "too_long"


def test_archiving(people, client):
    assert client.conversations_archive(channel=PROMISES)["ok"]
    assert error_of(lambda: client.conversations_archive(channel=PROMISES)) == "already_archived"
    assert error_of(lambda: client.conversations_archive(channel=GENERAL)) == "cant_archive_general"
    assert error_of(lambda: client.conversations_archive(channel=RANDOM)) == "not_in_channel"
    assert error_of(lambda: client.conversations_archive(channel="D01SARA")) == "method_not_supported_for_channel_type"
    assert error_of(lambda: client.chat_postMessage(channel=PROMISES, text="x")) == "is_archived"


@pytest.fixture(scope="module", params=["channels:manage", "groups:write"])
def one_kind(request: pytest.FixtureRequest) -> Iterator[tuple[WebClient, bool]]:
    """An app that may manage one kind of channel only: (client, whether it is the private kind)."""
    server = PlaygroundServer(granted_scopes=["chat:write", request.param])
    server.start()
    yield web_client(server), request.param == "groups:write"
    server.stop()


def test_scopes_go_by_the_kind_of_channel(one_kind):
    client, private = one_kind
    mine, other = ("G04DEALS", PROMISES) if private else (PROMISES, "G04DEALS")
    needed = "channels:manage" if private else "groups:write"
    assert client.conversations_create(name="acme", is_private=private)["ok"]
    assert refusal(lambda: client.conversations_create(name="beta", is_private=not private))["needed"] == needed
    assert client.conversations_setTopic(channel=mine, topic="x")["ok"]
    assert client.conversations_invite(channel=mine, users=GUS)["ok"]
    for call in (
        lambda: client.conversations_invite(channel=other, users=GUS),
        lambda: client.conversations_setTopic(channel=other, topic="x"),
        lambda: client.conversations_archive(channel=other),
    ):
        body = refusal(call)
        assert body["error"] == "missing_scope" and body["needed"].startswith(needed)


@pytest.mark.parametrize(
    ("subscribed", "heard"),
    [
        (["member_joined_channel", "channel_created"], ["channel_created", "member_joined_channel"]),
        (["message.channels"], []),
    ],
)
def test_events_of_new_channels_only_for_who_subscribed(subscribed, heard):
    with over_http() as (url, received):
        server = PlaygroundServer(bot_events=subscribed, request_url=url)
        server.start()
        try:
            client, people = web_client(server), Control(server)
            channel = client.conversations_create(name="acme")["channel"]["id"]
            client.conversations_invite(channel=channel, users=SARA)
            client.conversations_create(name="secret", is_private=True)
            people.post("event", event={"type": "member_joined_channel", "user": "U404"})  # whatever was owed is out
            events = [json.loads(body)["event"] for _, body in received.requests]
            known = sorted((event for event in events if event.get("user") != "U404"), key=lambda event: event["type"])
            assert [event["type"] for event in known] == heard
            if heard:
                assert known[0]["channel"]["id"] == channel
                assert (known[1]["user"], known[1]["inviter"], known[1]["channel_type"]) == (SARA, "U00BOT", "C")
        finally:
            server.stop()


# Deleting


@pytest.fixture
def heard(people: Control) -> Iterator[list[str]]:
    with over_http() as (url, received):
        people.post("delivery", request_url=url)
        yield received.requests
        people.post("delivery", request_url=None)


def test_a_deleted_message_of_the_bot_is_gone_and_told(people, client, heard):
    ts = client.chat_postMessage(channel=PROMISES, text="card", blocks=[section("card")])["ts"]
    client.chat_delete(channel=PROMISES, ts=ts)
    people.post("reaction", user=SARA, channel=PROMISES, ts=ts, name="eyes")
    assert people.messages(PROMISES) == []
    assert client.conversations_history(channel=PROMISES)["messages"] == []
    assert error_of(lambda: client.chat_delete(channel=PROMISES, ts=ts)) == "message_not_found"
    last = client.chat_postMessage(channel=PROMISES, text="next")["ts"]
    people.post("reaction", user=SARA, channel=PROMISES, ts=last, name="eyes")

    def told() -> list[dict]:
        events = (json.loads(body)["event"] for _, body in heard)
        return [event for event in events if event.get("subtype") == "message_deleted"]

    gone = eventually(told, "the bot hearing of it")
    assert [(event["deleted_ts"], event["previous_message"]["text"]) for event in gone] == [(ts, "card")]


def test_a_reply_of_the_bot_is_deleted_and_its_root_counts_anew(client):
    root = client.chat_postMessage(channel=PROMISES, text="root")["ts"]
    first, second = (client.chat_postMessage(channel=PROMISES, text=t, thread_ts=root)["ts"] for t in "ab")
    client.chat_delete(channel=PROMISES, ts=first)
    (shown,) = client.conversations_history(channel=PROMISES)["messages"]
    assert (shown["reply_count"], shown["latest_reply"]) == (1, second)
    client.chat_delete(channel=PROMISES, ts=second)
    assert "reply_count" not in client.conversations_history(channel=PROMISES)["messages"][0]


def test_a_tombstone_stays_as_long_as_replies_hang_on_it(people, client, heard):
    root = client.chat_postMessage(channel=PROMISES, text="root")["ts"]
    reply = client.chat_postMessage(channel=PROMISES, text="reply", thread_ts=root)["ts"]
    client.chat_delete(channel=PROMISES, ts=root)
    stone, said = client.conversations_replies(channel=PROMISES, ts=root)["messages"]
    assert (stone["subtype"], said["text"]) == ("tombstone", "reply")
    assert error_of(lambda: client.chat_delete(channel=PROMISES, ts=root)) == "cant_delete_message"
    client.chat_delete(channel=PROMISES, ts=reply)
    assert people.messages(PROMISES) == []

    def subtypes() -> list[str]:
        events = (json.loads(body)["event"] for _, body in heard)
        return sorted(event["subtype"] for event in events if event.get("subtype"))

    told = ["message_changed", "message_deleted", "message_deleted"]
    eventually(lambda: len(subtypes()) >= len(told), "the bot hearing of it")  # in whatever order
    people.post("message", user=SARA, channel=PROMISES, text="the end")
    assert subtypes() == told
