"""A Slack that keeps what reaches it and may fail at any call, and a bot that may crash at any of them."""

from __future__ import annotations

import itertools
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from sqlmodel import select

from bot.delivery import dispatcher
from bot.delivery.compose import Composer
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.envelope import Envelope
from bot.delivery.pace import UNPACED
from bot.delivery.slack_calls import Posted
from bot.domain import events
from bot.domain.errors import PromiseError
from bot.domain.promise import Promise
from bot.use_cases import negotiating
from storage.database import Database
from storage.queue_tables import OutboxRow
from storage.unit_of_work import Store
from tests.unit.use_cases.office import LEIPZIG, QUALITY, SERVICE, Office

LANDS_AFTER = timedelta(seconds=30)
"""How late something may arrive whose sender has given up waiting: after it was sent again."""


ONE_REPLY = (
    events.PromiseDrafted, events.CounterProposed, events.CounterAccepted, events.TermsRevised, events.TermDropped,
    events.PromiseWithdrawn, events.PromiseSignedOff, events.RenegotiationOpened, events.RenegotiationEnded,
    events.DropProposed,
)  # fmt: skip
"""Facts that are told in the thread, each in a reply of its own."""


class Crash(BaseException):
    """The process dies: nothing in it can handle that."""


class Fault(StrEnum):
    """How one call to Slack ends."""

    LIMITED = "429"
    LOST = "the connection breaks before anything happened"
    DONE = "the connection breaks after it happened"
    LATE = "the connection breaks, and it happens a little later"
    DIES = "the program dies before the call"
    DIES_AFTER = "the program dies between sending and marking"
    MEANWHILE = "the other process delivers while the call is on its way"
    STALLS = "the process stands still for longer than its lease, and then goes on as if nothing had been"


faults = st.lists(st.sampled_from([None, *Fault, Fault.LATE, Fault.MEANWHILE]), min_size=2, max_size=14)


@dataclass
class KeepingSlack:
    """Stands in for the Messenger: keeps what was posted, lets it be looked up, and fails as it is told."""

    office: Office
    plan: list[Fault | None]
    bot_user: str = "UBOT"
    said: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    coming: list[tuple[datetime, str, Envelope]] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    """What was sent again although it could have been found."""
    overtaken: list[str] = field(default_factory=list)
    """What was sent in a queue while another call for it was on its way."""
    other: Callable[[], None] = lambda: None
    """Lets the other process deliver."""
    calling: list[str] = field(default_factory=list)
    _counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def open_dm(self, user: str) -> str:
        return f"D{user}"

    def send(self, envelope: Envelope, channel: str) -> Posted:
        fault = self._next()
        if fault in (Fault.DONE, Fault.DIES_AFTER):
            self._take(envelope, channel)
        if fault is Fault.LATE:
            self.coming.append((self.office.now + LANDS_AFTER, channel, envelope))
        self.overtaken += [envelope.message.text] if channel in self.calling else []
        if fault in (Fault.MEANWHILE, Fault.STALLS):
            return self._slowly(envelope, channel, fault)
        self._fail(fault)
        if not envelope.update and any(one["mark"] == envelope.mark for one in self.said.values()):
            self.twice.append(envelope.message.text)
        return self._take(envelope, channel)

    def _slowly(self, envelope: Envelope, channel: str, fault: Fault) -> Posted:
        if fault is Fault.STALLS:
            self.office.later(seconds=dispatcher.LEASE.total_seconds() + 1)
        else:
            self.calling.append(channel)
        self.other()
        self.calling.clear()
        return self._take(envelope, channel)

    def messages(self, channel: str, thread_ts: str | None, oldest: str) -> Iterator[dict[str, Any]]:
        fault = self._next()
        self._fail(fault)
        self.land()
        found = [one for (where, _), one in self.said.items() if where == channel and one["root"] == thread_ts]
        return iter([one for one in found if float(one["ts"]) >= float(oldest)])

    def delete(self, channel: str, ts: str) -> None:
        del self.said[channel, ts]

    def land(self) -> None:
        """Let everything arrive that is due."""
        due = [one for one in self.coming if one[0] <= self.office.now]
        self.coming = [one for one in self.coming if one not in due]
        for _, channel, envelope in due:
            self._take(envelope, channel)

    def _next(self) -> Fault | None:
        self.land()
        return self.plan.pop(0) if self.plan else None

    def _fail(self, fault: Fault | None) -> None:
        if fault in (Fault.DIES, Fault.DIES_AFTER):
            raise Crash
        if fault is Fault.LIMITED:
            answer: dict[str, Any] = {"ok": False, "error": "ratelimited"}
            response = SlackResponse(
                client=None, http_verb="POST", api_url="", req_args={}, data=answer,
                headers={"Retry-After": "2"}, status_code=429,
            )  # fmt: skip
            raise SlackApiError("", response)
        if fault not in (None, Fault.MEANWHILE, Fault.STALLS):
            raise TimeoutError

    def _take(self, envelope: Envelope, channel: str) -> Posted:
        ts = envelope.update or f"{int(self.office.now.timestamp())}.{next(self._counter):06d}"
        if envelope.update:
            assert (channel, ts) in self.said, "an update is of something that was posted"
        root = self.said[channel, ts]["root"] if envelope.update else envelope.thread_ts
        self.said[channel, ts] = {
            "ts": ts, "root": root, "user": self.bot_user, "metadata": envelope.metadata, "mark": envelope.mark,
            "text": envelope.message.text, "blocks": envelope.message.blocks,
        }  # fmt: skip
        return Posted(channel, ts, f"{self.office.now.timestamp():.6f}")

    def at(self, channel: str, root: str | None = None) -> list[dict[str, Any]]:
        return [one for (where, _), one in self.said.items() if where == channel and one["root"] == root]


