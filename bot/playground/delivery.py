"""Everything that goes to the bot: by Socket Mode, or as signed HTTP once a request URL is set.

Rule: the bot has three seconds of real time. An interaction that is not acked has failed for good; an event is sent
again at once, after one minute and after five, with the same event_id. Several request URLs stand for several
processes behind one load balancer: each takes its turn, and one that does not listen is passed over.
"""

import asyncio
import contextlib
import http.client
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .faults import Faults
from .ids import Json
from .signed_http import Reply, SignedHttp
from .sockets import NotConnected, Sockets
from .traffic import TO_BOT, Traffic

ACK_SECONDS = 3.0
RETRY_DELAYS = (0.0, 60.0, 300.0)


@dataclass(frozen=True)
class Outcome:
    """What came of one delivery: the ack's payload, or why there is none."""

    ack: Json | None = None
    error: str | None = None
    reason: str = ""  # what x-slack-retry-reason will say
    final: bool = False  # the bot asked for no retry

    @property
    def ok(self) -> bool:
        """Whether the bot acked."""
        return self.error is None


class Delivery:
    """The way to the bot. `request_url` None means Socket Mode."""

    def __init__(
        self,
        sockets: Sockets,
        traffic: Traffic,
        faults: Faults,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        told: Callable[[Json], Json] = dict,
    ) -> None:
        self.request_url: str | None = None
        self.other_urls: tuple[str, ...] = ()
        self._turn = 0
        self.retry_delays = tuple(retry_delays)
        self._sockets = sockets
        self._http = SignedHttp()
        self._traffic = traffic
        self._faults = faults
        self._told = told  # what the server's profile tells of a payload
        self._tasks: set[asyncio.Task[Outcome]] = set()
        self._retries: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        """Whether there is anybody to deliver to."""
        return self.request_url is not None or self._sockets.connected

    @property
    def idle(self) -> bool:
        """Whether no event is on its way or waits to be sent again."""
        return not self._tasks and not self._retries

    async def interact(self, kind: str, payload: Json, summary: str) -> Outcome:
        """Deliver a "slash_commands" or "interactive" payload, once."""
        return await self._attempt(kind, self._told(payload), summary, None)

    def event(self, payload: Json) -> list[asyncio.Task[Outcome]]:
        """Deliver an event in the background; each task ends with its first attempt."""
        copies = 2 if self._faults.duplicate_events else 1
        if copies > 1:
            self._faults.played["duplicated_event"] += 1
        tasks = [asyncio.create_task(self._first_attempt(self._told(payload))) for _ in range(copies)]
        for task in tasks:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return tasks

    def forget(self) -> None:
        """Give up all retries that are still to come."""
        for task in self._retries:
            task.cancel()

    def close(self) -> None:
        """Stop delivering for good."""
        self.forget()
        for task in self._tasks:
            task.cancel()
        self._http.close()

    async def _first_attempt(self, payload: Json) -> Outcome:
        waits = self._faults.event_waits()
        if waits:
            self._faults.played["late_event"] += 1
            await asyncio.sleep(waits)
        outcome = await self._attempt("events_api", payload, _event_summary(payload), None)
        if not outcome.ok and not outcome.final:
            retries = asyncio.create_task(self._retry(payload, outcome))
            self._retries.add(retries)
            retries.add_done_callback(self._retries.discard)
        return outcome

    async def _retry(self, payload: Json, outcome: Outcome) -> None:
        for number, delay in enumerate(self.retry_delays, start=1):
            await asyncio.sleep(delay)
            outcome = await self._attempt("events_api", payload, _event_summary(payload), (number, outcome.reason))
            if outcome.ok or outcome.final:
                return

    async def _attempt(self, kind: str, payload: Json, summary: str, retry: tuple[int, str] | None) -> Outcome:
        began = time.perf_counter()
        outcome = await self._send(kind, payload, retry)
        took = (time.perf_counter() - began) * 1000
        again = f" (retry {retry[0]})" if retry else ""
        self._traffic.add(TO_BOT, kind, summary + again, outcome.error or "ok", took, payload, outcome.ack)
        return outcome

    async def _send(self, kind: str, payload: Json, retry: tuple[int, str] | None) -> Outcome:
        try:
            if self.request_url is None:
                outcome = Outcome(ack=await self._sockets.send(kind, payload, ACK_SECONDS, retry))
            else:
                outcome = _judged(await self._post(kind, payload, retry))
            if self._faults.loses_ack():
                raise TimeoutError
            return outcome
        except TimeoutError:
            return Outcome(error="operation_timeout", reason="http_timeout" if self.request_url else "timeout")
        except NotConnected:
            return Outcome(error="dispatch_failed", reason="connection_failed")
        except (OSError, http.client.HTTPException):
            return Outcome(error="dispatch_failed", reason="connection_failed")

    async def _post(self, kind: str, payload: Json, retry: tuple[int, str] | None) -> Reply:
        self._turn += 1
        urls = [self.request_url or "", *self.other_urls]
        turned = urls[self._turn % len(urls) :] + urls[: self._turn % len(urls)]
        for url in turned[:-1]:
            with contextlib.suppress(ConnectionRefusedError):
                return await self._http.post(url, kind, payload, ACK_SECONDS, retry)
        return await self._http.post(turned[-1], kind, payload, ACK_SECONDS, retry)


def _judged(reply: Reply) -> Outcome:
    if 200 <= reply.status < 300:
        return Outcome(ack=reply.ack())
    return Outcome(error=f"http_{reply.status}", reason="http_error", final=reply.no_retry)


def _event_summary(payload: Json) -> str:
    event = payload["event"]
    return " ".join(filter(None, [event["type"], event.get("subtype"), str(event.get("reaction", ""))]))
