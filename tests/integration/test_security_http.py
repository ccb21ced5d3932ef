"""What arrives over HTTP without being Slack's is refused with the right status, kept nowhere, and logged unread."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier
from sqlmodel import SQLModel

from bot.playground import SIGNING_SECRET
from bot.settings import Mode
from tests.integration.world import PROMISES, SARA, World

pytestmark = pytest.mark.parametrize("playground", [Mode.HTTP], indirect=True, ids=str)

TEAM = "T01NORDLICHT"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
LARGEST = 1_000_000
VIEW = {"callback_id": "promise.draft", "type": "modal"}
SECRET_WORDS = "40 agents that nobody may read in a log"


@dataclass(frozen=True)
class Answer:
    status: int
    body: str


@pytest.fixture
def door(town: World, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    """The workspace; whatever is refused leaves nothing behind, in the database or in the log."""
    caplog.set_level(logging.DEBUG)
    town.settled()
    before = everything(town)
    yield town
    assert everything(town) == before
    said = "\n".join(record.getMessage() for record in caplog.get_records("call"))
    assert SECRET_WORDS not in said and SIGNING_SECRET not in said
    assert not [record for record in caplog.get_records("call") if record.exc_info]


def everything(town: World) -> dict[str, list[tuple[Any, ...]]]:
    tables = list(SQLModel.metadata.tables)
    return {table: town.rows(f"SELECT * FROM {table}") for table in tables}


def connection(town: World) -> http.client.HTTPConnection:
    server = town.playground.bot.http
    assert server is not None
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)


def signed(body: bytes, *, at: float | None = None, secret: str = SIGNING_SECRET, kind: str = FORM) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body.decode("utf-8", "replace"))
    return {"content-type": kind, "x-slack-request-timestamp": stamp, "x-slack-signature": str(signature)}


def send(town: World, body: bytes, headers: dict[str, str]) -> Answer:
    line = connection(town)
    try:
        line.request("POST", "/slack/events", body, headers)
        answer = line.getresponse()
        return Answer(answer.status, answer.read().decode())
    finally:
        line.close()


def command(**changed: str) -> bytes:
    fields = {
        "team_id": TEAM, "user_id": SARA, "channel_id": PROMISES, "command": "/promise", "trigger_id": "1.2.3",
        "text": SECRET_WORDS,
    }  # fmt: skip
    return urlencode({**fields, **changed}).encode()


def test_the_team_is_the_playgrounds(town: World) -> None:
    assert town.playground.bot.office.team_id == TEAM, "otherwise the refusals below show nothing"


def test_what_slack_signed_is_let_in(town: World) -> None:
    body = command(text="help")
    answer = send(town, body, signed(body))
    assert answer.status == 200 and "/promise" in answer.body


def test_a_command_about_payload_is_a_command(town: World) -> None:
    body = command(text="show payload")
    answer = send(town, body, signed(body))
    assert answer.status == 200 and "payload" in answer.body


@pytest.mark.parametrize(
    "changed",
    [
        {"x-slack-signature": None},
        {"x-slack-request-timestamp": None},
        {"x-slack-signature": ""},
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": "v0=ü"},
        {"x-slack-request-timestamp": "soon"},
        {"x-slack-request-timestamp": "-1"},
        {"x-slack-request-timestamp": "1e9"},
        {"x-slack-request-timestamp": "9" * 400},
        {"x-slack-request-timestamp": "²"},
    ],
)
def test_without_a_valid_signature_nothing_is_let_in(door: World, changed: dict[str, str | None]) -> None:
    body = command()
    headers = {**signed(body), **changed}
    sent = {
        name: value.encode("latin-1", "replace").decode("latin-1")
        for name, value in headers.items()
        if value is not None
    }
    assert send(door, body, sent).status == 401


@pytest.mark.parametrize("seconds", [-301, -86400, 330, 86400])
def test_an_old_signature_and_one_from_the_future_are_refused(door: World, seconds: int) -> None:
    body = command()
    assert send(door, body, signed(body, at=time.time() + seconds)).status == 401


@pytest.mark.parametrize("seconds", [-240, 240])
def test_a_clock_may_be_off_by_minutes(town: World, seconds: int) -> None:
    body = command(text="help")
    assert send(town, body, signed(body, at=time.time() + seconds)).status == 200


def test_a_body_changed_after_it_was_signed_is_refused(door: World) -> None:
    headers = signed(command())
    assert send(door, command(user_id="U07PETRA"), headers).status == 401


def test_the_secret_of_another_app_signs_nothing(door: World) -> None:
    body = command()
    assert send(door, body, signed(body, secret="0" * 32)).status == 401


def test_what_is_announced_as_too_large_is_not_even_read(door: World) -> None:
    line = connection(door)
    line.putrequest("POST", "/slack/events")
    for name, value in {**signed(b""), "content-length": str(LARGEST + 1)}.items():
        line.putheader(name, value)
    line.endheaders()  # and no byte of the body
    assert line.getresponse().status == 413
    line.close()


def test_what_turns_out_too_large_is_refused_while_it_arrives(door: World) -> None:
    """Sent in pieces without a length, and without an end: the answer comes before the rest."""
    port = connection(door).port
    head = "".join(f"{name}: {value}\r\n" for name, value in signed(b"").items())
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(f"POST /slack/events HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n{head}\r\n".encode())
        piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        for _ in range(LARGEST // 0x10000 + 1):
            line.sendall(piece)
        assert line.recv(4096).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("length", ["-1", "x", "9" * 5000])
def test_a_length_that_is_none_is_refused(door: World, length: str) -> None:
    line = connection(door)
    line.putrequest("POST", "/slack/events")
    for name, value in {**signed(b""), "content-length": length}.items():
        line.putheader(name, value)
    line.endheaders()
    assert line.getresponse().status in (400, 413)
    line.close()


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "", "application/xml"])
def test_a_strange_content_type_is_refused(door: World, kind: str) -> None:
    body = command()
    assert send(door, body, signed(body, kind=kind)).status == 415


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, b""),
        (JSON, b"{"),
        (JSON, b"[]"),
        (JSON, b"null"),
        (JSON, b'"x"'),
        (JSON, b"{}"),
        (JSON, b'{"type": NaN}'),
        (JSON, b"[" * 100_000),
        (JSON, b'{"a":' * 90 + b"1" + b"}" * 90),
        (JSON, b'{"type": 5}'),
        (JSON, b'{"type": "event_callback", "event": "x"}'),
        (JSON, b'{"type": "event_callback", "event": {}}'),
        (FORM, urlencode({"payload": json.dumps({"type": "block_actions", "actions": []})}).encode()),
        (FORM, urlencode({"payload": json.dumps({"type": "block_actions", "actions": [{"value": "r_1"}]})}).encode()),
        (FORM, urlencode({"payload": json.dumps({"type": "view_submission", "view": {"callback_id": "x"}})}).encode()),
        (JSON, b'{"type": "event_callback", "authorizations": [7], "event": {"type": "message"}}'),
        (JSON, b'{"type": "event_callback", "event": {"type": "reaction_added", "item": {"channel": 7.5}}}'),
        (JSON, b'{"type": "event_callback", "event": {"type": "x", "assistant_thread": {"channel": [1]}}}'),
        (JSON, b'{"type": "event_callback", "event": {"type": "message", "message": {"item": {"user": 7}}}}'),
        (FORM, b""),
        (FORM, b"payload="),
        (FORM, b"payload=%7B"),
        (FORM, b"payload=[]"),
        (FORM, b"payload=%FF"),
        (FORM, urlencode({"payload": json.dumps({"type": "block_actions", "actions": ["x"]})}).encode()),
        (FORM, urlencode({"payload": json.dumps({"type": "view_submission", "view": [], "user": 5})}).encode()),
    ],
)
def test_what_cannot_be_read_is_refused(door: World, kind: str, body: bytes) -> None:
    assert send(door, body, signed(body, kind=kind)).status == 400


@pytest.mark.parametrize("kind", [FORM, JSON])
def test_what_is_no_utf_8_is_refused(door: World, kind: str) -> None:
    assert send(door, b"\xff\xfe{}", signed(b"", kind=kind)).status == 400


def test_a_payload_of_an_unknown_kind_is_refused(door: World) -> None:
    payload = {"type": "something_new", "team": {"id": TEAM}, "said": SECRET_WORDS}
    body = urlencode({"payload": json.dumps(payload)}).encode()
    assert send(door, body, signed(body)).status == 404


def test_that_slack_held_events_back_is_taken_and_logged(door: World, caplog: pytest.LogCaptureFixture) -> None:
    told = {"type": "app_rate_limited", "team_id": TEAM, "minute_rate_limited": 1518467820, "api_app_id": "A1"}
    body = json.dumps({"token": "x", **told}).encode()
    assert send(door, body, signed(body, kind=JSON)).status == 200
    warned = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert [record.getMessage() for record in warned if "held events back" in record.getMessage()]
    assert send(door, body, signed(body, kind=JSON, secret="another")).status == 401


@pytest.mark.parametrize("team", ["T99OTHER", "", "T01"])
def test_a_command_of_an_unknown_workspace_is_refused(door: World, team: str) -> None:
    body = command(team_id=team)
    assert send(door, body, signed(body)) == Answer(403, "")


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions", "team": {"id": "T99OTHER"}, "actions": [{"action_id": "promise.agree"}]},
        {"type": "view_submission", "team": None, "user": {"id": SARA, "team_id": "T99OTHER"}, "view": VIEW},
        {"type": "event_callback", "team_id": "T99OTHER", "event": {"type": "message", "text": SECRET_WORDS}},
        {"type": "view_submission", "team": {"id": TEAM}, "view": {**VIEW, "app_installed_team_id": "T99OTHER"}},
        {"type": "message_action", "callback_id": "x"},
    ],
)
def test_whatever_else_comes_from_an_unknown_workspace_is_refused_for_good(door: World, payload: Any) -> None:
    kind = JSON if payload["type"] == "event_callback" else FORM
    body = json.dumps(payload).encode() if kind == JSON else urlencode({"payload": json.dumps(payload)}).encode()
    assert send(door, body, signed(body, kind=kind)).status == 403


@pytest.mark.parametrize("text", ["\ud800", "\udfff x", "a\0b"])
def test_what_no_database_takes_is_replaced(town: World, text: str) -> None:
    """A lone surrogate and NUL reach us escaped, in JSON."""
    town.command(SARA)
    view = town.view(SARA)
    assert view is not None
    values = {**view["state"]["values"], "client": {"value": {"type": "plain_text_input", "value": f"Acme {text}"}}}
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": SARA, "team_id": TEAM},
        "view": {**view, "state": {"values": values}},
    }
    body = urlencode({"payload": json.dumps(payload)}).encode()
    assert send(town, body, signed(body)).status == 200
    read = [row[0] for row in town.rows("SELECT inputs FROM drafts")]  # PostgreSQL's driver reads JSON by itself
    kept = [(json.loads(one) if isinstance(one, str) else one)["client"] for one in read]
    assert any("\N{REPLACEMENT CHARACTER}" in client for client in kept), kept


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_only_posts_are_taken(door: World, method: str) -> None:
    line = connection(door)
    line.request(method, "/slack/events")
    assert line.getresponse().status == 405
    line.close()


PRESSED = {"type": "block_actions", "team": {"id": TEAM}, "user": {"id": SARA, "team_id": TEAM}, "trigger_id": "1.2.3"}


@pytest.mark.parametrize("act", ["promise.use_name", "promise.back"])
def test_a_button_of_a_form_that_is_pressed_outside_one_does_nothing(door: World, act: str) -> None:
    payload = {**PRESSED, "actions": [{"action_id": act, "value": "d_1 x"}], "channel": {"id": PROMISES}}
    body = urlencode({"payload": json.dumps(payload)}).encode()
    assert send(door, body, signed(body)) == Answer(200, "")


@pytest.mark.parametrize(
    ("form", "block", "chosen"),
    [
        ("promise.visibility", "visibility", {"selected_option": {"value": "everybody"}}),
        ("promise.edit", "award_on", {"selected_date": "2031-02-30"}),
    ],
)
def test_a_choice_that_no_form_offers_changes_nothing(town: World, form: str, block: str, chosen: Any) -> None:
    card = town.draft(SARA)
    town.settled()
    town.press(SARA, town.card(card), "promise.more")
    town.press_in_view(SARA, town.form(SARA), form)
    view = town.form(SARA)
    values = {**view["state"]["values"], block: {"value": chosen}}
    payload = {**PRESSED, "type": "view_submission", "view": {**view, "state": {"values": values}}}
    body = urlencode({"payload": json.dumps(payload)}).encode()
    before = town.events()
    assert send(town, body, signed(body)) == Answer(200, "")
    assert town.events() == before


@pytest.mark.parametrize("zone", ["../../etc/passwd", "/etc/passwd", "Europe", "", "Mars/Olympus", "x" * 300])
def test_a_time_zone_that_is_none_is_the_workspaces(town: World, zone: str) -> None:
    person = {"id": SARA, "name": "sara", "team_id": TEAM, "tz": zone, "locale": "en-US"}
    event = {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": "Ev1",
        "event": {"type": "user_change", "user": person},
    }
    change, look = json.dumps(event).encode(), command(text="list")
    assert send(town, change, signed(change, kind=JSON)).status == 200
    answer = send(town, look, signed(look))
    assert answer.status == 200 and "went wrong" not in answer.body and answer.body
