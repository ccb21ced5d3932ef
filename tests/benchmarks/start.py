"""From starting the process until it is connected over Socket Mode, on a database that is up to date.

Beside the bot, the bare app with the packages that the bot is to be built with: what only loading them takes.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.gestures import get
from tests.benchmarks.measuring import Effort, Line, compare
from tests.benchmarks.office import Office
from tests.benchmarks.processes import bot_environment, slack_server, started

OURS, BARE = ["-m", "bot", "run", "--socket"], ["-m", "tests.benchmarks.bare_app", "socket"]
GIVEN = [*BARE, "sqlmodel", "apscheduler.schedulers.background"]
_SECONDS = 60.0


def measure(effort: Effort) -> Iterator[Line]:
    """Yield how long it takes."""
    with tempfile.TemporaryDirectory(prefix="promise-bot-benchmark-") as name, slack_server(Path(name)) as slack:
        folder = Path(name)
        Office(folder / "bot.db").store.database.close()
        for name, arguments in (("connected", OURS), ("given", GIVEN)):
            yield from compare(
                f"start.{name}",
                "s",
                lambda ours=arguments: {"": _connected(ours, slack, folder)},  # type: ignore[misc]
                lambda: {"": _connected(BARE, slack, folder)},
                effort.runs,
            )


def _connected(arguments: list[str], slack: int, folder: Path) -> float:
    wait_until_connected(slack, False)
    began = time.perf_counter()
    with started(arguments, bot_environment(slack, folder / "bot.db", 0, "socket"), folder, "app.log") as process:
        wait_until_connected(slack, True, process)
        return time.perf_counter() - began


def wait_until_connected(slack: int, wanted: bool, process: subprocess.Popen[bytes] | None = None) -> None:
    """Return when an app is connected to that server, or none is; raises RuntimeError when `process` has ended."""
    give_up = time.monotonic() + _SECONDS
    while get(slack, "state")["bot"]["connected"] is not wanted:
        if time.monotonic() > give_up or (process is not None and process.poll() is not None):
            raise RuntimeError("the app is not connected" if wanted else "the app does not go")
        time.sleep(0.01)
