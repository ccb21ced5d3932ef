"""What to do when a call to Slack did not go well: a value, decided from the error alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus

from slack_sdk.errors import SlackApiError

from bot.delivery.slack_calls import code_of

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

CARD_GONE = frozenset(
    {
        "message_not_found",
        "cant_update_message",
        "edit_window_closed",
        "cannot_reply_to_message",
        "thread_not_found",
        "invalid_thread_ts",
    }
)
"""The card cannot be updated or replied to any more; it is posted again."""

PERHAPS_DONE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Slack's own trouble: what was asked for may have been done all the same."""

FIRST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(minutes=5)
MOST_REFUSALS = 8
"""How often something is tried that Slack refuses for a reason that is not known here: about two minutes."""


_LIMITED = "ratelimited"


class Verdict(StrEnum):
    """What the outcome of a call means."""

    AGAIN = "again"
    """Nothing happened in Slack; try again later."""
    UNKNOWN = "unknown"
    """It may have happened; look before trying again."""
    REPOST = "repost"
    """The card is gone; post it anew."""
    STOP = "stop"
    """It will never happen; tell somebody."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, when to act on it, and Slack's code for people and logs."""

    verdict: Verdict
    after: timedelta
    code: str

    @property
    def is_limit(self) -> bool:
        """Tell whether it was a 429, which is about more than the one call."""
        return self.code == _LIMITED


def decide(problem: Exception, attempt: int) -> Decision:
    """Return what to do after `problem` on the `attempt`-th try (from 1)."""
    if not isinstance(problem, SlackApiError):
        return Decision(Verdict.UNKNOWN, backoff(attempt), type(problem).__name__)
    status = problem.response.status_code
    code = code_of(problem) or f"http_{status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in ("ratelimited", "rate_limited"):
        return Decision(Verdict.AGAIN, _retry_after(problem, attempt), _LIMITED)
    if status != HTTPStatus.OK or code in PERHAPS_DONE:
        return Decision(Verdict.UNKNOWN, backoff(attempt), code)
    if code in CARD_GONE:
        return Decision(Verdict.REPOST, timedelta(), code)
    if code in TERMINAL or attempt >= MOST_REFUSALS:
        return Decision(Verdict.STOP, timedelta(), code)
    return Decision(Verdict.AGAIN, backoff(attempt), code)


def backoff(attempt: int) -> timedelta:
    """Return how long to wait after the `attempt`-th try: 1, 2, 4, … seconds, at most five minutes."""
    doubled: timedelta = FIRST_DELAY * 2 ** min(attempt - 1, 10)
    return min(doubled, LONGEST_DELAY)


def _retry_after(problem: SlackApiError, attempt: int) -> timedelta:
    try:
        return timedelta(seconds=float(problem.response.headers["Retry-After"]))
    except (KeyError, ValueError):
        return backoff(attempt)
