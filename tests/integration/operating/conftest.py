"""A local Slack, and a terminal beside it in a folder that holds nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import cli
from bot.playground import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, PlaygroundServer
from bot.playground.ids import TEAM_ID
from bot.settings import KEYS, load_here
from bot.slack.manifest import SCOPES
from storage.database import Database
from storage.unit_of_work import Store
from tests.databases import drop, empty_postgres
from tests.unit.use_cases.office import LEIPZIG, SERVICE, Office

Run = Callable[..., tuple[int, str, str]]
OWNERS = "metric,site,area,members,backup\n*,,Operations,@omar,@petra\nservice_level,,WFM,@wim,@omar\n"


@pytest.fixture(scope="module")
def slack() -> Iterator[PlaygroundServer]:
    server = PlaygroundServer(granted_scopes=SCOPES)
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _as_on_the_first_day(slack: PlaygroundServer) -> Iterator[None]:
    slack.slack.reset()
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)


@pytest.fixture
def run(
    slack: PlaygroundServer,
    tmp_path: Path,
    database_kind: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    """Runs a command with everything set up, but for what a test sets otherwise; the database is empty at first."""
    monkeypatch.chdir(tmp_path)
    for key in (*KEYS, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(key, raising=False)
    usual = {
        "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": f"{slack.url}/api/",
        "PROMISES_CHANNEL": "#promises", "DEFAULT_SLOT": "Operations", "DEFAULT_SLOT_MEMBERS": "@omar",
        "DEFAULT_SLOT_BACKUP": "@petra", "ADMINS": "@petra", "LEADS": "@petra",
    }  # fmt: skip
    if database_kind == "postgres":
        usual["DATABASE_URL"] = empty_postgres()

    def running(*arguments: str, **environ: str) -> tuple[int, str, str]:
        for key, value in {**usual, **environ}.items():
            monkeypatch.setenv(key, value)
        try:
            code = cli.main(list(arguments))
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        for secret in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET):
            assert secret not in said.out + said.err
        return code, said.out, said.err

    yield running
    if "DATABASE_URL" in usual:
        drop(usual["DATABASE_URL"])


@pytest.fixture
def ready(run: Run, tmp_path: Path) -> Run:
    """The same, with rules that were imported."""
    (tmp_path / "owners.csv").write_text(OWNERS)
    assert run("import", "owners", "owners.csv")[0] == 0
    return run


@pytest.fixture
def office(run: Run) -> Iterator[Office]:
    """The bot's database with a promise that Lena and Wim signed off, in the workspace that the commands reach."""
    assert run("migrate")[0] == 0
    opened = Office.on(Store(Database(load_here().database_url), TEAM_ID))
    promise = opened.draft(LEIPZIG, SERVICE)
    opened.deliver()
    opened.agree("lena", promise)
    opened.agree("wim", promise)
    opened.deliver()
    yield opened
    opened.store.database.close()
