"""What to do when a call to Slack did not go well: a value, decided from the error alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from slack_sdk.errors import SlackApiError

TERMINAL = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "messages_tab_disabled",
        "account_inactive",
        "user_disabled",
        "user_not_found",
        "cannot_dm_bot",
        "token_revoked",
        "invalid_auth",
        "not_authed",
        "missing_scope",
        "invalid_blocks",
        "invalid_arguments",
        "no_text",
        "msg_too_long",
        "metadata_too_large",
    }
)
"""Trying again changes nothing; the person responsible is told once."""

CARD_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
"""The card cannot be updated any more; it is posted again."""

FIRST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(minutes=5)


class Verdict(StrEnum):
    """What the outcome of a call means."""

    AGAIN = "again"
    """Nothing happened in Slack; try again later."""
    UNKNOWN = "unknown"
    """It may have happened; look before trying again."""
    REPOST = "repost"
    """The message to update is gone; post it anew."""
    STOP = "stop"
    """It will never happen; tell somebody."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, when to act on it, and Slack's code for people and logs."""

    verdict: Verdict
    after: timedelta
    code: str


def decide(problem: Exception, attempt: int) -> Decision:
    """Return what to do after `problem` on the `attempt`-th try (from 1)."""
    if not isinstance(problem, SlackApiError):
        return Decision(Verdict.UNKNOWN, backoff(attempt), type(problem).__name__)
    code = str(problem.response.get("error") or "") if isinstance(problem.response.data, dict) else ""
    status = problem.response.status_code
    if status == 429 or code in ("ratelimited", "rate_limited"):
        seconds = float(problem.response.headers.get("Retry-After", 1))
        return Decision(Verdict.AGAIN, timedelta(seconds=seconds), "ratelimited")
    if code in CARD_GONE:
        return Decision(Verdict.REPOST, timedelta(), code)
    if code in TERMINAL:
        return Decision(Verdict.STOP, timedelta(), code)
    return Decision(Verdict.UNKNOWN, backoff(attempt), code or f"http_{status}")


def backoff(attempt: int) -> timedelta:
    """Return how long to wait after the `attempt`-th try: 1, 2, 4, … seconds, at most five minutes."""
    doubled: timedelta = FIRST_DELAY * 2 ** min(attempt - 1, 10)
    return min(doubled, LONGEST_DELAY)
