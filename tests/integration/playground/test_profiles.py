"""The poor profile lacks what its module says, and nothing that it does not say."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.playground import PlaygroundServer
from tests.integration.playground.peer import (
    Control,
    actions,
    bolt_app,
    button,
    error_of,
    eventually,
    modal,
    over_socket,
    section,
    web_client,
)

SARA, PROMISES, ACME = "U01SARA", "C01PROMISES", "C05ACME"
METADATA = {"event_type": "card", "event_payload": {"id": "7"}}


@pytest.fixture
def poor() -> Iterator[PlaygroundServer]:
    server = PlaygroundServer(profile="poor")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def thin(poor: PlaygroundServer) -> WebClient:
    return web_client(poor)


@pytest.mark.parametrize(
    "method",
    ["usergroups.list", "dnd.info", "team.info", "bots.info", "chat.getPermalink", "files.getUploadURLExternal"],
)
def test_other_methods_are_unknown(thin, method):
    assert error_of(lambda: thin.api_call(method, params={"user": SARA})) == "unknown_method"


def test_messages_come_back_without_metadata_edits_and_the_bots_mark(thin):
    ts = thin.chat_postMessage(channel=PROMISES, text="x", metadata=METADATA)["ts"]
    answer = thin.chat_update(channel=PROMISES, ts=ts, text="y", metadata=METADATA)
    assert answer["ts"] == ts and "edited" not in answer["message"]
    for found in (
        thin.conversations_history(channel=PROMISES, include_all_metadata=True),
        thin.conversations_replies(channel=PROMISES, ts=ts, include_all_metadata=True),
    ):
        (said,) = found["messages"]
        assert (said["text"], said["user"]) == ("y", "U00BOT")
        assert not {"metadata", "edited", "bot_id", "app_id", "bot_profile"} & set(said)


@pytest.mark.parametrize("argument", ["unfurl_links", "unfurl_media", "mrkdwn"])
def test_arguments_for_how_a_message_is_shown_are_refused(poor, thin, argument):
    assert (
        error_of(lambda: thin.chat_postMessage(channel=PROMISES, text="x", **{argument: False})) == "invalid_arguments"
    )
    assert Control(poor).messages(PROMISES) == []


@pytest.mark.parametrize(
    "block",
    [
        {"type": "rich_text", "elements": []},
        {"type": "data_visualization", "title": "T", "chart": {"type": "pie", "segments": []}},
        {"type": "markdown", "text": "x"},
    ],
)
def test_strange_blocks_are_refused_in_messages_and_views(poor, thin, block):
    assert error_of(lambda: thin.chat_postMessage(channel=PROMISES, text="x", blocks=[block])) == "invalid_blocks"
    trigger = poor.slack.triggers.new(SARA).id
    assert error_of(lambda: thin.views_open(trigger_id=trigger, view=modal(block))) == "invalid_arguments"
    labelled = button("a", accessibility_label="Press it")
    assert thin.chat_postMessage(channel=PROMISES, text="x", blocks=[section(), actions(labelled)])["ok"]
    assert thin.views_open(trigger_id=trigger, view=modal())["ok"]


def test_views_have_no_hash_and_one_that_is_sent_is_ignored(poor, thin):
    view = thin.views_open(trigger_id=poor.slack.triggers.new(SARA).id, view=modal())["view"]
    assert "hash" not in view
    assert "hash" not in thin.views_update(view_id=view["id"], view=modal(), hash="of another day")["view"]


def test_lists_come_whole(thin):
    for text in "abc":
        thin.chat_postMessage(channel=PROMISES, text=text)
    found = thin.conversations_history(channel=PROMISES, limit=1).data
    assert [said["text"] for said in found["messages"]] == ["c", "b", "a"]
    assert not {"response_metadata", "has_more"} & set(found)
    assert len(thin.users_list(limit=2)["members"]) == 11


def test_people_channels_and_the_bot_are_told_in_less_words(thin):
    assert "locale" not in thin.users_info(user=SARA, include_locale=True)["user"]
    acme = thin.conversations_info(channel=ACME)["channel"]
    assert acme["is_member"] is True and not {key for key in acme if "shared" in key}
    me = thin.auth_test()
    assert (me["user_id"], me["team_id"]) == ("U00BOT", "T01NORDLICHT")
    assert not {"url", "bot_id"} & set(me.data) and "x-oauth-scopes" not in me.headers


def test_gestures_and_events_bring_no_response_url_and_no_hash(poor):
    app, heard = bolt_app(poor), []

    def note(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        ack()

    app.command("/promise")(note)
    app.action("press")(note)
    app.event("message")(lambda body: heard.append(body))
    people = Control(poor)
    with over_socket(poor, app):
        assert people.post("command", user=SARA, channel=PROMISES, command="/promise", text="x")["ok"]
        ts = web_client(poor).chat_postMessage(channel=PROMISES, text="x", blocks=[actions(button("press"))])["ts"]
        people.post("interact", user=SARA, channel=PROMISES, messageTs=ts, action={"action_id": "press"})
        eventually(lambda: len(heard) == 3, "three deliveries")
    assert not [
        key for key in ("response_url", "bot_id", "authorizations", "is_ext_shared_channel") if key in json.dumps(heard)
    ]
    assert {body.get("command") or body["type"] for body in heard} == {"/promise", "block_actions", "event_callback"}


def test_it_delivers_by_socket_mode_only(poor):
    with pytest.raises(ValueError, match="Socket Mode only"):
        PlaygroundServer(profile="poor", request_url="http://127.0.0.1:1/slack/events")
    people = Control(poor)
    assert people.post("delivery", request_url="http://127.0.0.1:1/slack/events")["error"] == "socket_mode_only"


def test_there_are_two_profiles():
    with pytest.raises(ValueError, match="full, poor"):
        PlaygroundServer(profile="rich")
