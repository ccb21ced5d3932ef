"""`promise-bot copy-database`: everything arrives in the other database, which then works on as the first would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlmodel import select

from bot import cli
from bot.settings import KEYS
from storage import copying
from storage.checking import NotWhole
from storage.copying import copy_database, copy_into_file
from storage.database import Database
from storage.migrate import upgrade
from storage.queue_tables import OutboxRow
from storage.tables import PromiseRow
from storage.unit_of_work import Store
from tests.databases import available, drop, empty_postgres, everything, opened
from tests.unit.use_cases.office import LEIPZIG, QUALITY, SERVICE, Office
from tests.unit.use_cases.test_teams import story

Terminal = Callable[..., tuple[int, str, str]]
BOTH_WAYS = pytest.mark.parametrize(
    ("source", "target"),
    [("sqlite", "postgres"), ("postgres", "sqlite")],
    ids=["to-postgres", "to-sqlite"],
    indirect=True,
)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Terminal:
    monkeypatch.chdir(tmp_path)
    for key in (*KEYS, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(key, raising=False)

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(list(arguments))
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with something in every table, in two teams, and a promise that was signed off."""
    (tmp_path / "from").mkdir()
    with ExitStack() as stack:
        database = stack.enter_context(opened(request.param, tmp_path / "from"))
        for team in ("T1", "T2"):
            office = Office.on(Store(database, team))
            story(office)
            promise = office.draft(SERVICE, client="Ärzte & Söhne 🦊")
            office.deliver()
            office.agree("wim", promise)
            office.deliver()
        yield database


@pytest.fixture
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it, not even tables."""
    if available(request.param) == "sqlite":
        yield f"sqlite:///{tmp_path / 'to.db'}"
        return
    url = empty_postgres()
    yield url
    drop(url)


def silent(_done: int, _of: int) -> None:
    """Hear how far it is, and say nothing."""


def as_lines(database: Database) -> list[str]:
    return sorted(everything(database).splitlines())


@BOTH_WAYS
def test_everything_arrives_and_works_on(source: Database, target: str, terminal: Terminal) -> None:
    before = as_lines(source)
    code, said, error = terminal("copy-database", source.url, target)
    assert (code, error) == (0, "")
    assert said.startswith(f"Everything is copied and checked: 4 promises, 2 seals verified, {len(before)} rows.")
    assert "DATABASE_URL" in said

    assert as_lines(source) == before
    copy = Database(target)
    assert as_lines(copy) == before
    office = Office.on(Store(copy, "T1"))
    promise = office.draft(LEIPZIG, QUALITY)
    assert promise.number == 3
    office.deliver()
    with copy.session() as session:
        ids = list(session.exec(select(OutboxRow.id)))
    assert len(ids) == len(set(ids)), "numbers go on behind those that were copied"
    copy.close()


@BOTH_WAYS
def test_a_database_that_is_not_empty_is_left_alone(source: Database, target: str, terminal: Terminal) -> None:
    there = Database(target)
    upgrade(there)
    office = Office.on(Store(there, "T9"))
    before = as_lines(there)
    code, said, error = terminal("copy-database", source.url, target)
    assert (code, said, error) == (1, "", "The database to copy to is not empty. Nothing was changed.\n")
    assert as_lines(there) == before
    office.store.database.close()


@pytest.mark.parametrize("source", ["sqlite"], indirect=True)  # refused before either database is asked
def test_what_cannot_be_copied_is_one_line(source: Database, tmp_path: Path, terminal: Terminal) -> None:
    assert terminal("copy-database", source.url, source.url)[2].startswith("The database to copy to is not empty")
    missing, new = f"sqlite:///{tmp_path}/missing.db", f"sqlite:///{tmp_path}/new.db"
    assert terminal("copy-database", missing, new)[2].startswith("There is no database yet")
    assert not (tmp_path / "missing.db").exists()
    code, _, error = terminal("copy-database", "mysql://secret@x/y", new)
    assert code == 2
    assert "no database address" in error and "secret" not in error
    old = Database(missing)
    upgrade(old, to="0011")
    assert "promise-bot migrate" in terminal("copy-database", missing, new)[2]
    old.occupy()
    assert "Another bot is at work" in terminal("copy-database", missing, new)[2]
    old.close()


@BOTH_WAYS
@pytest.mark.parametrize("harm", ["lost", "changed", "history"])
def test_a_copy_that_is_not_the_same_is_not_kept(
    source: Database, target: str, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if harm == "history":  # the source itself is broken
        with source.session(write=True) as session:
            row = session.exec(select(PromiseRow)).first()
            assert row is not None
            row.revision += 1
    else:
        real = copying._batches
        bad = {"lost": lambda rows: rows[1:], "changed": lambda rows: [{**rows[0], "team_id": "T3"}, *rows[1:]]}[harm]

        def harmed(connection, table):  # what the target holds, read back
            for rows in real(connection, table):
                is_target = connection.get_execution_options().get("write", False)
                yield bad(rows) if is_target and table.name == "events" else rows

        monkeypatch.setattr(copying, "_batches", harmed)
    into = Database(target)
    with pytest.raises(NotWhole):
        copy_database(source, into, silent, silent)
    assert as_lines(into) == []
    into.close()


@pytest.mark.parametrize("source", ["postgres"], indirect=True)  # a backup of SQLite is a copy of its file
def test_a_backup_of_postgresql_is_a_file(source: Database, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    file = tmp_path / "backup.db"
    file.touch(0o600)
    copy_into_file(source, file, lambda done, of: told.append((done, of)))
    copy = Database(f"sqlite:///{file}")
    assert as_lines(copy) == as_lines(source)
    assert told[-1][0] == told[-1][1] == len(as_lines(source))
    copy.close()
