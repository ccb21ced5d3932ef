"""The Web API says no as Slack does: tokens, scopes, arguments, channels, people, messages, views."""

import pytest

from bot.playground import APP_TOKEN, PlaygroundServer
from tests.integration.playground.peer import (
    PROMISES,
    SARA,
    error_of,
    refusal,
    section,
    web_client,
)

RANDOM, DEALS = "C03RANDOM", "G04DEALS"


def test_tokens(server, client):
    assert error_of(web_client(server, "").auth_test) == "not_authed"
    assert error_of(web_client(server, "xoxb-other").auth_test) == "invalid_auth"
    assert (
        error_of(lambda: client.apps_connections_open(app_token="xoxb-playground-bot-token"))
        == "not_allowed_token_type"
    )
    assert error_of(lambda: web_client(server, APP_TOKEN).users_info(user=SARA)) == "not_allowed_token_type"
    answer = client.auth_test()
    assert (answer["user_id"], answer["team_id"], answer["bot_id"]) == ("U00BOT", "T01NORDLICHT", "B01PROMISE")
    assert "chat:write" in answer.headers["x-oauth-scopes"]


def test_unknown_methods_and_arguments(client):
    assert error_of(lambda: client.api_call("chat.shout")) == "unknown_method"
    body = refusal(lambda: client.api_call("chat.postMessage", json={"text": "x"}))
    assert body["error"] == "invalid_arguments"
    assert body["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]
    body = refusal(lambda: client.api_call("chat.postMessage", json={"channel": 5, "text": "x"}))
    assert body["response_metadata"]["messages"][0] == "[ERROR] must be a string [json-pointer:/channel]"
    assert error_of(lambda: client.api_call("users.info", json={"user": SARA})) == "invalid_arguments"  # takes no JSON
    assert client.api_call("users.info", params={"user": SARA})["ok"]
    assert client.api_call("chat.postMessage", data={"channel": PROMISES, "text": "as a form"})["ok"]


@pytest.fixture(scope="module")
def narrow() -> PlaygroundServer:
    server = PlaygroundServer(granted_scopes=["chat:write", "channels:read", "channels:history"])
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("method", "arguments", "needed"),
    [
        ("users.info", {"user": SARA}, "users:read"),
        ("conversations.info", {"channel": DEALS}, "groups:read"),
        ("conversations.list", {"types": "public_channel,private_channel"}, "groups:read"),
        ("conversations.history", {"channel": DEALS}, "groups:history"),
        ("conversations.history", {"channel": "D01SARA"}, "im:history"),
        ("conversations.replies", {"channel": DEALS, "ts": "1.000000"}, "groups:history"),
        ("conversations.open", {"users": SARA}, "channels:manage,groups:write,im:write,mpim:write"),
        ("reactions.add", {"channel": PROMISES, "name": "x", "timestamp": "1.000000"}, "reactions:write"),
        ("usergroups.list", {}, "usergroups:read"),
        ("dnd.info", {}, "dnd:read"),
        ("team.info", {}, "team:read"),
    ],
)
def test_a_missing_scope_is_named(narrow, method, arguments, needed):
    body = refusal(lambda: web_client(narrow).api_call(method, params=arguments))
    assert (body["error"], body["needed"]) == ("missing_scope", needed)
    assert body["provided"] == "chat:write,channels:read,channels:history"


def test_what_needs_no_scope_or_a_granted_one(narrow):
    client = web_client(narrow)
    assert client.auth_test()["ok"] and client.conversations_info(channel=PROMISES)["ok"]
    assert client.conversations_history(channel=PROMISES)["ok"] and client.conversations_list()["ok"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        (RANDOM, "not_in_channel"),
        ("C404", "channel_not_found"),
        ("U00BOT", "channel_not_found"),
        ("U404", "channel_not_found"),
    ],
)
def test_posting_where_the_bot_may_not(client, channel, error):
    assert error_of(lambda: client.chat_postMessage(channel=channel, text="x")) == error


def test_a_private_channel_without_the_bot_does_not_exist_for_it(people, client):
    people.post("membership", user="bot", channel=DEALS, present=False)
    assert error_of(lambda: client.chat_postMessage(channel=DEALS, text="x")) == "channel_not_found"
    assert error_of(lambda: client.conversations_info(channel=DEALS)) == "channel_not_found"
    listed = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert DEALS not in [channel["id"] for channel in listed] and RANDOM in [channel["id"] for channel in listed]


def test_posting_by_name_and_to_a_person(people, client):
    assert client.chat_postMessage(channel="#promises", text="x")["channel"] == PROMISES
    assert client.chat_postMessage(channel=SARA, text="x")["channel"] == "D01SARA"
    assert people.messages("D01SARA", SARA)[0]["text"] == "x"


