"""A backup is whole, private and of one moment, and what is not whole is never taken for one."""

import os
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from storage.backing_up import Stages, back_up, restore_file
from storage.checking import NotWhole, check_promises
from storage.database import Database
from storage.migrate import upgrade
from storage.outbox import OutboxState
from storage.queue_tables import OutboxRow
from storage.restored import BACKED_UP_AT, Restored
from storage.tables import EventRow, PromiseRow
from storage.unit_of_work import Store
from tests.unit.use_cases.office import LEIPZIG, SERVICE, Office

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
SILENT = Stages(lambda done, of: None, lambda done, of: None)


@pytest.fixture
def office(tmp_path):
    opened = Office.open(tmp_path)
    yield opened
    opened.store.database.close()


def no_other(*_arguments):
    raise AssertionError("an SQLite file is copied as a file")


def backed_up(office, target, stages=SILENT):
    return back_up(office.store.database, target, NOW, stages, no_other)


def rows(path, query):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_everything_is_in_it_and_was_checked(office, tmp_path):
    office.agree("lena", office.draft(LEIPZIG))
    office.draft(SERVICE)
    done = backed_up(office, tmp_path / "backup.db")
    assert (done.whole.promises, done.whole.seals) == (2, 1)
    for table in ("events", "promises", "people", "outbox", "owed", "renderings"):
        source = rows(office.store.database.engine.url.database, f"SELECT * FROM {table} ORDER BY 1, 2, 3")
        assert rows(tmp_path / "backup.db", f"SELECT * FROM {table} ORDER BY 1, 2, 3") == source


def test_it_is_one_file_that_only_its_owner_can_read(office, tmp_path):
    before = set(tmp_path.iterdir())
    mask = os.umask(0)
    try:
        backed_up(office, tmp_path / "backup.db")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "backup.db").stat().st_mode) == 0o600
    assert set(tmp_path.iterdir()) - before == {tmp_path / "backup.db"}


def test_a_file_that_is_there_is_left_alone(office, tmp_path):
    (tmp_path / "backup.db").write_text("somebody's")
    before = set(tmp_path.iterdir())
    with pytest.raises(FileExistsError):
        backed_up(office, tmp_path / "backup.db")
    assert (tmp_path / "backup.db").read_text() == "somebody's"
    assert set(tmp_path.iterdir()) == before


def test_a_file_that_appears_meanwhile_is_left_alone(office, tmp_path):
    target = tmp_path / "backup.db"
    stages = Stages(lambda done, of: target.write_text("somebody's") and None, lambda done, of: None)
    with pytest.raises(FileExistsError):
        backed_up(office, target, stages)
    assert target.read_text() == "somebody's"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_it_is_of_one_moment_while_others_write(office, tmp_path):
    """What is committed while it is copied is in none of its tables."""
    promise = office.draft(LEIPZIG)

    def write_now(done, of):
        if not written:
            written.append(True)
            thread = threading.Thread(target=lambda: office.agree("lena", promise))
            thread.start()
            thread.join(20)

    written = []
    done = backed_up(office, tmp_path / "backup.db", Stages(write_now, lambda done, of: None))
    assert done.whole.seals == 0
    assert office.load(promise).in_force is not None
    assert rows(tmp_path / "backup.db", "SELECT state FROM promises") == [("negotiating",)]


