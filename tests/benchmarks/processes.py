"""The processes of a comparison: a server that is Slack, the bot, and a bare Bolt app; each ends with its `with`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.playground import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET

ROOT = Path(__file__).parents[2]
_SECONDS = 60.0


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the process listens on the port; raises RuntimeError with what it said when it does not."""
    give_up = time.monotonic() + _SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"{process.args!r} does not listen: {log.read_text()[-2000:]}")


@contextmanager
def started(
    arguments: list[str], environment: Mapping[str, str], folder: Path, log: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run Python with these arguments in `folder`, its words in the file `log` there, until the block ends."""
    clean = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "TMPDIR")}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    with (folder / log).open("ab") as words:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=folder,
            env={**clean, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **environment},
            stdout=words,
            stderr=words,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def slack_server(folder: Path) -> Iterator[int]:
    """Run a server that is Slack; yields its port."""
    port = free_port()
    with started(["-m", "tests.benchmarks.slack_server", str(port)], {}, folder, "slack.log") as process:
        wait_for(port, process, folder / "slack.log")
        yield port


def bot_environment(slack: int, database: Path, port: int, mode: str) -> dict[str, str]:
    """Return the settings with which the bot, or the bare app, serves the workspace of that server."""
    return {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_API_URL": f"http://127.0.0.1:{slack}/api/",
        "DATABASE_URL": f"sqlite:///{database}",
        "HOST": "127.0.0.1",
        **({"PORT": str(port)} if port else {}),
        "PROMISES_CHANNEL": "C01PROMISES",
        "LOG_LEVEL": "WARNING",
        **({"SLACK_SIGNING_SECRET": SIGNING_SECRET} if mode == "http" else {"SLACK_APP_TOKEN": APP_TOKEN}),
    }
