"""What a load balancer and a monitor are told about a process."""

import json
import threading
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from starlette.applications import Starlette

from bot import health as module
from bot.health import Health, Pulse, routes
from bot.http_server import HttpServer
from bot.metrics import Metrics
from storage.database import StorageUnavailable
from tests.unit.use_cases.office import LEIPZIG, Office


@pytest.fixture
def office(tmp_path):
    opened = Office.open(tmp_path)
    yield opened
    opened.store.database.close()


@pytest.fixture
def health(office):
    return Health(office.store, lambda: office.now + timedelta(seconds=30), Metrics())


@pytest.fixture
def ask(health):
    """Asks the process over HTTP; returns (status, body)."""
    server = HttpServer(Starlette(routes=routes(health)), "127.0.0.1", [0])
    server.start()

    def get(path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    yield get
    server.stop()


def gone(*_arguments, **_options):
    raise StorageUnavailable("postgresql://bot:geheim@db.internal is gone")


def test_a_process_that_is_well(health, ask, office):
    health.pulse("dispatcher")
    health.checks["socket"] = lambda: None
    status, body = ask("/healthz")
    assert status == 200
    assert json.loads(body) == {
        "ok": True,
        "parts": {"database": "ok", "dispatcher": "ok", "socket": "ok"},
        "outbox": {"waiting": 0, "failed": 0, "oldest_waiting_seconds": 0.0},
    }


def test_what_waits_is_told_and_makes_nobody_ill(ask, office):
    office.draft(LEIPZIG)
    status, body = ask("/healthz")
    told = json.loads(body)["outbox"]
    assert status == 200
    assert told["waiting"] >= 1
    assert told["oldest_waiting_seconds"] == 30


def test_a_part_that_is_ill_is_named(health, ask):
    health.checks["socket"] = lambda: "not connected"
    status, body = ask("/healthz")
    assert status == 503
    told = json.loads(body)
    assert told["ok"] is False
    assert told["parts"] == {"database": "ok", "socket": "not connected"}


def test_a_database_that_is_gone_is_named_and_its_address_is_not(ask, office, monkeypatch):
    monkeypatch.setattr(office.store.database, "session", gone)
    status, body = ask("/healthz")
    assert status == 503
    assert json.loads(body)["parts"]["database"] == "does not answer"
    assert "geheim" not in body and "db.internal" not in body


def test_a_database_that_does_not_answer_in_time_is_gone_too(health, ask, office, monkeypatch):
    answered = threading.Event()
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(office.store.database, "session", lambda *_a, **_o: answered.wait(20) and gone())
    health.pulse("ticker")
    for _ in range(3):  # more often than there are threads
        status, body = ask("/healthz")
        assert status == 503
        assert json.loads(body)["parts"] == {"database": "does not answer", "ticker": "ok"}
    assert ask("/metrics")[0] == 503
    answered.set()


def test_neither_answer_names_anybody(ask, office):
    office.agree("lena", office.draft(LEIPZIG))
    told = (ask("/healthz")[1] + ask("/metrics")[1]).casefold()
    assert not [word for word in ("lena", "sara", "acme", "leipzig", "ulena", "p-1") if word in told]


def test_metrics_are_in_prometheus_format(ask):
    status, body = ask("/metrics")
    assert status == 200
    assert "# TYPE promise_bot_outbox_messages gauge" in body


def test_acts_of_the_store_are_counted(health, office):
    office.draft(LEIPZIG)
    assert b'promise_bot_acts_total{kind="PromiseDrafted"} 1.0' in health.metrics.text()


def test_ticks_are_counted_and_a_sign_of_life(health):
    ticked = health.ticking()
    ticked("busy")
    assert b'promise_bot_ticks_total{outcome="busy"} 1.0' in health.metrics.text()
    assert health.others() == {"ticker": "ok"}


def test_a_thread_that_gives_no_sign_of_life_is_ill_until_it_does():
    time = [0.0]
    pulse = Pulse(lambda: time[0])
    time[0] = module.SILENT_SECONDS
    assert pulse.check() is None
    time[0] += 1
    assert pulse.check() == "no sign of life for 121 s"
    pulse.beat()
    assert pulse.check() is None


class TestPorts:
    def test_the_next_free_port_is_taken(self, health):
        served = Starlette(routes=routes(health))
        first = HttpServer(served, "127.0.0.1", [0])
        first.start()
        second = HttpServer(served, "127.0.0.1", [first.port, 0])
        second.start()
        assert second.port != first.port
        assert first.is_listening and second.is_listening
        for server in (first, second):
            server.stop()
        assert not first.is_listening

    def test_where_none_is_free_it_is_said(self, health):
        served = Starlette(routes=routes(health))
        first = HttpServer(served, "127.0.0.1", [0])
        first.start()
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{first.port}: in use by another program"):
            HttpServer(served, "127.0.0.1", [first.port]).start()
        first.stop()
