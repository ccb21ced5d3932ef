"""The schema comes from migrations alone, and a database of a newer program is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from storage.database import Database, StorageUnavailable
from storage.migrate import DatabaseTooNew, newest, standing, upgrade
from tests.unit.storage.test_database import locked_by_another


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path / 'empty.db'}")


def revision(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def test_migrations_make_exactly_the_tables_that_the_program_knows(empty: Database) -> None:
    head = upgrade(empty)

    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
        tables = set(inspect(connection).get_table_names())
    assert tables == {*SQLModel.metadata.tables, "alembic_version"}
    assert revision(empty) == head


def test_migrating_twice_is_harmless(empty: Database) -> None:
    head = upgrade(empty)
    with empty.session(write=True) as session:
        session.execute(text("INSERT INTO workspace_settings VALUES ('T1', 'language', 'de', 0)"))

    assert upgrade(empty) == head
    with empty.session() as session:
        assert session.execute(text("SELECT value FROM workspace_settings")).scalars().all() == ["de"]


def test_a_database_of_a_newer_program_is_not_touched(empty: Database) -> None:
    upgrade(empty)
    with empty.session(write=True) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseTooNew, match="9999"):
        upgrade(empty)
    assert revision(empty) == "9999"


def test_a_migration_that_fails_leaves_nothing_behind(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("alembic.op.create_table", _after(3, breaks))
    with pytest.raises(ZeroDivisionError):
        upgrade(empty)
    monkeypatch.undo()

    with empty.engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    upgrade(empty)


def _after(calls: int, then):
    from alembic import op

    create, left = op.create_table, [calls]

    def create_table(*args, **kwargs):
        left[0] -= 1
        return create(*args, **kwargs) if left[0] >= 0 else then()

    return create_table


def test_a_locked_database_is_said(empty: Database) -> None:
    empty.engine.connect().close()
    with locked_by_another(empty), pytest.raises(StorageUnavailable):
        upgrade(empty)
    upgrade(empty)


def test_the_newest_revision_is_told_by_the_files_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    assert upgrade(database) == newest() == standing(database)[1]
    assert upgrade(database) == newest()
