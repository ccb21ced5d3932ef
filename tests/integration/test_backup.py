"""A backup while people act, restored into an empty place: the bot goes on from it, and says nothing twice."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import wiring
from bot.playground.launch import Playground, settings_for, start
from bot.settings import Mode
from tests.databases import available, drop, empty_postgres, fresh_postgres
from tests.integration.conftest import MONDAY, set_clock
from tests.integration.world import LENA, PROMISES, SARA, World, said, until

ROOT = Path(__file__).parents[2]
LATER = "40 agents in Leipzig by 1 Feb 2031"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Playground]:
    started = start(tmp_path)
    set_clock(started, MONDAY)
    yield started
    started.stop()


def promise_bot(*words: str, database: Path, url: str | None = None) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "LANG", "LC_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=database.parent,
        env={**env, "PYTHONPATH": str(ROOT), "DATABASE_URL": url or f"sqlite:///{database}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def announced(world: World) -> set[tuple[str, str]]:
    """Where the bot's announcements are in Slack; each is there once."""
    found = [
        (message["metadata"]["event_payload"]["id"], (channel["id"], message["ts"]))
        for channel in world.get("state")["channels"]
        for message in world.get(f"messages/{channel['id']}")["messages"]
        if message.get("metadata")
    ]
    assert len({mark for mark, _ in found}) == len(found), "something was said twice"
    return {place for _, place in found}


def start_on(running: Playground, database: Path) -> World:
    """Stop the bot, and start it on another database; the workspace goes on as it is."""
    running.bot.stop()
    settings = settings_for(running.server, database.parent, "en", f"sqlite:///{database}")
    running.bot = wiring.start_bot(settings, Mode.SOCKET)
    return World(running)


def test_a_backup_is_made_while_people_act_and_the_bot_goes_on_from_it(running: Playground, tmp_path: Path) -> None:
    world, live, backup = World(running), tmp_path / "promise-bot.db", tmp_path / "backup.db"
    card = world.draft(client="Acme", figures=LATER)
    world.settled()
    stop = threading.Event()
    drafted: list[int] = []

    def act() -> None:
        while not stop.is_set():
            world.draft(client=f"Client {len(drafted)}", figures=LATER)
            drafted.append(1)

    acting = threading.Thread(target=act)
    acting.start()
    until(lambda: len(drafted) >= 1, "the first acts", 30)
    done = promise_bot("backup", str(backup), database=live)
    stop.set()
    acting.join(30)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{backup} is written and checked: ")
    world.settled()
    kept = rows(backup, "SELECT count(*) FROM promises")[0][0]
    assert 2 <= kept <= len(drafted) + 1
    before = announced(world)

    restored = tmp_path / "new" / "promise-bot.db"
    restored.parent.mkdir()
    done = promise_bot("restore", str(backup), database=restored)
    assert done.returncode == 0, done.stderr
    world = start_on(running, restored)
    world.settled()
    assert announced(world) == before  # nothing more, and nothing twice
    world.react(LENA, card, "white_check_mark")
    world.find(PROMISES, "Acme", "jointly signed off")
    world.settled()
    assert rows(restored, "SELECT count(*) FROM promises WHERE state = 'signed_off'") == [(1,)]


def test_what_waited_in_the_backup_and_was_sent_since_is_not_sent_again(running: Playground, tmp_path: Path) -> None:
    world, live, backup = World(running), tmp_path / "promise-bot.db", tmp_path / "backup.db"
    world.do("faults", rules=[{"kind": "429", "method": "chat.postMessage", "retry_after": 1}])
    world.command(SARA)
    world.submit(SARA, client="Acme", needed_by="2030-11-29 12:00", figures=LATER)
    world.submit(SARA)
    done = promise_bot("backup", str(backup), database=live)
    assert done.returncode == 0, done.stderr
    waiting = rows(backup, "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')")[0][0]
    assert waiting == 2
    world.do("faults", rules=[])
    world.settled()
    before = announced(world)
    assert len(before) == 2

    restored = tmp_path / "new" / "promise-bot.db"
    restored.parent.mkdir()
    assert promise_bot("restore", str(backup), database=restored).returncode == 0
    world = start_on(running, restored)
    world.settled()
    assert announced(world) == before
    assert rows(restored, "SELECT DISTINCT state FROM outbox") == [("sent",)]


