"""What Slack delivers twice or out of order, and what two people do in the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from bot.playground import control, events
from bot.playground.control.gestures import acked
from bot.playground.local_slack import LocalSlack
from tests.integration.world import (
    LENA,
    PROMISES,
    SARA,
    WIM,
    World,
    button_of,
    in_one_moment,
    is_reply,
    more,
    said,
    until,
)

Hears = Callable[[dict[str, Any]], object]
BOTH = "40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031"


def facts(world: World) -> Counter[str]:
    with world.playground.bot.office.store.read() as tx:
        promise = tx.promises.by_number(1)
        assert promise is not None
        return Counter(type(fact).__name__ for _, fact in tx.promises.history(promise.id))


def test_an_event_that_is_delivered_twice_counts_once(town: World) -> None:
    card = town.draft(figures=BOTH)
    town.do("faults", duplicate_events=True)
    town.react(WIM, card, "white_check_mark")
    until(lambda: facts(town)["TermAgreed"], "the agreement")
    town.react(WIM, card, "white_check_mark", present=False)
    until(lambda: facts(town)["PositionRetracted"], "the retraction")
    town.settled()
    town.do("faults")
    assert (facts(town)["TermAgreed"], facts(town)["PositionRetracted"]) == (1, 1)


def test_a_button_that_is_pressed_on_two_devices_counts_once(town: World) -> None:
    card = town.draft(figures=BOTH)
    in_one_moment(*[lambda: town.press(LENA, card, "promise.agree")] * 3)
    town.settled()
    assert facts(town)["TermAgreed"] == 1


def test_two_people_who_agree_in_one_moment_both_count(town: World) -> None:
    card = town.draft(figures=BOTH)
    in_one_moment(*[lambda who=who: town.press(who, card, "promise.agree") for who in (LENA, WIM)])
    town.settled()
    found = facts(town)
    assert (found["TermAgreed"], found["PromiseSignedOff"]) == (2, 1)
    assert len([m for m in town.messages(PROMISES) if is_reply(m) and "signed off" in said(m)]) == 1


def test_a_form_that_is_sent_twice_is_posted_once(town: World) -> None:
    card = town.draft(figures=BOTH)
    in_one_moment(lambda: town.press(SARA, card, "promise.more"), lambda: town.press(WIM, card, "promise.object"))
    in_one_moment(*[lambda: town.post("submit", user=WIM, values=reason("no forecast"))] * 2)
    town.settled()
    assert facts(town)["TermObjected"] == 1


def comment(card: Any, text: str) -> dict[str, Any]:
    return {"type": "message", "user": LENA, "ts": "1893456000.000100", "thread_ts": card["ts"], "text": text}


def changed(card: Any, before: str, after: str) -> dict[str, Any]:
    words = {"message": comment(card, after), "previous_message": comment(card, before)}
    return {"type": "message", "subtype": "message_changed", "channel": PROMISES, "event_ts": "1893456009.1", **words}


def deleted(card: Any, before: str) -> dict[str, Any]:
    gone = {"deleted_ts": "1893456000.000100", "previous_message": comment(card, before)}
    return {"type": "message", "subtype": "message_deleted", "channel": PROMISES, "event_ts": "1893456009.2", **gone}


@pytest.fixture
def hears(town: World, monkeypatch: pytest.MonkeyPatch) -> Hears:
    """Let an event come whose turn it is not: the local workspace by itself tells them in their order."""

    async def tell(slack: LocalSlack, body: dict[str, Any]) -> dict[str, Any]:
        return await acked(events.tell(slack, "message.channels", body["event"]))

    monkeypatch.setitem(control.GESTURES, "tell", tell)
    return lambda event: town.do("tell", event=event)


def comments(town: World) -> list[str]:
    with town.playground.bot.office.store.read() as tx:
        promise = tx.promises.by_number(1)
        assert promise is not None
        return [kept.text for kept in tx.comments.of(promise.id)]


def test_a_comment_that_is_changed_before_it_arrives_is_kept_as_it_reads_now(town: World, hears: Hears) -> None:
    card = town.draft(figures=BOTH)
    hears(changed(card, "two have left", "three have left"))
    until(lambda: comments(town) == ["three have left"], "the change")
    hears({**comment(card, "two have left"), "channel": PROMISES})
    town.settled()
    assert comments(town) == ["three have left"]


def test_a_comment_that_is_deleted_before_it_arrives_stays_away(town: World, hears: Hears) -> None:
    card = town.draft(figures=BOTH)
    hears(deleted(card, "two have left"))
    hears({**comment(card, "two have left"), "channel": PROMISES})
    hears(changed(card, "two have left", "three have left"))
    town.settled()
    assert comments(town) == []


def test_a_counter_that_is_taken_back_is_told_once(town: World) -> None:
    card = town.draft(figures=BOTH)
    town.counter(LENA, card, "quality score at least 90 % by 15 March 2031", "only with it")
    until(lambda: [m for m in town.messages(PROMISES) if "only with it" in said(m)], "the counter")
    town.press_in_view(LENA, more(town, LENA, card), "promise.retract")
    until(lambda: [m for m in town.messages(PROMISES) if "took a counter back" in said(m)], "the word")
    town.settled()
    told = [m for m in town.messages(PROMISES) if "took a counter back" in said(m)]
    assert len(told) == 1 and is_reply(told[0]) and "quality score" in said(told[0])


def reason(text: str) -> dict[str, object]:
    return {"reason": {"value": {"type": "plain_text_input", "value": text}}}


def test_a_counter_is_accepted_once_and_both_are_told_the_truth(town: World) -> None:
    card = town.draft(figures=BOTH)
    town.counter(LENA, card, "28 agents in Leipzig by 1 Feb 2031", "two have left")
    reply = until(lambda: next((m for m in town.messages(PROMISES) if "two have left" in said(m)), None), "it")
    assert button_of(reply, "promise.accept")
    in_one_moment(*[lambda: town.press(SARA, reply, "promise.accept")] * 2)
    town.settled()
    assert facts(town)["CounterAccepted"] == 1
