"""HTTP mode: Slack delivers to us. Bolt works in a pool of threads, never on the event loop."""

from __future__ import annotations

import errno
import logging
import socket
import threading
import time
from collections.abc import Sequence
from typing import Final

import anyio
import uvicorn
from slack_bolt import App, BoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.bodies import Refused
from bot.http_bodies import signed_body
from bot.slack.manifest import EVENTS_PATH

log = logging.getLogger(__name__)

START_SECONDS = 10.0
AT_ONCE = 10
"""So many deliveries are dealt with at a time, as in Socket Mode; others wait in the order in which they came. More
threads would only take turns at one interpreter, and the unlucky ones would wait longest."""
BACKLOG = 2048
"""So many connections may wait to be accepted, as with uvicorn's own listener."""

RATE_LIMITED: Final = "app_rate_limited"
"""What Slack sends in place of the events of one workspace above 30,000 an hour."""


def asgi_app(app: App, signing_secret: str, others: Sequence[Route] = ()) -> Starlette:
    """Return the ASGI application that hands Slack's deliveries to Bolt, once they are known to be Slack's.

    `others` are served beside them.

    Bolt gets the body already read, as from a socket: its own reading takes every command in whose text the word
    "payload" occurs for an interaction, and its own refusal logs the whole body.
    """
    verifier = SignatureVerifier(signing_secret)
    limiter = anyio.CapacityLimiter(AT_ONCE)

    async def deliver(request: Request) -> Response:
        try:
            body = await signed_body(request, verifier)
        except Refused as refused:
            log.warning("a delivery was refused with %s: %s", refused.status, refused.why)
            return PlainTextResponse(refused.why, status_code=refused.status)
        if body.get("type") == RATE_LIMITED:  # no event, and nothing that Bolt knows; nobody can act on it here
            log.warning("Slack held events back, as there were too many within a minute; it does not send them again")
            return PlainTextResponse("ok")
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
        delivery = BoltRequest(body=body, headers=headers, mode="socket_mode")
        answer = await anyio.to_thread.run_sync(app.dispatch, delivery, limiter=limiter)
        kinds = {name: values[0] for name, values in answer.headers.items()}
        return Response(answer.body, status_code=answer.status, headers=kinds)

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("ok")

    own = [Route(EVENTS_PATH, deliver, methods=["POST"]), Route("/", alive, methods=["GET"])]
    return Starlette(routes=[*own, *others])


class HttpServer:
    """Serves an application in the background until it is stopped; `ports` are tried in turn."""

    def __init__(self, served: Starlette, host: str, ports: Sequence[int]) -> None:
        config = uvicorn.Config(served, host=host, port=ports[0], log_config=None, access_log=False, lifespan="off")
        self._ports = ports
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="http", daemon=True)
        self._listener: socket.socket | None = None

    def start(self) -> None:
        """Listen; returns when it does. Raises OSError when it cannot, as with ports that are all taken."""
        self._listener = _listener(self._server.config.host, self._ports)
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

    @property
    def is_listening(self) -> bool:
        """Tell whether it is there for whoever calls."""
        return self._thread.is_alive() and self._server.started

    def stop(self) -> None:
        """Finish what was begun and stop."""
        self._server.should_exit = True
        self._thread.join(START_SECONDS)

    def _serve(self) -> None:
        self._server.run(sockets=[self._listener] if self._listener else None)


def _listener(host: str, ports: Sequence[int]) -> socket.socket:
    """Return a socket on the first of the ports that is free. Raises OSError when none is."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in ports:
        try:
            return socket.create_server((host, port), family=family, backlog=BACKLOG)
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:
                raise OSError(f"cannot listen on {host}:{port}: {problem.strerror}") from problem
    tried = str(ports[0]) if len(ports) == 1 else f"{ports[0]} to {ports[-1]}"
    raise OSError(f"cannot listen on {host}:{tried}: in use by another program")
