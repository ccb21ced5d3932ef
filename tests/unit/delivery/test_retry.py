"""What the outcome of a call means: arithmetic on the error alone."""

from __future__ import annotations

from datetime import timedelta
from http.client import IncompleteRead, RemoteDisconnected
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.delivery.retry import CARD_GONE, MOST_REFUSALS, TERMINAL, Decision, Verdict, backoff, decide

AGAIN, UNKNOWN, REPOST, STOP = Verdict.AGAIN, Verdict.UNKNOWN, Verdict.REPOST, Verdict.STOP


def refused(error: object, status: int = 200, **headers: str) -> SlackApiError:
    data: Any = {"ok": False, "error": error} if isinstance(error, str) else error
    response = SlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=data, headers=headers, status_code=status
    )
    return SlackApiError("refused", response)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


@pytest.mark.parametrize(
    ("problem", "attempt", "decision"),
    [
        (refused("ratelimited", 429, **{"Retry-After": "30"}), 1, Decision(AGAIN, seconds(30), "ratelimited")),
        (refused("ratelimited", 429, **{"Retry-After": "30"}), 9, Decision(AGAIN, seconds(30), "ratelimited")),
        (refused("ratelimited", 200, **{"Retry-After": "2"}), 1, Decision(AGAIN, seconds(2), "ratelimited")),
        (refused("ratelimited", 429), 3, Decision(AGAIN, seconds(4), "ratelimited")),
        (refused("x", 429, **{"Retry-After": "Mon, 23 Nov 2026"}), 1, Decision(AGAIN, seconds(1), "ratelimited")),
        (refused("internal_error", 500), 1, Decision(UNKNOWN, seconds(1), "internal_error")),
        (refused("internal_error", 200), 2, Decision(UNKNOWN, seconds(2), "internal_error")),
        (refused("is_archived", 503), 1, Decision(UNKNOWN, seconds(1), "is_archived")),
        (refused("Received a non-JSON response: <h1>", 502), 1, Decision(UNKNOWN, seconds(1), "http_502")),
        (ValueError("an answer that nobody can read"), 1, Decision(UNKNOWN, seconds(1), "ValueError")),
        (refused("message_not_found"), 1, Decision(REPOST, seconds(0), "message_not_found")),
        (refused("cannot_reply_to_message"), 1, Decision(REPOST, seconds(0), "cannot_reply_to_message")),
        (refused("is_archived"), 1, Decision(STOP, seconds(0), "is_archived")),
        (refused("a_new_code_of_slacks"), 1, Decision(AGAIN, seconds(1), "a_new_code_of_slacks")),
        (refused("a_new_code_of_slacks"), MOST_REFUSALS, Decision(STOP, seconds(0), "a_new_code_of_slacks")),
        (TimeoutError(), 4, Decision(UNKNOWN, seconds(8), "TimeoutError")),
        (ConnectionResetError(), 1, Decision(UNKNOWN, seconds(1), "ConnectionResetError")),
        (RemoteDisconnected(), 1, Decision(UNKNOWN, seconds(1), "RemoteDisconnected")),
        (IncompleteRead(b""), 50, Decision(UNKNOWN, seconds(300), "IncompleteRead")),
    ],
    ids=lambda value: getattr(value, "code", None) or (value if isinstance(value, int) else type(value).__name__),
)
def test_the_outcome_of_a_call(problem: Exception, attempt: int, decision: Decision) -> None:
    assert decide(problem, attempt) == decision


@pytest.mark.parametrize("code", sorted(TERMINAL))
def test_what_trying_again_cannot_change(code: str) -> None:
    assert decide(refused(code), 1).verdict is STOP


@pytest.mark.parametrize("code", sorted(CARD_GONE))
def test_a_card_that_is_gone_is_posted_again(code: str) -> None:
    assert decide(refused(code), 1).verdict is REPOST


def test_waiting_doubles_up_to_five_minutes() -> None:
    assert [backoff(n).total_seconds() for n in range(1, 12)] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert backoff(10_000) == seconds(300)
