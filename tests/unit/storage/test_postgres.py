"""What is PostgreSQL's own: who waits for whom and for how long, and what a reader sees. The rest runs on both."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import InternalError
from sqlmodel import SQLModel

from bot.domain.slots import PersonRef
from bot.use_cases import queries
from bot.use_cases.people import viewer_of
from storage.database import Database, StorageUnavailable
from storage.tables import SettingRow
from storage.unit_of_work import Store
from tests.databases import DATABASES, held, opened
from tests.unit.use_cases.office import LEIPZIG, SERVICE, Office

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OTHERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with opened("postgres", tmp_path) as fresh:
        yield fresh


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database, "T1")


@pytest.fixture(params=DATABASES)
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with opened(request.param, tmp_path) as fresh:
        yield Store(fresh, "T1")


def put(store: Store, key: str, value: str = "x") -> None:
    with store.write() as tx:
        tx.settings.put({key: value})


def everything(store: Store) -> dict[str, str]:
    with store.read() as tx:
        return tx.settings.all()


def test_migrations_make_exactly_the_tables_that_the_program_knows(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_writer_who_waits_in_vain_is_told(store: Store) -> None:
    with held(store.database.url), pytest.raises(StorageUnavailable, match="lock timeout"):
        put(store, "a")
    put(store, "a")
    assert everything(store) == {"a": "x"}


def test_a_reader_never_waits(store: Store) -> None:
    with held(store.database.url):
        assert everything(store) == {}


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.read() as reading:
        assert reading.settings.all() == {}
        put(store, "a")
        assert reading.settings.all() == {}
    assert everything(store) == {"a": "x"}


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises((InternalError, StorageUnavailable), match="read-only"), store.read() as tx:
        tx.session.add(SettingRow(team_id="T1", key="a", value="b"))
        tx.session.flush()


def test_two_who_wait_for_each_other_end_with_one_that_is_told(store: Store) -> None:
    put(store, "a")
    put(store, "b")
    both = threading.Barrier(2)
    ended: list[str] = []

    def change(first: str, second: str) -> None:
        update = "UPDATE workspace_settings SET value = :value WHERE key = :key"
        try:
            with store.write() as tx:
                tx.session.execute(text(update), {"key": first, "value": first})
                both.wait(10)
                tx.session.execute(text(update), {"key": second, "value": first})
            ended.append("done")
        except StorageUnavailable:
            ended.append("told")

    threads = [threading.Thread(target=change, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) in (["done", "told"], ["told", "told"])


def test_a_key_that_another_took_at_the_same_moment_is_no_crash(store: Store) -> None:
    put(store, "a")
    with pytest.raises(StorageUnavailable), store.write() as tx:
        tx.session.execute(text("INSERT INTO workspace_settings (team_id, key, value) VALUES ('T1', 'a', 'y')"))
    assert everything(store) == {"a": "x"}


def test_a_connection_that_the_server_closed_is_replaced(store: Store) -> None:
    put(store, "a")
    with closing(psycopg.connect(store.database.url, autocommit=True)) as other:
        for (pid,) in other.execute(OTHERS).fetchall():
            other.execute("SELECT pg_terminate_backend(%s)", [pid])
    assert everything(store) == {"a": "x"}


def test_a_server_that_is_not_there_is_said_in_one_line() -> None:
    database = Database("postgresql://nobody:geheim@127.0.0.1:1/nothing")
    with pytest.raises(StorageUnavailable) as said, database.session() as session:
        session.connection()
    assert "geheim" not in str(said.value)


def test_what_was_removed_is_written_over(store: Store) -> None:
    put(store, "a", "remember me " * 200)
    with store.write() as tx:
        tx.session.execute(text("DELETE FROM workspace_settings"))
    store.database.compact()
    with store.database.session() as session:
        size = session.execute(text("SELECT pg_relation_size('workspace_settings')")).scalar_one()
    assert size == 0
    put(store, "a")


def test_clearing_keeps_the_schema(store: Store) -> None:
    put(store, "a")
    store.database.clear()
    assert everything(store) == {}
    put(store, "b")


@pytest.mark.parametrize("typed", ["a\0b", "\\u0000 as typed", "\\\0"])
def test_text_loses_only_what_postgresql_cannot_keep(store: Store, typed: str) -> None:
    office = Office.on(store)
    with store.write() as tx:
        draft = tx.drafts.open("promise", office.people["sara"].ref, typed, {"client": typed}, NOW)
    with store.read() as tx:
        row = tx.drafts.get(draft, office.people["sara"].ref)
    assert row is not None
    assert (row.channel, row.inputs["client"]) == (typed.replace("\0", ""),) * 2


def test_what_is_due_is_shared_and_an_act_at_that_moment_goes_first(store: Store) -> None:
    office = Office.on(store)
    first, second = office.draft(LEIPZIG, client="One"), office.draft(SERVICE, client="Two")
    later = office.now + timedelta(days=9)
    with store.write() as act:
        act.promises.load(first.id, lock=True)
        with store.write() as tick:
            people = tick.agenda.due(later, 100)
            assert {entry.promise_id for entry in people} == {None}
            with store.write() as other:
                mine = other.agenda.due(later, 100)
                assert {entry.promise_id for entry in mine} == {second.id}, "not what the act is about"
                with store.write() as third:
                    assert third.agenda.due(later, 100) == []


def test_names_are_listed_in_the_same_order(either: Store) -> None:
    with either.write() as tx:
        for name in ("Zoo", "apple", "Ärzte", "äpfel", "Z a", "_x"):
            tx.templates.save(name, PersonRef("p_1"), "", "", "", "de", NOW)
    with either.read() as tx:
        assert [row.name for row in tx.templates.all()] == ["_x", "apple", "Z a", "Zoo", "äpfel", "Ärzte"]


def test_a_client_is_found_in_the_same_way(either: Store) -> None:
    office = Office.on(either)
    for client in ("STRASSE 100%_AG", "Straße GmbH", "Größer & Söhne", "groesser"):
        office.draft(LEIPZIG, client=client)
    with either.read() as tx:
        viewer = viewer_of(tx, office.people["sara"].ref)
        found = {
            word: len(queries.promises_for(tx, viewer, queries.Filter.ALL, word))
            for word in ("strasse", "STRAßE", "größer", "0%_", "_", "%a")
        }
    assert found == {"strasse": 2, "STRAßE": 2, "größer": 1, "0%_": 1, "_": 1, "%a": 0}
