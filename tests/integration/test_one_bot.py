"""A second bot on the same SQLite file refuses to start; commands work beside a running one. Real processes.

PostgreSQL takes any number, so half of this is about SQLite alone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.playground import APP_TOKEN, BOT_TOKEN, PlaygroundServer
from bot.slack.manifest import SCOPES
from storage.database import Database
from storage.occupancy import DatabaseInUse
from tests.integration.world import until

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def slack() -> Iterator[PlaygroundServer]:
    server = PlaygroundServer(granted_scopes=SCOPES)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def env(slack: PlaygroundServer, database_url: str, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "owners.csv").write_text("metric,site,area,members,backup\n*,,Operations,@omar,@petra\n")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SLACK_", "LC_", "LANG"))}
    return clean | {
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": f"{slack.url}/api/",
        "PROMISES_CHANNEL": "#promises",
        "DATABASE_URL": database_url,
        "LOG_LEVEL": "INFO",
    }


@contextmanager
def bot(env: dict[str, str], folder: Path, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a bot until the end of the block; it is connected when the block begins."""
    log = folder / f"{name}.log"
    with log.open("wb") as err:
        process = subprocess.Popen([sys.executable, "-m", "bot", "run"], cwd=folder, env=env, stderr=err)
    try:
        until(lambda: "connected to" in log.read_text() or process.poll() is not None, f"the bot; {log}", 20)
        assert process.poll() is None, log.read_text()
        yield process
    finally:
        process.kill()
        process.wait()


def command(env: dict[str, str], folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # PostgreSQL takes any number
def test_a_second_bot_is_refused_until_the_first_is_gone_however_it_went(env: dict[str, str], tmp_path: Path) -> None:
    with bot(env, tmp_path, "first") as first:
        second = command(env, tmp_path, "run")
        assert (second.returncode, second.stdout) == (1, "")
        (line,) = second.stderr.splitlines()
        assert line.startswith("Another bot is at work on")
        assert f"process {first.pid}" in line
        assert "PostgreSQL" in line
        assert first.poll() is None, "the first works on"
        first.send_signal(signal.SIGKILL)
        first.wait()
        with bot(env, tmp_path, "third"):
            assert "Ein anderer Bot" in command(env | {"WORKSPACE_LANGUAGE": "de"}, tmp_path, "run").stderr


@pytest.mark.parametrize("arguments", [("import", "owners", "owners.csv"), ("settings", "list"), ("migrate",)])
def test_commands_work_beside_a_running_bot(env: dict[str, str], tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with bot(env, tmp_path, "first"):
        done = command(env, tmp_path, *arguments)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)  # the other half of the first test
def test_postgresql_takes_a_second_bot(env: dict[str, str], tmp_path: Path) -> None:
    with bot(env, tmp_path, "first") as first, bot(env, tmp_path, "second") as second:
        assert first.poll() is second.poll() is None


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # PostgreSQL takes any number
def test_the_lock_goes_with_the_database_that_took_it(database_url: str) -> None:
    first, second = Database(database_url), Database(database_url)
    first.occupy()
    with pytest.raises(DatabaseInUse) as refused:
        second.occupy()
    assert refused.value.process == str(os.getpid())
    first.close()
    second.occupy()
    second.close()
