"""Over the WebSocket, what has no delivery's shape is acknowledged with nothing, kept nowhere and logged unread."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import SQLModel

from tests.integration.world import PROMISES, SARA, Json, World, until

TEAM = "T01NORDLICHT"
SECRET_WORDS = "40 agents that nobody may read in a log"
USER = {"id": SARA, "team_id": TEAM}
FRAME: Json = {"team": {"id": TEAM}, "user": USER, "trigger_id": "1.2.3", "note": SECRET_WORDS}
COMMAND: Json = {
    "team_id": TEAM, "user_id": SARA, "channel_id": PROMISES, "command": "/promise", "trigger_id": "1.2.3",
    "text": "help",
}  # fmt: skip
MESSAGE = {"type": "message", "user": SARA, "text": SECRET_WORDS, "channel": PROMISES, "ts": "1.1"}
EVENT: Json = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": MESSAGE}


def deep(levels: int) -> Json:
    inner: Json = {"text": SECRET_WORDS}
    for _ in range(levels):
        inner = {"inner": inner}
    return inner


def everything(town: World) -> dict[str, list[tuple[Any, ...]]]:
    return {table: town.rows(f"SELECT * FROM {table}") for table in SQLModel.metadata.tables}


def sent(town: World, text: str, envelope_id: str = "") -> Json | None:
    """Send a frame as it stands over the bot's own WebSocket, and return what acknowledges `envelope_id`, if any."""
    server = town.playground.server

    async def send() -> Json | None:
        (connection,) = server.slack.sockets._connections
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        if envelope_id:
            connection.waiting[envelope_id] = waiting
        await connection.websocket.send_text(text)
        return await asyncio.wait_for(waiting, 20) if envelope_id else None

    assert server._server is not None
    return asyncio.run_coroutine_threadsafe(send(), server._server.servers[0].get_loop()).result(25)


def envelope(payload: object, kind: object = "interactive", **more: object) -> str:
    return json.dumps({"envelope_id": "e-1", "type": kind, "payload": payload, **more})


def helped(town: World) -> bool:
    answer = sent(town, envelope(COMMAND, "slash_commands"), "e-1")
    return "/promise" in json.dumps(answer)


@pytest.fixture
def door(town: World, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    """The workspace; whatever is refused leaves nothing behind, breaks nothing, and is one line of the log."""
    caplog.set_level(logging.DEBUG)
    assert helped(town), "what has its shape is let in"
    town.settled()
    before = everything(town)
    yield town
    assert len(refusals(caplog)) == 1
    assert everything(town) == before
    records = caplog.get_records("call")
    assert not [record for record in records if record.exc_info or record.levelno >= logging.ERROR]
    assert SECRET_WORDS not in "\n".join(record.getMessage() for record in records)
    assert helped(town), "the connection still serves"


def refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    lines = [record.getMessage() for record in caplog.get_records("call") if record.levelno == logging.WARNING]
    return [line for line in lines if line.startswith("a delivery was refused: ")]


@pytest.mark.parametrize(
    "payload",
    [
        SECRET_WORDS,
        None,
        [SECRET_WORDS],
        {},
        {**FRAME},
        {**FRAME, "type": "block_actions"},
        {**FRAME, "type": "block_actions", "actions": [{"action_id": 7}]},
        {**FRAME, "type": "block_actions", "actions": SECRET_WORDS},
        {**FRAME, "type": "block_actions", "actions": [SECRET_WORDS]},
        {**FRAME, "type": "view_submission", "view": [SECRET_WORDS]},
        {**FRAME, "type": "something new"},
        {**FRAME, "type": ["block_actions"]},
        {**EVENT, "event": SECRET_WORDS},
        {**EVENT, "event": {**MESSAGE, "type": None}},
        {**EVENT, "event": {"type": "reaction_added", "item": {"channel": 7.5}}},
        {**EVENT, "event": {"type": "assistant_thread_started", "assistant_thread": {"channel": [SECRET_WORDS]}}},
        {**COMMAND, "command": {"text": SECRET_WORDS}},
        {**COMMAND, "deep": deep(70)},
    ],
    ids=lambda payload: json.dumps(payload)[-60:],
)
def test_what_has_no_deliverys_shape_is_acknowledged_unread(door: World, payload: object) -> None:
    assert sent(door, envelope(payload), "e-1") == {}


@pytest.mark.parametrize(
    "more", [{"kind": None}, {"kind": 7}, {"retry_attempt": SECRET_WORDS}, {"retry_reason": [SECRET_WORDS]}], ids=str
)
def test_an_envelope_of_a_strange_shape_is_acknowledged_unread(door: World, more: Json) -> None:
    assert sent(door, envelope(EVENT, **{"kind": "events_api", **more}), "e-1") == {}


@pytest.mark.parametrize(
    "text",
    [
        "{" + SECRET_WORDS,
        '{"a":' * 5_000,
        json.dumps({"envelope_id": [SECRET_WORDS], "type": "interactive", "payload": FRAME}),
    ],
    ids=["no JSON", "too deep", "no id"],
)
def test_what_cannot_be_acknowledged_is_left_aside(door: World, caplog: pytest.LogCaptureFixture, text: str) -> None:
    sent(door, text)
    until(lambda: refusals(caplog), "the line about it")
