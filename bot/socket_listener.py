"""Socket Mode: Slack delivers over a WebSocket that we hold; only what has a delivery's shape gets to Bolt.

What has another shape would have no better one when it is sent again: it is acknowledged, with nothing, and logged is
why alone, because it may hold what people typed. What cannot be read at all has no id to acknowledge.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.bodies import Refused, checked

log = logging.getLogger(__name__)

_PING_SECONDS = 10.0


class CarefulClient(SocketModeClient):
    """A client of Slack's SDK that hands on nothing but envelopes with a delivery in them."""

    def process_message(self) -> None:
        """Take the next message from the queue; what is no JSON is left aside."""
        try:
            super().process_message()  # type: ignore[no-untyped-call]
        except (json.JSONDecodeError, RecursionError):
            log.warning("a delivery was refused: a message that cannot be read")

    def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        """Hand an envelope to whoever listens, or acknowledge it for good."""
        try:
            if "envelope_id" in message:
                _check_envelope(message)
        except Refused as refused:
            log.warning("a delivery was refused: %s", refused.why)
            if isinstance(message["envelope_id"], str):
                self.send_socket_mode_response(SocketModeResponse(envelope_id=message["envelope_id"]))
            return
        super().run_message_listeners(message, raw_message)


class SocketListener(SocketModeHandler):
    """Bolt's handler for Socket Mode with that client; it is connected once `connect` was called."""

    def __init__(self, app: App, app_token: str | None) -> None:
        # Bolt's own makes a client of the SDK at once, with its threads, and takes no other.
        self.app = app
        self.app_token = app_token or ""
        self.client = CarefulClient(
            self.app_token,
            logger=app.logger,
            web_client=app.client,
            proxy=app.client.proxy,
            ping_interval=_PING_SECONDS,
        )
        self.client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]


def _check_envelope(envelope: Mapping[str, Any]) -> None:
    """Raise Refused unless there is a delivery in it, and what stands on it has the types that Slack gives it."""
    types: dict[str, Any] = {"envelope_id": str, "type": str, "retry_attempt": int | None, "retry_reason": str | None}
    if not all(isinstance(envelope.get(name), kind) for name, kind in types.items()):
        raise Refused(400, "an envelope of a strange shape")
    checked(envelope.get("payload"))
