"""/_control: all that a person can do on the page, for programs too. JSON in, JSON out.

Rule: every POST answers {ok, ack, view_id?, …} once the bot has acked or its three seconds are over; ok is false,
with `error`, when something was refused or not answered, and then the ack is null.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from .. import phrases
from ..errors import GestureRefused
from ..ids import Json
from ..local_slack import LocalSlack
from . import administration, gestures, pictures
from .fields import refuse_misshapen

Gesture = Callable[[LocalSlack, Json], Awaitable[Json]]

GESTURES: dict[str, Gesture] = {
    "archive": administration.archive,
    "clock": administration.clock,
    "close": gestures.close,
    "command": gestures.command,
    "delete-message": administration.delete_message,
    "delivery": administration.delivery,
    "edit-message": gestures.edit_message,
    "event": administration.event,
    "faults": administration.faults,
    "interact": gestures.interact,
    "membership": administration.membership,
    "message": gestures.message,
    "open-home": gestures.open_home,
    "reaction": gestures.reaction,
    "read": gestures.read,
    "reset": administration.reset,
    "shortcut": gestures.shortcut,
    "submit": gestures.submit,
    "user": administration.user,
    "view-action": gestures.view_action,
}


async def post(request: Request) -> JSONResponse:
    """One gesture."""
    slack: LocalSlack = request.app.state.slack
    gesture = GESTURES.get(request.path_params["gesture"])
    if gesture is None:
        return _refused("unknown_control", 404)
    try:
        body = json.loads(await request.body() or b"{}")
        if not isinstance(body, dict):
            raise GestureRefused("a JSON object is needed")
        refuse_misshapen(body)
        answer = {"ok": True, **await gesture(slack, body)}
    except json.JSONDecodeError:
        return _refused("invalid_json")
    except KeyError as missing:
        return _refused(f"missing: {missing.args[0]}")
    except GestureRefused as refusal:
        return _refused(refusal.error, **refusal.extra)
    return JSONResponse({part: value for part, value in answer.items() if part != "view_id" or value is not None})


def _refused(error: str, status: int = 200, **extra: object) -> JSONResponse:
    return JSONResponse({"ok": False, "ack": None, "error": error, **extra}, status_code=status)


async def state(request: Request) -> JSONResponse:
    """Everything around the messages."""
    return _shown(lambda slack: pictures.state(slack, request.query_params.get("user")), request)


async def clock(request: Request) -> JSONResponse:
    """The workspace's time; a bot's CLOCK_URL points here."""
    return _shown(administration.moment, request)


async def messages(request: Request) -> JSONResponse:
    """The messages of a channel."""
    user, thread_ts, after = (request.query_params.get(name) for name in ("user", "thread_ts", "after"))
    channel = request.path_params["channel"]
    return _shown(lambda slack: pictures.messages(slack, channel, user, thread_ts, after), request)


async def views(request: Request) -> JSONResponse:
    """A person's open modals."""
    return _shown(lambda slack: pictures.views(slack, request.path_params["user"]), request)


async def home(request: Request) -> JSONResponse:
    """A person's home tab."""
    return _shown(lambda slack: pictures.home(slack, request.path_params["user"]), request)


async def log(request: Request) -> Response:
    """What passed between bot and workspace."""
    slack: LocalSlack = request.app.state.slack
    after = request.query_params.get("after", "0")
    text = slack.traffic.as_json(int(after) if after.isdecimal() else 0)
    return Response(text, media_type="application/json", headers={"Cache-Control": "no-store"})


async def strings(request: Request) -> JSONResponse:
    """The page's words in one language."""
    language = request.query_params.get("lang", "en")
    return JSONResponse({"lang": language, "strings": phrases.strings(language)})


def _shown(picture: Callable[[LocalSlack], Json], request: Request) -> JSONResponse:
    try:
        return JSONResponse(picture(request.app.state.slack), headers={"Cache-Control": "no-store"})
    except GestureRefused as refusal:
        return _refused(refusal.error, 404)


async def live(websocket: WebSocket) -> None:
    """Notices of what changed, until the page goes away."""
    slack: LocalSlack = websocket.app.state.slack
    queue = slack.live.join(websocket.query_params.get("user"))  # first: once it is open, nothing is missed
    try:
        await websocket.accept()
        sender = asyncio.create_task(_forward(queue, websocket))
        try:
            with contextlib.suppress(WebSocketDisconnect):
                while True:
                    await websocket.receive_text()  # a page says nothing; this waits for it to leave
        finally:
            sender.cancel()
    finally:
        slack.live.leave(queue)


async def _forward(queue: "asyncio.Queue[Json]", websocket: WebSocket) -> None:
    while True:
        notice = await queue.get()
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await websocket.send_text(json.dumps(notice))


def routes() -> list[BaseRoute]:
    """The routes under /_control."""
    return [
        Route("/_control/state", state),
        Route("/_control/clock", clock, methods=["GET"]),
        Route("/_control/messages/{channel}", messages),
        Route("/_control/views/{user}", views),
        Route("/_control/home/{user}", home),
        Route("/_control/log", log),
        Route("/_control/strings", strings),
        WebSocketRoute("/_control/live", live),
        Route("/_control/{gesture}", post, methods=["POST"]),
    ]
