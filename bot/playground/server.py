"""Starting and stopping the local workspace.

Rule: one server, one event loop, one daemon thread; start() returns when it listens, on loopback only.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from .app import application
from .delivery import RETRY_DELAYS
from .dropping import DroppableProtocol
from .ids import Json
from .installation import installed
from .local_slack import LocalSlack, Seed
from .profile import profile_named
from .seed import nordlicht
from .signed_http import is_loopback

_HOST = "127.0.0.1"
_START_SECONDS = 10.0


class PlaygroundServer:
    """A local Slack workspace.

    `port` 0 takes a free one. `granted_scopes`, `commands`, `bot_events` and `shortcuts` are the parts of the app's
    manifest ([{"command", "description", "usage_hint"}], [{"name", "type", "callback_id", "description"}]); None
    grants everything. `request_url` (http, loopback) delivers by signed HTTP instead of Socket Mode. `data_dir` keeps
    the workspace there; without it everything is gone at stop(). `retry_delays` are the seconds before an event is
    sent again. `profile` "poor" speaks less of Slack, as poor.py lists.
    """

    def __init__(
        self,
        port: int = 0,
        seed: Seed = nordlicht,
        granted_scopes: Sequence[str] | None = None,
        commands: Sequence[Json] | None = None,
        bot_events: Sequence[str] | None = None,
        shortcuts: Sequence[Json] | None = None,
        request_url: str | None = None,
        data_dir: Path | None = None,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        profile: str = "full",
    ) -> None:
        if request_url is not None and not is_loopback(request_url):
            raise ValueError("request_url must be http on this machine")
        spoken = profile_named(profile)
        if request_url is not None and not spoken.full:
            raise ValueError(f"the {profile} profile has Socket Mode only")
        installation = installed(granted_scopes, commands, bot_events, shortcuts)
        self.slack = LocalSlack(installation, seed, retry_delays, spoken)
        self.slack.delivery.request_url = request_url
        self.port = port
        self._data_dir = data_dir
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address of the page; the Web API is at `url`/api/."""
        return f"http://{_HOST}:{self.port}"

    @property
    def connected(self) -> bool:
        """Whether a bot is connected."""
        return self.slack.delivery.connected

    def start(self) -> None:
        """Listen. Raises OSError when the port is taken, RuntimeError when the server does not come up."""
        listener = socket.create_server((_HOST, self.port))
        self.port = listener.getsockname()[1]
        self.slack.sockets.link_url = f"ws://{_HOST}:{self.port}/link"
        self.slack.response_urls.base_url = self.url
        self.slack.begin(self._data_dir)
        config = uvicorn.Config(
            application(self.slack, self.port),
            http=DroppableProtocol,
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, args=(listener,), name="playground", daemon=True)
        self._thread.start()
        self._wait_until_listening()

    def stop(self) -> None:
        """Stop listening and let go of everything; may be called twice."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(_START_SECONDS)
        self._server = self._thread = None

    def _run(self, listener: socket.socket) -> None:
        asyncio.run(self._serve(listener))

    async def _serve(self, listener: socket.socket) -> None:
        assert self._server is not None
        try:
            await self._server.serve(sockets=[listener])
        finally:
            self.slack.close()
            listener.close()

    def _wait_until_listening(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while self._server is None or not self._server.started:
            if time.monotonic() > deadline or self._thread is None or not self._thread.is_alive():
                raise RuntimeError("the playground did not start")
            time.sleep(0.005)
