"""What is let in over HTTP: a body of Slack's size, signed by Slack just now, that says something readable.

Everything else is refused before anything is read from it or kept, with the status that says what was wrong. What is
logged of it is that word alone: an unsigned body may be anything, and a signed one holds what people typed.
"""

from __future__ import annotations

import binascii
import json
import logging
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request

from bot.bodies import Refused, checked

logger = logging.getLogger(__name__)

LARGEST_BODY: Final = 1_000_000
"""Bytes; Slack's own payloads stay far below."""

_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"
_PAYLOAD: Final = "payload="
_ELSEWHERE: Final = ("&", "=", "\r", "\n")
"""What is in no single field."""


async def signed_body(request: Request, verifier: SignatureVerifier) -> dict[str, Any]:
    """Return what Slack says in a request. Raises Refused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (_FORM, _JSON):
        raise Refused(415, "a strange content type")
    raw = await _whole(request)
    try:
        text = raw.decode()
        if not _is_signed(text, request.headers, verifier):
            raise Refused(401, "no valid signature")
        body = _json_in(text) if kind == _JSON else _form_in(text)
    except (ValueError, RecursionError):  # no UTF-8, no form, no JSON
        raise Refused(400, "a body that cannot be read") from None
    return checked(body)


async def _whole(request: Request) -> bytes:
    """Read the body; what is too large is refused while it arrives, and never held as a whole. Raises Refused."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced[:20]) > LARGEST_BODY:
        raise Refused(413, "a body that is too large")
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > LARGEST_BODY:
            raise Refused(413, "a body that is too large")
    return bytes(read)


def _is_signed(text: str, headers: Mapping[str, str], verifier: SignatureVerifier) -> bool:
    """Tell whether Slack signed this body within the last five minutes; the clock may be off as much the other way."""
    stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 20 and signature.isascii()):
        return False
    return verifier.is_valid(text, stamp, signature)


def _form_in(text: str) -> Any:  # noqa: ANN401 - what arrives is any JSON
    payload = only_payload(text)
    if payload is not None:
        return _json_in(payload)
    fields = dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
    return _json_in(fields["payload"]) if "payload" in fields else fields


def only_payload(text: str) -> str | None:
    """Return the one field of a form that is `payload` and nothing else, as every interaction is; None for any other.

    What stands behind a % in a form stands behind a = in quoted-printable, which is decoded in C: a press carries the
    message under which it was made, and urllib takes twenty times as long. Raises UnicodeDecodeError.
    """
    told = text.removeprefix(_PAYLOAD)
    if told is text or not told.isascii() or any(sign in told for sign in _ELSEWHERE):
        return None
    decoded = binascii.a2b_qp(told.replace("+", " ").replace("%", "="))
    is_whole = len(decoded) == len(told) - 2 * told.count("%")  # a % without two digits is no sign for anything
    return decoded.decode() if is_whole else None


def _json_in(text: str) -> Any:  # noqa: ANN401 - what arrives is any JSON
    return json.loads(text, parse_constant=_no_number)


def _no_number(name: str) -> float:
    raise ValueError(name)