def test_archived_channels_and_deactivated_people(people, client):
    ts = client.chat_postMessage(channel=PROMISES, text="x")["ts"]
    people.post("archive", channel=PROMISES)
    people.post("user", id=SARA, deleted=True)
    for call in (
        lambda: client.chat_postMessage(channel=PROMISES, text="x"),
        lambda: client.chat_postEphemeral(channel=PROMISES, user="U02BEN", text="x"),
        lambda: client.chat_update(channel=PROMISES, ts=ts, text="x"),
        lambda: client.reactions_add(channel=PROMISES, timestamp=ts, name="eyes"),
        lambda: client.chat_postMessage(channel="D01SARA", text="x"),
    ):
        assert error_of(call) == "is_archived"
    assert client.conversations_info(channel=PROMISES)["channel"]["is_archived"] is True
    assert error_of(lambda: client.conversations_open(users=SARA)) == "user_disabled"
    assert (
        error_of(lambda: client.chat_postEphemeral(channel="C02GENERAL", user=SARA, text="x")) == "user_not_in_channel"
    )


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40001}, "msg_too_long"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"text": "x", "metadata": "no json"}, "invalid_metadata_format"),
        ({"text": "x", "metadata": ["a"]}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"event_type": "", "event_payload": {}}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"event_type": "a", "event_payload": "b"}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"event_type": "a", "event_payload": {"b": "x" * 17000}}}, "metadata_too_large"),
        ({"text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts"),
        ({"text": "x", "thread_ts": "1764000000.000100"}, "cannot_reply_to_message"),
    ],
)
def test_content_that_slack_refuses(people, client, content, error):
    body = refusal(lambda: client.api_call("chat.postMessage", json={"channel": PROMISES, **content}))
    assert body["error"] == error
    assert people.messages(PROMISES) == []


def test_a_reply_is_answered_under_its_root_only(client):
    root = client.chat_postMessage(channel=PROMISES, text="root")["ts"]
    reply = client.chat_postMessage(channel=PROMISES, text="reply", thread_ts=root)["ts"]
    assert (
        error_of(lambda: client.chat_postMessage(channel=PROMISES, text="x", thread_ts=reply))
        == "cannot_reply_to_message"
    )


def test_update_answers_with_its_edit_and_drops_blocks_not_sent_again(people, client):
    metadata = {"event_type": "card", "event_payload": {"id": "7"}}
    ts = client.chat_postMessage(channel=PROMISES, text="x", blocks=[section()], metadata=metadata)["ts"]
    answer = client.chat_update(channel=PROMISES, ts=ts, text="y")
    assert answer["message"]["edited"]["ts"] > ts and answer["text"] == "y" and answer["ts"] == ts
    (shown,) = people.messages(PROMISES)
    assert (shown["blocks"], shown["text"], shown["metadata"]) == ([], "y", metadata)
    assert error_of(lambda: client.chat_update(channel=PROMISES, ts=ts, text="x" * 4001)) == "msg_too_long"
    assert error_of(lambda: client.api_call("chat.update", json={"channel": PROMISES, "ts": ts})) == "no_text"
    assert (
        error_of(lambda: client.chat_update(channel=PROMISES, ts="1764000000.000100", text="x")) == "message_not_found"
    )


def test_only_own_lasting_messages_are_changed(people, client):
    theirs = people.post("message", user=SARA, channel=PROMISES, text="x")["ts"]
    assert error_of(lambda: client.chat_update(channel=PROMISES, ts=theirs, text="y")) == "cant_update_message"
    assert error_of(lambda: client.chat_delete(channel=PROMISES, ts=theirs)) == "cant_delete_message"
    ephemeral = client.chat_postEphemeral(channel=PROMISES, user=SARA, text="x")["message_ts"]
    assert error_of(lambda: client.chat_update(channel=PROMISES, ts=ephemeral, text="y")) == "message_not_found"
    assert error_of(lambda: client.chat_delete(channel=PROMISES, ts="1764000000.000100")) == "message_not_found"


def test_deleting_a_root_with_replies_leaves_a_tombstone(people, client):
    root = client.chat_postMessage(channel=PROMISES, text="root")["ts"]
    client.chat_postMessage(channel=PROMISES, text="reply", thread_ts=root)
    client.chat_delete(channel=PROMISES, ts=root)
    first, _ = people.messages(PROMISES)
    assert (first["subtype"], first["reply_count"]) == ("tombstone", 1)
    assert error_of(lambda: client.chat_update(channel=PROMISES, ts=root, text="x")) == "cant_update_message"
    assert client.chat_postMessage(channel=PROMISES, text="more", thread_ts=root)["ok"]


