"""One local workspace with the bot for all tests of a module, begun anew for each; the calendar says Monday, 25
November 2030, 8:00 in Berlin, so that no test depends on the day it runs on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground.launch import Playground, start
from bot.settings import Mode
from tests.integration.world import World, until

MONDAY = datetime(2030, 11, 25, 7, 0, tzinfo=UTC)


def set_clock(playground: Playground, moment: datetime) -> None:
    """Move the workspace's clock and wait for the bot to follow."""
    World(playground).do("clock", set=moment.isoformat())
    until(lambda: playground.bot.office.clock.now() >= moment, "the bot's clock")


@pytest.fixture(scope="module", params=[Mode.SOCKET])
def playground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    folder: Path = tmp_path_factory.mktemp("playground")
    running = start(folder, mode=request.param)
    yield running
    running.stop()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    running = start(tmp_path)
    set_clock(running, MONDAY)
    yield World(running)
    running.stop()
