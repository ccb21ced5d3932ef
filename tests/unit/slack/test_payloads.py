"""Bodies from Slack, whole and broken, and what is read from them."""

from datetime import UTC, datetime

import pytest

from bot.slack import payloads
from bot.slack.gestures import Edited, Said, Sender
from bot.slack.payloads import Malformed

TEAM, SARA = "T1", "U1"


def event(**fields):
    return {"team_id": TEAM, "event_id": "Ev1", "event": {"event_ts": "1700000000.000100", **fields}}


def press(**fields):
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": SARA, "team_id": TEAM},
        "trigger_id": "1.2",
        "actions": [{"action_id": "promise.agree", "value": "r_1"}],
        **fields,
    }


def test_a_command_is_read():
    where = {"team_id": TEAM, "user_id": SARA, "channel_id": "C1"}
    body = {**where, "command": "/promise", "text": "help", "trigger_id": "1.2"}
    call = payloads.call_of(body)
    assert call.sender == Sender(SARA, TEAM)
    assert (call.channel, call.command, call.text, call.trigger_id) == ("C1", "/promise", "help", "1.2")
    assert payloads.call_of({**body, "text": None}).text == ""


def test_a_button_in_a_thread_is_read():
    container = {"type": "message", "message_ts": "2.0", "thread_ts": "1.0", "channel_id": "C1", "is_ephemeral": False}
    pressed = payloads.press_of(
        press(container=container, channel={"id": "C1"}, response_url="https://hooks.slack.com/x")
    )
    assert (pressed.action_id, pressed.value, pressed.channel) == ("promise.agree", "r_1", "C1")
    assert (pressed.ts, pressed.thread_ts, pressed.is_ephemeral) == ("2.0", "1.0", False)
    assert pressed.in_channel and not pressed.in_modal


def test_a_button_in_a_direct_message_is_in_no_channel():
    assert not payloads.press_of(press(channel={"id": "D1"})).in_channel


def test_a_button_in_a_view_knows_its_view():
    view = {"id": "V1", "hash": "1.x", "type": "modal", "callback_id": "promise.more", "private_metadata": "r_1"}
    pressed = payloads.press_of(press(view=view, container={"type": "view", "view_id": "V1"}))
    assert pressed.view is not None
    assert (pressed.view.id, pressed.view.hash, pressed.view.metadata) == ("V1", "1.x", "r_1")
    assert pressed.in_modal and not pressed.in_channel
    assert not payloads.press_of(press(view={**view, "type": "home"})).in_modal


def test_a_form_gives_text_and_choices_by_block():
    values = {
        "client": {"value": {"type": "plain_text_input", "value": "Acme"}},
        "title": {"value": {"type": "plain_text_input", "value": None}},
        "terms": {"value": {"type": "checkboxes", "selected_options": [{"value": "t_1"}, {"value": "t_2"}]}},
        "term": {"value": {"type": "static_select", "selected_option": {"value": "t_3"}}},
        "none": {"value": {"type": "static_select", "selected_option": None}},
    }
    blocks = [{"type": "input", "block_id": "client"}, {"type": "section", "block_id": "x"}]
    body = press(view={"id": "V1", "callback_id": "promise.draft", "state": {"values": values}, "blocks": blocks})
    view = payloads.submission_of(body).view
    assert view.texts("client", "title", "nowhere") == {"client": "Acme", "title": "", "nowhere": ""}
    assert view.inputs["terms"] == ("t_1", "t_2")
    assert (view.text("term"), view.text("none")) == ("t_3", "")
    assert view.input_blocks == ("client",)


def test_the_moment_of_a_reaction_is_exact():
    item = {"type": "message", "channel": "C1", "ts": "1.0"}
    body = event(user=SARA, reaction="white_check_mark::skin-tone-2", item=item, event_ts="1921820401.624349")
    reaction = payloads.reaction_of(body)
    assert reaction is not None
    assert reaction.at == datetime(2030, 11, 25, 7, 0, 1, 624349, tzinfo=UTC)
    assert (reaction.name, reaction.channel, reaction.ts) == ("white_check_mark", "C1", "1.0")


def test_a_reaction_to_a_file_is_none_of_ours():
    assert payloads.reaction_of(event(user=SARA, reaction="x", item={"type": "file", "file": "F1"})) is None


def test_a_reply_of_a_person_is_heard():
    heard = payloads.message_of(event(type="message", user=SARA, channel="C1", ts="2.5", thread_ts="1.0", text="hm"))
    assert isinstance(heard, Said)
    assert (heard.sender.user_id, heard.thread_ts, heard.ts, heard.text) == (SARA, "1.0", "2.5", "hm")


