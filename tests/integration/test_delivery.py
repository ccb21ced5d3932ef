"""The outbox against a real workspace over HTTP: each announcement exactly once, in order, whatever breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlmodel import col, select

from bot.delivery import dispatcher, replies
from bot.delivery.background import DispatcherThread
from bot.delivery.compose import Composer
from bot.delivery.dispatcher import Dispatcher, Due
from bot.delivery.envelope import Envelope
from bot.delivery.outcome import Outcome
from bot.delivery.pace import UNPACED
from bot.delivery.slack_calls import Messenger, Posted
from bot.delivery.sweep import SWEEP_AFTER
from bot.domain.promise import Promise
from bot.playground import PlaygroundServer
from bot.slack.manifest import SCOPES
from bot.slack.roll_call import RollCall, call_the_roll
from bot.use_cases import bundling, conversing, drafting, negotiating, owners, people, ticking, workspace
from bot.use_cases.people import Person
from storage.database import Database, StorageUnavailable
from storage.queue_tables import OutboxRow
from storage.unit_of_work import Store
from tests.integration.playground.peer import Control, eventually, web_client
from tests.integration.world import LENA, OMAR, PROMISES, SARA, WIM, said

Json = dict[str, Any]
OWNERS = "metric,site,area,members,backup\nheadcount,Leipzig,Leipzig,@lena,@omar\nservice_level,,WFM,@wim,@omar\n"
FIGURES = "40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031"
LESS = FIGURES.replace("80/20", "75/20")


class Crash(BaseException):
    """The process dies: nothing in it can handle that."""


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

    def revise(self, promise: Promise, figures: str = LESS) -> None:
        sara, now = self.people[SARA], self.time.now()
        form = bundling.open_bundle(self.store, sara, self.shown(promise), "revision", "en", now)
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


# In order


def test_the_card_comes_first_and_its_replies_in_order_in_its_thread(desk: Desk) -> None:
    promise = desk.draft()
    desk.object(WIM, promise, 1, "first reason")
    desk.object(LENA, promise, 0, "second reason")
    desk.deliver()

    card, ask, first, second = desk.thread()
    assert desk.cards() == [card]
    assert {one["thread_ts"] for one in (ask, first, second)} == {card["ts"]}
    assert "<@U03LENA>" in said(ask)
    assert "first reason" in said(first)
    assert "second reason" in said(second)
    assert desk.card(promise) == (PROMISES, card["ts"])
    assert {state for _, state, _ in desk.rows()} == {"sent", "dropped"}


def test_a_card_shows_what_is_now_and_a_reply_what_was_then(desk: Desk) -> None:
    promise = desk.draft()
    desk.object(WIM, promise, 1, "too much")
    desk.revise(promise)
    desk.deliver()

    card, ask, *_ = desk.thread()
    assert "75/20" in said(card)
    assert "80/20" not in said(card)
    assert "80/20" in said(ask)


def test_updates_of_a_card_are_one_with_the_newest(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    desk.object(WIM, promise, 1, "too much")
    desk.object(LENA, promise, 0, "too early")
    desk.revise(promise)
    desk.deliver()

    assert len(desk.calls("chat.update")) == 1
    assert "75/20" in said(desk.thread()[0])
    assert [kind for kind, state, _ in desk.rows() if state == "dropped"] == ["card", "card"]


def test_what_is_already_there_is_not_sent_again(desk: Desk) -> None:
    desk.draft()
    desk.deliver()
    before = desk.thread()
    desk.dispatcher = desk.new_dispatcher()
    desk.later(3600)
    assert desk.thread() == before


def test_metadata_says_nothing_to_those_who_read_it(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    answer = desk.client.conversations_history(channel=PROMISES, include_all_metadata=True)
    payloads = [one["metadata"]["event_payload"] for one in answer["messages"] if one.get("metadata")]
    assert payloads
    assert all(set(one) == {"id"} and promise.id not in one["id"] for one in payloads)


# What Slack may answer


def test_slack_is_given_the_time_it_asks_for(desk: Desk) -> None:
    desk.draft()
    desk.fail("429", retry_after=30)
    desk.deliver()
    assert desk.thread() == []
    desk.later(28)
    assert desk.thread() == []
    desk.later(3)
    assert [len(desk.cards()), len(desk.replies())] == [1, 1]
    assert len(desk.calls("chat.postMessage")) == 3


def test_a_channel_that_has_to_wait_keeps_no_other_waiting(desk: Desk) -> None:
    desk.fail("429", retry_after=300, channel=PROMISES)
    desk.draft(needed_by="2099-01-01 12:00")
    desk.draft(channel="G04DEALS")
    desk.deliver()
    assert desk.thread() == []
    assert len(desk.thread("G04DEALS")) == 2


FAULTS = ("500", "500_after", "drop_before", "drop_after")


def a_card(desk: Desk, promise: Promise) -> Callable[[], list[Json]]:
    return desk.cards


def a_reply(desk: Desk, promise: Promise) -> Callable[[], list[Json]]:
    desk.deliver()
    desk.object(WIM, promise, 1, "forecast is missing")
    with desk.store.write() as tx:  # the update of the card is not what this is about
        for row in tx.outbox.open_of(promise.id, "card"):
            row.state = "dropped"
            tx.outbox.save(row)
    return lambda: desk.replies("forecast is missing")


def a_dm(desk: Desk, promise: Promise) -> Callable[[], list[Json]]:
    desk.deliver()
    with desk.store.write() as tx:
        ref, body = desk.people[SARA].ref, {"problem": "is_archived", "since": 10**9}
        tx.outbox.add("trouble:1", "trouble", "dm:sara", desk.time.now(), promise.id, ref, body)
    return lambda: desk.direct(SARA)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("message", [a_card, a_reply, a_dm], ids=["card", "reply", "dm"])
def test_whatever_breaks_the_message_is_there_once(
    desk: Desk, fault: str, message: Callable[[Desk, Promise], Callable[[], list[Json]]]
) -> None:
    found = message(desk, desk.draft())
    desk.fail(fault)
    desk.deliver()
    desk.later(2)

    assert len(found()) == 1
    desk.later(300)
    assert len(found()) == 1
    assert {state for _, state, _ in desk.rows()} <= {"sent", "dropped"}


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_breaks_an_update_is_made(desk: Desk, fault: str) -> None:
    promise = desk.draft()
    desk.deliver()
    desk.revise(promise)
    desk.fail(fault, "chat.update")
    desk.deliver()
    desk.later(2)
    assert "75/20" in said(desk.thread()[0])
    assert len(desk.cards()) == 1


@pytest.mark.parametrize("fault", ["429", "500", "drop_before"])
def test_when_looking_fails_nothing_is_sent_unseen(desk: Desk, fault: str) -> None:
    desk.draft()
    rules = [
        {"kind": "drop_after", "method": "chat.postMessage", "times": 1},
        {"kind": fault, "method": "conversations.history", "times": 2},
    ]
    assert desk.slack.post("faults", rules=rules)["ok"]
    desk.deliver()
    for _ in range(4):
        desk.later(10)

    assert len(desk.cards()) == 1
    assert len(desk.calls("conversations.history")) == 3


def test_an_outage_of_slack_is_waited_for(desk: Desk) -> None:
    desk.draft()
    desk.fail("500", times=12)
    for _ in range(14):
        desk.later(301)
    assert len(desk.thread()) == 2


def test_a_message_that_is_found_shows_what_it_showed_when_it_was_sent(desk: Desk) -> None:
    """A reaction on it must not sign a version that came afterwards."""
    promise = desk.draft()
    desk.fail("drop_after")
    desk.dispatcher.deliver_due()
    desk.revise(promise)
    desk.time.ahead += timedelta(seconds=2)
    desk.dispatcher.deliver_due()

    with desk.store.read() as tx:
        rendering = tx.renderings.on_message(*desk.card(promise))
    assert rendering is not None
    assert rendering.versions == promise.versions
    reacted = conversing.react(
        desk.store, desk.people[WIM], *desk.card(promise), "E1", desk.time.now(), desk.time.now()
    )
    assert reacted.result is not conversing.ReactionResult.SIGNED


# Crashes


@dataclass(frozen=True)
class Dying(Messenger):
    """The process dies around the call to Slack."""

    after: bool = True

    def send(self, envelope: Envelope, channel: str) -> Posted:
        if self.after:
            super().send(envelope, channel)
        raise Crash


@pytest.mark.parametrize("after", [True, False], ids=["after sending", "before sending"])
def test_a_crash_neither_loses_nor_doubles_a_message(desk: Desk, after: bool) -> None:
    desk.draft()
    with pytest.raises(Crash):
        desk.new_dispatcher(Dying(desk.client, after=after)).deliver_due()
    assert desk.rows("card") == [("card", "sending", None)]

    desk.dispatcher = desk.new_dispatcher()
    desk.deliver()
    desk.later(dispatcher.IN_FLIGHT.total_seconds() + 1)
    assert len(desk.cards()) == 1
    assert {state for _, state, _ in desk.rows()} == {"sent"}


def test_a_call_that_is_still_on_its_way_is_waited_for(desk: Desk) -> None:
    """The process that was stopped sent a moment ago, and it arrives only after its successor looked."""
    promise = desk.draft()
    with pytest.raises(Crash):
        desk.new_dispatcher(Dying(desk.client, after=False)).deliver_due()
    desk.dispatcher = desk.new_dispatcher()
    desk.deliver()
    assert desk.thread() == []
    with desk.store.write() as tx:
        (row,) = tx.outbox.open_of(promise.id, "card")
        envelope = desk.dispatcher.composer.envelope(tx, row, desk.time.now())
    assert envelope is not None
    Messenger(desk.client).send(envelope, PROMISES)  # here it is

    desk.later(dispatcher.IN_FLIGHT.total_seconds() + 1)
    assert len(desk.cards()) == 1


def test_a_double_that_landed_late_is_deleted(desk: Desk) -> None:
    promise = desk.draft()
    with desk.store.write() as tx:
        (row,) = tx.outbox.open_of(promise.id, "card")
        late = desk.dispatcher.composer.envelope(tx, row, desk.time.now())
    assert late is not None
    desk.fail("drop_before")
    desk.deliver()
    desk.later(2)
    kept = desk.card(promise)
    Messenger(desk.client).send(replace(late), PROMISES)
    assert len(desk.cards()) == 2

    desk.later(SWEEP_AFTER.total_seconds() + 1)
    assert [one["ts"] for one in desk.cards()] == [kept[1]]
    calls = len(desk.calls("conversations.history"))
    desk.later(3600)
    assert len(desk.calls("conversations.history")) == calls  # one look is enough


@dataclass(frozen=True)
class WithoutMetadata(Messenger):
    """A server that returns no metadata."""

    def messages(self, channel: str, thread_ts: str | None, oldest: str) -> Iterator[Json]:
        for one in super().messages(channel, thread_ts, oldest):
            yield {name: value for name, value in one.items() if name != "metadata"}


@pytest.mark.parametrize("fault", FAULTS)
def test_without_metadata_sender_place_and_text_are_compared(desk: Desk, fault: str) -> None:
    desk.dispatcher = desk.new_dispatcher(WithoutMetadata(desk.client))
    promise = desk.draft()
    desk.deliver()
    desk.object(WIM, promise, 1, "forecast is missing")
    desk.fail(fault)
    desk.deliver()
    desk.later(2)
    assert len(desk.replies("forecast is missing")) == 1


def test_without_metadata_an_earlier_message_with_the_same_words_is_not_taken_for_this_one(desk: Desk) -> None:
    desk.dispatcher = desk.new_dispatcher(WithoutMetadata(desk.client))
    promise = desk.draft()
    for _ in range(2):  # the second objection says the same, and its connection breaks before it arrives
        desk.object(WIM, promise, 1, "forecast is missing")
        desk.deliver()
        negotiating.retract(desk.store, desk.people[WIM], desk.shown(promise), desk.time.now())
        desk.deliver()
        desk.fail("drop_before")
    desk.later(2)
    desk.later(2)
    assert len(desk.replies("forecast is missing")) == 2


def test_a_database_that_is_busy_when_the_message_is_out_does_not_double_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.draft()

    def busy(*_: object) -> None:
        raise StorageUnavailable("database is locked")

    monkeypatch.setattr(Outcome, "sent", busy)
    assert desk.dispatcher.deliver_due() == 0
    monkeypatch.undo()
    desk.deliver()
    desk.later(dispatcher.IN_FLIGHT.total_seconds() + 1)
    assert len(desk.cards()) == 1


# What people do to messages and channels


def test_a_deleted_card_is_posted_again(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    channel, ts = desk.card(promise)
    desk.slack.post("delete-message", user="bot", channel=channel, ts=ts)
    desk.revise(promise)
    desk.deliver()

    new = desk.card(promise)
    assert new != (channel, ts)
    replies = [one for one in desk.thread() if one.get("thread_ts") == new[1]]
    assert any("less is enough" in said(one) for one in replies)


def test_a_reply_whose_card_was_deleted_unnoticed_comes_under_a_new_card(desk: Desk) -> None:
    promise = desk.draft()
    desk.dispatcher.deliver_due()  # the card is posted, and deleted before its first reply
    channel, ts = desk.card(promise)
    desk.slack.post("delete-message", user="bot", channel=channel, ts=ts)
    desk.deliver()

    new = desk.card(promise)
    assert new != (channel, ts)
    (ask,) = desk.replies("<@U03LENA>")
    assert ask["thread_ts"] == new[1]
    assert [one["ts"] for one in desk.cards()] == [new[1]]


def test_a_card_that_is_deleted_again_and_again_is_left_alone(desk: Desk) -> None:
    desk.fail("error", error="cannot_reply_to_message", times=100)
    promise = desk.draft()
    with desk.store.write() as tx:
        tx.promises.set_card(promise.id, PROMISES, "1.000001")
    for _ in range(20):
        desk.later(301)
    assert "waiting" not in {state for _, state, _ in desk.rows()}


def test_of_an_archived_channel_the_author_is_told_once(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    desk.slack.post("archive", channel=PROMISES)
    desk.object(WIM, promise, 1, "forecast is missing")
    desk.object(LENA, promise, 0, "too early")
    desk.deliver()
    desk.revise(promise)
    desk.deliver()
    desk.later(3600)

    (told,) = desk.direct(SARA)
    assert "Acme" in told["text"]
    assert "archiviert" in told["text"]  # Sara reads German
    assert "failed" in {state for _, state, _ in desk.rows()}
    assert "waiting" not in {state for _, state, _ in desk.rows()}


def test_a_channel_that_the_bot_has_left_is_told_as_well(desk: Desk) -> None:
    promise = desk.draft()
    desk.deliver()
    desk.slack.post("membership", channel=PROMISES, user="bot", present=False)
    desk.revise(promise)
    desk.deliver()
    assert len(desk.direct(SARA)) == 1


def test_who_is_deactivated_gets_nothing_and_keeps_nobody_waiting(desk: Desk) -> None:
    desk.draft(needed_by="in 2 hours")
    desk.slack.post("user", id=LENA, deleted=True)  # the bot has not heard of it
    desk.deliver()
    assert len(desk.direct(WIM)) <= 1
    assert desk.rows("reminder").count(("reminder", "failed", "user_disabled")) <= 1
    assert {state for _, state, _ in desk.rows()} <= {"sent", "failed"}

    people.remember(desk.store, desk.roll().profiles, desk.time.now())
    with desk.store.write() as tx:
        tx.outbox.add("r:1", "reminder", "dm:l", desk.time.now(), None, desk.people[LENA].ref, {"reason": "morning"})
    calls = len(desk.calls("conversations.open"))
    desk.deliver()
    assert desk.rows("reminder")[-1][1] == "dropped"
    assert len(desk.calls("conversations.open")) == calls


def test_a_dm_is_opened_once(desk: Desk) -> None:
    promise = desk.draft()
    with desk.store.write() as tx:
        for number in range(3):
            ref, body = desk.people[SARA].ref, {"problem": "is_archived", "since": 10**9}
            tx.outbox.add(f"trouble:{number}", "trouble", "dm:sara", desk.time.now(), promise.id, ref, body)
    desk.deliver()
    assert len(desk.direct(SARA)) == 3
    assert len(desk.calls("conversations.open")) == 1


def test_a_row_that_cannot_be_composed_keeps_nobody_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    desk.draft()
    monkeypatch.setitem(replies._REPLIES, "ask", breaks)
    promise = desk.draft()
    desk.object(WIM, promise, 1, "forecast is missing")
    desk.deliver()
    assert desk.rows("ask") == [("ask", "failed", "internal_error")] * 2
    assert any("forecast is missing" in said(one) for one in desk.thread())


def test_a_refusal_that_nobody_knows_is_given_up_in_the_end(desk: Desk) -> None:
    desk.fail("error", error="a_new_code_of_slacks", times=100, channel=PROMISES)
    desk.draft()
    for _ in range(12):
        desk.later(301)
    assert desk.rows("card") == [("card", "failed", "a_new_code_of_slacks")]
    assert len(desk.direct(SARA)) == 1


# In the background


def test_what_is_owed_goes_out_by_itself_and_a_failure_does_not_end_that(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, left = Dispatcher.look, [ZeroDivisionError(), StorageUnavailable("locked")]

    def sometimes(self: Dispatcher) -> tuple[list[Due], datetime | None]:
        if left:
            raise left.pop()
        return usual(self)

    monkeypatch.setattr(Dispatcher, "look", sometimes)
    thread = DispatcherThread(desk.dispatcher)
    thread.start()
    try:
        desk.draft()
        eventually(lambda: len(desk.thread()) == 2, "the card and its reply")
        assert left == []
    finally:
        thread.stop()
    promise = desk.draft()
    assert desk.rows("card")[-1][1] == "waiting"  # after the stop nothing goes out any more
    assert ticking.tick(desk.store, desk.time.now()) == 0
    assert promise.number == 2
