"""Two processes over one PostgreSQL behind a load balancer: any of them answers, and nothing comes twice."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from bot.delivery.envelope import mark_of
from bot.playground import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, PlaygroundServer
from bot.playground.seed import nordlicht
from bot.slack.manifest import EVENTS, EVENTS_PATH, SCOPES, manifest
from tests.databases import available, drop, fresh_postgres
from tests.integration.world import LENA, PROMISES, World, until

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass
class Balancer:
    """Hands deliveries to the processes in turn, and passes over one that is away, as nginx does."""

    ports: list[int]
    served: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        turns = itertools.count()
        balancer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                first = next(turns)
                for step in range(len(balancer.ports)):
                    port = balancer.ports[(first + step) % len(balancer.ports)]
                    request = urllib.request.Request(f"http://127.0.0.1:{port}{self.path}", body, dict(self.headers))
                    try:
                        with urllib.request.urlopen(request, timeout=5) as answer:
                            return self.answer(port, answer.status, answer.headers, answer.read())
                    except urllib.error.HTTPError as refused:
                        return self.answer(port, refused.code, refused.headers, refused.read())
                    except OSError:
                        continue
                return self.answer(0, 502, {}, b"")

            def answer(self, port: int, status: int, headers: object, body: bytes) -> None:
                balancer.served.append(port)
                self.send_response(status)
                self.send_header("content-type", dict(headers).get("content-type", "text/plain"))  # type: ignore[call-overload]
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}{EVENTS_PATH}"


@dataclass
class Place:
    """As much of a playground as a World asks for: the bot is in other processes, and not waited for here."""

    server: PlaygroundServer

    @property
    def bot(self) -> SimpleNamespace:
        return SimpleNamespace(office=SimpleNamespace(afterwards=SimpleNamespace(finish=lambda: None)))


@contextmanager
def process(env: dict[str, str], folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    log = folder / f"{port}.log"
    with log.open("wb") as err:
        running = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--http"], cwd=folder, env={**env, "PORT": str(port)}, stderr=err
        )
    try:
        until(lambda: "at work for" in log.read_text() or "connected to" in log.read_text(), log.read_text(), 60)
        yield running
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
            assert running.wait(30) == 0, log.read_text()
        assert "Traceback" not in log.read_text(), log.read_text()
    finally:
        running.kill()


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[PlaygroundServer]:
    features = manifest(None, "en")["features"]
    assert isinstance(features, dict)
    server = PlaygroundServer(
        seed=nordlicht, granted_scopes=SCOPES, commands=features["slash_commands"], bot_events=EVENTS, data_dir=tmp_path
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture
def env(slack: PlaygroundServer) -> Iterator[dict[str, str]]:
    available("postgres")
    url = fresh_postgres()
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SLACK_", "LC_", "LANG"))}
    yield clean | {
        "PYTHONPATH": str(ROOT), "DATABASE_URL": url, "HOST": "127.0.0.1", "PROMISES_CHANNEL": "#promises",
        "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": f"{slack.url}/api/", "DEFAULT_SLOT": "Operations", "DEFAULT_SLOT_MEMBERS": "@lena",
    }  # fmt: skip
    drop(url)


def announced(world: World) -> list[str]:
    return [
        message["metadata"]["event_payload"]["id"]
        for channel in world.get("state")["channels"]
        for message in world.get(f"messages/{channel['id']}")["messages"]
        if message.get("metadata")
    ]


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with closing(psycopg.connect(url)) as connection:
        return connection.execute(query.encode()).fetchall()


def settled(url: str) -> None:
    open_rows = "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')"
    until(lambda: rows(url, open_rows)[0][0] == 0, "the outbox to be empty", 60)


def owed(url: str) -> Counter[str]:
    """What has to be in Slack, once each: of a card, what it was told last."""
    last = "ORDER BY promise_id, id DESC"
    cards = f"SELECT DISTINCT ON (promise_id) key FROM outbox WHERE state = 'sent' AND kind = 'card' {last}"
    others = "SELECT key FROM outbox WHERE state = 'sent' AND kind <> 'card'"
    return Counter(mark_of(key) for query in (cards, others) for (key,) in rows(url, query))


def test_acts_alternate_between_processes_and_nothing_comes_twice(
    slack: PlaygroundServer, env: dict[str, str], tmp_path: Path
) -> None:
    ports = [free_port(), free_port()]
    balancer = Balancer(ports)
    slack.slack.delivery.request_url = balancer.url
    world = World(Place(slack))  # type: ignore[arg-type]
    with ExitStack() as stack:
        processes = [stack.enter_context(process(env, tmp_path, port)) for port in ports]
        for number in range(3):
            card = world.draft(
                client=f"Client {number}", figures="40 agents in Leipzig by 1 Feb 2099", needed_by="in 3 weeks"
            )
            world.press(LENA, card, "promise.agree")
            world.find(PROMISES, f"Client {number}", "jointly signed off", seconds=30)
        assert set(balancer.served) == set(ports), "both had a part in it"
        settled(env["DATABASE_URL"])
        found = announced(world)
        assert Counter(found) == owed(env["DATABASE_URL"])
        processes[0].kill()
        processes[0].wait(10)
        card = world.draft(
            client="After the loss", figures="40 agents in Leipzig by 1 Feb 2099", needed_by="in 3 weeks"
        )
        world.press(LENA, card, "promise.agree")
        world.find(PROMISES, "After the loss", "jointly signed off", seconds=30)
        settled(env["DATABASE_URL"])
        found = announced(world)
        assert Counter(found) == owed(env["DATABASE_URL"])
    balancer.server.shutdown()
