"""One transaction at a time: nothing is lost, nothing is half-done, and nobody waits for ever."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from storage import database as database_module
from storage.database import Database, StorageUnavailable
from storage.tables import DraftRow, SettingRow
from storage.unit_of_work import Store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def file_of(database: Database) -> Path:
    path = database.engine.url.database
    assert path is not None
    return Path(path)


@contextmanager
def locked_by_another(database: Database) -> Iterator[None]:
    """Another process holds the write lock: a connection of its own is the same to SQLite."""
    with closing(sqlite3.connect(file_of(database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def count_up(store: Store, times: int) -> None:
    for _ in range(times):
        with store.write() as tx:
            so_far = int(tx.settings.all().get("count", "0"))
            tx.settings.put({"count": str(so_far + 1)})


def setting(store: Store, key: str) -> str | None:
    with store.read() as tx:
        return tx.settings.all().get(key)


def test_no_update_is_lost_between_threads(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: count_up(store, 25), range(8)))

    assert setting(store, "count") == "200"


def test_no_update_is_lost_between_processes(store: Store) -> None:
    """Two engines share no lock within the process: only BEGIN IMMEDIATE stands between them."""
    other = Store(Database(store.database.url), store.team_id)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: count_up(one, 40), (store, other)))
    other.database.close()

    assert setting(store, "count") == "80"


def test_a_reader_sees_one_state_and_never_waits_for_a_writer(store: Store) -> None:
    with store.write() as tx:
        tx.settings.put({"language": "en"})
    with store.read() as reading:
        assert reading.settings.all() == {"language": "en"}
        with store.write() as tx:
            tx.settings.put({"language": "de"})
            assert setting(store, "language") == "en"
        reading.session.expire_all()
        assert reading.settings.all() == {"language": "en"}
    assert setting(store, "language") == "de"


def test_what_raises_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as tx:
        tx.settings.put({"language": "de"})
        tx.session.flush()
        raise ZeroDivisionError

    assert setting(store, "language") is None
    count_up(store, 1)  # and the lock is free again


def test_a_database_locked_by_another_process_is_said_in_time(store: Store) -> None:
    with locked_by_another(store.database), pytest.raises(StorageUnavailable), store.write() as tx:
        tx.settings.put({"language": "de"})

    assert setting(store, "language") is None
    with store.write() as tx:
        tx.settings.put({"language": "de"})
    assert setting(store, "language") == "de"


def test_those_who_queue_behind_a_slow_writer_are_told_as_well(store: Store) -> None:
    refused: list[bool] = []

    def write() -> None:
        with pytest.raises(StorageUnavailable), store.write() as tx:
            tx.settings.put({"language": "en"})
        refused.append(True)

    with store.write() as tx:
        tx.settings.put({"language": "de"})
        waiting = threading.Thread(target=write, daemon=True)
        waiting.start()
        waiting.join(20)
        assert refused
    assert setting(store, "language") == "de"


def test_the_longest_wait_is_shorter_than_slack_waits() -> None:
    assert database_module.LOCK_SECONDS + database_module.BUSY_TIMEOUT_MS / 1000 < 3


def test_a_full_disk_is_said_and_nothing_is_half_done(store: Store) -> None:
    def fill(tx_count: int) -> None:
        with store.write() as tx:
            tx.settings.put({"language": "de"})
            for number in range(tx_count):
                tx.session.add(
                    DraftRow(
                        team_id="T1", id=f"d{number}", kind="promise", author="p", channel="C",
                        inputs={"figures": "x" * 5000}, created_at=NOW, seen={},
                    )
                )  # fmt: skip

    def limit(pages: int) -> None:
        with store.database.engine.connect() as connection:
            connection.execute(text(f"PRAGMA max_page_count={pages}"))

    with closing(sqlite3.connect(file_of(store.database))) as raw:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
    store.database.engine.dispose()
    limit(pages + 5)  # the pool hands out this connection again
    with pytest.raises(StorageUnavailable, match="full"):
        fill(100)
    assert setting(store, "language") is None
    limit(1_000_000)
    fill(100)
    assert setting(store, "language") == "de"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="nowhere"):
        Database(f"sqlite:///{tmp_path}/nowhere/promise-bot.db")


def test_a_mistake_in_what_is_stored_is_not_taken_for_trouble_with_the_disk(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as tx:
        tx.session.execute(text("INSERT INTO workspace_settings (team_id, key, value) VALUES ('T1', 'a', NULL)"))


def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    database = Database(f"sqlite:///{path}")
    with database.session(write=True) as session:
        session.execute(text("CREATE TABLE t (a)"))
        beside = [file for file in tmp_path.iterdir() if file.name.startswith("new.db")]
        assert {stat.S_IMODE(file.stat().st_mode) for file in beside} == {0o600}
    assert path in beside
    assert len(beside) > 1  # the log of what is not yet in the file is as private
    database.close()


def test_what_was_acknowledged_survives_a_power_cut(database: Database) -> None:
    """WAL with synchronous=FULL (2); a busy writer waits instead of failing; rows point at rows that are there."""
    with database.session() as session:
        answers = [session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
        others = [session.execute(text(f"PRAGMA {name}")).scalar() for name in ("foreign_keys", "busy_timeout")]
    assert answers == ["wal", 2]
    assert others == [1, database_module.BUSY_TIMEOUT_MS]


def test_who_delivers_wakes_after_a_commit_and_only_then(store: Store) -> None:
    woken: list[str | None] = []
    store.database.after_write.append(lambda: woken.append(setting(store, "language")))
    with store.read():
        pass
    with pytest.raises(ZeroDivisionError), store.write():
        raise ZeroDivisionError
    assert woken == []
    with store.write() as tx:
        tx.settings.put({"language": "de"})
    assert woken == ["de"]


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="zone"), store.write() as tx:
        tx.inbox.is_new("E1", datetime(2026, 11, 23, 12))


def test_clearing_keeps_the_schema(store: Store) -> None:
    count_up(store, 1)
    store.database.clear()
    assert setting(store, "count") is None
    with store.database.session() as session:
        assert session.get(SettingRow, ("T1", "count")) is None
    count_up(store, 1)


def test_an_error_does_not_tell_what_the_statement_was_about(store: Store) -> None:
    with pytest.raises(IntegrityError) as caught, store.write() as tx:
        row = {"team_id": "T1", "key": "client", "value": "Acme"}
        for _ in range(2):
            tx.session.execute(text("INSERT INTO workspace_settings VALUES (:team_id, :key, :value, 0)"), row)
    assert "Acme" not in str(caught.value)
