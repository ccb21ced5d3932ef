"""HTTP mode: Slack delivers to us. Bolt works in a pool of threads, never on the event loop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

import uvicorn
from slack_bolt import App, BoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.http_bodies import Refused, signed_body
from bot.slack.manifest import EVENTS_PATH

log = logging.getLogger(__name__)

START_SECONDS = 10.0


def asgi_app(app: App, signing_secret: str) -> Starlette:
    """Return the ASGI application that hands Slack's deliveries to Bolt, once they are known to be Slack's.

    Bolt gets the body already read, as from a socket: its own reading takes every command in whose text the word
    "payload" occurs for an interaction, and its own refusal logs the whole body.
    """
    verifier = SignatureVerifier(signing_secret)

    async def deliver(request: Request) -> Response:
        try:
            body = await signed_body(request, verifier)
        except Refused as refused:
            log.warning("a delivery was refused with %s: %s", refused.status, refused.why)
            return PlainTextResponse(refused.why, status_code=refused.status)
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
        delivery = BoltRequest(body=body, headers=headers, mode="socket_mode")
        answer = await run_in_threadpool(app.dispatch, delivery)
        kinds = {name: values[0] for name, values in answer.headers.items()}
        return Response(answer.body, status_code=answer.status, headers=kinds)

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(routes=[Route(EVENTS_PATH, deliver, methods=["POST"]), Route("/", alive, methods=["GET"])])


class HttpServer:
    """Serves the application in the background until it is stopped."""

    def __init__(self, app: App, host: str, port: int, signing_secret: str) -> None:
        served = asgi_app(app, signing_secret)
        config = uvicorn.Config(served, host=host, port=port, log_config=None, access_log=False, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="http", daemon=True)

    def start(self) -> None:
        """Listen; returns when it does. Raises OSError when it cannot, as with a port that is taken."""
        self._thread.start()
        give_up = time.monotonic() + START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > give_up:
                raise OSError(f"cannot listen on {self._server.config.host}:{self._server.config.port}")
            time.sleep(0.01)

    @property
    def port(self) -> int:
        """The port it listens on: the one that was free when 0 was asked for."""
        return int(self._server.servers[0].sockets[0].getsockname()[1])

    def stop(self) -> None:
        """Finish what was begun and stop."""
        self._server.should_exit = True
        self._thread.join(START_SECONDS)
