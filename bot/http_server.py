"""HTTP mode: Slack delivers to us. Bolt works in a pool of threads, never on the event loop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

import uvicorn
from slack_bolt import App, BoltRequest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.slack.manifest import EVENTS_PATH

log = logging.getLogger(__name__)

LARGEST_BODY = 1_000_000
"""Bytes; Slack's own payloads stay far below."""
START_SECONDS = 10.0


def asgi_app(app: App) -> Starlette:
    """Return the ASGI application that hands Slack's deliveries to Bolt."""

    async def deliver(request: Request) -> Response:
        body = await request.body()
        if len(body) > LARGEST_BODY:
            return PlainTextResponse("too large", status_code=413)
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return PlainTextResponse("not UTF-8", status_code=400)
        query: dict[str, Sequence[str]] = {name: [value] for name, value in request.query_params.items()}
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
        answer = await run_in_threadpool(app.dispatch, BoltRequest(body=text, query=query, headers=headers))
        kinds = {name: values[0] for name, values in answer.headers.items()}
        return Response(answer.body, status_code=answer.status, headers=kinds)

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(routes=[Route(EVENTS_PATH, deliver, methods=["POST"]), Route("/", alive, methods=["GET"])])


class HttpServer:
    """Serves the application in the background until it is stopped."""

    def __init__(self, app: App, host: str, port: int) -> None:
        config = uvicorn.Config(asgi_app(app), host=host, port=port, log_config=None, access_log=False, lifespan="off")
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
