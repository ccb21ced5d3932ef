"""The HTTP side of the Web API: reads the call, plays faults, writes the answer and the log."""

import asyncio
import time

from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response

from ..dropping import drop_connection
from ..errors import SlackError
from ..faults import AFTER, Rule
from ..ids import Json
from ..local_slack import LocalSlack
from ..traffic import TO_SLACK
from . import Request, answer


async def endpoint(http: HttpRequest) -> Response:
    """Answer one call."""
    slack: LocalSlack = http.app.state.slack
    try:
        request = await _read(http)
    except ClientDisconnect:  # whoever called was ended in the middle of it
        return Response(status_code=400)
    began = time.perf_counter()
    try:
        sent = request.sent()
    except SlackError as refusal:
        return JSONResponse(refusal.answer())
    channel = sent.get("channel")
    if slack.faults.over_rate(request.method, channel):
        return _log(slack, request, sent, began, _limited(1))
    rule = slack.faults.take(request.method, channel)
    if rule is not None and rule.kind == "delay":
        await asyncio.sleep(rule.seconds)
    if rule is not None and rule.kind == "late":
        slack.do_later(rule.seconds, lambda: answer(slack, request, sent))
    early = _instead(rule, http)
    if early is not None:
        return _log(slack, request, sent, began, early, f"fault {rule.kind if rule else ''}")
    body = answer(slack, request, sent)
    response = _after(rule, http) or JSONResponse(body, headers=_scopes(slack))
    return _log(slack, request, sent, began, response, None, body)


async def _read(http: HttpRequest) -> Request:
    scheme, _, token = http.headers.get("authorization", "").partition(" ")
    return Request(
        method=http.path_params["method"],
        token=token if scheme.lower() == "bearer" else None,
        query=http.url.query,
        body=await http.body(),
        content_type=http.headers.get("content-type", ""),
    )


def _instead(rule: Rule | None, http: HttpRequest) -> Response | None:
    """What is answered in place of doing anything."""
    if rule is None or rule.kind in (*AFTER, "delay"):
        return None
    if rule.kind == "429":
        return _limited(rule.retry_after)
    if rule.kind in ("drop_before", "late"):
        return drop_connection(http.scope)
    if rule.kind == "error":
        return JSONResponse({"ok": False, "error": rule.error})
    return JSONResponse({"ok": False, "error": "internal_error"}, status_code=500)


def _after(rule: Rule | None, http: HttpRequest) -> Response | None:
    """What is answered although it was done."""
    if rule is None or rule.kind not in AFTER:
        return None
    if rule.kind == "drop_after":
        return drop_connection(http.scope)
    return JSONResponse({"ok": False, "error": "internal_error"}, status_code=500)


def _limited(seconds: int) -> Response:
    return JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers={"Retry-After": str(seconds)})


def _scopes(slack: LocalSlack) -> dict[str, str]:
    if not slack.profile.full:
        return {}
    return {"x-oauth-scopes": ",".join(slack.installation.scopes)}


def _log(
    slack: LocalSlack,
    request: Request,
    sent: Json,
    began: float,
    response: Response,
    status: str | None = None,
    body: Json | None = None,
) -> Response:
    took = (time.perf_counter() - began) * 1000
    outcome = status or ("ok" if body and body["ok"] else str((body or {}).get("error", "ratelimited")))
    slack.traffic.add(TO_SLACK, request.method, _summary(sent), outcome, took, sent, body)
    return response


def _summary(sent: Json) -> str:
    words = [sent.get("channel") or sent.get("user_id") or sent.get("user") or "", sent.get("text") or ""]
    return " ".join(str(word) for word in words if word)
