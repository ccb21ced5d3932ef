"""Socket Mode: Slack delivers over a WebSocket that we hold; only what has a delivery's shape gets to Bolt.

What has another shape would have no better one when it is sent again: it is acknowledged, with nothing, and logged is
why alone, because it may hold what people typed. What cannot be read at all has no id to acknowledge.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from socket import SHUT_RDWR
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.bodies import Refused, checked

log = logging.getLogger(__name__)

_PING_SECONDS = 10.0
_ASK_AGAIN_SECONDS = 0.05


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

    def end_session(self) -> None:
        """Have the thread that reads the connection end.

        The SDK says once that it is to end, and waits for it; the thread, if it is only just about to read, takes that
        back and never does (slack_sdk 3.47, `_run_current_session`). So it is said for as long as it takes.
        """
        runner = self.current_session_runner
        runner.event.set()
        while runner.is_alive():
            self.auto_reconnect_enabled = False
            self.current_session_state.terminated = True
            sock = self.current_session.sock if self.current_session is not None else None
            if sock is not None:
                with suppress(OSError):
                    sock.shutdown(SHUT_RDWR)  # otherwise it waits for Slack's next word, seconds
            runner.thread.join(_ASK_AGAIN_SECONDS)


class SocketListener(SocketModeHandler):
    """Bolt's handler for Socket Mode with that client; it is connected once `connect` was called."""

    client: CarefulClient

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

    def hang_up(self) -> None:
        """Acknowledge what was begun, then close: what was not begun is delivered again by Slack."""
        client = self.client
        client.closed = True  # nothing more is taken from the queue
        client.message_processor.shutdown()  # type: ignore[no-untyped-call]
        client.message_workers.shutdown(wait=True)
        client.auto_reconnect_enabled = False
        if client.current_app_monitor.is_alive():
            client.current_app_monitor.shutdown()  # type: ignore[no-untyped-call]
        client.end_session()
        self.close()  # type: ignore[no-untyped-call]


def _check_envelope(envelope: Mapping[str, Any]) -> None:
    """Raise Refused unless there is a delivery in it, and what stands on it has the types that Slack gives it."""
    types: dict[str, Any] = {"envelope_id": str, "type": str, "retry_attempt": int | None, "retry_reason": str | None}
    if not all(isinstance(envelope.get(name), kind) for name, kind in types.items()):
        raise Refused(400, "an envelope of a strange shape")
    checked(envelope.get("payload"))
