"""Whoever waits for an acknowledgement goes first, and what gives way does so for a while only."""

from __future__ import annotations

import threading
import time

from bot import precedence
from bot.precedence import Precedence


def test_nobody_is_given_way_to_where_nobody_waits(monkeypatch):
    monkeypatch.setattr(precedence.time, "sleep", None)  # would raise
    Precedence().give_way(time.monotonic())


def test_whoever_is_waited_for_goes_first():
    first, order = Precedence(), []

    def later() -> None:
        first.give_way(time.monotonic() + 60)  # as long as it takes
        order.append("later")

    with first.waited_for():
        thread = threading.Thread(target=later)
        thread.start()
        thread.join(5 * precedence.QUIET_SECONDS)
        order.append("acknowledged")
    thread.join(60)
    assert order == ["acknowledged", "later"]


def test_a_burst_without_an_end_is_given_way_to_for_a_while_only():
    first = Precedence()
    with first.waited_for():
        first.give_way(time.monotonic() - precedence.MOST_SECONDS)


def test_who_failed_is_not_waited_for_any_more():
    first = Precedence()
    try:
        with first.waited_for():
            raise LookupError
    except LookupError:
        pass
    first.give_way(time.monotonic() + 60)
