"""A process that is asked to stop finishes the act at hand: it is kept and acknowledged, and the process ends well."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from bot.playground import BOT_TOKEN, SIGNING_SECRET, PlaygroundServer
from bot.slack.manifest import EVENTS_PATH
from tests.integration.test_load_balancer import ROOT, Place, free_port, process, slack
from tests.integration.world import LENA, World

__all__ = ["slack"]
HELD_SECONDS = 0.2
"""How long the act cannot be written: below the time for which a writer waits, and Slack for its answer."""


@pytest.fixture
def env(slack: PlaygroundServer, tmp_path: Path) -> Iterator[dict[str, str]]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SLACK_", "LC_", "LANG"))}
    yield clean | {
        "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db", "HOST": "127.0.0.1",
        "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET, "SLACK_API_URL": f"{slack.url}/api/",
        "PROMISES_CHANNEL": "#promises", "DEFAULT_SLOT": "Operations", "DEFAULT_SLOT_MEMBERS": "@lena",
    }  # fmt: skip


def facts(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [kind for (kind,) in connection.execute("SELECT kind FROM events ORDER BY seq")]


def test_an_act_at_hand_is_finished(slack: PlaygroundServer, env: dict[str, str], tmp_path: Path) -> None:
    port, database = free_port(), tmp_path / "bot.db"
    slack.slack.delivery.request_url = f"http://127.0.0.1:{port}{EVENTS_PATH}"
    world = World(Place(slack))  # type: ignore[arg-type]
    with process(env, tmp_path, port) as running, ThreadPoolExecutor(1) as pool:
        card = world.draft(figures="40 agents in Leipzig by 1 Feb 2099", needed_by="in 3 weeks")
        with closing(sqlite3.connect(database, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            act = pool.submit(world.press, LENA, card, "promise.agree")
            time.sleep(HELD_SECONDS)
            assert not act.done(), "it waits for its turn to write"
            running.send_signal(signal.SIGTERM)
            time.sleep(HELD_SECONDS)
            writer.execute("COMMIT")
        assert act.result(10)["ok"]
        assert running.wait(30) == 0
    assert "TermAgreed" in facts(database)
