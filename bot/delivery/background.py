"""Delivering in the background: a queue that may go on is given to a worker at once, and nobody waits for the slowest.

It looks again when something was stored in this process, when a worker is done, when a limit opens, and every quarter
of a second for what other processes stored.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot import logs
from bot.delivery.dispatcher import WORKERS, Dispatcher, Due
from storage.database import StorageUnavailable

log = logging.getLogger(__name__)

POLL_SECONDS = 0.25
"""How long nothing is looked at when nothing wakes it: what other processes stored is seen that late."""
REST_SECONDS = 0.05
"""How long it rests between two looks: a look sees everything that was stored in between."""
SWEEP_EVERY = timedelta(seconds=2)
"""Each look for doubles is a call to a method of 50 a minute."""
KEEP_EVERY = timedelta(seconds=5)
"""How often it is made sure that the other processes still notice this one."""


class DispatcherThread:
    """Runs a dispatcher in the background until it is stopped."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        on_round: Callable[[], None] = lambda: None,
        give_way: Callable[[float], None] = lambda since: None,
    ) -> None:
        """`on_round` is called as a sign of life, before each look at the outbox.

        `give_way` returns when nobody waits for an acknowledgement, or has waited long enough since a moment.
        """
        self._dispatcher = dispatcher
        self._give_way = give_way
        self._on_round = on_round
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)
        self._pool = ThreadPoolExecutor(WORKERS + 1, thread_name_prefix="deliver")  # one of them sweeps
        self._busy: set[str] = set()
        self._sweep_at = self._keep_at = dispatcher.clock.real_now()

    def start(self) -> None:
        """Begin delivering. Raises StorageUnavailable."""
        self._dispatcher.presence.keep()
        self._dispatcher.store.database.after_write.append(self.wake)
        self._thread.start()

    def wake(self) -> None:
        """Look at the outbox now instead of at the next poll."""
        self._wake.set()

    def stop(self, timeout: float = 5.0) -> None:
        """Finish the messages at hand and stop; after `timeout` (seconds) they finish by themselves."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(timeout)
        self._pool.shutdown(wait=False, cancel_futures=True)
        waiter = threading.Thread(target=self._pool.shutdown, daemon=True)
        waiter.start()
        waiter.join(timeout)
        if not waiter.is_alive():
            self._dispatcher.presence.leave()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            self._on_round()
            seconds = self._hand_out()
            self._wake.wait(seconds)
            woken_at = time.monotonic()
            self._stopping.wait(REST_SECONDS)
            self._give_way(woken_at)

    def _hand_out(self) -> float:
        """Give every queue that may go on to a worker; return how long nothing more can happen (seconds)."""
        try:
            self._keep_present()
            due, next_at = self._dispatcher.look()
        except StorageUnavailable:
            log.warning("the outbox cannot be read; trying again")
            return POLL_SECONDS
        except Exception:
            # Guards the thread: nothing would be delivered any more, and nobody would know.
            log.exception("delivering failed; trying again")
            return POLL_SECONDS
        for one in due:
            if one.queue not in self._busy:
                self._busy.add(one.queue)
                self._pool.submit(self._deliver, one)
        now = self._dispatcher.clock.real_now()
        if not due and now >= self._sweep_at and "" not in self._busy:
            self._sweep_at = now + SWEEP_EVERY
            self._busy.add("")
            self._pool.submit(self._sweep)
        return POLL_SECONDS if next_at is None else min(POLL_SECONDS, max((next_at - now).total_seconds(), 0.0))

    def _keep_present(self) -> None:
        now = self._dispatcher.clock.real_now()
        if now >= self._keep_at:
            self._dispatcher.presence.keep()
            self._keep_at = now + KEEP_EVERY

    def _deliver(self, due: Due) -> None:
        try:
            if not self._stopping.is_set():
                with logs.about(outbox_id=due.head.id, promise_id=due.head.promise_id):
                    self._dispatcher.deliver(due)
        except Exception:
            # Guards the pool, which would keep it to itself: the row is tried again, as its outcome is unknown.
            log.exception("outbox %s: its outcome could not be noted", due.head.id)
        finally:
            self._busy.discard(due.queue)
            self._wake.set()

    def _sweep(self) -> None:
        try:
            self._dispatcher.sweep()
        except StorageUnavailable:
            log.warning("looking for doubles found the database busy; the next look does it")
        except Exception:
            # Guards the pool, which would keep it to itself: doubles are looked for again.
            log.exception("looking for doubles failed")
        finally:
            self._busy.discard("")
