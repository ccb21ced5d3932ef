"""The two ends that the tests drive: a person over /_control, and a bare Bolt app on the bot's side."""

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.request import BoltRequest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, PlaygroundServer

Json = dict[str, Any]

WAIT_SECONDS = 10.0
SARA, PROMISES = "U01SARA", "C01PROMISES"


class Control:
    """Acts as the people of a workspace."""

    def __init__(self, server: PlaygroundServer) -> None:
        self._server = server

    def post(self, gesture: str, **body: Any) -> Json:
        return self.call("POST", f"/_control/{gesture}", json.dumps(body).encode())[1]

    def get(self, path: str) -> Json:
        return self.call("GET", f"/_control/{path}")[1]

    def call(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Any:
        """(status, parsed JSON or text)."""
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=WAIT_SECONDS)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        with contextlib.suppress(ValueError):
            return answer.status, json.loads(text)
        return answer.status, text

    def messages(self, channel: str, user: str | None = None) -> list[Json]:
        return self.get(f"messages/{channel}" + (f"?user={user}" if user else ""))["messages"]

    def views(self, user: str) -> list[Json]:
        return self.get(f"views/{user}")["views"]


def web_client(server: PlaygroundServer, token: str = BOT_TOKEN) -> WebClient:
    client = WebClient(token=token, base_url=f"{server.url}/api/", retry_handlers=[])
    client.proxy = None  # the SDK would use HTTPS_PROXY even on loopback
    return client


def refusal(call: Callable[[], Any]) -> Json:
    """The body with which Slack refuses `call`; fails when it is not refused."""
    try:
        answer = call()
    except SlackApiError as error:
        return error.response.data
    raise AssertionError(f"not refused: {answer}")


def error_of(call: Callable[[], Any]) -> str:
    return str(refusal(call)["error"])


def eventually(found: Callable[[], Any], what: str = "it") -> Any:
    """Wait until `found` gives something true; fails after ten seconds."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        result = found()
        if result:
            return result
        time.sleep(0.01)
    raise AssertionError(f"{what} did not happen")


def bolt_app(server: PlaygroundServer) -> App:
    return App(
        client=web_client(server),
        signing_secret=SIGNING_SECRET,
        process_before_response=True,
        raise_error_for_unhandled_request=False,
        ignoring_self_events_enabled=False,
    )


def hang_up(server: PlaygroundServer, client: Any) -> None:
    """End a Socket Mode client; dropping its connection first spares the SDK's three seconds of waiting."""
    client.auto_reconnect_enabled = client.default_auto_reconnect_enabled = False
    with contextlib.suppress(OSError):
        Control(server).post("faults", drop_socket=True)
    # The SDK closes a socket from two threads at a time, and the second one finds none: it is closed all the same.
    with contextlib.suppress(AttributeError):
        client.close()


@contextlib.contextmanager
def over_socket(server: PlaygroundServer, app: App) -> Iterator[SocketModeHandler]:
    """The app connected by Socket Mode."""
    handler = SocketModeHandler(app, APP_TOKEN)
    handler.client.proxy = None
    handler.connect()
    try:
        eventually(lambda: server.connected, "connecting")
        yield handler
    finally:
        hang_up(server, handler.client)


class Received:
    """What an HTTP endpoint got, raw; `status` and `body` say what it answers."""

    def __init__(self, app: App | None) -> None:
        self.app = app
        self.status = 200
        self.headers: dict[str, str] = {}
        self.requests: list[tuple[dict[str, str], str]] = []
        self.seconds = 0.0


@contextlib.contextmanager
def over_http(app: App | None = None) -> Iterator[tuple[str, Received]]:
    """An HTTP server for signed delivery; without an app it answers `status`. Gives its URL and what it got."""
    received = Received(app)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            received.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(received.seconds)
            if received.app is None:
                self._answer(received.status, received.headers, "")
                return
            headers = {name: [value] for name, value in self.headers.items()}
            result = received.app.dispatch(BoltRequest(body=body, headers=headers))
            self._answer(result.status, {name: values[0] for name, values in result.headers.items()}, result.body)

        def _answer(self, status: int, headers: dict[str, str], body: str) -> None:
            data = body.encode()
            with contextlib.suppress(OSError):
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() != "content-length":
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{httpd.server_address[1]}/slack/events", received
    finally:
        httpd.shutdown()
        httpd.server_close()


def text(words: str = "Words", kind: str = "plain_text") -> Json:
    return {"type": kind, "text": words}


def section(words: str = "Words") -> Json:
    return {"type": "section", "text": text(words, "mrkdwn")}


def button(action_id: str = "press", words: str = "Press", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": text(words), **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def text_input(block_id: str = "words", **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "value", **more.pop("element", {})}
    return {"type": "input", "block_id": block_id, "label": text("Label"), "element": element, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    shown = list(blocks) or [text_input()]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": text("Form"),
        "submit": text("Send"),
        "blocks": shown,
        **more,
    }


def say(people: Control, text: str = "hello", channel: str = PROMISES) -> dict:
    return people.post("message", user=SARA, channel=channel, text=text)


def open_form(people: Control) -> str:
    return people.post("command", user=SARA, channel=PROMISES, command="/form", text="")["view_id"]


def open_modal(server: PlaygroundServer, *blocks: dict, user: str = SARA) -> None:
    trigger = server.slack.triggers.new(user)
    web_client(server).views_open(trigger_id=trigger.id, view=modal(*blocks))