def test_ephemerals_are_for_members_and_in_no_history(people, client):
    assert (
        error_of(lambda: client.chat_postEphemeral(channel=PROMISES, user="U10STEVE", text="x"))
        == "user_not_in_channel"
    )
    assert error_of(lambda: client.chat_postEphemeral(channel=RANDOM, user=SARA, text="x")) == "not_in_channel"
    client.chat_postEphemeral(channel=PROMISES, user=SARA, text="psst")
    assert client.conversations_history(channel=PROMISES)["messages"] == []
    assert people.messages(PROMISES) == [] and len(people.messages(PROMISES, SARA)) == 1


def test_history_is_newest_first_in_pages_with_metadata_on_request(client):
    metadata = {"event_type": "card", "event_payload": {"id": "7"}}
    stamps = [client.chat_postMessage(channel=PROMISES, text=str(n), metadata=metadata)["ts"] for n in range(5)]
    client.chat_postMessage(channel=PROMISES, text="reply", thread_ts=stamps[0])

    pages = [page.data for page in client.conversations_history(channel=PROMISES, limit=2)]
    assert [[m["ts"] for m in page["messages"]] for page in pages] == [stamps[:2:-1], stamps[2:0:-1], stamps[:1]]
    assert [page["has_more"] for page in pages] == [True, True, False]
    assert "metadata" not in pages[0]["messages"][0] and pages[2]["messages"][0]["reply_count"] == 1
    full = client.conversations_history(channel=PROMISES, include_all_metadata=True, oldest=stamps[2], latest=stamps[4])
    assert [(m["ts"], m["metadata"]) for m in full["messages"]] == [(stamps[3], metadata)]
    closed = client.conversations_history(channel=PROMISES, oldest=stamps[2], latest=stamps[4], inclusive=True)
    assert len(closed["messages"]) == 3
    assert error_of(lambda: client.conversations_history(channel=PROMISES, cursor="x")) == "invalid_cursor"
    assert error_of(lambda: client.conversations_history(channel=PROMISES, oldest="x")) == "invalid_ts_oldest"
    assert error_of(lambda: client.conversations_history(channel=RANDOM)) == "not_in_channel"


def test_replies_begin_with_their_root_on_every_page(client):
    root = client.chat_postMessage(channel=PROMISES, text="root")["ts"]
    for n in range(3):
        client.chat_postMessage(
            channel=PROMISES, text=str(n), thread_ts=root, metadata={"event_type": "r", "event_payload": {}}
        )
    answers = client.conversations_replies(channel=PROMISES, ts=root, limit=2, include_all_metadata=True)
    pages = [page.data for page in answers]
    assert [[m["text"] for m in page["messages"]] for page in pages] == [["root", "0", "1"], ["root", "2"]]
    assert pages[0]["messages"][1]["metadata"]["event_type"] == "r"
    assert (
        error_of(lambda: client.conversations_replies(channel=PROMISES, ts="1764000000.000100")) == "thread_not_found"
    )


def test_reactions_of_the_bot(people, client):
    ts = people.post("message", user=SARA, channel=PROMISES, text="x")["ts"]
    client.reactions_add(channel=PROMISES, timestamp=ts, name="eyes")
    assert error_of(lambda: client.reactions_add(channel=PROMISES, timestamp=ts, name="eyes")) == "already_reacted"
    assert client.reactions_get(channel=PROMISES, timestamp=ts)["message"]["reactions"][0]["users"] == ["U00BOT"]
    client.reactions_remove(channel=PROMISES, timestamp=ts, name="eyes")
    assert error_of(lambda: client.reactions_remove(channel=PROMISES, timestamp=ts, name="eyes")) == "no_reaction"
    assert error_of(lambda: client.reactions_add(channel=PROMISES, timestamp=ts, name="No!")) == "invalid_name"
    assert error_of(lambda: client.reactions_add(channel=PROMISES, timestamp="1.0", name="eyes")) == "message_not_found"


def test_permalinks(client):
    root = client.chat_postMessage(channel=PROMISES, text="x")["ts"]
    reply = client.chat_postMessage(channel=PROMISES, text="x", thread_ts=root)["ts"]
    assert f"thread_ts={root}" in client.chat_getPermalink(channel=PROMISES, message_ts=reply)["permalink"]
    assert error_of(lambda: client.chat_getPermalink(channel=PROMISES, message_ts="1.0")) == "message_not_found"
