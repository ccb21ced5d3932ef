"""Health, metrics and logs of a bot at work, over HTTP and over Socket Mode."""

from __future__ import annotations

import json
import logging
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import logs, wiring
from bot.playground.launch import Playground, settings_for, start
from bot.settings import Mode
from tests.integration.world import LENA, PROMISES, World, until

Told = tuple[int, str]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def ask(port: int, path: str) -> Told:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


@pytest.fixture
def over_http(tmp_path: Path) -> Iterator[Playground]:
    running = start(tmp_path, mode=Mode.HTTP)
    yield running
    running.stop()


@pytest.fixture
def over_socket(tmp_path: Path) -> Iterator[Playground]:
    running = start(tmp_path)
    yield running
    running.stop()


def test_over_http_health_and_metrics_are_on_the_same_port(over_http: Playground) -> None:
    assert over_http.bot.http is not None
    port, world = over_http.bot.http.port, World(over_http)
    world.draft()
    world.settled()
    status, body = ask(port, "/healthz")
    assert (status, json.loads(body)["parts"]) == (
        200,
        {"database": "ok", "dispatcher": "ok", "ticker": "ok", "http": "ok"},
    )
    told = ask(port, "/metrics")[1]
    assert 'promise_bot_acts_total{kind="PromiseDrafted"} 1.0' in told
    assert 'promise_bot_ack_seconds_count{kind="command"} 1.0' in told
    assert 'promise_bot_ack_seconds_count{kind="form"} 2.0' in told
    assert 'promise_bot_outbox_messages{state="waiting"} 0.0' in told
    ticked = re.compile(r'promise_bot_ticks_total\{outcome="done"\} [1-9]')
    until(lambda: ticked.search(ask(port, "/metrics")[1]), "a tick")


def test_what_is_not_slacks_is_no_acknowledgement(over_http: Playground) -> None:
    assert over_http.bot.http is not None
    port = over_http.bot.http.port
    request = urllib.request.Request(f"http://127.0.0.1:{port}/slack/events", data=b"command=/promise")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(request, timeout=10)
    assert "promise_bot_ack_seconds_count" not in ask(port, "/metrics")[1]


def test_over_socket_mode_they_have_a_port_of_their_own_and_processes_share_the_setting(
    over_socket: Playground, tmp_path: Path
) -> None:
    assert over_socket.bot.monitored is None  # nobody asked for it
    wish = free_port()
    urls = [f"sqlite:///{tmp_path / name}" for name in ("one.db", "other.db")]
    each = [settings_for(over_socket.server, tmp_path, "en", url) for url in urls]
    bots = [wiring.start_bot(replace(settings, health_port=wish), Mode.SOCKET) for settings in each]
    try:
        ports = [bot.monitored.port for bot in bots if bot.monitored]
        assert ports[0] == wish
        assert len(set(ports)) == 2
        for port in ports:
            assert json.loads(ask(port, "/healthz")[1])["parts"]["socket"] == "ok"
            assert "promise_bot_outbox_messages" in ask(port, "/metrics")[1]
    finally:
        for bot in bots:
            bot.stop()


def test_a_lost_connection_is_told(over_socket: Playground, tmp_path: Path) -> None:
    own = settings_for(over_socket.server, tmp_path, "en", f"sqlite:///{tmp_path / 'other.db'}")
    settings = replace(own, health_port=free_port())
    bot = wiring.start_bot(settings, Mode.SOCKET)
    assert bot.monitored is not None and bot.socket is not None
    try:
        bot.socket.hang_up()
        status, body = ask(bot.monitored.port, "/healthz")
        assert (status, json.loads(body)["parts"]["socket"]) == (503, "not connected")
    finally:
        bot.socket = None
        bot.stop()


def test_refusals_of_slack_are_counted_by_code(over_http: Playground) -> None:
    assert over_http.bot.http is not None
    port, world = over_http.bot.http.port, World(over_http)
    world.do("faults", rules=[{"method": "chat.postMessage", "kind": "429", "times": 1}])
    world.draft()
    world.settled()
    told = ask(port, "/metrics")[1]
    assert re.search(r'promise_bot_slack_errors_total\{code="ratelimited",method="chat.postMessage"\} 1', told)


def test_lines_carry_the_ids_of_what_they_are_about_and_nobody(
    over_socket: Playground, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    kept: list[dict[str, str]] = []
    formatter = logs.MaskedJson()
    handler = logging.Handler()
    handler.emit = lambda record: kept.append(json.loads(formatter.format(record)))  # type: ignore[method-assign]
    logging.getLogger("bot").addHandler(handler)
    try:
        world = World(over_socket)
        card = world.draft()
        world.react(LENA, world.card(card), "white_check_mark")
        world.find(PROMISES, "signed off")
        world.settled()
    finally:
        logging.getLogger("bot").removeHandler(handler)
    until(lambda: [line for line in kept if line.get("outbox_id")], "a line about a message")
    sent = [line for line in kept if line["logger"].startswith("bot.delivery") and "sent" in line["message"]]
    assert sent and all(line["outbox_id"] and line["promise_id"] for line in sent)
    by_reaction = next(line for line in kept if line["message"] == "agreed by reaction")
    assert by_reaction["promise"] == "P-1"
    assert by_reaction["promise_id"] == next(line for line in kept if line["message"] == "posted")["promise_id"]
    assert by_reaction["event_id"].startswith("Ev")
    people = World(over_socket).get("state")["users"]
    words = {word for person in people for word in (person["id"], person["name"]) if not person["is_bot"]}
    raw = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    raw = [text for text in raw if "playground" not in text]
    assert not [text for text in [*raw, *map(str, kept)] if any(re.search(rf"\b{word}\b", text) for word in words)]
