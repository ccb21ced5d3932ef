"""The workspace from outside: every gesture is a call to /_control, one connection a thread."""

from __future__ import annotations

import http.client
import json
import threading
import time
from typing import Any

Json = dict[str, Any]

SECONDS = 30.0
KEPT_SECONDS = 2.0
"""How long an idle connection is used again: the server keeps it for five."""


class Wire:
    """Calls to one workspace; safe to share between threads."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._mine = threading.local()

    def post(self, path: str, **body: Any) -> Json:
        """Make a gesture and return the answer, whatever it is."""
        return self._call("POST", path, json.dumps(body).encode())

    def get(self, path: str) -> Json:
        """Return a picture of the workspace."""
        return self._call("GET", path, None)

    def _call(self, verb: str, path: str, body: bytes | None) -> Json:
        connection = self._connection()
        try:
            connection.request(verb, f"/_control/{path}", body, {"Content-Type": "application/json"})
            answer: Json = json.loads(connection.getresponse().read())
        except BaseException:
            connection.close()
            raise
        return answer

    def _connection(self) -> http.client.HTTPConnection:
        """Return this thread's connection; a new one where the server may have let go of it meanwhile."""
        mine, now = self._mine, time.monotonic()
        if not hasattr(mine, "connection"):
            mine.connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=SECONDS)
        elif now - mine.used_at > KEPT_SECONDS:
            mine.connection.close()
        mine.used_at = now
        connection: http.client.HTTPConnection = mine.connection
        return connection
