"""Every earlier revision, with data in it, comes to the newest schema, on both databases; what was stored is all there
and the product works on with it. What a revision could hold is taken from a story that fills every table.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, column, insert, select, table
from sqlmodel import SQLModel, text

from bot.use_cases import queries
from bot.use_cases.people import viewer_of
from storage.checking import check_promises
from storage.database import Database
from storage.migrate import _config, upgrade
from storage.unit_of_work import Store
from tests.databases import drop, empty_postgres, opened
from tests.unit.use_cases.office import LEIPZIG, QUALITY, SERVICE, Office
from tests.unit.use_cases.test_teams import story

ROOT = Path(__file__).parents[2]
REVISIONS = [script.revision for script in reversed(list(ScriptDirectory.from_config(_config()).walk_revisions()))]
Rows = dict[str, list[dict[str, object]]]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """What the product stores: a row at least in every table, a promise that was signed off among them."""
    with opened("sqlite", tmp_path_factory.mktemp("now")) as database:
        office = Office.on(Store(database, "T1"))
        story(office)
        promise = office.draft(SERVICE, client="Signed Ltd")
        office.deliver()
        office.agree("wim", promise)
        office.deliver()
        with database.session() as session:
            tables = SQLModel.metadata.sorted_tables
            return {one.name: [dict(row) for row in session.execute(select(one)).mappings()] for one in tables}


@pytest.fixture
def empty(database_kind: str, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'promise-bot.db'}" if database_kind == "sqlite" else empty_postgres()
    database = Database(url)
    yield database
    database.close()
    if database_kind == "postgres":
        drop(url)


def schema(connection: Connection) -> dict[str, list[str]]:
    found = MetaData()
    found.reflect(connection)
    return {name: [one.name for one in known.columns] for name, known in found.tables.items()}


def filled(database: Database, revision: str, stored: Rows) -> Rows:
    """Bring an empty database to a revision, put into it what it can hold of what is stored now, and return that."""
    upgrade(database, to=revision)
    with database.writing_connection() as connection:
        kept: Rows = {}
        for name, columns in schema(connection).items():
            if stored.get(name):
                kept[name] = [{key: row[key] for key in columns if key in row} for row in stored[name]]
                now = SQLModel.metadata.tables[name].c
                then = table(name, *(column(key, now[key].type) for key in kept[name][0]))
                connection.execute(insert(then), kept[name])
    return kept


def read_back(database: Database, kept: Rows) -> Rows:
    found: Rows = {}
    with database.session() as session:
        for name, rows in kept.items():
            columns = [SQLModel.metadata.tables[name].c[key] for key in rows[0]]
            found[name] = [dict(row) for row in session.execute(select(*columns)).mappings()]
    return found


def in_any_order(rows: Rows) -> dict[str, list[str]]:
    return {name: sorted(map(repr, found)) for name, found in rows.items()}


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_an_earlier_program_stored_is_all_there_and_goes_on(empty: Database, stored: Rows, revision: str) -> None:
    kept = filled(empty, revision, stored)
    told: list[tuple[int, int]] = []
    upgrade(empty, lambda done, of: told.append((done, of)))

    steps = len(REVISIONS) - 1 - REVISIONS.index(revision)
    assert told == [(done, steps) for done in range(1, steps + 1)]
    assert in_any_order(read_back(empty, kept)) == in_any_order(kept)
    with empty.session() as session:
        whole = check_promises(session)
    assert (whole.promises, whole.seals) == (2, 1)

    office = Office.on(Store(empty, "T1"))
    with office.read() as tx:
        first = tx.promises.by_number(1)
        assert first is not None and tx.promises.load(first.id) == first
        assert queries.story_for(tx, viewer_of(tx, office.people["sara"].ref), first.id) is not None
    office.agree("wim", office.draft(LEIPZIG, SERVICE))
    assert office.draft(QUALITY).number == 4
    office.deliver()


def programs(database: Database, count: int) -> list[subprocess.Popen[str]]:
    env = os.environ | {"PYTHONPATH": str(ROOT), "DATABASE_URL": database.url, "WORKSPACE_LANGUAGE": "en"}
    command = [sys.executable, "-m", "bot", "migrate"]
    cwd = Path(sys.executable).parent  # where there is no .env
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return [subprocess.Popen(command, cwd=cwd, env=env, **pipes) for _ in range(count)]


def test_programs_that_migrate_at_once_take_turns(empty: Database, stored: Rows) -> None:
    kept = filled(empty, REVISIONS[0], stored)
    ended = [(*program.communicate(timeout=60), program.returncode) for program in programs(empty, 3)]
    assert [(said, code) for said, _, code in ended] == [("The database is up to date.\n", 0)] * 3
    beside = [line for _, progress, _ in ended for line in progress.splitlines()]  # what takes two seconds says so
    assert not [line for line in beside if not re.fullmatch(r"Bringing the database up to date \d+ %", line)]
    assert in_any_order(read_back(empty, kept)) == in_any_order(kept)


def test_a_newer_database_is_refused_with_one_line(empty: Database) -> None:
    upgrade(empty)
    with empty.writing_connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    (program,) = programs(empty, 1)
    assert program.communicate(timeout=60) == ("", "The database was made by a newer version of this program.\n")
    assert program.returncode == 1
    with empty.session() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
