"""Several short writings as one transaction: on SQLite writers queue anyway, and so they wait for the disk once.

Each is a savepoint of its own: what one raises undoes its own writings only, and nobody has an answer before
everything is committed. On PostgreSQL writers do not wait for each other, and each is a transaction of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy.exc import OperationalError

from storage.database import StorageUnavailable
from storage.unit_of_work import Store, Transaction

Answer = TypeVar("Answer")

TRIES = 5
"""How often it is begun anew where other writers take too long: nobody waits for an answer within Slack's time."""


@dataclass
class _Work:
    do: Callable[[Transaction], Any]
    is_done: bool = False
    answer: Any = None
    problem: Exception | None = None


@dataclass(frozen=True)
class Together:
    """Whoever writes to one store at the same moment does it together."""

    _turn: threading.Lock = field(default_factory=threading.Lock)
    _waiting: list[_Work] = field(default_factory=list)

    def write(self, store: Store, do: Callable[[Transaction], Answer]) -> Answer:
        """Do something in a writing transaction, and return its answer once it is committed.

        `do` may be called again when nothing came of the first time. Raises what it raises, StorageUnavailable.
        """
        if not store.database.is_sqlite:
            with store.write() as tx:
                return do(tx)
        mine = _Work(do)
        self._waiting.append(mine)
        with self._turn:  # whoever has it does what all the others wait for
            if not mine.is_done:
                self._do_all(store)
        if mine.problem is not None:
            raise mine.problem
        answer: Answer = mine.answer
        return answer

    def _do_all(self, store: Store) -> None:
        works = list(self._waiting)
        del self._waiting[: len(works)]
        problem: Exception | None = None
        try:
            _commit(store, works)
        except Exception as raised:  # noqa: BLE001 - raised anew by everybody who waits, this thread among them
            problem = raised
        for work in works:
            work.problem = problem or work.problem
            work.is_done = True


def _commit(store: Store, works: list[_Work]) -> None:
    for tries_left in reversed(range(TRIES)):
        try:
            with store.write() as tx:
                for work in works:
                    _do(tx, work)
            return
        except StorageUnavailable:
            if not tries_left:
                raise


def _do(tx: Transaction, work: _Work) -> None:
    work.problem = None
    try:
        with tx.session.begin_nested():
            work.answer = work.do(tx)
    except (OperationalError, StorageUnavailable):
        raise  # the database's, and so everybody's
    except Exception as problem:  # noqa: BLE001 - raised anew by whoever asked for it
        work.problem = problem
