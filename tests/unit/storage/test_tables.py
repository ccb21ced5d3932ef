"""Nothing in the tables stands in the way of many teams, and people are in one table alone."""

from __future__ import annotations

import pytest
from sqlalchemy import DateTime, Table, UniqueConstraint
from sqlmodel import SQLModel

import storage.queue_tables
import storage.tables
from storage.columns import UtcDateTime

TABLES = [SQLModel.metadata.tables[name] for name in sorted(SQLModel.metadata.tables)]

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def test_there_are_tables() -> None:
    rows = (storage.queue_tables.OutboxRow, storage.tables.EventRow)
    assert {row.__tablename__ for row in rows} <= {table.name for table in TABLES}


@every_table
def test_a_row_belongs_to_a_team(table: Table) -> None:
    assert not table.c.team_id.nullable


@every_table
def test_every_unique_key_begins_with_the_team(table: Table) -> None:
    keys = [list(table.primary_key.columns.keys())]
    keys += [list(one.columns.keys()) for one in table.constraints if isinstance(one, UniqueConstraint)]
    keys += [list(index.columns.keys()) for index in table.indexes if index.unique]
    if table.name == "outbox":
        keys.remove(["id"])  # an order over all teams, and no statement about any
    assert keys
    assert all(key[0] == "team_id" for key in keys)


@every_table
def test_every_moment_has_a_zone(table: Table) -> None:
    assert all(isinstance(c.type, UtcDateTime) for c in table.c if isinstance(c.type, DateTime | UtcDateTime))


@every_table
def test_only_one_table_knows_who_a_reference_is(table: Table) -> None:
    tells = {"user_id", "handle", "locale", "dm_channel"} & set(table.c.keys())
    assert bool(tells) is (table.name == "people")
