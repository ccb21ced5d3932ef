"""Socket Mode: the bot's WebSocket connections, envelopes to it and its acks.

Rule: an envelope goes to one connection, any of them, and is answered on that one within the time-out or not at all.
Tickets from apps.connections.open work once.
"""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from .ids import APP_ID, Json

MOST_CONNECTIONS = 10
_REFRESH_GRACE_SECONDS = 5.0


class NotConnected(ConnectionError):
    """There is no connection to the bot, or it went away before the ack."""


@dataclass(eq=False)
class _Connection:
    websocket: WebSocket
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    retiring: bool = False

    def settle(self, message: Json) -> None:
        """Hand an ack to whoever waits for it; an ack that comes too late is dropped, as Slack does."""
        future = self.waiting.pop(str(message.get("envelope_id")), None)
        if future is not None and not future.done():
            payload = message.get("payload")
            future.set_result(payload if isinstance(payload, dict) else {})

    def fail(self) -> None:
        """The connection is gone: nobody will be answered any more."""
        for future in self.waiting.values():
            if not future.done():
                future.set_exception(NotConnected("connection closed"))
        self.waiting.clear()


class Sockets:
    """All Socket Mode connections of the app. `changed` is called when one comes or goes."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.link_url = ""  # ws://host:port/link, known once the server listens
        self._changed = changed
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []
        self._turn = 0
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        """Whether the bot can be reached."""
        return any(not connection.retiring for connection in self._connections)

    @property
    def count(self) -> int:
        """How many connections there are that will stay."""
        return sum(not connection.retiring for connection in self._connections)

    def ticket_url(self) -> str:
        """A URL that lets the bot connect once."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return f"{self.link_url}?ticket={ticket}&app_id={APP_ID}"

    async def serve(self, websocket: WebSocket) -> None:
        """Hold one connection until either side ends it."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets or len(self._connections) >= MOST_CONNECTIONS:
            await websocket.close(1008)
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        connection = _Connection(websocket)
        await websocket.send_text(json.dumps(self._hello()))
        self._connections.append(connection)
        self._changed()
        try:
            while True:
                connection.settle(_parsed(await websocket.receive_text()))
        except (WebSocketDisconnect, RuntimeError, KeyError):
            pass  # the bot went away, or we closed it: either way the connection is over
        finally:
            self._connections.remove(connection)
            connection.fail()
            self._changed()

    async def send(self, kind: str, payload: Json, timeout: float, retry: tuple[int, str] | None = None) -> Json:
        """Send one envelope and give the ack's payload; raises NotConnected or TimeoutError."""
        connection = self._next()
        envelope_id = str(uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
        }
        if kind == "events_api":
            envelope["retry_attempt"], envelope["retry_reason"] = retry or (0, "")
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = future
        try:
            await connection.websocket.send_text(json.dumps(envelope, ensure_ascii=False))
            return await asyncio.wait_for(future, timeout)
        except (WebSocketDisconnect, RuntimeError):
            raise NotConnected("connection closed") from None
        finally:
            connection.waiting.pop(envelope_id, None)

    async def refresh(self) -> None:
        """Ask the bot to reconnect, as Slack does every few hours; the old connection ends a little later."""
        for connection in [one for one in self._connections if not one.retiring]:
            connection.retiring = True
            notice = {"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "playground"}}
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await connection.websocket.send_text(json.dumps(notice))
            task = asyncio.create_task(self._retire(connection))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    async def drop(self) -> None:
        """End every connection at once, without a word."""
        for connection in list(self._connections):
            connection.retiring = True
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await connection.websocket.close(1012)

    async def _retire(self, connection: _Connection) -> None:
        await asyncio.sleep(_REFRESH_GRACE_SECONDS)
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await connection.websocket.close(1000)

    def _next(self) -> _Connection:
        ready = [connection for connection in self._connections if not connection.retiring]
        if not ready:
            raise NotConnected("no connection")
        self._turn += 1
        return ready[self._turn % len(ready)]

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections) + 1,
            "debug_info": {"host": "playground", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP_ID},
        }


def _parsed(text: str) -> Json:
    """An incoming message; whatever is not a JSON object answers nothing."""
    try:
        message = json.loads(text)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
