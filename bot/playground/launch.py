"""Try the bot with no Slack and no token: the local workspace and the bot itself, started together.

The bot connects to the workspace as it would connect to Slack; only the addresses differ.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import threading
import webbrowser
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path

from bot import office, wiring
from bot.playground import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, PlaygroundServer
from bot.playground.seed import nordlicht
from bot.settings import Mode, Settings
from bot.slack.manifest import EVENTS, SCOPES, manifest

DEFAULT_AREA = "Operations"


@dataclass
class Playground:
    """A local workspace with the bot at work in it."""

    server: PlaygroundServer
    bot: wiring.RunningBot

    def stop(self) -> None:
        """Stop the bot, then the workspace."""
        self.bot.stop()
        self.server.stop()

    def begin_anew(self) -> None:
        """Throw away everything the bot knows; called when the workspace was reset."""
        self.bot.office.store.database.clear()
        _set_up(self.bot)


def start(
    data_dir: Path,
    port: int = 0,
    language: str = "en",
    mode: Mode = Mode.SOCKET,
    profile: str = "full",
    database_url: str | None = None,
) -> Playground:
    """Start workspace and bot, state in `data_dir`, and return when they are connected.

    The bot's database is a file in `data_dir` too unless `database_url` names another one. `profile` "poor" is a server
    that speaks less of Slack (see poor.py), over Socket Mode only: else ValueError.
    """
    if mode is Mode.HTTP and profile != "full":
        raise ValueError(f"the {profile} profile has Socket Mode only")
    app = manifest(None, language)
    features = app["features"]
    assert isinstance(features, dict), "a manifest has features"
    server = PlaygroundServer(
        port=port,
        seed=partial(nordlicht, language=language),
        granted_scopes=SCOPES,
        commands=features["slash_commands"],
        bot_events=EVENTS,
        data_dir=data_dir,
        profile=profile,
    )
    server.start()
    bot = wiring.start_bot(settings_for(server, data_dir, language, database_url), mode)
    if mode is Mode.HTTP and bot.http is not None:
        server.slack.delivery.request_url = f"http://127.0.0.1:{bot.http.port}/slack/events"
    _set_up(bot)
    playground = Playground(server, bot)
    server.slack.on_reset.append(playground.begin_anew)
    return playground


def settings_for(server: PlaygroundServer, data_dir: Path, language: str, database_url: str | None = None) -> Settings:
    """Return the settings with which the bot works in the local workspace."""
    return Settings(
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret=SIGNING_SECRET,
        slack_api_url=f"{server.url}/api/",
        clock_url=f"{server.url}/_control/clock",
        database_url=database_url or f"sqlite:///{data_dir / 'promise-bot.db'}",
        host="127.0.0.1",
        port=0,
        promises_channel="#promises",
        language=language,
        timezone="Europe/Berlin",
        default_slot=DEFAULT_AREA,
        default_slot_members=("@omar",),
        default_slot_backup=("@petra",),
        admins=("@petra",),
        leads=("@petra",),
        is_paced=False,  # a workspace on this machine has no limits, and nobody there wants to wait
    )


def _set_up(bot: wiring.RunningBot) -> None:
    office.set_up(bot.office)
    example = resources.files("bot.playground").joinpath("example_owners.csv").read_text(encoding="utf-8")
    problems = office.import_owners_text(bot.office, example)
    assert not problems, problems


def playground(port: int, open_browser: bool, data_dir: Path | None, language: str) -> None:
    """Run the playground until SIGTERM or SIGINT; print its address on one line once the bot is connected."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopped.set())
    with _kept(data_dir) as folder:
        running = start(Path(folder), port, language)
        sys.stdout.write(f"{running.server.url}\n")
        sys.stdout.flush()
        if open_browser:
            webbrowser.open(running.server.url)
        stopped.wait()
        running.stop()


def _kept(data_dir: Path | None) -> AbstractContextManager[str]:
    if data_dir is None:
        return tempfile.TemporaryDirectory(prefix="promise-bot-", ignore_cleanup_errors=True)
    data_dir.mkdir(parents=True, exist_ok=True)
    return nullcontext(str(data_dir))
