"""The local workspace in a process of its own: `python -m tests.benchmarks.slack_server PORT`, until it is stopped.

Its triggers are made by whoever calls: USER.anything is one of that person's gestures, so that a million can be sent.
"""

from __future__ import annotations

import signal
import sys
import threading
import time

from bot.playground import PlaygroundServer
from bot.playground.triggers import Trigger, Triggers
from bot.slack.manifest import EVENTS, SCOPES, manifest


class OpenTriggers(Triggers):
    """Takes every trigger that names its person."""

    def usable(self, trigger_id: object) -> Trigger:
        known = str(trigger_id)
        return Trigger(known, known.split(".")[0], time.monotonic())


def main() -> None:
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopped.set())
    app = manifest(None, "en")["features"]
    commands = app["slash_commands"]  # type: ignore[index]
    server = PlaygroundServer(port=int(sys.argv[1]), granted_scopes=SCOPES, commands=commands, bot_events=EVENTS)
    server.slack.triggers = OpenTriggers()
    server.start()
    stopped.wait()
    server.stop()


if __name__ == "__main__":
    main()
