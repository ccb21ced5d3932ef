"""The control side: what people see and may do, the clock, the log, live notices, and who may call at all."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground import PlaygroundServer
from tests.integration.playground.peer import (
    PROMISES,
    SARA,
    Control,
    modal,
    open_modal,
    section,
    text,
    text_input,
)

BEN, GUS, STEVE, PETRA = "U02BEN", "U09GUS", "U10STEVE", "U07PETRA"
RANDOM, DEALS, ACME = "C03RANDOM", "G04DEALS", "C05ACME"


def channels(people: Control, user: str) -> list[str]:
    return [channel["id"] for channel in people.get(f"state?user={user}")["channels"]]


def test_the_workspace_of_the_first_day(people):
    state = people.get("state")
    assert state["team"] == {"id": "T01NORDLICHT", "name": "Nordlicht Service", "domain": "nordlicht-service"}
    assert [user["name"] for user in state["users"]] == [
        "sara", "ben", "lena", "wim", "quinn", "omar", "petra", "ines", "gus", "steve", "promise_bot",
    ]  # fmt: skip
    assert all(set(user["role"]) == {"en", "de"} for user in state["users"])
    assert state["bot"] == {"user_id": "U00BOT", "name": "Promise Bot", "connected": False, "mode": "socket"}


def test_everyone_sees_their_channels_only(people):
    everywhere = [PROMISES, "C02GENERAL", RANDOM]
    assert channels(people, SARA) == [*everywhere, DEALS, ACME, "D01SARA"]
    assert channels(people, "U04WIM") == [*everywhere, ACME, "D04WIM"]  # public channels are open to members
    assert channels(people, GUS) == ["C02GENERAL", "D09GUS"]
    assert channels(people, STEVE) == [ACME]
    assert people.call("GET", f"/_control/messages/{DEALS}?user=U04WIM") == (
        404,
        {"ok": False, "ack": None, "error": "channel_not_found"},
    )
    assert people.call("GET", "/_control/state?user=U404")[0] == 404


@pytest.mark.parametrize(
    ("gesture", "body", "error"),
    [
        ("command", {"user": "U404", "channel": PROMISES, "command": "/x"}, "user_not_found"),
        ("command", {"user": "U00BOT", "channel": PROMISES, "command": "/x"}, "user_not_found"),
        ("command", {"user": GUS, "channel": RANDOM, "command": "/x"}, "channel_not_found"),
        ("command", {"user": SARA, "channel": PROMISES}, "missing: command"),
        ("command", {"user": SARA, "channel": 5, "command": "/x"}, "invalid: channel"),
        ("message", {"user": "U04WIM", "channel": ACME, "text": "x"}, "not_in_channel"),
        ("message", {"user": SARA, "channel": PROMISES, "text": "  "}, "no_text"),
        ("message", {"user": SARA, "channel": PROMISES, "text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
        ("interact", {"user": SARA, "channel": PROMISES, "messageTs": "1.0", "action": {}}, "message_not_found"),
        ("interact", {"user": SARA, "channel": PROMISES, "messageTs": "1.0", "action": "x"}, "invalid: action"),
        ("submit", {"user": SARA, "values": {}}, "no_view"),
        ("submit", {"user": SARA, "values": {"a": "b"}}, "invalid: values"),
        ("close", {"user": SARA}, "no_view"),
        ("view-action", {"user": SARA, "action": {"action_id": "x"}}, "no_view"),
        ("reaction", {"user": SARA, "channel": PROMISES, "ts": "1.0", "name": "x"}, "message_not_found"),
        ("archive", {"channel": "C404"}, "channel_not_found"),
        ("user", {"id": SARA, "shoe_size": 42}, "unknown_field: shoe_size"),
        ("user", {"id": "U00BOT", "deleted": True}, "user_not_found"),
        ("membership", {"user": "U404", "channel": PROMISES}, "user_not_found"),
    ],
)
def test_what_a_person_cannot_do_is_refused(people, gesture, body, error):
    assert people.post(gesture, **body) == {"ok": False, "ack": None, "error": error}


def test_unknown_controls_and_bodies(people):
    assert people.call("POST", "/_control/explode", b"{}")[0] == 404
    assert people.call("POST", "/_control/close", b"{")[1]["error"] == "invalid_json"
    assert people.call("POST", "/_control/close", b"[]")[1]["error"] == "a JSON object is needed"


def test_deactivated_people_and_archived_channels(people):
    people.post("user", id=SARA, deleted=True)
    people.post("archive", channel="C02GENERAL")
    assert people.post("message", user=SARA, channel=PROMISES, text="x")["error"] == "user_disabled"
    assert people.post("message", user=BEN, channel="C02GENERAL", text="x")["error"] == "is_archived"


def test_a_manifest_limits_commands_and_shortcuts():
    command = {"command": "/promise", "description": "Draft", "usage_hint": "[client]", "should_escape": False}
    shortcut = {"name": "Draft", "type": "message", "callback_id": "draft", "description": "d"}
    server = PlaygroundServer(commands=[command], shortcuts=[shortcut])
    server.start()
    people = Control(server)
    try:
        answer = people.post("command", user=SARA, channel=RANDOM, command="/x", text="")
        assert answer["error"] == "unknown_command"
        assert people.post("shortcut", user=SARA, callback_id="draft")["error"] == "unknown_shortcut"
        state = people.get("state")
        assert state["commands"] == [{"command": "/promise", "description": "Draft", "usage_hint": "[client]"}]
        assert state["shortcuts"] == [shortcut]
    finally:
        server.stop()


def test_one_may_delete_ones_own_message_and_an_admin_the_bots(people, client):
    card = client.chat_postMessage(channel=PROMISES, text="card")["ts"]
    again = client.chat_postMessage(channel=PROMISES, text="again")["ts"]
    assert people.post("delete-message", user=SARA, channel=PROMISES, ts=card)["error"] == "cant_delete_message"
    assert (
        people.post("edit-message", user=PETRA, channel=PROMISES, ts=card, text="x")["error"] == "cant_update_message"
    )
    people.post("delete-message", user=PETRA, channel=PROMISES, ts=card)
    people.post("delete-message", user="bot", channel=PROMISES, ts=again)
    assert people.messages(PROMISES) == []


def number(**limits: object) -> dict:
    element = {"type": "number_input", "action_id": "value", "is_decimal_allowed": False, **limits}
    return {"type": "input", "block_id": "n", "label": text(), "element": element}


@pytest.mark.parametrize(
    ("block", "value", "german"),
    [
        (text_input("n"), "", "Bitte dieses Pflichtfeld ausfüllen."),
        (text_input("n"), "  ", "Bitte dieses Pflichtfeld ausfüllen."),
        (text_input("n", element={"max_length": 3}), "four", "Dieser Text ist zu lang."),
        (text_input("n", element={"min_length": 3}), "ab", "Dieser Text ist zu kurz."),
        (number(), "1.5", "Das ist keine Zahl."),
        (number(min_value="2"), "1", "Diese Zahl liegt außerhalb des zulässigen Bereichs."),
        (text_input("n", element={"type": "email_text_input"}), "sara", "Das ist keine E-Mail-Adresse."),
        (text_input("n", element={"type": "url_text_input"}), "acme", "Das ist keine Webadresse."),
        (text_input("n", element={"type": "datepicker"}), "2026-02-30", "Das ist kein Datum."),
        (text_input("n", element={"type": "timepicker"}), "25:00", "Das ist keine Uhrzeit."),
    ],
)
def test_a_form_is_checked_before_it_is_sent(server, people, block, value, german):
    open_modal(server, block)
    answer = people.post("submit", user=SARA, values={"n": {"value": value}})
    assert (answer["ok"], answer["error"], answer["errors"]) == (False, "invalid_input", {"n": german})
    assert people.get(f"views/{SARA}")["errors"] == {"n": german}


def test_a_form_speaks_the_language_of_its_person(server, people):
    open_modal(server, text_input("n"), user=BEN)
    errors = people.post("submit", user=BEN, values={})["errors"]
    assert errors == {"n": "Please complete this required field."}


def test_inputs_that_the_form_does_not_have(server, people):
    open_modal(server, text_input("n"), section())
    assert people.post("submit", user=SARA, values={"m": {"value": "x"}})["error"] == "no_such_input: m/value"
    options = [{"text": text("One"), "value": "1"}]
    picks = {"type": "static_select", "action_id": "value", "options": options}
    open_modal(server, {"type": "input", "block_id": "s", "label": text(), "element": picks})
    answer = people.post("submit", user=SARA, values={"s": {"value": {"selected_option": {"value": "2"}}}})
    assert answer["error"] == "option_not_offered: 2"


def test_every_input_has_its_initial_value_and_keeps_what_was_entered(server, people, client):
    options = [{"text": text("One"), "value": "1"}, {"text": text("Two"), "value": "2"}]

    def field(block_id: str, **element: object) -> dict:
        inner = {"action_id": "value", **element}
        return {"type": "input", "block_id": block_id, "label": text(), "element": inner, "optional": True}

    blocks = [
        field("pick", type="static_select", options=options, initial_option=options[1]),
        field("tick", type="checkboxes", options=options),
        field("day", type="datepicker", initial_date="2026-11-23"),
        field("hour", type="timepicker"),
        field("who", type="multi_users_select"),
        field("words", type="plain_text_input", initial_value="given"),
    ]
    open_modal(server, *blocks)
    (view,) = people.views(SARA)
    values = {block: actions["value"] for block, actions in view["state"]["values"].items()}
    assert values["pick"]["selected_option"]["value"] == "2" and values["tick"]["selected_options"] == []
    assert (values["day"]["selected_date"], values["hour"]["selected_time"]) == ("2026-11-23", None)
    assert (values["who"]["selected_users"], values["words"]["value"]) == ([], "given")

    entered = {
        "pick": {"value": "1"},
        "tick": {"value": {"selected_options": [{"value": "2"}]}},
        "who": {"value": {"selected_users": [BEN]}},
        "words": {"value": "typed"},
    }
    people.post("submit", user=SARA, values=entered)  # nobody takes it, so the form stays open
    client.views_update(view_id=view["id"], view=modal(*blocks))
    after = people.views(SARA)[0]["state"]["values"]
    assert after["words"]["value"]["value"] == "typed"
    assert after["pick"]["value"]["selected_option"]["text"]["text"] == "One"
    assert after["tick"]["value"]["selected_options"] == [{"text": {**text("Two"), "emoji": True}, "value": "2"}]
    assert after["who"]["value"]["selected_users"] == [BEN]


def test_unread_messages_and_mentions(people, client):
    def counts(user: str, channel: str = PROMISES) -> tuple[int, int]:
        state = people.get(f"state?user={user}")
        return next((c["unread"], c["mentions"]) for c in state["channels"] if c["id"] == channel)

    assert counts(SARA) == (0, 0)
    root = client.chat_postMessage(channel=PROMISES, text="card")["ts"]
    client.chat_postMessage(channel=PROMISES, text="<@U01SARA> please", thread_ts=root)
    last = client.chat_postMessage(channel=PROMISES, text="more", thread_ts=root)["ts"]
    assert (counts(SARA), counts(BEN)) == ((2, 1), (1, 0))
    client.chat_postMessage(channel=SARA, text="private")
    assert counts(SARA, "D01SARA") == (1, 1)
    people.post("read", user=SARA, channel=PROMISES, ts=last)
    people.post("read", user=SARA, channel=PROMISES, ts=root)  # reading never goes back
    assert counts(SARA) == (0, 0)
    people.post("message", user=SARA, channel=PROMISES, text="<!here>", thread_ts=root)
    assert (counts(SARA), counts(BEN)) == ((0, 0), (2, 1))
    mention = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": BEN}]}
    client.chat_postMessage(channel=PROMISES, text="x", blocks=[{"type": "rich_text", "elements": [mention]}])
    assert (counts(SARA), counts(BEN)) == ((1, 0), (3, 2))


def test_a_thread_is_shown_with_its_root(people, client):
    root = client.chat_postMessage(channel=PROMISES, text="root")["ts"]
    client.chat_postMessage(channel=PROMISES, text="other")
    client.chat_postMessage(channel=PROMISES, text="reply", thread_ts=root)
    client.chat_postEphemeral(channel=PROMISES, user=SARA, text="psst", thread_ts=root)
    thread = people.get(f"messages/{PROMISES}?user={SARA}&thread_ts={root}")["messages"]
    assert [one["text"] for one in thread] == ["root", "reply", "psst"]
    assert thread[0]["reply_count"] == 1


REFUSED_MOVES: list[dict] = [
    {"set": "2099-01-01T09:00:00"},
    {"set": "soon"},
    {"set": True},
    *({"advance_seconds": seconds} for seconds in (-1, "much", 1e300, float("nan"), None)),
]


def test_the_clock_moves_forward_only(people, client):
    first = datetime.fromisoformat(people.get("clock")["now"])
    early = client.chat_postMessage(channel=PROMISES, text="x")["ts"]
    assert people.post("clock", advance_seconds=86400)["ok"]
    late = client.chat_postMessage(channel=PROMISES, text="x")["ts"]
    assert float(late) - float(early) >= 86400 and re.fullmatch(r"\d{10}\.\d{6}", late)

    target = first + timedelta(days=3)
    people.post("clock", set=target.astimezone(UTC).isoformat())
    assert timedelta() <= datetime.fromisoformat(people.get("clock")["now"]) - target < timedelta(seconds=10)
    people.post("clock", set=(first + timedelta(days=4)).timestamp())
    for refused in REFUSED_MOVES:
        answer = people.post("clock", **refused)
        assert answer["ok"] is False and answer["ack"] is None
    assert people.post("clock", set=first.isoformat())["error"] == "the clock moves forward only"
    assert people.post("clock")["error"] == "missing: advance_seconds"
    people.post("reset")
    assert people.get("clock")["offset_seconds"] >= 4 * 86400 - 60  # time never goes back, not even at a reset


def test_timestamps_are_unique_and_rising(client):
    stamps = [client.chat_postMessage(channel=PROMISES, text="x")["ts"] for _ in range(20)]
    assert stamps == sorted(set(stamps))


def test_a_reset_forgets_everything_people_did(server, people, client):
    client.chat_postMessage(channel=PROMISES, text="x")
    open_modal(server)
    client.views_publish(user_id=SARA, view={"type": "home", "blocks": [section()]})
    people.post("user", id=SARA, deleted=True)
    people.post("faults", rules=[{"kind": "500"}])
    assert people.post("reset") == {"ok": True, "ack": None}
    assert people.messages(PROMISES) == people.views(SARA) == people.get("log")["entries"] == []
    assert people.get(f"home/{SARA}") == {"view": None}
    assert not any(user["deleted"] for user in people.get("state")["users"])
    assert client.auth_test()["ok"]


def test_whoever_asked_is_told_of_a_reset(server, people, client):
    told = []
    server.slack.on_reset.append(lambda: told.append(client.auth_test()["ok"]))
    try:
        assert people.post("reset")["ok"] and told == [True]
    finally:
        server.slack.on_reset.clear()
