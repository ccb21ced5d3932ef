"""Ending over Socket Mode takes a moment, in whatever the SDK is at just then."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.playground.launch import Playground, start
from tests.integration.world import until


class JustBefore(logging.Filter):
    """Holds the thread that reads the connection where it is about to begin, until `let_go` says so."""

    def __init__(self, let_go: Callable[[], object]) -> None:
        super().__init__()
        self.let_go = let_go
        self.is_held = threading.Event()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.getMessage().startswith("Starting to receive messages"):
            self.is_held.set()
            until(self.let_go, "the thread to be let go")
        return True


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Playground]:
    started = start(tmp_path)
    yield started
    started.server.stop()


def test_a_bot_that_is_only_just_beginning_to_listen_can_be_ended(running: Playground) -> None:
    assert running.bot.socket is not None
    client = running.bot.socket.client
    is_ending = threading.Event()
    held = JustBefore(lambda: is_ending.is_set() and client.current_session_state.terminated)
    client.logger = logging.Logger("held", logging.INFO)
    client.logger.addFilter(held)
    client.connect_to_new_endpoint(force=True)
    assert held.is_held.wait(10)
    is_ending.set()
    ending = threading.Thread(target=running.bot.stop, daemon=True)
    ending.start()
    ending.join(10)
    assert not ending.is_alive()
