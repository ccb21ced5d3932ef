"""A workspace on a real database: people, owners, a clock that is set by hand, and a Slack that only listens."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.delivery.compose import Composer
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.envelope import Envelope
from bot.delivery.pace import UNPACED
from bot.delivery.slack_calls import Posted
from bot.domain.promise import Promise, TermId
from bot.use_cases import bundling, drafting, negotiating, owners, ticking, workspace
from bot.use_cases import people as people_cases
from bot.use_cases.acting import Done
from bot.use_cases.people import Person
from storage.people import Profile
from storage.unit_of_work import Store, Transaction
from tests.fresh import fresh_database

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
FRIDAY_NOON = "2026-11-27 12:00"
CHANNEL = "C1PROMISES"
PEOPLE = {
    "sara": "Europe/Berlin", "ben": "Europe/London",
    "lena": "Europe/Berlin", "ines": "Europe/Lisbon", "nick": "America/New_York",
    "wim": "Europe/Berlin", "wilma": "Europe/Berlin", "quinn": "Europe/Berlin",
    "omar": "Europe/Berlin", "petra": "Europe/Berlin", "otto": "Europe/Berlin",
}  # fmt: skip
OWNERS = """\
metric,site,skill,client,area,members,backup
headcount,Leipzig,,,Leipzig,@lena,@omar
headcount,Lisbon,,,Lisbon,@ines,@omar
headcount,Boston,,,Boston,@nick,@omar
service_level,,,,WFM,@wim @wilma,@otto
qa_score,,,,Quality,@quinn,@otto
"""
LEIPZIG = "40 agents in Leipzig by 1 Feb 2027"
LISBON = "10 agents in Lisbon by 1 Feb 2027"
BOSTON = "5 agents in Boston by 1 Feb 2027"
SERVICE = "service level 80/20 from 1 March 2027"
QUALITY = "quality score at least 90 % by 15 March 2027"
ELSEWHERE = "6 agents in Kassel by 1 Feb 2027"


def user_id(name: str) -> str:
    return f"U{name.upper()}"


def resolve(word: str) -> str | None:
    name = word.removeprefix("@").casefold().removeprefix("u")
    return user_id(name) if name in PEOPLE else None


@dataclass
class ListeningSlack:
    """Stands in for the Messenger: takes every message and gives it a ts of the office's clock."""

    office: Office
    sent: list[tuple[str, Envelope]] = field(default_factory=list)
    _counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def open_dm(self, user: str) -> str:
        return f"D{user}"

    def send(self, envelope: Envelope, channel: str) -> Posted:
        self.sent.append((channel, envelope))
        ts = f"{int(self.office.now.timestamp())}.{next(self._counter):06d}"
        return Posted(channel, envelope.update or ts, ts)

    def messages(self, channel: str, thread_ts: str | None, oldest: str) -> Iterator[dict[str, Any]]:
        return iter(())