def test_a_reminder_of_today_that_was_sent_since_is_not_sent_again(running: Playground, tmp_path: Path) -> None:
    world, live, backup = World(running), tmp_path / "promise-bot.db", tmp_path / "backup.db"
    world.draft(client="Acme", figures=LATER, needed_by="2030-12-13 12:00")
    world.settled()
    assert promise_bot("backup", str(backup), database=live).returncode == 0
    with closing(sqlite3.connect(backup)) as connection:  # the program that makes it knows no moved clock
        mark = datetime.isoformat(MONDAY + timedelta(minutes=1))
        connection.execute("UPDATE workspace_settings SET value = ? WHERE key = 'backed_up_at'", (mark,))
        connection.commit()
    set_clock(running, MONDAY + timedelta(days=1, hours=3))  # Tuesday, past nine
    world.find_direct(LENA, "Acme")
    world.settled()
    set_clock(running, MONDAY + timedelta(days=1, hours=5))
    world.settled()
    before = announced(world)

    restored = tmp_path / "new" / "promise-bot.db"
    restored.parent.mkdir()
    assert promise_bot("restore", str(backup), database=restored).returncode == 0
    world = start_on(running, restored)
    until(lambda: rows(restored, "SELECT 1 FROM outbox WHERE kind = 'reminder' AND state = 'sent'"), "the reminder")
    world.settled()
    assert announced(world) == before


def test_a_card_that_slack_shows_ahead_of_the_backup_is_put_right(running: Playground, tmp_path: Path) -> None:
    world, live, backup = World(running), tmp_path / "promise-bot.db", tmp_path / "backup.db"
    card = world.draft(client="Acme", figures=LATER)
    world.settled()
    assert promise_bot("backup", str(backup), database=live).returncode == 0
    world.react(LENA, card, "white_check_mark")
    world.find(PROMISES, "Acme", "jointly signed off")
    world.settled()
    restored = tmp_path / "new" / "promise-bot.db"
    restored.parent.mkdir()
    assert promise_bot("restore", str(backup), database=restored).returncode == 0
    world = start_on(running, restored)
    world.settled()
    assert "No figures to the client yet" in said(world.card(card))


class TestTerminal:
    def test_a_backup_that_is_there_is_left_alone(self, running: Playground, tmp_path: Path) -> None:
        live, backup = tmp_path / "promise-bot.db", tmp_path / "backup.db"
        assert promise_bot("backup", str(backup), database=live).returncode == 0
        content = backup.read_bytes()
        again = promise_bot("backup", str(backup), database=live)
        assert (again.returncode, again.stdout) == (1, "")
        assert again.stderr == f"{backup} is there already, and nothing was changed. Move it away first.\n"
        assert backup.read_bytes() == content

    def test_a_bot_at_work_is_not_restored_over(self, running: Playground, tmp_path: Path) -> None:
        live, backup = tmp_path / "promise-bot.db", tmp_path / "backup.db"
        assert promise_bot("backup", str(backup), database=live).returncode == 0
        refused = promise_bot("restore", str(backup), database=live)
        assert refused.returncode == 1
        assert "is there already" in refused.stderr

    def test_without_a_database_nothing_is_made(self, tmp_path: Path) -> None:
        done = promise_bot("backup", "backup.db", database=tmp_path / "no.db")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"There is no database yet: {tmp_path / 'no.db'}\n"
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("command", ["backup", "restore"])
    def test_a_folder_or_file_that_is_not_there_is_one_line(
        self, command: str, running: Playground, tmp_path: Path
    ) -> None:
        done = promise_bot(command, str(tmp_path / "nowhere" / "backup.db"), database=tmp_path / "promise-bot.db")
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1


class TestPostgres:
    """On PostgreSQL the backup is an SQLite file all the same, and goes back to either."""

    @pytest.fixture
    def addresses(self) -> Iterator[tuple[str, str]]:
        available("postgres")
        both = fresh_postgres(), empty_postgres()
        yield both
        for url in both:
            drop(url)

    def test_there_and_back_again(
        self, addresses: tuple[str, str], tmp_path: Path, request: pytest.FixtureRequest
    ) -> None:
        live, empty = addresses
        running = start(tmp_path, database_url=live)
        request.addfinalizer(running.stop)
        set_clock(running, MONDAY)
        world = World(running)
        card = world.draft(client="Acme", figures=LATER)
        world.react(LENA, card, "white_check_mark")
        world.find(PROMISES, "Acme", "jointly signed off")
        backup = tmp_path / "backup.db"
        done = promise_bot("backup", str(backup), database=tmp_path / "x", url=live)
        assert done.returncode == 0, done.stderr
        assert "1 promise, 1 seal verified" in done.stdout
        assert backup.stat().st_mode & 0o777 == 0o600
        refused = promise_bot("restore", str(backup), database=tmp_path / "x", url=live)
        assert refused.returncode == 1
        assert "is there already" in refused.stderr
        restored = promise_bot("restore", str(backup), database=tmp_path / "x", url=empty)
        assert restored.returncode == 0, restored.stderr
        assert restored.stdout.split(": ")[1].splitlines()[0] == done.stdout.split(": ")[1].strip(), "the same rows"
        world.settled()
        before = announced(world)
        running.bot.stop()
        running.bot = wiring.start_bot(settings_for(running.server, tmp_path, "en", empty), Mode.SOCKET)
        world.draft(client="After", figures=LATER)
        world.settled()
        after = announced(world)
        assert before < after and len(after - before) == 2
