"""Many do the same at the same moment: threads in several processes, each with its own connection to one database."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any

from bot.domain.errors import PromiseError
from bot.use_cases import conversing, drafting, people, ticking, workspace
from storage.database import Database, StorageUnavailable
from storage.people import Profile
from storage.unit_of_work import Store
from tests.unit.use_cases.office import CHANNEL, LEIPZIG, SERVICE, Office, user_id

PROCESSES, THREADS = 3, 4
ALL = PROCESSES * THREADS
TRIES = 10

Said = list[Any]
"""What each of them was answered: a value, the name of a refusal, or "crashed: …" for anything nobody may see."""


@cache
def _office(url: str) -> Office:
    return Office.on(Store(Database(url), "T1"))


def _start(url: str, _number: int) -> object:
    Office.on(Store(Database(url), "T1"))
    return "started"


def _agree(url: str, number: int, renderings: list[str]) -> object:
    who = ("wim", "wilma", "lena")[number % 3]
    office = _office(url)
    from bot.use_cases import negotiating

    return len(
        negotiating.agree(office.store, office.people[who], renderings[number % len(renderings)], office.now).facts
    )


def _react(url: str, _number: int, channel: str, ts: str) -> object:
    office = _office(url)
    later = office.now.replace(year=2027)
    done = conversing.react(office.store, office.people["wim"], channel, ts, "E-once", later, later)
    return done.result.value


def _comment(url: str, number: int, channel: str, ts: str) -> object:
    office = _office(url)
    return conversing.keep_comment(office.store, office.people["wim"], channel, ts, "9.9", f"word {number}", office.now)


def _submit(url: str, _number: int, draft_id: str) -> object:
    office = _office(url)
    return drafting.post(office.store, office.people["sara"], draft_id, office.now).number


def _draft(url: str, number: int) -> object:
    return _office(url).draft(LEIPZIG, SERVICE, client=f"Client {number}").number


def _tick(url: str, _number: int, moment: str) -> object:
    office = _office(url)
    return ticking.tick(office.store, office.now.fromisoformat(moment))


def _meet(url: str, _number: int, *names: str) -> object:
    office = _office(url)
    found = people.remember(office.store, [Profile(user_id(name), name) for name in names], office.now)
    return [person.ref for person in found]


def _set(url: str, number: int) -> object:
    office = _office(url)
    from bot.use_cases import configuring

    configuring.change(office.store, configuring.Key.RETENTION_MONTHS, str(12 + number), office.now)
    return "set"


def _template(url: str, number: int) -> object:
    office = _office(url)
    with office.store.write() as tx:
        tx.templates.save("Inbound", office.people["sara"].ref, f"{number}", LEIPZIG, "", "en", office.now)
    return "saved"


def _take_over(url: str, number: int) -> object:
    office = _office(url)
    wishes = workspace.WorkspaceWishes(
        CHANNEL, "en", "Europe/Berlin", f"Area {number % 3}", [user_id("omar")], [], [], []
    )
    workspace.take_over(office.store, wishes, office.now)
    return "taken"


def _everything(url: str, number: int, renderings: list[str], moment: str) -> object:
    """A third signs, a third drafts, a third ticks; what was done is not done again because the next found it busy."""
    acts = (lambda: _agree(url, number, renderings), lambda: _draft(url, number), lambda: _tick(url, number, moment))
    return sum(len(str(_in_the_end(acts[(number + turn) % 3]))) for turn in range(3))


ACTS: dict[str, Callable[..., object]] = {
    "start": _start, "agree": _agree, "react": _react, "comment": _comment, "submit": _submit, "draft": _draft,
    "tick": _tick, "meet": _meet, "set": _set, "template": _template, "take_over": _take_over,
    "everything": _everything,
}  # fmt: skip


def _in_the_end(act: Callable[[], object]) -> object:
    """Try again when the database was too busy, as the words ask people to, and as Slack does with events."""
    for _ in range(TRIES):
        try:
            return act()
        except StorageUnavailable as busy:
            last = busy
    raise last


def _one_process(name: str, url: str, process: int, go_at: float, arguments: tuple[Any, ...]) -> Said:
    if name != "start":
        _in_the_end(lambda: _office(url))
    said: Said = [None] * THREADS
    barrier = threading.Barrier(THREADS)

    def act(thread: int) -> None:
        barrier.wait()
        time.sleep(max(0.0, go_at - time.time()))
        try:
            said[thread] = _in_the_end(lambda: ACTS[name](url, process * THREADS + thread, *arguments))
        except PromiseError as refused:
            said[thread] = type(refused).__name__
        except Exception as crashed:  # noqa: BLE001 - this is what the test is about
            said[thread] = f"crashed: {crashed!r}"

    threads = [threading.Thread(target=act, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


class Storm:
    """The processes, ready to go."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def __call__(self, name: str, url: str, *arguments: Any) -> Said:
        """Let every thread of every process do the same at once, and return what each was answered."""
        go_at = time.time() + 0.2
        running = [self._pool.submit(_one_process, name, url, number, go_at, arguments) for number in range(PROCESSES)]
        return [one for process in running for one in process.result(timeout=120)]


@contextmanager
def storms() -> Iterator[Storm]:
    """Start the processes; they end with the block."""
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield Storm(pool)
