"""What people do, as Slack tells it to an app: `/promise`, and Agree under the card of a promise."""

from __future__ import annotations

import json
import time
import urllib.request
from contextlib import closing
from typing import Any

from tests.benchmarks.cloning import rendering_of
from tests.benchmarks.office import CHANNEL, OWNER, SALES, TEAM

_USERS = ("U01SARA", "U02BEN", "U04WIM", "U05QUINN", "U06OMAR", "U07PETRA")
_WAIT = 60.0


def card_in(slack: int) -> dict[str, Any]:
    """Return the card that the bot posts, as it is in Slack."""

    give_up = time.monotonic() + _WAIT
    while time.monotonic() < give_up:
        for message in get(slack, f"messages/{CHANNEL}?user={SALES}")["messages"]:
            is_first = message.get("thread_ts") in (None, message["ts"])
            if is_first and "promise.agree" in json.dumps(message.get("blocks")):
                return dict(message)
        time.sleep(0.1)
    raise RuntimeError("the bot posted no card")


def modal_in(slack: int) -> dict[str, Any]:
    """Return the form that the bot opened, as it was sent."""
    entries = get(slack, "log")["entries"]
    sent = next(entry["request"] for entry in reversed(entries) if entry["kind"] == "views.open")
    view = sent["view"]
    return dict(json.loads(view) if isinstance(view, str) else view)


def post(slack: int, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Tell the server of that port something."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{slack}/_control/{path}", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with closing(urllib.request.urlopen(request, timeout=600)) as answer:
        return dict(json.load(answer))


def get(slack: int, path: str) -> dict[str, Any]:
    """Ask the server of that port."""
    with closing(urllib.request.urlopen(f"http://127.0.0.1:{slack}/_control/{path}", timeout=10)) as answer:
        return dict(json.load(answer))


def command(number: int) -> dict[str, Any]:
    """Return `/promise`, typed by one of several people."""
    user = _USERS[number % len(_USERS)]
    return {
        "token": "t", "team_id": TEAM, "team_domain": "nordlicht-service", "channel_id": CHANNEL,
        "channel_name": "promises", "user_id": user, "user_name": "somebody", "command": "/promise", "text": "",
        "api_app_id": "A01PROMISE", "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T/1/x", "trigger_id": f"{user}.{number}",
    }  # fmt: skip


def press(card: dict[str, Any], promise: int, number: int) -> dict[str, Any]:
    """Return a press of Agree under the card of a copy."""
    button = next(
        {**element, "block_id": block["block_id"]}
        for block in card["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == "promise.agree"
    )
    return {
        "type": "block_actions", "team": {"id": TEAM, "domain": "nordlicht-service"},
        "user": {"id": OWNER, "username": "lena", "name": "lena", "team_id": TEAM},
        "api_app_id": "A01PROMISE", "token": "t", "enterprise": None, "is_enterprise_install": False,
        "container": {"type": "message", "message_ts": card["ts"], "channel_id": CHANNEL, "is_ephemeral": False},
        "trigger_id": f"{OWNER}.{number}", "channel": {"id": CHANNEL, "name": "promises"}, "message": card,
        "state": {"values": {}},
        "actions": [{**button, "value": rendering_of(promise), "action_ts": card["ts"]}],
    }  # fmt: skip
