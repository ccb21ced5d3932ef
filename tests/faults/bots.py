"""The bot as processes of their own, `python -m bot run`, that are killed, stopped and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.playground import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, PlaygroundServer

ROOT = Path(__file__).parents[2]
UP_SECONDS = 240.0


class NotUp(Exception):
    """A process did not come up, or ended by itself; the message ends with its log."""


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def environment(server: PlaygroundServer, database_url: str, is_reconciling: bool) -> dict[str, str]:
    """Return the environment in which a process finds the workspace and the database."""
    wanted = {
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": f"{server.url}/api/",
        "CLOCK_URL": f"{server.url}/_control/clock",
        "DATABASE_URL": database_url,
        "HOST": "127.0.0.1",
        "PROMISES_CHANNEL": "#promises",
        "WORKSPACE_LANGUAGE": "en",
        "DEFAULT_SLOT": "Operations",
        "DEFAULT_SLOT_MEMBERS": "@omar",
        "DEFAULT_SLOT_BACKUP": "@petra",
        "ADMINS": "@petra",
        "LEADS": "@petra",
        "LOG_LEVEL": "INFO",
    }
    return {**os.environ, **wanted, **({} if is_reconciling else {"TEST_ONLY_NO_RECONCILE": "1"})}


@dataclass
class BotProcess:
    """One process. `port` 0 means Socket Mode; `only` is the one part that it runs, None for all."""

    name: str
    folder: Path
    environ: dict[str, str]
    port: int = 0
    only: str | None = None
    running: subprocess.Popen[bytes] | None = None
    is_stopped: bool = False
    starts: int = field(default=0, init=False)

    @property
    def url(self) -> str:
        """Return where Slack delivers to."""
        return f"http://127.0.0.1:{self.port}/slack/events"

    @property
    def hears(self) -> bool:
        """Tell whether Slack delivers to it."""
        return self.only in (None, "listen")

    def start(self) -> None:
        """Start it; it is up a moment later."""
        ways = ["--http" if self.port else "--socket"] if self.hears else []
        ways += ["--only", self.only] if self.only else []
        with self.log.open("ab") as log:
            log.write(f"--- start {self.starts}\n".encode())
            log.flush()
            self.running = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", *ways],
                cwd=self.folder,
                env={**self.environ, "PORT": str(self.port or 3000)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.starts += 1

    @property
    def log(self) -> Path:
        """Return the file with what it says."""
        return self.folder / f"{self.name}.log"

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        if self.running is not None:
            with suppress(ProcessLookupError):
                self.running.send_signal(signal.SIGKILL)
            self.running.wait()
        self.running, self.is_stopped = None, False

    def hold(self) -> None:
        """Let it stand still, as a machine does that is short of memory."""
        if self.running is not None:
            self.running.send_signal(signal.SIGSTOP)
            self.is_stopped = True

    def go_on(self) -> None:
        """Let it go on where it stood."""
        if self.running is not None and self.is_stopped:
            self.running.send_signal(signal.SIGCONT)
        self.is_stopped = False

    def check(self) -> None:
        """Raise NotUp when it ended by itself."""
        if self.running is not None and self.running.poll() is not None:
            raise NotUp(f"{self.name} ended by itself with {self.running.returncode}:\n{self.last_words()}")

    def last_words(self) -> str:
        """Return the end of its log."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    @property
    def listens(self) -> bool:
        """Tell whether something answers on its port."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False


def wait_until_up(bots: list[BotProcess], server: PlaygroundServer) -> None:
    """Wait until every process is started and connected. Raises NotUp."""
    by_socket = [bot for bot in bots if not bot.port and bot.hears]
    give_up = time.monotonic() + UP_SECONDS
    for bot in bots:
        while bot.port and bot.hears and not bot.listens:
            _wait(bot, give_up)
    while by_socket and server.slack.sockets.count < len(by_socket):
        for bot in by_socket:
            _wait(bot, give_up)


def _wait(bot: BotProcess, give_up: float) -> None:
    bot.check()
    if time.monotonic() > give_up:
        raise NotUp(f"{bot.name} does not come up:\n{bot.last_words()}")
    time.sleep(0.03)
