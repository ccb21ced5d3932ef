"""What /_control gives the page and programs: notices, the log, the page's files; and to whom it answers."""

import json

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.playground import BOT_TOKEN
from tests.integration.playground.peer import (
    PROMISES,
    SARA,
    error_of,
    eventually,
    open_modal,
    section,
)

BEN = "U02BEN"


def test_the_log_shows_what_passed_with_tokens_masked(people, client):
    client.chat_postMessage(channel=PROMISES, text=f"see {BOT_TOKEN}")
    assert error_of(lambda: client.chat_postMessage(channel="C404", text="x")) == "channel_not_found"
    people.post("command", user=SARA, channel=PROMISES, command="/x", text="")
    entries = people.get("log")["entries"]
    shown = [(one["direction"], one["kind"], one["status"]) for one in entries if one["kind"] != "events_api"]
    assert shown == [
        ("bot→slack", "chat.postMessage", "ok"),
        ("bot→slack", "chat.postMessage", "channel_not_found"),
        ("slack→bot", "slash_commands", "dispatch_failed"),
    ]
    assert BOT_TOKEN not in json.dumps(entries) and "xoxb-***" in entries[0]["summary"]
    assert entries[0]["request"]["channel"] == PROMISES and entries[0]["response"]["ok"] is True
    assert people.get(f"log?after={entries[-1]['n']}")["entries"] == []


def test_live_notices_name_what_changed(server, people, client):
    with connect(f"ws://127.0.0.1:{server.port}/_control/live?user={SARA}", proxy=None) as live:
        eventually(lambda: server.slack.live._readers, "following")
        ts = client.chat_postMessage(channel=PROMISES, text="x")["ts"]
        client.views_publish(user_id=BEN, view={"type": "home", "blocks": [section()]})
        client.views_publish(user_id=SARA, view={"type": "home", "blocks": [section()]})
        open_modal(server)
        people.post("clock", advance_seconds=1)
        notices = [json.loads(live.recv(timeout=5))]
        while notices[-1] != {"type": "clock"}:
            notices.append(json.loads(live.recv(timeout=5)))
    assert {"type": "messages", "channel": PROMISES, "ts": ts} in notices
    assert {"type": "home", "user": SARA} in notices and {"type": "home", "user": BEN} not in notices
    assert {"type": "views", "user": SARA} in notices
    assert any(notice["type"] == "log" for notice in notices)
    eventually(lambda: not server.slack.live._readers, "leaving")


def test_the_pages_words_and_files(people):
    german = people.get("strings?lang=de-DE")
    assert german["lang"] == "de-DE" and german["strings"]["Send"] == "Senden"
    status, page = people.call("GET", "/")
    assert status == 200 and "<html" in page


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "127.0.0.1", ""])
def test_other_hosts_are_refused(server, people, host):
    headers = {"Host": host.format(port=server.port)}
    assert people.call("GET", "/_control/state", headers=headers)[0] == 403
    assert people.call("POST", "/api/auth.test", headers=headers)[0] == 403


@pytest.mark.parametrize("host", ["localhost:{port}", "[::1]:{port}", "127.0.0.1:{port}"])
def test_loopback_under_its_names_is_let_in(server, people, host):
    assert people.call("GET", "/_control/clock", headers={"Host": host.format(port=server.port)})[0] == 200


def test_pages_of_other_origins_are_refused(server, people):
    evil = {"Origin": "https://evil.example"}
    assert people.call("POST", "/_control/reset", b"{}", evil)[0] == 403
    own = {"Origin": f"http://127.0.0.1:{server.port}"}
    assert people.call("POST", "/_control/read", b"{}", own)[0] == 200
    with pytest.raises(InvalidStatus):
        connect(f"ws://127.0.0.1:{server.port}/_control/live", additional_headers=evil, proxy=None)
