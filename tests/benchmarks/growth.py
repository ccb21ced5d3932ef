"""What a busy week costs in a database of a million promises, against one of a thousand.

The thousand are the same in both: what is due, what was signed this week, what is open. The others are what years
leave behind: most were signed off or withdrawn long ago, a tenth is open, for other areas and later dates.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.delivery.compose import Composer
from bot.use_cases import announcing, glancing, ticking
from bot.use_cases.queries import Filter
from storage.queue_tables import OutboxRow
from tests.benchmarks.cloning import clone, connect, in_bulk, promise_id_of
from tests.benchmarks.measuring import Effort, Line, compare, note
from tests.benchmarks.office import CHANNEL, NOW, OWNER, SALES, Office

SITES = ("Kassel", "Bremen", "Erfurt", "Rostock", "Dresden", "Hamburg", "Berlin", "Bochum", "Essen", "Jena")
DUE = 100
"""People who are reminded at one tick: ten areas of ten."""
_OWED = 4
"""Copies that each area owes, beside the first."""
_NUMBER = 1_000
"""Where the numbers of copies begin."""
_COMPOSER = Composer("https://nordlicht-service.slack.com/")


def measure(effort: Effort) -> Iterator[Line]:
    """Yield what does not get slower, in ms."""
    with tempfile.TemporaryDirectory(prefix="promise-bot-benchmark-") as folder:
        small = _office(Path(folder) / "small.db", effort, 0)
        large = _office(Path(folder) / "large.db", effort, effort.amount(999_000, 500))
        cases: dict[str, Callable[[Office], float]] = {
            "tick": _tick, "digest": _digest, "list": _list, "list_of_client": _list_of_client, "card": _card,
            "outbox": _outbox, "draft": _draft,
        }  # fmt: skip
        for name, take in cases.items():
            for office in (large, small):
                take(office)  # what is done once is done before
            yield from compare(
                f"growth.{name}",
                "ms",
                lambda once=take: {"": once(large)},  # type: ignore[misc]
                lambda once=take: {"": once(small)},  # type: ignore[misc]
                effort.runs,
            )
        for office in (small, large):
            office.store.database.close()


def _office(path: Path, effort: Effort, old: int) -> Office:
    """Return a workspace with a thousand promises and `old` others."""
    began = time.monotonic()
    office = Office(path, SITES)
    copies = [(office.draft(f"12 agents in {site}"), _OWED) for site in SITES]
    fresh = office.draft("30 agents in Leipzig", at=NOW - timedelta(days=5))
    office.sign(fresh, OWNER, at=NOW - timedelta(days=2))
    copies.append((fresh, effort.amount(499, 20)))
    copies.append((office.draft("20 agents in Leipzig", days=40), effort.amount(449, 20)))
    year = NOW - timedelta(days=400)
    signed = office.draft("10 agents in Lisbon", client="Bolt", at=year)
    office.sign(signed, "U08INES", at=year + timedelta(days=2))
    copies.append((signed, old * 9 // 10))
    copies.append((office.draft("8 agents in Lisbon", client="Bolt", days=300), old // 10))
    _sent(office)
    office.store.database.close()
    number = _NUMBER
    with in_bulk(path):
        for promise, amount in copies:
            clients = "Former " if promise.client == "Bolt" else "Client "
            if amount:
                clone(path, promise.id, range(number, number + amount), clients=clients)
            number += amount
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    note(f"  growth: {_count(path)} promises, {path.stat().st_size / 1e6:.0f} MB, {time.monotonic() - began:.0f} s")
    return office


def _sent(office: Office) -> None:
    """Take every message as sent, every card as posted."""
    with closing(connect(office.path)) as connection:
        connection.execute("UPDATE outbox SET state = 'sent', sent_channel = queue, sent_ts = id || '.000100'")
        connection.execute("UPDATE promises SET card_channel = channel, card_ts = number || '.000100'")


def _count(path: Path) -> int:
    with closing(connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM promises").fetchone()[0])


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _tick(office: Office) -> float:
    """A reminder is due for a hundred people."""
    with closing(connect(office.path)) as connection:
        due = NOW.strftime("%Y-%m-%d %H:%M:%S.000000")
        connection.execute("DELETE FROM nudges")
        connection.execute("DELETE FROM outbox WHERE kind = 'reminder'")
        rows = connection.execute(
            "UPDATE agenda SET due_at = ? WHERE kind = 'morning' AND subject IN "
            f"(SELECT person FROM seats JOIN slots ON slots.id = seats.slot_id WHERE NOT is_backup AND area IN "
            f"({', '.join('?' * len(SITES))}))",
            (due, *SITES),
        )
        assert rows.rowcount == DUE, rows.rowcount
    return _timed(lambda: ticking.tick(office.store, NOW))


def _digest(office: Office) -> float:
    """The week at a glance."""
    return _timed(lambda: glancing.digest(office.store, office.people[SALES], NOW))


def _list(office: Office) -> float:
    """`/promise list`."""
    return _timed(lambda: glancing.promises(office.store, office.people[SALES], Filter.ALL, None))


def _list_of_client(office: Office) -> float:
    """`/promise list client`."""
    return _timed(lambda: glancing.promises(office.store, office.people[SALES], Filter.OPEN, "client 17"))


def _card(office: Office) -> float:
    """A card, from the row that owes it to its blocks."""

    def compose() -> None:
        with office.store.write() as tx:
            about = promise_id_of(_NUMBER)
            named = {"id": 1, "team_id": tx.team_id, "key": "card", "kind": announcing.CARD}
            row = OutboxRow(**named, queue=CHANNEL, promise_id=about, created_at=NOW)
            assert _COMPOSER.envelope(tx, row, NOW) is not None

    return _timed(lambda: [compose() for _ in range(10)]) / 10


def _outbox(office: Office) -> float:
    """What waits to be sent is asked for several times a second."""

    def look() -> None:
        with office.store.read() as tx:
            tx.outbox.heads()

    return _timed(lambda: [look() for _ in range(10)]) / 10


def _draft(office: Office) -> float:
    """A promise for a client whose name is spelt like another one's."""
    return _timed(lambda: office.draft("3 agents in Leipzig", client="Cliemt 17"))