@dataclass
class Living:
    """A process's presence: the others know at once when it dies."""

    alive: set[str]
    id: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self) -> None:
        self.alive.add(self.id)

    def is_gone(self, other: str) -> bool:
        return other not in self.alive


@dataclass
class Bot:
    """The program on one database, twice: each can be killed at any time and begins anew on the same database."""

    folder: Path
    office: Office
    slack: KeepingSlack
    acknowledged: dict[str, Promise] = field(default_factory=dict)
    owed: Counter[str] = field(default_factory=Counter)
    alive: set[str] = field(default_factory=set)
    processes: list[Dispatcher] = field(default_factory=list)

    @classmethod
    def begin(cls, folder: Path, plan: list[Fault | None]) -> Bot:
        office = Office.open(folder)
        bot = cls(folder, office, KeepingSlack(office, plan))
        bot.restart()
        return bot

    def restart(self) -> None:
        office = self.office
        office.store.database.close()
        office.store = Store(Database(f"sqlite:///{self.folder / 'promise-bot.db'}"), "T1")
        self.alive.clear()
        self.processes = [self.begun(), self.begun()]

    def begun(self) -> Dispatcher:
        """Return a process that knows nothing but the database."""
        composer, clock = Composer("https://nordlicht.slack.com/"), self.office.dispatcher.clock
        presence: Any = Living(self.alive)
        slack: Any = self.slack
        return Dispatcher(self.office.store, composer, slack, clock, pace=UNPACED, presence=presence)

    def deliver(self, which: int = 0) -> None:
        """Let a process deliver what is due, and the other one if it is asked to; whoever dies begins anew."""
        self.slack.other = lambda: self._deliver(1 - which)
        self._deliver(which)

    def _deliver(self, which: int) -> None:
        process = self.processes[which]
        try:
            while process.deliver_due():
                pass
        except Crash:
            self.alive.discard(process.presence.id)
            self.processes[which] = self.begun()

    def settle(self) -> None:
        """Nothing fails any more: deliver, retry and sweep until nothing is left to do."""
        self.slack.plan.clear()
        for _ in range(200):
            self.office.later(seconds=20)
            self.slack.land()
            self.deliver()
            rows = self.rows()
            if not any(row.state in ("waiting", "sending") or row.not_before for row in rows):
                return
        raise AssertionError("something is never delivered")

    def rows(self) -> list[OutboxRow]:
        with self.office.read() as tx:
            return list(tx.session.exec(select(OutboxRow)))

    def act(self, name: str, what: str, which: int) -> None:
        """Do something through the use cases; what is acknowledged is noted here, outside the database."""
        if what == "draft" or not self.acknowledged:
            promise = self.office.draft(LEIPZIG, SERVICE, *([QUALITY] if which else []))
            self.note(promise, self.history(promise))
            return
        known = list(self.acknowledged.values())
        promise = known[which % len(known)]
        before = len(self.history(promise))
        try:
            self.do(name, what, promise)
        except PromiseError:
            assert len(self.history(promise)) == before
            return
        self.note(self.office.load(promise), self.history(promise)[before:])

    def do(self, name: str, what: str, promise: Promise) -> None:
        office, sara = self.office, self.office.people["sara"]
        match what:
            case "agree":
                office.agree(name, promise)
            case "object":
                office.object(name, promise, reason=f"no trainer at {office.now.isoformat()}")
            case "counter" if promise.is_open:
                office.bundle(name, promise, SERVICE.replace("80/20", f"{60 + promise.revision % 19}/20"))
            case "accept" if promise.counters:
                office.accept("sara", promise)
            case "retract":
                negotiating.retract(office.store, office.people[name], office.shown(promise), office.now)
            case "drop":
                rendering, last = office.shown(promise), promise.terms[-1].id
                negotiating.drop(office.store, sara, rendering, last, "not needed", office.now)
            case "withdraw":
                negotiating.withdraw(office.store, sara, promise.id, "no order", office.now)

    def history(self, promise: Promise) -> list[events.Event]:
        with self.office.read() as tx:
            return [fact for _, fact in tx.promises.history(promise.id)]

    def note(self, promise: Promise, facts: list[events.Event]) -> None:
        if not facts:
            return
        self.acknowledged[promise.id] = promise
        told = sum(isinstance(fact, ONE_REPLY) for fact in facts)
        if told > 1 and any(isinstance(fact, events.RenegotiationOpened) for fact in facts):
            told -= 1  # that it began, and what with, is one reply
        for cls in (events.TermObjected, events.PositionRetracted):
            told += any(isinstance(fact, cls) and getattr(fact, "counter", None) is None for fact in facts)
        self.owed[promise.id] += told
