"""The clocks: the machine's, and one that follows a playground over real HTTP."""

import json
import logging
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot import clock
from bot.clock import FollowingClock, SystemClock


@contextmanager
def playground():
    """A server that answers with `server.answer`, and counts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked += 1
            body = server.answer if isinstance(server.answer, bytes) else json.dumps(server.answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.answer = 0, {"now": "", "offset_seconds": 0}
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def server():
    with playground() as running:
        yield running


@pytest.fixture
def at_any_rate(monkeypatch):
    """Every refresh asks."""
    monkeypatch.setattr(clock, "_REFRESH_SECONDS", -1)


def following(server) -> FollowingClock:
    return FollowingClock(f"http://127.0.0.1:{server.server_port}/_control/clock")


def moved_by(clock: FollowingClock) -> timedelta:
    before = clock.real_now()
    return clock.now() - before


def test_the_machines_time_is_aware_and_in_utc():
    before = datetime.now(UTC)
    told = SystemClock().now()
    assert before <= told <= datetime.now(UTC)
    assert told.tzinfo is UTC
    assert SystemClock().real_now().tzinfo is UTC
    SystemClock().refresh()


def test_before_the_first_refresh_it_is_the_machines_time(server):
    assert moved_by(following(server)) < timedelta(hours=1)
    assert server.asked == 0


def test_follows_a_move_and_leaves_real_time_alone(server, at_any_rate):
    followed = following(server)
    server.answer = {"now": "2026-11-30T08:00:00+00:00", "offset_seconds": 86400.5}
    followed.refresh()
    assert timedelta(days=1) <= moved_by(followed) < timedelta(days=1, hours=1)
    assert followed.real_now() <= datetime.now(UTC)


def test_now_does_not_ask(server, at_any_rate):
    followed = following(server)
    followed.refresh()
    for _ in range(10):
        followed.now()
    assert server.asked == 1


def test_asks_at_most_every_half_second(server, monkeypatch):
    followed = following(server)
    ticks = iter([100.0, 100.0, 100.4, 100.6, 100.6])
    monkeypatch.setattr(clock.time, "monotonic", lambda: next(ticks))
    asked = []
    for _ in range(3):
        followed.refresh()
        asked.append(server.asked)
    assert asked == [1, 1, 2]


def test_time_never_goes_back(server, at_any_rate):
    followed = following(server)
    for offset in (7200, 3600, -7200):
        server.answer = {"offset_seconds": offset}
        followed.refresh()
    assert timedelta(hours=2) <= moved_by(followed) < timedelta(hours=3)


@pytest.mark.parametrize(
    "answer",
    [b"<html>", b"[]", b"{}", b'{"offset_seconds": "x"}', b'{"offset_seconds": NaN}', b'{"offset_seconds": 1e99}'],
)
def test_an_answer_that_cannot_be_read_keeps_the_last_offset_and_is_logged_once(server, at_any_rate, caplog, answer):
    followed = following(server)
    server.answer = {"offset_seconds": 7200}
    followed.refresh()
    server.answer = answer
    with caplog.at_level(logging.WARNING):
        followed.refresh()
        followed.refresh()
    assert timedelta(hours=2) <= moved_by(followed) < timedelta(hours=3)
    assert len(caplog.records) == 1


def test_a_playground_that_is_gone_and_comes_back_is_logged_each_time_it_goes(server, at_any_rate, caplog):
    followed = following(server)
    with caplog.at_level(logging.WARNING):
        for answer in (b"?", {"offset_seconds": 0}, b"?", b"?"):
            server.answer = answer
            followed.refresh()
    assert len(caplog.records) == 2


def test_nobody_listening_is_no_error(at_any_rate):
    with playground() as gone:
        followed = following(gone)
    followed.refresh()
    assert moved_by(followed) < timedelta(hours=1)


def test_no_proxy_stands_between(server, at_any_rate, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    followed = following(server)
    followed.refresh()
    assert server.asked == 1
