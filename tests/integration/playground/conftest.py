from collections.abc import Iterator

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.playground import PlaygroundServer
from tests.integration.playground.peer import (
    Control,
    Json,
    Received,
    bolt_app,
    modal,
    over_http,
    over_socket,
    web_client,
)

RETRY_DELAYS = (0.0, 0.1, 0.2)


@pytest.fixture(scope="module")
def running() -> Iterator[PlaygroundServer]:
    """One server for the tests of a module: each test resets its workspace."""
    started = PlaygroundServer(retry_delays=RETRY_DELAYS)
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def connected_app(running: PlaygroundServer) -> Iterator[App]:
    """One Socket Mode connection for all tests: closing one takes the SDK more than a second."""
    bolt = bolt_app(running)
    with over_socket(running, bolt):
        yield bolt


@pytest.fixture(scope="module")
def http_peer(running: PlaygroundServer) -> Iterator[tuple[str, App]]:
    bolt = bolt_app(running)
    with over_http(bolt) as (url, _):
        yield url, bolt


@pytest.fixture
def server(running: PlaygroundServer) -> PlaygroundServer:
    """The workspace as on the first day."""
    people = Control(running)
    people.post("delivery", request_url=None)
    people.post("reset")
    return running


@pytest.fixture
def people(server: PlaygroundServer) -> Control:
    return Control(server)


@pytest.fixture
def client(server: PlaygroundServer) -> WebClient:
    return web_client(server)


@pytest.fixture
def socket_app(server: PlaygroundServer, connected_app: App) -> App:
    """A Bolt app connected by Socket Mode, without listeners."""
    connected_app._listeners.clear()
    return connected_app


@pytest.fixture
def http_app(people: Control, http_peer: tuple[str, App]) -> App:
    """A Bolt app reached by signed HTTP, without listeners."""
    url, bolt = http_peer
    bolt._listeners.clear()
    people.post("delivery", request_url=url)
    return bolt


@pytest.fixture(params=["socket", "http"])
def app(request: pytest.FixtureRequest) -> App:
    """Every test here runs over both ways of delivery."""
    return request.getfixturevalue(f"{request.param}_app")


@pytest.fixture
def form(app: App) -> list[Json]:
    """/form opens a modal; what is submitted is collected."""
    submitted: list[Json] = []

    @app.command("/form")
    def opens(ack, body, client):
        client.views_open(trigger_id=body["trigger_id"], view=modal())
        ack()

    @app.view("form")
    def takes(ack, body):
        submitted.append(body)
        ack(**(app.answers.pop() if app.answers else {}))

    app.answers = []  # what the next submission is acked with
    return submitted


@pytest.fixture
def endpoint(people: Control) -> Iterator[Received]:
    """A bare HTTP server as the request URL."""
    with over_http() as (url, received):
        people.post("delivery", request_url=url)
        yield received
