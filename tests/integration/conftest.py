"""One local workspace with the bot for all tests of a module, begun anew for each, on SQLite and on PostgreSQL; the
calendar says Monday, 25 November 2030, 8:00 in Berlin, so that no test depends on the day it runs on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground.launch import Playground, start
from bot.settings import Mode
from tests.databases import DATABASES, available, fresh_url
from tests.integration.world import World, until

TO_BOT = ("slash_commands", "interactive", "events_api")
"""What Slack sends to the bot; each is answered, in time and with 200."""

KNOWN = "the database cannot be used"
"""What the log says, in one line and at most, when nothing is wrong with the bot."""

MONDAY = datetime(2030, 11, 25, 7, 0, tzinfo=UTC)


def set_clock(playground: Playground, moment: datetime) -> None:
    """Move the workspace's clock and wait for the bot to follow."""
    World(playground).do("clock", set=moment.isoformat())
    until(lambda: playground.bot.office.clock.now() >= moment, "the bot's clock")


@pytest.fixture(scope="module", params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each test that uses the store runs on both databases. What is about one of them says so:
    `@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)`, with the reason beside it."""
    return available(request.param)


@pytest.fixture(scope="module", params=[Mode.SOCKET], ids=str)
def playground(
    request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Playground]:
    folder: Path = tmp_path_factory.mktemp("playground")
    with fresh_url(database_kind, folder) as url:
        running = start(folder, mode=request.param, database_url=url)
        yield running
        running.stop()


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the test's own, of the newest schema and without a row."""
    with fresh_url(database_kind, tmp_path) as url:
        yield url


@pytest.fixture
def town(playground: Playground, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    """The module's workspace as on the first day, not before that Monday; whatever a test does, nothing may break."""
    world = World(playground)
    world.do("reset")
    if playground.bot.office.clock.now() < MONDAY:
        set_clock(playground, MONDAY)
    yield world
    world.settled()
    errors = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    broken = [record.getMessage() for record in errors if record.exc_info or not record.getMessage().startswith(KNOWN)]
    assert not broken, broken
    unanswered = [entry for entry in world.get("log")["entries"] if entry["kind"] in TO_BOT and entry["status"] != "ok"]
    assert not unanswered, unanswered


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> Iterator[World]:
    running = start(tmp_path, database_url=database_url)
    set_clock(running, MONDAY)
    yield World(running)
    running.stop()