@dataclass
class Office:
    """One workspace; everything happens at `now`."""

    store: Store
    now: datetime = MONDAY
    people: dict[str, Person] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path, team: str = "T1", default: bool = True, **settings: Any) -> Office:
        return cls.on(Store(fresh_database(folder), team), default, **settings)

    @classmethod
    def on(cls, store: Store, default: bool = True, **settings: Any) -> Office:
        office = cls(store)
        profiles = [Profile(user_id(name), name, zone, "en-US") for name, zone in PEOPLE.items()]
        found = people_cases.remember(store, profiles, office.now)
        office.people = dict(zip(PEOPLE, found, strict=True))
        office.set_up(default, **settings)
        errors, _ = owners.import_owners(store, OWNERS, resolve, office.now)
        assert errors == []
        return office

    def set_up(self, default: bool = True, **settings: Any) -> None:
        wishes = {
            "promises_channel": CHANNEL, "language": "en", "zone": "Europe/Berlin",
            "default_area": "Operations" if default else None, "admins": [user_id("petra")], "leads": [],
            "default_members": [user_id("omar")] if default else [],
            "default_backup": [user_id("petra")] if default else [],
        }  # fmt: skip
        workspace.take_over(self.store, workspace.WorkspaceWishes(**{**wishes, **settings}), self.now)

    def __post_init__(self) -> None:
        self.slack = ListeningSlack(self)
        composer = Composer("https://nordlicht.slack.com/")
        self.dispatcher = Dispatcher(self.store, composer, self.slack, _Clock(self), pace=UNPACED)  # type: ignore[arg-type]

    # Time and messages

    def at(self, moment: str | datetime) -> Office:
        self.now = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment).astimezone(UTC)
        return self

    def later(self, **delta: float) -> Office:
        return self.at(self.now + timedelta(**delta))

    def tick(self) -> list[tuple[str, str]]:
        """Tick, deliver, and return who was written to: [(name, what made it due)]; the digest is ("#", "digest")."""
        ticking.tick(self.store, self.now)
        return self.deliver()

    def deliver(self) -> list[tuple[str, str]]:
        """Deliver everything and return the DMs and digests among it."""
        before = len(self.slack.sent)
        while self.dispatcher.deliver_due():
            pass
        ids = {envelope.row_id for _, envelope in self.slack.sent[before:]}
        named = {person.ref: name for name, person in self.people.items()}
        fresh = [row for row in self.rows("sent") if row[0] in ids] if ids else []
        said = [(named.get(person, "#"), body.get("reason", kind)) for _, kind, person, body in fresh]
        return [one for one in said if one[0] != "#" or one[1] == "digest"]

    def rows(self, state: str) -> list[tuple[int, str, str | None, dict[str, Any]]]:
        from sqlmodel import col, select

        from storage.queue_tables import OutboxRow

        with self.read() as tx:
            query = select(OutboxRow).where(OutboxRow.team_id == tx.team_id, OutboxRow.state == state)
            found = tx.session.exec(query.order_by(col(OutboxRow.id))).all()
            return [(row.id or 0, row.kind, row.person, row.body) for row in found]

    def said_to(self, name: str) -> list[str]:
        """Return the texts of the DMs a person got, oldest first."""
        return [envelope.message.text for channel, envelope in self.slack.sent if channel == f"D{user_id(name)}"]

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self.store.read() as tx:
            yield tx

    # People

    def ref(self, name: str) -> str:
        return self.people[name].ref

    def draft(self, *figures: str, author: str = "sara", needed_by: str = FRIDAY_NOON, client: str = "Acme") -> Promise:
        person = self.people[author]
        draft_id, _ = drafting.open_draft(self.store, person, CHANNEL, {}, self.now)
        typed = {"client": client, "needed_by": needed_by, "figures": "\n".join(figures or (LEIPZIG, SERVICE))}
        drafting.review(self.store, person, draft_id, typed, "en", self.now)
        return drafting.post(self.store, person, draft_id, self.now)

    def shown(self, promise: Promise) -> str:
        """Return a rendering of the promise as it is now."""
        now = self.load(promise)
        with self.store.write() as tx:
            return tx.renderings.add(now.id, now.versions, self.now, shown=True).id

    def load(self, promise: Promise) -> Promise:
        with self.read() as tx:
            found = tx.promises.load(promise.id)
        assert found is not None
        return found

    def agree(self, name: str, promise: Promise, rendering: str | None = None) -> Done:
        return negotiating.agree(self.store, self.people[name], rendering or self.shown(promise), self.now)

    def object(self, name: str, promise: Promise, *terms: TermId, reason: str = "too early") -> Done:
        chosen = terms or tuple(line.id for line in promise.terms)
        return negotiating.object_to(self.store, self.people[name], self.shown(promise), chosen, reason, self.now)

    def bundle(
        self, name: str, promise: Promise, *figures: str, kind: bundling.Kind = "counter", reason: str = "capacity"
    ) -> Done:
        person = self.people[name]
        form = bundling.open_bundle(self.store, person, self.shown(promise), kind, "en", self.now)
        typed = {"figures": "\n".join(figures), "reason": reason}
        bundling.review_bundle(self.store, person, form.draft_id, typed, "en", self.now)
        return bundling.post_bundle(self.store, person, form.draft_id, self.now)

    def accept(self, name: str, promise: Promise) -> Done:
        with self.store.write() as tx:
            counter = self.load(promise).counters[-1].id
            rendering = tx.renderings.add(promise.id, {}, self.now, counter, shown=True).id
        return negotiating.accept(self.store, self.people[name], rendering, self.now)


@dataclass(frozen=True)
class _Clock:
    office: Office

    def now(self) -> datetime:
        return self.office.now

    def real_now(self) -> datetime:
        return self.office.now
