"""Several processes over one outbox: who may touch a row, what becomes of one that stood still, and Slack's limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.delivery.compose import Composer
from bot.delivery.dispatcher import IN_FLIGHT, LEASE, Dispatcher
from bot.delivery.envelope import Envelope
from bot.delivery.pace import CHANNEL, PACE, TIER_3, UNPACED, WORKSPACE, Limit, Pace
from bot.delivery.slack_calls import Posted
from bot.delivery.sweep import SWEEP_AFTER
from bot.domain.promise import Promise
from tests.unit.use_cases.office import CHANNEL as PROMISES
from tests.unit.use_cases.office import LEIPZIG, SERVICE, ListeningSlack, Office


class Dies(BaseException):
    """The process dies in the middle of a call."""


@dataclass
class KeptSlack(ListeningSlack):
    """Keeps what was said, and can be told what happens around the next call."""

    said: dict[str, Envelope] = field(default_factory=dict)
    before: list[Callable[[], None]] = field(default_factory=list)

    def send(self, envelope: Envelope, channel: str) -> Posted:
        if self.before:
            self.before.pop(0)()
        posted = super().send(envelope, channel)
        self.said[posted.ts] = envelope
        return posted

    def messages(self, channel: str, thread_ts: str | None, oldest: str) -> Any:
        said = [(ts, one) for ts, one in self.said.items() if one.channel == channel and one.thread_ts == thread_ts]
        return iter([{"ts": ts, "user": "UBOT", "metadata": one.metadata, "text": ""} for ts, one in said])

    def delete(self, channel: str, ts: str) -> None:
        del self.said[ts]


@dataclass
class Living:
    """One of several processes; `gone` are those that have ended."""

    id: str
    gone: set[str]

    def is_gone(self, other: str) -> bool:
        return other in self.gone

    def keep(self) -> None: ...

    def leave(self) -> None: ...


@dataclass
class Two:
    """Two processes on one database."""

    office: Office
    slack: KeptSlack
    gone: set[str] = field(default_factory=set)

    def process(self, name: str, pace: Pace = UNPACED) -> Dispatcher:
        slack: Any = self.slack
        composer, clock = Composer("https://nordlicht.slack.com/"), self.office.dispatcher.clock
        return Dispatcher(self.office.store, composer, slack, clock, pace=pace, presence=Living(name, self.gone))

    def cards(self) -> list[Envelope]:
        return [one for one in self.slack.said.values() if one.channel == PROMISES and not one.thread_ts]


@pytest.fixture
def two(tmp_path: Path) -> Two:
    office = Office.open(tmp_path)
    return Two(office, KeptSlack(office))


def drain(process: Dispatcher) -> None:
    for _ in range(2):  # what a sweep finds is owed after it
        while process.deliver_due():
            pass


def dies() -> None:
    raise Dies


# Holding a row


def test_what_a_living_process_sends_is_left_to_it_and_so_is_its_queue(two: Two) -> None:
    first, second = two.process("a"), two.process("b")
    two.office.draft(SERVICE)
    two.slack.before.append(lambda: drain(second))
    first.deliver_due()
    assert len(two.slack.sent) == 1  # the second found nothing that it might send
    drain(second)
    assert len(two.slack.sent) == 2


def test_what_a_dead_process_held_is_sent_once_its_call_cannot_arrive_any_more(two: Two) -> None:
    first, second = two.process("a"), two.process("b")
    two.office.draft(SERVICE)
    two.slack.before.append(dies)
    with pytest.raises(Dies):
        first.deliver_due()
    drain(second)
    assert two.slack.sent == []  # nobody knows that the first is gone
    two.gone.add("a")
    drain(second)
    assert two.slack.sent == []  # its call may be on its way
    two.office.later(seconds=IN_FLIGHT.total_seconds() + 1)
    drain(second)
    assert len(two.cards()) == 1


def stalls(two: Two, other: Dispatcher) -> Callable[[], None]:
    """Stand still for longer than a lease, while another process goes on."""

    def wait() -> None:
        two.office.later(seconds=LEASE.total_seconds() + 1)
        drain(other)

    return wait


def test_what_a_process_sends_that_stood_still_is_deleted_as_a_double(two: Two) -> None:
    first, second = two.process("a"), two.process("b")
    promise = two.office.draft(SERVICE)
    two.slack.before.append(stalls(two, second))
    first.deliver_due()
    assert len(two.cards()) == 2
    kept = card_of(two, promise)
    drain(second)
    assert len(two.cards()) == 1
    assert card_of(two, promise) == kept and kept[1] in two.slack.said


def card_of(two: Two, promise: Promise) -> tuple[str, str]:
    with two.office.read() as tx:
        found = tx.promises.card_of(promise.id)
    assert found is not None
    return found


def test_an_older_card_of_a_process_that_stood_still_is_shown_anew(two: Two) -> None:
    first, second = two.process("a"), two.process("b")
    promise = two.office.draft(SERVICE, LEIPZIG)
    drain(first)
    two.office.object("wim", promise, promise.terms[0].id, reason="no forecast")

    def goes_on() -> None:
        two.office.object("lena", promise, promise.terms[1].id, reason="no room in Leipzig")
        stalls(two, second)()

    two.slack.before.append(goes_on)
    first.deliver_due()
    assert "no room" not in repr(two.slack.said[card_of(two, promise)[1]].message.blocks)
    drain(second)
    assert "no room" in repr(two.slack.said[card_of(two, promise)[1]].message.blocks)


def test_an_update_that_arrives_late_is_put_right(two: Two) -> None:
    process = two.process("a")
    promise = two.office.draft(SERVICE, LEIPZIG)
    drain(process)
    two.office.object("wim", promise, promise.terms[0].id, reason="no forecast")
    late: list[Envelope] = []

    def breaks() -> None:
        with two.office.store.write() as tx:
            (row,) = tx.outbox.open_of(promise.id, "card")
            envelope = process.composer.envelope(tx, row, two.office.now)
        assert envelope is not None
        late.append(envelope)
        raise TimeoutError

    two.slack.before.append(breaks)
    process.deliver_due()
    two.office.object("lena", promise, promise.terms[1].id, reason="no room in Leipzig")
    two.office.later(seconds=2)
    drain(process)
    card = card_of(two, promise)[1]
    two.slack.said[card] = late[0]  # here it is
    two.office.later(seconds=SWEEP_AFTER.total_seconds() + 1)
    drain(process)
    assert "no room" in repr(two.slack.said[card].message.blocks)


# Slack's limits


def test_a_channel_takes_a_burst_and_then_a_message_a_second(two: Two) -> None:
    for _ in range(5):
        two.office.draft(SERVICE)
    first, second = two.process("a", PACE), two.process("b", PACE)
    drain(first)
    assert len(two.slack.sent) == CHANNEL.burst
    for more in range(1, 4):
        drain(second)
        assert len(two.slack.sent) == CHANNEL.burst + more - 1
        _, opens = second.look()
        assert opens is not None and opens <= two.office.now + CHANNEL.every
        two.office.later(seconds=1)
        drain(first)
        assert len(two.slack.sent) == CHANNEL.burst + more


def test_the_workspace_has_a_limit_of_its_own(two: Two) -> None:
    for number in range(60):
        with two.office.store.write() as tx:
            person = two.office.ref("wim")
            tx.people.set_dm(person, "DUWIM")
            body = {"problem": "is_archived", "kind": "digest", "channel": "C1", "to": None}
            tx.outbox.add(f"u:{number}", "undelivered", f"dm:{number}", two.office.now, None, person, body)
    drain(two.process("a", PACE))
    assert len(two.slack.sent) == WORKSPACE.burst


def test_no_minute_has_more_than_slack_allows() -> None:
    for limit, most in ((WORKSPACE, 240), (TIER_3, 50)):
        assert limit.burst + timedelta(minutes=1) / limit.every <= most


def refuses(method: str) -> Callable[[], None]:
    def refuse() -> None:
        answer = {"ok": False, "error": "ratelimited"}
        raise SlackApiError("", SlackResponse(
            client=None, http_verb="POST", api_url=f"https://slack.com/api/{method}", req_args={}, data=answer,
            headers={"Retry-After": "30"}, status_code=429,
        ))  # fmt: skip

    return refuse


def test_after_a_429_an_update_waits_in_the_whole_workspace_and_messages_go_on(two: Two) -> None:
    process = two.process("a")
    one, other = two.office.draft(SERVICE), two.office.draft(LEIPZIG)
    drain(process)
    with two.office.store.write() as tx:
        for number, promise in enumerate((one, other)):
            tx.outbox.add(f"card:{number}", "card", f"C{number}", two.office.now, promise.id)
    before = len(two.slack.sent)
    two.slack.before.append(refuses("chat.update"))
    process.deliver_due()
    two.office.draft(SERVICE)
    drain(process)
    assert [bool(envelope.update) for _, envelope in two.slack.sent[before:]].count(True) <= 1
    assert sum(not envelope.update for _, envelope in two.slack.sent[before:]) == 2
    two.office.later(seconds=31)
    drain(process)
    assert sum(bool(envelope.update) for _, envelope in two.slack.sent[before:]) == 2


def test_a_limit_is_a_burst_and_then_one_call_each_so_often(two: Two) -> None:
    limit, now = Limit(timedelta(seconds=2), 3), two.office.now
    filled = limit.with_call(None, now)
    for _ in range(2):
        assert limit.opens_at(filled) <= now
        filled = limit.with_call(filled, now)
    assert limit.opens_at(filled) == now + timedelta(seconds=2)
    assert limit.opens_at(limit.closed_until(now)) == now
    later = now + timedelta(hours=1)
    assert limit.with_call(filled, later) == later + timedelta(seconds=2)  # what is not used is not saved up