def test_nothing_that_was_removed_before_can_be_read_in_it(office, tmp_path):
    word = "Geheimnisträger"
    with office.store.write() as tx:
        tx.outbox.add("k", "trouble", "C1", office.now, body={"text": word * 50})
    with office.store.write() as tx:
        tx.session.delete(tx.outbox.by_key("k"))
    backed_up(office, tmp_path / "backup.db")
    assert word.encode() not in (tmp_path / "backup.db").read_bytes()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE promises SET revision = revision + 1", "does not give what is stored"),
        ("DELETE FROM events WHERE seq > 1", "does not give what is stored"),
        ("DELETE FROM events", "have no history"),
        ("DELETE FROM promises", "does not give what is stored"),
        ("UPDATE events SET body = replace(body, '40', '44')", "seal of P-1 does not verify"),
    ],
)
def test_what_cannot_be_trusted_is_no_backup(office, tmp_path, damage, said):
    office.agree("lena", office.draft(LEIPZIG))
    office.store.database.close()
    with closing(sqlite3.connect(office.store.database.engine.url.database)) as connection:
        connection.execute(damage)
        connection.commit()
    with pytest.raises(NotWhole, match=said):
        backed_up(office, tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()


@pytest.mark.parametrize("content", [b"no database at all " * 100, b""])
def test_a_file_that_is_no_backup_is_refused(tmp_path, content):
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(NotWhole, match="no backup of this program"):
        restore_file(tmp_path / "other", tmp_path / "new.db", SILENT)
    assert not (tmp_path / "new.db").exists()


def test_a_damaged_backup_is_refused(office, tmp_path):
    office.draft(LEIPZIG)
    backed_up(office, tmp_path / "backup.db")
    with (tmp_path / "backup.db").open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)
    with pytest.raises(NotWhole):
        restore_file(tmp_path / "backup.db", tmp_path / "new.db", SILENT)
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("there", ["new.db", "new.db-wal"])
def test_it_is_restored_into_an_empty_place_alone(office, tmp_path, there):
    """Beside a file of the same name, SQLite would take the old one's log for the new one's."""
    backed_up(office, tmp_path / "backup.db")
    (tmp_path / there).write_bytes(b"old")
    with pytest.raises(FileExistsError, match=there):
        restore_file(tmp_path / "backup.db", tmp_path / "new.db", SILENT)


def test_what_is_restored_is_what_was_backed_up_and_is_marked(office, tmp_path):
    promise = office.draft(LEIPZIG)
    backed_up(office, tmp_path / "backup.db")
    done = restore_file(tmp_path / "backup.db", tmp_path / "new.db", SILENT)
    assert done.whole.promises == 1
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    upgrade(database)
    store = Store(database, office.store.team_id)
    with store.write() as tx:
        assert tx.promises.load(promise.id) == promise
        restored = Restored(tx.session, store.team_id)
        assert restored.backed_up_at() == NOW
        assert restored.look_for_first(office.now) == 2
        restored.dealt_with()
    with store.read() as tx:
        assert Restored(tx.session, store.team_id).backed_up_at() is None
        assert {row.state for row in tx.session.exec(select(OutboxRow))} == {OutboxState.SENDING.value}
    database.close()
    assert (
        rows(
            office.store.database.engine.url.database, f"SELECT * FROM workspace_settings WHERE key = '{BACKED_UP_AT}'"
        )
        == []
    )


def test_a_database_from_before_an_upgrade_is_backed_up_as_it_is(office, tmp_path):
    """Whoever has installed a newer version makes a backup before it touches anything."""
    office.draft(LEIPZIG)
    path = office.store.database.engine.url.database
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE promises DROP COLUMN title")
        connection.execute("ALTER TABLE workspace_settings DROP COLUMN is_pinned")
        connection.commit()
    assert backed_up(office, tmp_path / "backup.db").whole.promises == 1


def test_how_far_it_is_is_told(office, tmp_path):
    office.draft(LEIPZIG)
    told = []
    backed_up(office, tmp_path / "backup.db", Stages(lambda *a: told.append(("copy", *a)), lambda *a: told.append(a)))
    assert told[-1] == (1, 1)
    assert [entry[1] == entry[2] for entry in told if entry[0] == "copy"][-1]


def test_histories_are_checked_team_by_team(office):
    office.draft(LEIPZIG)
    with office.store.write() as tx:
        for table in (PromiseRow, EventRow):
            for row in tx.session.exec(select(table)).all():
                tx.session.add(table(**{**row.model_dump(), "team_id": "T2"}))
    with office.store.read() as tx:
        assert check_promises(tx.session).promises == 2
