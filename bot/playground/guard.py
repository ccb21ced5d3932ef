"""Who may talk to the server: programs and pages of this machine.

Rule: the Host header must be loopback with our own port (so that no web site can reach us by rebinding its name),
and a browser's Origin must be our own page. What a browser asks for on behalf of another site without an Origin (a
picture, a link, a frame) says so in Sec-Fetch-Site, and is refused as well. Socket Mode clients leave the port out;
their ticket guards that path.
"""

from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_OWN_SITE = ("same-origin", "none")  # our page, and the person themselves: an address typed, a bookmark


class LoopbackGuard:
    """ASGI middleware that refuses every other Host or Origin with 403."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = {f"{host}:{port}" for host in _HOSTS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the call through, or refuse it."""
        if scope["type"] not in ("http", "websocket") or self._allowed(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("only this machine, under its own address", 403)(scope, receive, send)

    def _allowed(self, scope: Scope) -> bool:
        headers = {name: value.decode("latin-1").lower() for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if host not in self._hosts and not (scope["path"] == "/link" and host in _HOSTS):
            return False
        if headers.get(b"sec-fetch-site", "none") not in _OWN_SITE:
            return False
        origin = headers.get(b"origin")
        return origin is None or _address(origin) in self._hosts


def _address(origin: str) -> str:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return ""
    return parts.netloc if parts.scheme == "http" else ""
