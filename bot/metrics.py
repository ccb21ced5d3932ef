"""What is counted for whoever operates the bot, in Prometheus' format: how it is doing, never how anybody is.

No label names a person, an area or a promise (rule 10); every label's values come from a short list of our own or
Slack's, so that nobody can fill the memory of a monitor from outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from storage.database import StorageUnavailable
from storage.outbox import OutboxState
from storage.standing import Standing, standing_of_outbox
from storage.unit_of_work import Store

ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
"""Seconds; at three Slack gives up and shows an error."""

MOST_CODES = 200
"""So many kinds of Slack's errors are told apart; a server that makes up new ones ends in `other`."""

_CODE = re.compile(r"[a-z0-9_]{1,60}")

Waiting = Mapping[OutboxState, Standing]


class Metrics:
    """The counters of one process; every process counts for itself."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._acts = _counter(self.registry, "acts", "Facts added to the history of promises.", "kind")
        self._slack_errors = _counter(
            self.registry, "slack_errors", "Calls to Slack that failed, by Slack's code.", "method", "code"
        )
        self._ticks = _counter(self.registry, "ticks", "Looks at what falls due.", "outcome")
        self._acks = Histogram(
            "promise_bot_ack_seconds",
            "From a delivery of Slack until its acknowledgement was ready.",
            ["kind"],
            buckets=ACK_BUCKETS,
            registry=self.registry,
        )
        self._codes: set[str] = set()
        ProcessCollector(registry=self.registry)

    def acted(self, kinds: Iterable[str]) -> None:
        """Count facts, by their kind, once they are committed."""
        for kind in kinds:
            self._acts.labels(kind).inc()

    def acknowledged(self, kind: str, seconds: float) -> None:
        """Count a delivery that was answered after `seconds`."""
        self._acks.labels(kind).observe(seconds)

    def slack_failed(self, method: str, code: str) -> None:
        """Count a call that Slack refused, or that never got there (`unreachable`)."""
        known = code if _CODE.fullmatch(code) and (code in self._codes or len(self._codes) < MOST_CODES) else "other"
        self._codes.add(known)
        self._slack_errors.labels(method, known).inc()

    def ticked(self, outcome: str) -> None:
        """Count a tick: done, busy or failed."""
        self._ticks.labels(outcome).inc()

    def watch_outbox(self, store: Store, now: Callable[[], datetime]) -> None:
        """Tell with every scrape what waits in the outbox, on the bot's clock."""
        self.registry.register(_OutboxCollector(store, now))

    def text(self) -> bytes:
        """Return everything in the format that Prometheus reads."""
        return generate_latest(self.registry)


def _counter(registry: CollectorRegistry, name: str, about: str, *labels: str) -> Counter:
    return Counter(f"promise_bot_{name}", about, labels, registry=registry)


def oldest_age(waiting: Waiting, now: datetime) -> float:
    """Return for how many seconds the oldest message has been owed that is not sent yet; 0 where none is."""
    since = [waiting[state].oldest for state in (OutboxState.WAITING, OutboxState.SENDING)]
    ages = [(now - moment).total_seconds() for moment in since if moment is not None]
    return max(0.0, *ages) if ages else 0.0


class _OutboxCollector(Collector):
    """Asks the database when it is scraped; where that cannot answer, nothing is made up."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def describe(self) -> Iterable[Metric]:
        """Name nothing beforehand: registering asks no database."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield the depth by state, the age of the oldest, and whether the database answered."""
        reached = GaugeMetricFamily("promise_bot_database_up", "Whether the database answered this scrape.")
        try:
            waiting = standing_of_outbox(self._store)
        except StorageUnavailable:
            reached.add_metric([], 0)
            yield reached
            return
        reached.add_metric([], 1)
        yield reached
        depth = GaugeMetricFamily("promise_bot_outbox_messages", "Messages of the outbox, by state.", labels=["state"])
        for state, standing in waiting.items():
            depth.add_metric([state.value], standing.rows)
        yield depth
        age = GaugeMetricFamily(
            "promise_bot_outbox_oldest_seconds", "For how long the oldest message is owed that is not sent yet."
        )
        age.add_metric([], oldest_age(waiting, self._now()))
        yield age
