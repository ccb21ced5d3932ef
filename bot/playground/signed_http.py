"""Delivery over HTTP: signed as Slack signs, to the bot's request URL on this machine.

Rule: signatures carry real time; redirects and proxies are not followed; only loopback is ever called.
"""

import asyncio
import hashlib
import hmac
import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from .ids import SIGNING_SECRET, Json

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_WORKERS = 32


@dataclass(frozen=True)
class Reply:
    """What the bot answered: HTTP status, whether it asks for no retry, and the body."""

    status: int
    no_retry: bool
    content_type: str
    body: str

    def ack(self) -> Json:
        """The body as an ack payload; plain text is a message, as Slack takes it."""
        if not self.body:
            return {}
        try:
            parsed = json.loads(self.body)
        except ValueError:
            return {"text": self.body}
        return parsed if isinstance(parsed, dict) else {}


class SignedHttp:
    """A sender that never blocks the event loop."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_WORKERS, thread_name_prefix="playground-http")

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def post(
        self, url: str, kind: str, payload: Json, timeout: float, retry: tuple[int, str] | None = None
    ) -> Reply:
        """Send one payload; raises OSError or http.client.HTTPException when there is no answer in time."""
        body, content_type = _encoded(kind, payload)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (playground)"} | _signature(body)
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        loop = asyncio.get_running_loop()
        call = loop.run_in_executor(self._threads, _post, url, body, headers, timeout)
        return await asyncio.wait_for(call, timeout)


def is_loopback(url: str) -> bool:
    """Whether a request URL is plain http on this machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in LOOPBACK


def _encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload, ensure_ascii=False).encode(), "application/json"
    fields = {"payload": json.dumps(payload, ensure_ascii=False)} if kind == "interactive" else payload
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _signature(body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    digest = hmac.new(SIGNING_SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _post(url: str, body: bytes, headers: dict[str, str], timeout: float) -> Reply:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request("POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        no_retry = answer.getheader("X-Slack-No-Retry") == "1"
        return Reply(answer.status, no_retry, answer.getheader("Content-Type", ""), text)
    finally:
        connection.close()
