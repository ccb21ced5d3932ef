"""What people say in the thread of a promise is kept with it, and nothing else is."""

from __future__ import annotations

import pytest

from bot.domain.promise import Visibility
from bot.use_cases import conversing, moving
from tests.unit.use_cases.office import CHANNEL, Office
from tests.unit.use_cases.thread import SOON, became, comment, comments, place, posted, reply


@pytest.mark.parametrize("writer", ["lena", "nobody", None])
def test_nobody_edits_the_comment_of_somebody_else(office: Office, writer: str | None) -> None:
    promise = posted(office)
    _, ts = place(office, promise)
    comment(office, "wim", ts, "2.1", "looks tight")
    became(office, "2.1", "we agree", writer)
    assert comments(office, promise) == ["looks tight"]


def test_comments_of_the_thread_are_kept_edited_and_deleted(office: Office) -> None:
    promise = posted(office)
    _, ts = place(office, promise)
    assert comment(office, "wim", ts, "2.1", "looks tight")
    assert comment(office, "wim", ts, "2.1", "looks tight")  # delivered twice
    assert comment(office.later(minutes=1), "lena", ts, "2.2", "it is")
    assert comments(office, promise) == ["looks tight", "it is"]

    became(office, "2.1", "looks fine", "wim")
    assert comments(office, promise) == ["looks fine", "it is"]
    became(office, "2.1", None, None)
    became(office, "9.9", "none of ours", "wim")
    assert comments(office, promise) == ["it is"]


def test_what_is_said_in_another_thread_is_not_kept(office: Office) -> None:
    promise = posted(office)
    assert not comment(office, "wim", "1.000009", "2.1", "lunch?")
    assert comments(office, promise) == []


def test_what_was_said_before_the_promise_left_is_kept_however_late_word_of_it_comes(office: Office) -> None:
    promise = posted(office)
    _, ts = place(office, promise)
    lena, sara, said_at = office.people["lena"], office.people["sara"], office.now
    office.now += SOON
    shown = office.shown(promise)
    moving.change_visibility(office.store, sara, shown, Visibility.RESTRICTED, "G1CLOSED", "", office.now)
    office.deliver()
    assert not conversing.keep_comment(office.store, lena, CHANNEL, ts, "2.1", "looks tight", said_at)
    assert not conversing.keep_comment(office.store, lena, CHANNEL, ts, "2.2", "where is it?", office.now)
    assert not conversing.keep_comment(office.store, lena, "D1LENA", ts, "2.3", "for you alone", said_at)
    assert comments(office, promise) == ["looks tight"]


def test_what_was_said_under_a_card_that_was_deleted_is_kept(office: Office) -> None:
    promise = posted(office)
    _, ts = place(office, promise)
    assert conversing.card_deleted(office.store, CHANNEL, ts, office.now)
    assert not comment(office, "wim", ts, "2.1", "looks tight")
    assert comments(office, promise) == ["looks tight"]


def test_what_is_said_to_the_bot_alone_is_nobody_elses(office: Office) -> None:
    promise = posted(office)
    office.later(hours=30).tick()
    office.deliver()
    channel, ts = reply(office, "reminder")
    assert channel != CHANNEL
    assert not conversing.keep_comment(office.store, office.people["wim"], channel, ts, "2.1", "I am ill", office.now)
    assert comments(office, promise) == []
