"""The local workspace in a process of its own: `python -m tests.benchmarks.slack_server PORT`, until it is stopped.

Its triggers are made by whoever calls: USER.anything is one of that person's gestures, so that a million can be sent.
`/_control/deliver` {payloads, at_once} sends interactions over Socket Mode and answers how many were acknowledged.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
import time

from bot.playground import PlaygroundServer, control
from bot.playground.ids import BOT_USER, Json
from bot.playground.local_slack import LocalSlack
from bot.playground.model import Channel
from bot.playground.seed import nordlicht
from bot.playground.triggers import Trigger, Triggers
from bot.playground.workspace import Workspace
from bot.slack.manifest import EVENTS, SCOPES, manifest

CHANNELS = 50
_SECONDS = 30.0
"""How long an answer may take; nobody repeats anything here."""


class OpenTriggers(Triggers):
    """Takes every trigger that names its person."""

    def usable(self, trigger_id: object) -> Trigger:
        known = str(trigger_id)
        return Trigger(known, known.split(".")[0], time.monotonic())


def channel_of(number: int) -> str:
    """Return the id of one of the many channels."""
    return f"C9BENCH{number:02d}"


def many_channels(workspace: Workspace) -> None:
    """Fill the workspace, and put the bot into many more channels."""
    nordlicht(workspace)
    for number in range(CHANNELS):
        name = f"bench-{number}"
        workspace.save_channel(Channel(channel_of(number), name, ["U01SARA", BOT_USER]))


async def deliver(slack: LocalSlack, body: Json) -> Json:
    """Send interactions, some at a time."""
    waiting = iter(body["payloads"])

    async def worker() -> int:
        acknowledged = 0
        for payload in waiting:
            await slack.sockets.send("interactive", payload, _SECONDS)
            acknowledged += 1
        return acknowledged

    counts = await asyncio.gather(*(worker() for _ in range(body.get("at_once", 1))))
    return {"ok": True, "ack": None, "acknowledged": sum(counts)}


def main() -> None:
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopped.set())
    app = manifest(None, "en")["features"]
    commands = app["slash_commands"]  # type: ignore[index]
    port = int(sys.argv[1])
    server = PlaygroundServer(port, seed=many_channels, granted_scopes=SCOPES, commands=commands, bot_events=EVENTS)
    server.slack.triggers = OpenTriggers()
    control.GESTURES["deliver"] = deliver
    server.start()
    stopped.wait()
    server.stop()


if __name__ == "__main__":
    main()
