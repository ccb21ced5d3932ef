"""Deliveries as Slack makes them over HTTP: signed, over connections that stay open, so many at a time."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from bot.playground import SIGNING_SECRET

_PATH = "/slack/events"


def form(fields: dict[str, Any]) -> bytes:
    """Return the body of a slash command."""
    return urlencode(fields).encode()


def interaction(payload: dict[str, Any]) -> bytes:
    """Return the body of an interaction."""
    return urlencode({"payload": json.dumps(payload)}).encode()


def request_of(body: bytes) -> bytes:
    """Return the whole signed HTTP request."""
    stamp = str(int(time.time()))
    digest = hmac.new(SIGNING_SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    head = (
        f"POST {_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={digest}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def deliver(port: int, bodies: Sequence[bytes], at_once: int) -> list[float]:
    """Send them all, `at_once` at a time, and return how long each answer took, in ms. Raises unless each is 200."""
    return asyncio.run(_deliver(port, bodies, at_once))


async def _deliver(port: int, bodies: Sequence[bytes], at_once: int) -> list[float]:
    waiting = iter([request_of(body) for body in bodies])
    took: list[float] = []

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        for request in waiting:
            began = time.perf_counter()
            writer.write(request)
            await _answer(reader)
            took.append((time.perf_counter() - began) * 1000)
        writer.close()

    await asyncio.gather(*(connection() for _ in range(at_once)))
    assert len(took) == len(bodies)
    return took


async def _answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
    await reader.readexactly(int(length.split(b":")[1]))
