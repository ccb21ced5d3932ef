"""What Slack delivers twice or out of order, and what two people do in the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.integration.world import LENA, PROMISES, SARA, WIM, World, button_of, is_reply, said, until

BOTH = "40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031"


def in_one_moment(*acts: Callable[[], object]) -> None:
    """Let everybody act at once."""
    with ThreadPoolExecutor(len(acts)) as pool:
        for future in [pool.submit(act) for act in acts]:
            future.result()


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
