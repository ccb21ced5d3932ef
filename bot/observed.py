"""Bolt's App and Slack's client, each with a counter beside it: what arrives, and what is refused.

Both are measured where everything passes, over HTTP as over Socket Mode, so that no handler has to think of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from http.client import HTTPException
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot import logs
from bot.delivery.slack_calls import code_of
from bot.metrics import Metrics

_KINDS = {
    "block_actions": "button",
    "view_submission": "form",
    "view_closed": "form",
    "event_callback": "event",
    "shortcut": "shortcut",
    "message_action": "shortcut",
}


def kind_of(body: Mapping[str, Any]) -> str:
    """Return what kind of delivery a body is: command, button, form, shortcut, event, or other."""
    if "command" in body:
        return "command"
    return _KINDS.get(str(body.get("type")), "other")


class ObservedApp(App):
    """An App that measures how long each delivery takes to be acknowledged, and names its event in the log."""

    def __init__(
        self,
        metrics: Metrics,
        waited_for: Callable[[], AbstractContextManager[None]] = nullcontext,
        **options: Any,  # noqa: ANN401 - Bolt's own
    ) -> None:
        """`waited_for` is around each delivery for as long as somebody waits for its acknowledgement."""
        super().__init__(**options)
        self._metrics = metrics
        self._waited_for = waited_for

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Hand a delivery to whatever listens, as Bolt does."""
        body = req.body if isinstance(req.body, dict) else {}
        began = time.perf_counter()
        with self._waited_for(), logs.about(event_id=body.get("event_id")):
            answered = super().dispatch(req)
        if answered.status != 401:  # not Slack's: nobody waited for an answer
            self._metrics.acknowledged(kind_of(body), time.perf_counter() - began)
        return answered


class ObservedClient(WebClient):
    """A client that counts the calls that failed, by method and Slack's code."""

    def __init__(self, metrics: Metrics, **options: Any) -> None:  # noqa: ANN401 - the SDK's own
        super().__init__(**options)
        self._metrics = metrics

    def api_call(self, api_method: str, **options: Any) -> SlackResponse:  # noqa: ANN401 - the SDK's own
        """Call Slack. Raises as the SDK does."""
        try:
            return super().api_call(api_method, **options)
        except SlackApiError as refusal:
            self._metrics.slack_failed(api_method, code_of(refusal) or f"http_{refusal.response.status_code}")
            raise
        except (SlackClientError, HTTPException, OSError):
            self._metrics.slack_failed(api_method, "unreachable")
            raise
