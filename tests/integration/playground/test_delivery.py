"""How events and interactions travel: signatures, retries, faults, sockets that drop or are refreshed."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.playground import APP_TOKEN, SIGNING_SECRET, PlaygroundServer
from tests.integration.playground.peer import (
    PROMISES,
    SARA,
    Control,
    eventually,
    hang_up,
    over_http,
    say,
    web_client,
)

RANDOM = "C03RANDOM"


@pytest.fixture
def socket(server: PlaygroundServer) -> Iterator[SocketModeClient]:
    """A bare Socket Mode client that acks everything and keeps it in `received`."""
    client = SocketModeClient(APP_TOKEN, web_client=web_client(server), ping_interval=1)
    client.proxy = None
    client.received = []

    def take(inner, request):
        client.received.append(request)
        inner.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    client.socket_mode_request_listeners.append(take)
    client.connect()
    eventually(lambda: server.connected, "connecting")
    yield client
    hang_up(server, client)


def test_http_deliveries_are_signed_over_the_raw_body_in_real_time(endpoint, people):
    people.post("clock", advance_seconds=3600)
    say(people)
    headers, body = endpoint.requests[0]
    stamp = headers["x-slack-request-timestamp"]
    digest = hmac.new(SIGNING_SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    assert headers["x-slack-signature"] == f"v0={digest}"
    assert abs(int(stamp) - time.time()) < 60
    assert headers["content-type"] == "application/json" and "x-slack-retry-num" not in headers
    payload = json.loads(body)
    assert payload["event_time"] - int(stamp) > 3000  # events follow the moved clock
    assert payload["authorizations"][0]["user_id"] == "U00BOT" and payload["is_ext_shared_channel"] is False
    assert payload["event"]["blocks"][0]["type"] == "rich_text"


def test_commands_and_interactions_are_forms(endpoint, people):
    people.post("command", user=SARA, channel=RANDOM, command="/x", text="a & b")
    people.post("shortcut", user=SARA, callback_id="s")
    command, shortcut = (parse_qs(body) for _, body in endpoint.requests)
    assert command["text"] == ["a & b"] and command["channel_name"] == ["random"]
    assert json.loads(shortcut["payload"][0])["callback_id"] == "s"


def test_an_event_that_fails_comes_again_with_its_id_and_reason(endpoint, people):
    endpoint.status = 500
    answer = say(people)
    assert (answer["ok"], answer["ack"], answer["error"]) == (False, None, "http_500")
    assert answer["ts"] == people.messages(PROMISES)[0]["ts"]
    eventually(lambda: len(endpoint.requests) == 4, "three retries")
    retries = [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h, _ in endpoint.requests]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({json.loads(body)["event_id"] for _, body in endpoint.requests}) == 1


def test_retries_end_with_success_or_when_the_bot_says_so(endpoint, people):
    endpoint.status, endpoint.headers = 500, {"X-Slack-No-Retry": "1"}
    say(people)
    endpoint.headers = {}
    say(people)
    endpoint.status = 200
    eventually(lambda: len(endpoint.requests) == 3, "one retry")
    say(people)
    assert len(endpoint.requests) == 4


def test_slack_waits_at_once_then_a_minute_then_five():
    assert PlaygroundServer().slack.delivery.retry_delays == (0.0, 60.0, 300.0)


def test_an_endpoint_that_is_slow_or_gone_is_an_error(endpoint, people):
    endpoint.seconds = 3.5
    assert people.post("command", user=SARA, channel=RANDOM, command="/x", text="")["error"] == "operation_timeout"
    people.post("delivery", request_url="http://127.0.0.1:9/nobody")
    assert people.post("command", user=SARA, channel=RANDOM, command="/x", text="")["error"] == "dispatch_failed"


@pytest.mark.parametrize("url", ["http://example.com/", "https://127.0.0.1/", "file:///etc/passwd", 5])
def test_only_this_machine_is_delivered_to(people, url):
    assert people.post("delivery", request_url=url)["ok"] is False
    assert people.get("state")["bot"]["mode"] == "socket"


def test_without_a_bot_a_gesture_fails_at_once(people):
    answer = people.post("command", user=SARA, channel=RANDOM, command="/x", text="")
    assert (answer["ok"], answer["ack"], answer["error"]) == (False, None, "dispatch_failed")
    assert people.get("state")["bot"]["connected"] is False


def test_envelopes_are_as_slack_sends_them(socket, people):
    people.post("shortcut", user=SARA, callback_id="s")
    say(people)
    shortcut, event = socket.received
    assert (shortcut.type, shortcut.accepts_response_payload) == ("interactive", True)
    assert (event.type, event.accepts_response_payload) == ("events_api", False)
    assert (event.retry_attempt, event.payload["event"]["text"]) == (0, "hello")


def test_socket_retries_carry_their_number(server, people):
    client = SocketModeClient(APP_TOKEN, web_client=web_client(server))
    client.proxy = None
    seen: list[tuple[int, str]] = []
    client.socket_mode_request_listeners.append(
        lambda _, request: seen.append((request.retry_attempt, request.retry_reason))
    )
    client.connect()
    eventually(lambda: server.connected, "connecting")
    try:
        assert say(people)["error"] == "operation_timeout"
        eventually(lambda: (1, "timeout") in seen, "a retry")
    finally:
        people.post("reset")  # gives up the retries to come
        hang_up(server, client)


def test_a_payload_goes_to_one_of_several_connections(socket, server, people):
    other = SocketModeClient(APP_TOKEN, web_client=web_client(server))
    other.proxy = None
    heard = []

    def take(inner, request):
        heard.append(request)
        inner.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    other.socket_mode_request_listeners.append(take)
    other.connect()
    try:
        eventually(lambda: len(server.slack.sockets._connections) == 2, "two connections")
        for _ in range(4):
            say(people)
        assert (len(heard), len(socket.received)) == (2, 2)
    finally:
        hang_up(server, other)


def test_a_ticket_connects_once(server, client):
    eventually(lambda: not server.connected, "whoever was connected to be gone")
    url = client.apps_connections_open(app_token=APP_TOKEN)["url"]
    assert url.startswith(f"ws://127.0.0.1:{server.port}/link?ticket=")
    assert "ticket=***" in json.dumps(Control(server).get("log"))
    from websockets.exceptions import InvalidStatus
    from websockets.sync.client import connect

    with connect(url, proxy=None) as first:
        hello = json.loads(first.recv())
        assert (hello["type"], hello["num_connections"], hello["connection_info"]["app_id"]) == (
            "hello",
            1,
            "A01PROMISE",
        )
        with pytest.raises(InvalidStatus):
            connect(url, proxy=None)


@pytest.mark.parametrize("fault", ["drop_socket", "refresh_socket"])
def test_a_bot_reconnects_and_is_heard_again(socket, server, people, fault):
    before = socket.session_id()
    people.post("faults", **{fault: True})
    eventually(lambda: socket.session_id() != before and server.connected, "reconnecting")
    eventually(lambda: say(people)["ok"], "an event after reconnecting")


def test_duplicated_events_share_their_id(socket, people):
    people.post("faults", duplicate_events=True)
    say(people)
    assert len(socket.received) == 2 and len({one.payload["event_id"] for one in socket.received}) == 1
    people.post("faults")
    say(people)
    assert len(socket.received) == 3


def test_delayed_events(socket, people):
    people.post("faults", delay_events=0.3)
    began = time.monotonic()
    assert say(people)["ok"]
    assert time.monotonic() - began >= 0.3
    assert people.post("faults", delay_events="soon")["error"].startswith("invalid_fault")


def test_what_is_not_subscribed_scoped_or_in_a_channel_of_the_bot_is_not_sent():
    server = PlaygroundServer(bot_events=["message.channels", "message.groups"], granted_scopes=["channels:history"])
    server.start()
    people = Control(server)
    try:
        with over_http() as (url, received):
            people.post("delivery", request_url=url)
            for channel in (PROMISES, "G04DEALS", "D01SARA", RANDOM):
                answer = say(people, channel, channel)
                assert answer["ok"] and (answer["ack"] == {}) == (channel == PROMISES)
            ts = people.messages(PROMISES)[0]["ts"]
            people.post("reaction", user=SARA, channel=PROMISES, ts=ts, name="eyes")
            assert [json.loads(body)["event"]["text"] for _, body in received.requests] == [PROMISES]
    finally:
        server.stop()


def test_events_of_administration(endpoint, people):
    people.post("user", id=SARA, tz="Europe/Lisbon", locale="en-GB")
    people.post("membership", user="U10STEVE", channel=PROMISES)
    people.post("membership", user="U10STEVE", channel=PROMISES, present=False)
    people.post("archive", channel=PROMISES)
    people.post("archive", channel=PROMISES, archived=False)
    people.post("membership", user="bot", channel=PROMISES, present=False)
    people.post("event", event={"type": "channel_id_changed", "old_channel_id": "C1", "new_channel_id": "C2"})
    events = [json.loads(body)["event"] for _, body in endpoint.requests]
    assert [event["type"] for event in events] == [
        "user_change", "member_joined_channel", "member_left_channel", "channel_archive", "channel_unarchive",
        "channel_left", "channel_id_changed",
    ]  # fmt: skip
    assert (events[0]["user"]["tz"], events[0]["user"]["locale"]) == ("Europe/Lisbon", "en-GB")
    assert people.post("event", event={"type": "made_up"})["error"] == "unknown_event"


def test_messages_in_a_shared_channel_say_so(endpoint, people):
    people.post("message", user="U10STEVE", channel="C05ACME", text="hello")
    payload = json.loads(endpoint.requests[0][1])
    assert payload["is_ext_shared_channel"] is True and payload["event"]["team"] == "T02PARTNER"


# Faults of the Web API
