"""The playground is this machine's alone: no other machine reaches it, and no web page that a browser here shows."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.playground import BOT_TOKEN, PlaygroundServer

OTHERS = (
    "https://evil.example", "http://evil.example:{port}", "http://127.0.0.1:1", "http://127.0.0.1", "null", "http://[",
    "https://127.0.0.1:{port}", "file://", "http://localhost.evil.example:{port}",
    "http://127.0.0.1:{port}.evil.example",
)  # fmt: skip
PATHS = (
    ("GET", "/"), ("GET", "/_control/state"), ("POST", "/_control/reset"), ("GET", "/api/auth.test"),
    ("POST", "/api/chat.postMessage"), ("POST", "/response/T01NORDLICHT/1/x"), ("GET", "/page/page.js"),
)  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[PlaygroundServer]:
    running = PlaygroundServer()
    running.start()
    yield running
    running.stop()


def ask(server: PlaygroundServer, method: str, path: str, **headers: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        line.putrequest(method, path, skip_host=True)
        sent = {"host": f"127.0.0.1:{server.port}", "content-length": "0", **headers}
        for name, value in sent.items():
            line.putheader(name.replace("_", "-"), value.format(port=server.port))
        line.endheaders()
        return line.getresponse().status
    finally:
        line.close()


def test_it_listens_on_loopback_and_nowhere_else(server: PlaygroundServer) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way_out:
        try:
            way_out.connect(("192.0.2.1", 9))  # sends nothing: it asks which address of this machine would be used
            outside = way_out.getsockname()[0]
        except OSError:
            outside = socket.gethostbyname(socket.gethostname())
    for address in {outside, "127.0.0.2"} - {"127.0.0.1"}:
        with pytest.raises(OSError):
            socket.create_connection((address, server.port), timeout=3).close()


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "0.0.0.0:{port}", "127.0.0.1:1", ""],
)
def test_a_name_that_was_rebound_to_this_machine_is_refused(
    server: PlaygroundServer, method: str, path: str, host: str
) -> None:
    assert ask(server, method, path, host=host) == 403


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("origin", OTHERS)
def test_pages_of_other_sites_are_refused(server: PlaygroundServer, method: str, path: str, origin: str) -> None:
    assert ask(server, method, path, origin=origin) == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
def test_neither_does_a_page_get_in_with_a_picture_or_a_link(server: PlaygroundServer, site: str) -> None:
    path = f"/api/chat.postMessage?token={BOT_TOKEN}&channel=C01PROMISES&text=x"
    assert ask(server, "GET", path, sec_fetch_site=site) == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_its_own_page_and_its_person_get_in(server: PlaygroundServer, site: str) -> None:
    assert ask(server, "GET", "/_control/state", origin="http://127.0.0.1:{port}", sec_fetch_site=site) == 200
    assert ask(server, "GET", "/_control/state", host="localhost:{port}", origin="http://localhost:{port}") == 200


@pytest.mark.parametrize("path", ["/_control/live?user=U01SARA", "/link?ticket=x"])
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_a_socket_that_another_site_opens_is_refused(
    server: PlaygroundServer, path: str, headers: dict[str, str]
) -> None:
    with pytest.raises(InvalidStatus):
        connect(f"ws://127.0.0.1:{server.port}{path}", additional_headers=headers, proxy=None)


@pytest.mark.parametrize("path", ["/_control/live?user=U01SARA", "/link?ticket=x"])
def test_a_socket_to_a_rebound_name_is_refused(server: PlaygroundServer, path: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: evil.example:{server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        assert line.recv(4096).startswith(b"HTTP/1.1 403 ")
