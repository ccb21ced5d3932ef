"""Opening a world: its workspace, its database and the bot's processes; and ending all of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

from bot.playground import PlaygroundServer
from bot.playground.ids import TEAM_ID
from bot.playground.seed import nordlicht
from bot.playground.workspace import Workspace
from bot.slack.manifest import EVENTS, SCOPES, manifest
from storage.database import Database
from storage.unit_of_work import Store
from tests.faults.bots import BotProcess, environment, free_port, wait_until_up
from tests.faults.owners import import_owners
from tests.faults.wire import Wire
from tests.faults.world import Plan, World

RETRY_DELAYS = (0.0, 1.0, 3.0, 9.0)
"""Seconds after which an event is sent again: Slack's minutes, shortened."""


@contextmanager
def opened(plan: Plan) -> Iterator[World]:
    """Give a world with everything started, and end all of it afterwards."""
    features = manifest(None, "en")["features"]
    assert isinstance(features, dict), "a manifest has features"
    server = PlaygroundServer(
        seed=_english,
        granted_scopes=SCOPES,
        commands=features["slash_commands"],
        bot_events=EVENTS,
        retry_delays=RETRY_DELAYS,
    )
    server.start()
    bots: list[BotProcess] = []
    try:
        wire = Wire(server.port)
        environ = environment(server, plan.database_url, plan.is_reconciling)
        import_owners(environ)
        bots += _bots(plan, environ)
        for bot in bots:
            bot.start()
        wait_until_up(bots, server)
        if not plan.is_socket:
            wire.post("delivery", request_url=[bot.url for bot in bots if bot.hears])
        with closing(Database(plan.database_url)) as database:
            yield World(plan, server, wire, Store(database, TEAM_ID), bots, Random(f"{plan.seed}/{plan.number}"))
    finally:
        for bot in bots:
            bot.kill()
        server.stop()


def _english(workspace: Workspace) -> None:
    """Fill the workspace with people who all read English: receipts are known by their words."""
    nordlicht(workspace)
    for person in workspace.people.values():
        person.locale = "en-US"


def _bots(plan: Plan, environ: dict[str, str]) -> list[BotProcess]:
    """Return the processes: each does everything, or in every third world of three and more each does its part."""
    parts: list[str | None] = [None] * plan.processes
    if plan.processes > 2 and plan.number % 3 == 2:
        parts = ["deliver", "tick", *["listen"] * (plan.processes - 2)]
    return [
        BotProcess(f"bot-{number}", Path(plan.folder), environ, 0 if plan.is_socket else free_port(), part)
        for number, part in enumerate(parts)
    ]
