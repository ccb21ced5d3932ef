"""The list of a large workspace: Slack gives out fewer pages a minute than it has."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.roll_call import call_the_roll

PAGES = {
    "": {"members": [{"id": "U1", "team_id": "T1", "name": "sara"}], "response_metadata": {"next_cursor": "two"}},
    "two": {"members": [{"id": "U2", "team_id": "T1", "name": "wim"}], "response_metadata": {"next_cursor": ""}},
}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        limited = self.server.limits.pop(0) if self.server.limits else False
        answer = {"ok": False, "error": "ratelimited"} if limited else PAGES[asked.get("cursor", [""])[0]]
        self.send_response(429 if limited else 200)
        if limited:
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(json.dumps({"ok": True, **answer}).encode())

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def server():
    with HTTPServer(("127.0.0.1", 0), Handler) as running:
        running.limits = []
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def client(server):
    found = WebClient(token="x", base_url=f"http://127.0.0.1:{server.server_port}/api/", retry_handlers=[])
    found.proxy = None
    return found


def test_it_waits_as_long_as_slack_wants_and_takes_every_page(server, client):
    server.limits = [False, True]
    assert [one.user_id for one in call_the_roll(client, "T1").profiles] == ["U1", "U2"]


def test_every_other_call_of_the_client_stays_impatient(server, client):
    call_the_roll(client, "T1")
    server.limits = [True]
    with pytest.raises(SlackApiError):
        client.users_list()
