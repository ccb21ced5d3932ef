"""A backlog over many channels, against a server that enforces Slack's limit of about one message a second for each.

The reference is what the limit allows: the burst at once, and one each second after it. The cap on the workspace is
off, as nothing else could be seen otherwise.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from slack_sdk import WebClient

from bot.clock import SystemClock
from bot.delivery.background import DispatcherThread
from bot.delivery.compose import Composer
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.pace import CHANNEL, PER_CHANNEL
from bot.delivery.slack_calls import Messenger
from bot.playground import BOT_TOKEN
from tests.benchmarks import slack_server as server
from tests.benchmarks.cloning import clone, connect
from tests.benchmarks.gestures import get, post
from tests.benchmarks.measuring import Effort, Line, compare
from tests.benchmarks.office import Office
from tests.benchmarks.processes import slack_server

_FIRST = 100
_SECONDS = 300.0


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the rate, in messages a second, and how many were refused."""
    channels, each = server.CHANNELS, effort.amount(20, 5)
    allowed = channels * each / ((each - CHANNEL.burst) * CHANNEL.every.total_seconds())
    refused: list[float] = []

    def drained() -> Mapping[str, float]:
        with tempfile.TemporaryDirectory(prefix="promise-bot-benchmark-") as name, slack_server(Path(name)) as slack:
            took = _drained(_backlog(Path(name) / "drain.db", channels * each), slack)
            refused.append(float(sum(one["status"] == "ratelimited" for one in get(slack, "log")["entries"])))
            return {"": channels * each / took}

    yield from compare("drain.rate", "messages/s", drained, lambda: {"": allowed}, effort.runs)
    yield Line("drain.refused", max(refused), 0.0, "429", max(refused), 0.0)


def _backlog(path: Path, messages: int) -> Office:
    """Return a workspace that owes a card for each of as many promises, over all channels in turn."""
    office = Office(path)
    promise = office.draft("12 agents in Leipzig")
    clone(path, promise.id, range(_FIRST, _FIRST + messages))
    with closing(connect(path)) as connection:
        connection.execute("DELETE FROM outbox")
        for number in range(server.CHANNELS):
            channel = server.channel_of(number)
            here = (channel, server.CHANNELS, number)
            connection.execute("UPDATE promises SET channel = ? WHERE number >= 100 AND number % ? = ?", here)
        connection.execute(
            'UPDATE events SET body = replace(body, \'"channel": "C01PROMISES"\', \'"channel": "\' || '
            "(SELECT channel FROM promises WHERE id = promise_id) || '\"')"
        )
        connection.execute(
            "INSERT INTO outbox (team_id, key, kind, queue, promise_id, body, state, attempt, created_at) "
            "SELECT team_id, 'card:' || id || ':1', 'card', channel, id, '{}', 'waiting', 0, drafted_at FROM promises "
            "WHERE number >= 100 ORDER BY number"
        )
    return office


def _drained(office: Office, slack: int) -> float:
    """Return how long it takes until nothing waits."""
    post(slack, "faults", {"rate_limit": True})
    client = WebClient(token=BOT_TOKEN, base_url=f"http://127.0.0.1:{slack}/api/", timeout=10, retry_handlers=[])
    client.proxy = None
    messenger = Messenger(client, "U00BOT")
    dispatcher = Dispatcher(office.store, Composer(""), messenger, SystemClock(), pace=PER_CHANNEL)
    thread = DispatcherThread(dispatcher)
    began = time.perf_counter()
    thread.start()
    try:
        with closing(connect(office.path)) as connection:
            waiting = "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')"
            while connection.execute(waiting).fetchone()[0]:
                if time.perf_counter() - began > _SECONDS:
                    raise RuntimeError("the backlog does not drain")
                time.sleep(0.05)
        return time.perf_counter() - began
    finally:
        thread.stop()
        office.store.database.close()
