"""Cutting a connection in the middle, as networks do.

Rule: the client sees a closed connection and no answer at all. ASGI has no word for this, so the protocol class
notes each connection's transport in the request's scope.
"""

import asyncio
import socket

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_EXTENSION = "playground.transport"


class DroppableProtocol(H11Protocol):
    """uvicorn's HTTP protocol, with the transport reachable from a request's scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Note the transport for the requests to come; answers go out at once, not when the last one is confirmed."""
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, _EXTENSION: transport}


class _Dropped(Response):
    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass  # until uvicorn has noticed: it then knows that no answer will come


def drop_connection(scope: Scope) -> Response:
    """A response that is none: the connection is cut."""
    return _Dropped(scope["state"][_EXTENSION])
