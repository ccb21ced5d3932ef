"""Faults of the Web API that the server plays when it is told to."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler

from tests.integration.playground.peer import (
    PROMISES,
    SARA,
    Control,
    Received,
    error_of,
    eventually,
    modal,
    over_http,
    say,
)

RANDOM = "C03RANDOM"


def play(people: Control, **rule: object) -> None:
    assert people.post("faults", rules=[rule])["ok"]


def post_one(client: WebClient) -> object:
    return client.chat_postMessage(channel=PROMISES, text="x")


def test_429_with_retry_after_as_often_as_told(people, client):
    play(people, method="chat.postMessage", kind="429", times=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(Exception, match="ratelimited") as caught:
            post_one(client)
        assert (caught.value.response.status_code, caught.value.response.headers["retry-after"]) == (429, "7")
    assert post_one(client)["ok"] and client.auth_test()["ok"]


@pytest.mark.parametrize(("kind", "posted"), [("500", 0), ("500_after", 1)])
def test_500_before_or_after_the_effect(people, client, kind, posted):
    play(people, kind=kind)
    with pytest.raises(Exception, match=r"500|internal_error"):
        post_one(client)
    assert len(people.messages(PROMISES)) == posted


@pytest.mark.parametrize(("kind", "posted"), [("drop_before", 0), ("drop_after", 1)])
def test_a_connection_dropped_before_or_after_the_effect(people, client, kind, posted):
    play(people, method="chat.postMessage", kind=kind, times=1)
    with pytest.raises((ConnectionError, OSError)):
        post_one(client)
    assert len(people.messages(PROMISES)) == posted
    assert post_one(client)["ok"]


def test_the_sdk_posts_twice_over_a_dropped_connection(server, people):
    play(people, method="chat.postMessage", kind="drop_after", times=1)
    retrying = WebClient(
        "xoxb-playground-bot-token", f"{server.url}/api/", retry_handlers=[ConnectionErrorRetryHandler()]
    )
    retrying.proxy = None
    assert post_one(retrying)["ok"]
    assert len(people.messages(PROMISES)) == 2


def test_faults_for_one_channel_by_name_or_with_delay(people, client):
    play(people, method="chat.postMessage", channel="C02GENERAL", kind="error", error="restricted_action")
    assert post_one(client)["ok"]
    assert error_of(lambda: client.chat_postMessage(channel="C02GENERAL", text="x")) == "restricted_action"
    play(people, kind="delay", seconds=0.2, times=1)
    began = time.monotonic()
    assert client.auth_test()["ok"] and time.monotonic() - began >= 0.2
    people.post("faults")
    assert client.chat_postMessage(channel="C02GENERAL", text="x")["ok"]


@pytest.mark.parametrize("rule", [{"kind": "explode"}, {"kind": "500", "often": True}, {}])
def test_unknown_faults_are_refused(people, rule):
    assert people.post("faults", rules=[rule])["error"].startswith("invalid_fault")


def test_one_message_a_second_and_channel_when_switched_on(people, client):
    people.post("faults", rate_limit=True)
    for _ in range(4):
        post_one(client)
    assert error_of(lambda: post_one(client)) == "ratelimited"
    assert client.chat_postMessage(channel="C02GENERAL", text="x")["ok"]
    people.post("faults")
    assert post_one(client)["ok"]


def test_a_late_modal_finds_its_trigger_expired(server, people, client):
    with over_http() as (url, received):
        people.post("delivery", request_url=url)
        people.post("command", user=SARA, channel=RANDOM, command="/x", text="")
        trigger = parse_qs(received.requests[0][1])["trigger_id"][0]
        server.slack.triggers._known[trigger].born -= 3.01
        people.post("clock", advance_seconds=1)  # the moved clock has no say in it
        assert error_of(lambda: client.views_open(trigger_id=trigger, view=modal())) == "expired_trigger_id"


def test_an_ack_that_is_lost_brings_the_event_again(people: Control, endpoint: Received) -> None:
    people.post("faults", lose_acks=1)
    answer = people.post("message", user=SARA, channel=PROMISES, text="heard, though nobody knows")
    assert answer["ok"] is False
    eventually(lambda: len(endpoint.requests) == 2, "the second delivery")
    assert len({json.loads(body)["event_id"] for _, body in endpoint.requests}) == 1


def test_shuffled_events_arrive_in_another_order(people: Control, endpoint: Received) -> None:
    people.post("faults", shuffle_events=0.4)
    with ThreadPoolExecutor(8) as several:
        list(several.map(lambda number: say(people, f"number {number}"), range(8)))
    events = [json.loads(body)["event"] for _, body in endpoint.requests]
    assert len(events) == 8
    assert [event["ts"] for event in events] != sorted(event["ts"] for event in events)


def test_processes_behind_a_balancer_take_turns_and_one_that_is_gone_is_passed_over(people: Control) -> None:
    with over_http() as (one, first), over_http() as (other, second):
        people.post("delivery", request_url=["http://127.0.0.1:9/slack/events", one, other])
        for number in range(6):
            assert say(people, f"number {number}")["ok"]
        assert len(first.requests) + len(second.requests) == 6
        assert first.requests and second.requests


def test_a_call_may_land_after_its_connection_was_cut(people: Control, client: WebClient) -> None:
    people.post("faults", rules=[{"kind": "late", "method": "chat.postMessage", "times": 1, "seconds": 0.3}])
    with pytest.raises(OSError):
        client.chat_postMessage(channel=PROMISES, text="late")
    assert "late" not in texts(people)
    eventually(lambda: "late" in texts(people), "the message")


def texts(people: Control) -> list[str]:
    return [message["text"] for message in people.get(f"messages/{PROMISES}?user={SARA}")["messages"]]
