"""Is this process well? One answer for a load balancer or a supervisor, and one for a monitor; neither names anybody.

A part that does not run in this process is not asked for. Messages that wait do not make a process ill: during an
outage of Slack they wait for hours, and starting anew would change nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.metrics import Metrics, oldest_age
from storage.database import StorageUnavailable
from storage.outbox import OutboxState
from storage.standing import standing_of_outbox
from storage.unit_of_work import Store

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

Check = Callable[[], str | None]
"""Returns what is wrong, in a few words, or None."""

SILENT_SECONDS = 120.0
"""After so long without a sign of life a thread is taken for dead; after an outage one round can take a while."""

ANSWER_SECONDS = 3.0
"""So long may the database take; a monitor does not wait much longer."""

HEALTH_PATH, METRICS_PATH = "/healthz", "/metrics"
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Pulse:
    """When a thread last gave a sign of life, in real time."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._last = seconds()

    def beat(self) -> None:
        """Give a sign of life."""
        self._last = self._seconds()

    def check(self) -> str | None:
        """Say for how long there was none, when that is too long."""
        silent = self._seconds() - self._last
        return f"no sign of life for {silent:.0f} s" if silent > SILENT_SECONDS else None


class Health:
    """What is asked in this process: the database always, and every part that was added when it was started."""

    def __init__(self, store: Store, now: Callable[[], datetime], metrics: Metrics) -> None:
        self._store = store
        self._now = now
        self.metrics = metrics
        self.checks: dict[str, Check] = {}
        metrics.watch_outbox(store, now)
        store.database.after_facts.append(metrics.acted)

    def pulse(self, name: str) -> Callable[[], None]:
        """Watch over a thread; return what it calls as a sign of life."""
        pulse = Pulse()
        self.checks[name] = pulse.check
        return pulse.beat

    def ticking(self) -> Callable[[str], None]:
        """Watch over the ticker; return what it calls with the outcome of each tick."""
        beat = self.pulse("ticker")

        def ticked(outcome: str) -> None:
            self.metrics.ticked(outcome)
            beat()

        return ticked

    def picture(self) -> dict[str, Any]:
        """Return what /healthz says: `ok`, each part (`ok` or what is wrong), and what waits to be sent."""
        parts: dict[str, str] = {}
        outbox: dict[str, Any] = {}
        try:
            waiting = standing_of_outbox(self._store)
        except StorageUnavailable:
            parts["database"] = "does not answer"
        else:
            parts["database"] = "ok"
            outbox = {
                "waiting": waiting[OutboxState.WAITING].rows + waiting[OutboxState.SENDING].rows,
                "failed": waiting[OutboxState.FAILED].rows,
                "oldest_waiting_seconds": round(oldest_age(waiting, self._now()), 1),
            }
        parts |= self.others()
        return _told(parts) | ({"outbox": outbox} if outbox else {})

    def others(self) -> dict[str, str]:
        """Return every part beside the database: `ok`, or what is wrong."""
        return {name: check() or "ok" for name, check in self.checks.items()}


def _told(parts: dict[str, str]) -> dict[str, Any]:
    return {"ok": all(word == "ok" for word in parts.values()), "parts": parts}


def routes(health: Health) -> list[Route]:
    """Return /healthz (200, or 503 where a part is ill) and /metrics, in threads of their own.

    Where every thread for Slack's deliveries is busy, they still answer.
    """
    import anyio  # here, with the rest: over Socket Mode there is no server unless health has a port of its own
    from anyio.to_thread import run_sync
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    threads = anyio.CapacityLimiter(2)

    async def healthz(_request: Request) -> Response:
        picture: dict[str, Any] = _told({"database": "does not answer"} | health.others())
        with anyio.move_on_after(ANSWER_SECONDS):
            picture = await run_sync(health.picture, abandon_on_cancel=True, limiter=threads)
        return JSONResponse(picture, status_code=200 if picture["ok"] else 503, headers={"cache-control": "no-store"})

    async def metrics(_request: Request) -> Response:
        text = b""
        with anyio.move_on_after(ANSWER_SECONDS):
            text = await run_sync(health.metrics.text, abandon_on_cancel=True, limiter=threads)
        return Response(text, status_code=200 if text else 503, media_type=METRICS_TYPE)

    return [Route(HEALTH_PATH, healthz, methods=["GET"]), Route(METRICS_PATH, metrics, methods=["GET"])]