@pytest.mark.parametrize(
    "fields",
    [
        {"user": SARA, "channel": "C1", "ts": "2.0", "text": "in no thread"},
        {"user": SARA, "channel": "C1", "ts": "2.0", "thread_ts": "1.0", "bot_id": "B1"},
        {"channel": "C1", "ts": "2.0", "thread_ts": "1.0", "subtype": "bot_message"},
        {"user": SARA, "channel": "C1", "ts": "2.0", "subtype": "channel_join"},
        {"channel": "C1", "subtype": "message_changed", "message": {"ts": "2.0", "text": "card", "bot_id": "B1"}},
        {
            "channel": "C1",
            "subtype": "message_changed",
            "message": {"ts": "2.0", "text": "same"},
            "previous_message": {"text": "same"},
        },
    ],
)
def test_what_no_person_said_in_a_thread_is_not_heard(fields):
    assert payloads.message_of(event(type="message", **fields)) is None


def test_an_edited_and_a_deleted_message_are_told_apart():
    edited = payloads.message_of(
        event(
            channel="C1", subtype="message_changed", message={"ts": "2.0", "text": "b"}, previous_message={"text": "a"}
        )
    )
    deleted = payloads.message_of(event(channel="C1", subtype="message_deleted", deleted_ts="2.0"))
    assert isinstance(edited, Edited) and isinstance(deleted, Edited)
    assert (edited.ts, edited.text) == ("2.0", "b")
    assert (deleted.ts, deleted.text) == ("2.0", None)


def test_a_deleted_card_with_replies_leaves_a_tombstone():
    stone = {"ts": "2.0", "subtype": "tombstone", "text": "This message was deleted.", "bot_id": "B1"}
    heard = payloads.message_of(event(channel="C1", subtype="message_changed", message=stone))
    assert isinstance(heard, Edited)
    assert heard.text is None


@pytest.mark.parametrize(
    ("user", "outside"),
    [
        ({"team_id": TEAM}, False),
        ({}, False),
        ({"is_restricted": True}, True),
        ({"is_ultra_restricted": True}, True),
        ({"is_stranger": True}, True),
        ({"team_id": "T2"}, True),
    ],
)
def test_guests_and_people_of_other_teams_are_outsiders(user, outside):
    assert payloads.profile_of({"id": SARA, **user}, TEAM).is_outsider is outside


def test_the_team_is_found_wherever_slack_puts_it():
    assert payloads.team_of({"team_id": TEAM}) == TEAM
    assert payloads.team_of({"team": {"id": TEAM}}) == TEAM
    assert payloads.team_of({"team": None}) is None


def test_the_messages_tab_is_not_the_home_tab():
    assert payloads.home_opened_by(event(user=SARA, tab="messages")) is None
    assert payloads.home_opened_by(event(user=SARA, tab="home")) == Sender(SARA, TEAM)


READERS = [
    payloads.call_of, payloads.submission_of, payloads.press_of, payloads.reaction_of, payloads.message_of,
    payloads.home_opened_by, payloads.changed_user_of, payloads.moved_channel_of,
]  # fmt: skip
BROKEN = [
    {},
    {"user": None, "team": None, "view": None, "event": None, "actions": None},
    {"user": "U1", "team": "T1", "view": [], "event": "x", "actions": "x"},
    {"user": {"id": 7}, "team": {"id": []}, "view": {"id": None}, "event": {"user": {}, "item": 1}, "actions": [{}]},
    {"user": {"id": "U1"}, "team": {"id": "T1"}, "view": {"id": "V1", "state": 3, "blocks": 4}, "actions": [3]},
    {"user": {"id": "U1"}, "team": {"id": "T1"}, "view": {"id": "V1", "state": {"values": {"a": {"b": 1}}}}},
    {"user": {"id": "U1"}, "team": {"id": "T1"}, "view": {"id": "V1", "state": {"values": 3}}},
    {"user": {"id": "U1"}, "team": {"id": "T1"}, "actions": [{"action_id": "x"}], "channel": 3, "container": 4},
    event(type="message", subtype="message_changed", channel="C1", message={"ts": "1.0"}, previous_message=5),
    event(type="message", user=SARA, channel="C1", ts="x", thread_ts="1.0", event_ts="never"),
]


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_a_broken_body_is_malformed_or_read_without_it_and_never_a_crash(read, body):
    try:
        read(body)
    except Malformed as error:
        assert str(error)
