"""No secret in anything that the program writes, at the most talkative level, in both modes and when it fails."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.playground import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, PlaygroundServer
from bot.slack.manifest import SCOPES
from tests.integration.world import until

ROOT = Path(__file__).parents[2]
PASSWORD = "geheim-2X%2Fmore"
SECRETS = (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, PASSWORD, "geheim-2X/more")


@pytest.fixture
def slack() -> Iterator[PlaygroundServer]:
    server = PlaygroundServer(granted_scopes=SCOPES)
    server.start()
    yield server
    server.stop()


def environment(slack: PlaygroundServer, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "SYSTEMROOT", "TMPDIR")}
    return {
        **kept, "PYTHONPATH": str(ROOT), "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_API_URL": f"{slack.url}/api/",
        "PROMISES_CHANNEL": "#promises", "LOG_LEVEL": "DEBUG", **more,
    }  # fmt: skip


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def running(folder: Path, environ: dict[str, str]) -> Iterator[Path]:
    """Run the bot as a program; yields the file with everything it writes."""
    written = folder / "written.log"
    with written.open("wb") as file:
        bot = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=folder, env=environ, stdout=file, stderr=subprocess.STDOUT
        )
        try:
            until(lambda: "connected to" in written.read_text() or bot.poll() is not None, "the bot", seconds=60)
            yield written
        finally:
            bot.terminate()
            bot.wait(20)


def gesture(slack: PlaygroundServer, path: str, **body: str) -> None:
    request = urllib.request.Request(
        f"{slack.url}/_control/{path}", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert json.load(answer)["ok"], path


@pytest.mark.parametrize("mode", ["socket", "http"])
@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_bot_that_tells_everything_tells_no_secret(
    slack: PlaygroundServer, tmp_path: Path, mode: str, log_format: str
) -> None:
    port = free_port()
    given = {"SLACK_APP_TOKEN": APP_TOKEN} if mode == "socket" else {"SLACK_SIGNING_SECRET": SIGNING_SECRET}
    environ = environment(slack, LOG_FORMAT=log_format, HOST="127.0.0.1", PORT=str(port), **given)
    with running(tmp_path, environ) as written:
        if mode == "http":
            slack.slack.delivery.request_url = f"http://127.0.0.1:{port}/slack/events"
            with pytest.raises(OSError):  # 401
                urllib.request.urlopen(
                    f"http://127.0.0.1:{port}/slack/events", b"token=" + BOT_TOKEN.encode(), timeout=9
                )
        for text in ("help", "", "list", f"show {BOT_TOKEN}"):
            gesture(slack, "command", user="U01SARA", channel="C01PROMISES", command="/promise", text=text)
        said = until(lambda: (now := written.read_text()).count("/promise: ") >= 3 and now, "the log of the gestures")
    assert not [secret for secret in SECRETS if secret in said + written.read_text()]


@pytest.mark.parametrize("command", ["doctor", "run", "migrate", "outbox"])
def test_a_database_that_cannot_be_reached_gives_no_password_away(
    slack: PlaygroundServer, tmp_path: Path, command: str
) -> None:
    address = f"postgresql://promise:{PASSWORD}@127.0.0.1:{free_port()}/promises"
    environ = environment(slack, SLACK_APP_TOKEN=APP_TOKEN, SLACK_SIGNING_SECRET=SIGNING_SECRET, DATABASE_URL=address)
    done = subprocess.run(
        [sys.executable, "-m", "bot", command], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0 and done.stdout + done.stderr
    assert not [secret for secret in SECRETS if secret in done.stdout + done.stderr]


@pytest.mark.parametrize("key", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DATABASE_URL"])
def test_a_setting_that_is_wrong_is_not_repeated(slack: PlaygroundServer, tmp_path: Path, key: str) -> None:
    environ = {**environment(slack, SLACK_APP_TOKEN=APP_TOKEN), key: f"mysql://x:{PASSWORD}@h/{BOT_TOKEN}"}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "doctor"], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60
    )
    assert key in done.stdout + done.stderr
    assert not [secret for secret in SECRETS if secret in done.stdout + done.stderr]
