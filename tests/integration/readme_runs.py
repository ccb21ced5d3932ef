"""Running the commands of the README in a folder that holds nothing else, as a reader would."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from bot.playground import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, PlaygroundServer
from tests.databases import available, drop, empty_postgres

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAM = ".venv/bin/promise-bot"
WAIT_SECONDS = 60


def environment(**settings: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DATABASE_"))}
    return {**clean, "PYTHONPATH": str(ROOT), **settings}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def connected(slack: PlaygroundServer) -> dict[str, str]:
    return environment(
        SLACK_BOT_TOKEN=BOT_TOKEN,
        SLACK_APP_TOKEN=APP_TOKEN,
        SLACK_SIGNING_SECRET=SIGNING_SECRET,
        SLACK_API_URL=f"{slack.url}/api/",
        PROMISES_CHANNEL="#promises",
        HOST="127.0.0.1",
        PORT=str(free_port()),
        LOG_LEVEL="INFO",
    )


@contextmanager
def started(command: str, folder: Path, env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run a command that stays, and end it as a supervisor would: it stops cleanly, with code 0 and no traceback."""
    with (folder / "log").open("w+") as log:
        # exec: the signal goes to the program itself and not to a shell around it.
        process = subprocess.Popen(
            f"exec {command}", shell=True, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
        log.seek(0)
        said = log.read()
        assert "Traceback" not in said, said


def done(command: str, folder: Path, env: dict[str, str]) -> str:
    """Run a command that ends, and return what it printed."""
    ended = subprocess.run(
        command, shell=True, cwd=folder, env=env, capture_output=True, text=True, timeout=WAIT_SECONDS, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def at_work(slack: PlaygroundServer, folder: Path, **settings: str) -> AbstractContextManager[None]:
    """A bot over Socket Mode on the database that a command is about to be given."""

    @contextmanager
    def working() -> Iterator[None]:
        with started(f"{PROGRAM} run --socket", folder, connected(slack) | settings):
            wait_until(lambda: slack.connected, folder)
            yield

    return working()


def wait_until(look: Callable[[], object], folder: Path) -> None:
    give_up = time.monotonic() + WAIT_SECONDS
    while not look():
        assert time.monotonic() < give_up, (folder / "log").read_text()
        time.sleep(0.05)


@contextmanager
def postgres(command: str) -> Iterator[tuple[str, str]]:
    """The command with an address that is there in place of the example's, and that address."""
    available("postgres")
    own = empty_postgres()
    try:
        yield re.sub(r"postgresql://\S+", shlex.quote(own), command), own
    finally:
        drop(own)
