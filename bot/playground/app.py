"""The ASGI application: Slack's side, the control side, the page."""

import json
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from . import control
from .errors import SlackError
from .guard import LoopbackGuard
from .local_slack import LocalSlack
from .responses import respond
from .web_api.endpoint import endpoint

# Nothing from elsewhere, so that no message can make the page load or call anything.
_CONTENT_POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; connect-src 'self' ws:"


async def link(websocket: WebSocket) -> None:
    """Socket Mode."""
    slack: LocalSlack = websocket.app.state.slack
    await slack.sockets.serve(websocket)


async def response_url(request: Request) -> Response:
    """One use of a response_url."""
    slack: LocalSlack = request.app.state.slack
    try:
        target = slack.response_urls.take(request.path_params["key"])
    except SlackError as refusal:
        return JSONResponse(refusal.answer(), status_code=404)
    try:
        payload = json.loads(await request.body())
        respond(slack, target, payload if isinstance(payload, dict) else {})
    except json.JSONDecodeError:
        return JSONResponse({"ok": False, "error": "invalid_payload"}, status_code=400)
    except SlackError as refusal:
        return JSONResponse(refusal.answer(), status_code=400)
    return PlainTextResponse("ok")


async def index(request: Request) -> Response:
    """The page."""
    return FileResponse(_page() / "index.html", headers={"Content-Security-Policy": _CONTENT_POLICY})


def _page() -> Path:
    return Path(str(files(__package__).joinpath("page")))


def application(slack: LocalSlack, port: int) -> Starlette:
    """The application for one workspace, served on `port` of loopback."""
    app = Starlette(
        routes=[
            Route("/api/{method}", endpoint, methods=["GET", "POST"]),
            WebSocketRoute("/link", link),
            Route("/response/{team}/{key:path}", response_url, methods=["POST"]),
            *control.routes(),
            Route("/", index),
            Mount("/page", StaticFiles(directory=_page(), check_dir=False)),
        ],
        middleware=[Middleware(LoopbackGuard, port=port)],
    )
    app.state.slack = slack
    return app
