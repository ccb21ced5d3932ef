"""The outbox on a real workspace over HTTP: what people do, and delivery row by row at our word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlmodel import col, select

from bot.delivery.compose import Composer
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.envelope import Envelope
from bot.delivery.pace import UNPACED
from bot.delivery.slack_calls import Messenger
from bot.domain.promise import Promise
from bot.playground import PlaygroundServer
from bot.slack.manifest import SCOPES
from bot.slack.roll_call import RollCall, call_the_roll
from bot.use_cases import bundling, drafting, negotiating, owners, people, workspace
from bot.use_cases.people import Person
from storage.database import Database
from storage.queue_tables import OutboxRow
from storage.unit_of_work import Store
from tests.integration.playground.peer import Control, web_client
from tests.integration.world import LENA, OMAR, PROMISES, SARA, WIM, said

Json = dict[str, Any]
OWNERS = "metric,site,area,members,backup\nheadcount,Leipzig,Leipzig,@lena,@omar\nservice_level,,WFM,@wim,@omar\n"
FIGURES = "40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031"
LESS = FIGURES.replace("80/20", "75/20")
FAULTS = ("500", "500_after", "drop_before", "drop_after")


@dataclass
class Time:
    """Both clocks are the machine's, and the one for retries can be moved, so that nobody has to wait."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def real_now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Desk:
    """A workspace and the bot's delivery, row by row at our word."""

    slack: Control
    client: WebClient
    store: Store
    time: Time = field(default_factory=Time)
    people: dict[str, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        roll = self.roll()
        found = people.remember(self.store, roll.profiles, self.time.now())
        self.people = {person.user_id: person for person in found}
        wishes = workspace.WorkspaceWishes(PROMISES, "en", "Europe/Berlin", "Operations", [OMAR], [], [], [])
        workspace.take_over(self.store, wishes, self.time.now())
        errors, _ = owners.import_owners(self.store, OWNERS, roll.user, self.time.now())
        assert errors == []
        self.log_begins = len(self.slack.get("log")["entries"])
        self.dispatcher = self.new_dispatcher()

    def roll(self) -> RollCall:
        return call_the_roll(self.client, str(self.client.auth_test()["team_id"]))

    def new_dispatcher(self, messenger: Messenger | None = None) -> Dispatcher:
        """Return a dispatcher that knows nothing but the database, as after a restart."""
        composer = Composer("https://nordlicht-service.slack.com/")
        return Dispatcher(self.store, composer, messenger or Messenger(self.client), self.time, pace=UNPACED)

    # People

    def draft(self, figures: str = FIGURES, needed_by: str = "in 3 weeks", channel: str = PROMISES) -> Promise:
        sara, now = self.people[SARA], self.time.now()
        draft_id, _ = drafting.open_draft(self.store, sara, channel, {}, now)
        typed = {"client": "Acme", "needed_by": needed_by, "figures": figures}
        drafting.review(self.store, sara, draft_id, typed, "en", now)
        return drafting.post(self.store, sara, draft_id, now)

    def shown(self, promise: Promise) -> str:
        return negotiating.offer(self.store, self.people[SARA], promise.id, self.time.now()).rendering_id

    def agree(self, user: str, promise: Promise) -> None:
        negotiating.agree(self.store, self.people[user], self.shown(promise), self.time.now())

    def object(self, user: str, promise: Promise, index: int, reason: str) -> None:
        term, person = promise.terms[index].id, self.people[user]
        negotiating.object_to(self.store, person, self.shown(promise), (term,), reason, self.time.now())

    def revise(self, promise: Promise, figures: str = LESS, reopening: bool = False) -> None:
        sara, now = self.people[SARA], self.time.now()
        form = bundling.open_bundle(self.store, sara, self.shown(promise), "revision", "en", now, reopening)
        typed = {"figures": figures, "reason": "less is enough"}
        bundling.review_bundle(self.store, sara, form.draft_id, typed, "en", now)
        bundling.post_bundle(self.store, sara, form.draft_id, now)

    # Delivery

    def deliver(self) -> None:
        """Deliver until nothing moves any more, without waiting for what is to be tried later."""
        while self.dispatcher.deliver_due():
            pass

    def later(self, seconds: float) -> None:
        """Let real time pass, and deliver what falls due."""
        self.time.ahead += timedelta(seconds=seconds)
        self.deliver()

    def composed(self, promise: Promise, kind: str) -> Envelope:
        """Return the promise's open message of a kind as it would be sent now."""
        with self.store.write() as tx:
            (row,) = tx.outbox.open_of(promise.id, kind)
            envelope = self.dispatcher.composer.envelope(tx, row, self.time.now())
        assert envelope is not None
        return envelope

    def land_needless_ask(self) -> Promise:
        """Return a promise whose owners were asked when nobody knew it, and nobody needs to be asked any more."""
        promise = self.draft()
        self.dispatcher.deliver_due()
        self.fail("drop_after")
        self.dispatcher.deliver_due()
        for user in (WIM, LENA):
            self.agree(user, promise)
        self.later(2)
        assert self.rows("ask") == [("ask", "dropped", "nothing to say")]
        return promise

    def fail(self, kind: str, method: str = "chat.postMessage", times: int = 1, **more: Any) -> None:
        assert self.slack.post("faults", rules=[{"kind": kind, "method": method, "times": times, **more}])["ok"]

    def card(self, promise: Promise) -> tuple[str, str]:
        with self.store.read() as tx:
            found = tx.promises.card_of(promise.id)
        assert found is not None
        return found

    def rows(self, kind: str = "") -> list[tuple[str, str, str | None]]:
        with self.store.read() as tx:
            found = tx.session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
        return [(row.kind, row.state, row.error) for row in found if kind in ("", row.kind)]

    # What is there to be seen

    def thread(self, channel: str = PROMISES) -> list[Json]:
        """Return what the bot said in a channel: cards and replies, oldest first."""
        return [one for one in self.slack.messages(channel, SARA) if not one.get("ephemeral") and one.get("bot_id")]

    def cards(self, channel: str = PROMISES) -> list[Json]:
        return [one for one in self.thread(channel) if one.get("thread_ts", one["ts"]) == one["ts"]]

    def replies(self, *words: str) -> list[Json]:
        """Return the replies in threads that say all of `words`."""
        replies = [one for one in self.thread() if one.get("thread_ts", one["ts"]) != one["ts"]]
        return [one for one in replies if all(word in said(one) for word in words)]

    def direct(self, user: str) -> list[Json]:
        return [one for one in self.slack.messages(f"D{user[1:]}", user) if one.get("bot_id")]

    def calls(self, method: str) -> list[Json]:
        return [one for one in self.slack.get("log")["entries"][self.log_begins :] if one["kind"] == method]


@pytest.fixture(scope="module")
def server() -> Iterator[PlaygroundServer]:
    running = PlaygroundServer(granted_scopes=SCOPES)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def desk(server: PlaygroundServer, database_url: str) -> Iterator[Desk]:
    control = Control(server)
    control.post("faults")
    control.post("reset")
    opened = Desk(control, web_client(server), Store(Database(database_url), "T1"))
    yield opened
    control.post("faults")
    opened.store.database.close()
