"""Several writings in one transaction: each is done or not by itself, and committed before anybody has an answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from storage.database import Database, StorageUnavailable
from storage.together import TRIES, Together
from storage.unit_of_work import Store, Transaction

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def keys(store: Store) -> set[str]:
    with store.read() as tx:
        return {row.key for row, _ in tx.outbox.undelivered()}


def owe(tx: Transaction, key: str) -> str:
    tx.outbox.add(key, "card", "C1", NOW)
    return key


def in_one_moment(store: Store, *names: str) -> list[object]:
    """Write them all at once, those that begin with "bad" raising in the end; return answers and problems."""
    together = Together()

    def do(name: str) -> object:
        def write(tx: Transaction) -> str:
            owe(tx, name)
            if name.startswith("bad"):
                raise LookupError(name)
            return name

        try:
            return together.write(store, write)
        except LookupError as problem:
            return problem

    with ThreadPoolExecutor(len(names)) as pool:
        return list(pool.map(do, names))


def test_everybody_gets_their_own_answer(store: Store) -> None:
    names = [f"good{number}" for number in range(12)]
    assert in_one_moment(store, *names) == names
    assert keys(store) == set(names)


def test_what_one_raises_undoes_only_its_own(store: Store) -> None:
    names = [f"{'bad' if number % 3 == 0 else 'good'}{number}" for number in range(12)]
    answers = in_one_moment(store, *names)
    good = {name for name in names if name.startswith("good")}
    assert {answer for answer in answers if isinstance(answer, str)} == good
    assert {str(answer) for answer in answers if isinstance(answer, LookupError)} == set(names) - good
    assert keys(store) == good


def test_an_answer_is_given_when_it_is_committed(store: Store, database: Database) -> None:
    Together().write(store, lambda tx: owe(tx, "kept"))
    other = Database(database.url)
    assert keys(Store(other, store.team_id)) == {"kept"}
    other.close()


def test_it_is_begun_anew_when_the_database_is_busy(store: Store) -> None:
    tried = []

    def write(tx: Transaction) -> str:
        tried.append(1)
        if len(tried) < TRIES:
            raise StorageUnavailable("locked")
        return owe(tx, "late")

    assert Together().write(store, write) == "late"
    assert keys(store) == {"late"}


def test_a_database_that_stays_busy_is_said(store: Store) -> None:
    def write(tx: Transaction) -> str:
        owe(tx, "lost")
        raise StorageUnavailable("locked")

    with pytest.raises(StorageUnavailable, match="locked"):
        Together().write(store, write)
    assert keys(store) == set()
