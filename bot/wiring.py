"""The composition root: the one place where everything is put together."""

from __future__ import annotations

import gc
import logging
import signal
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.delivery.background import DispatcherThread
from bot.delivery.compose import Composer
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.pace import PACE, UNPACED
from bot.delivery.slack_calls import Messenger
from bot.health import Health, routes
from bot.observed import ObservedApp
from bot.office import Office, open_office, set_up
from bot.scheduler import Follower, Ticker
from bot.setting_values import is_loopback
from bot.settings import Mode, Part, Settings
from bot.slack.boundary import only_from
from bot.slack.reception import Reception
from bot.slack.register import register
from bot.socket_listener import SocketListener
from bot.use_cases.resuming import resume
from storage.presence import presence_on

if TYPE_CHECKING:
    from bot.http_server import HttpServer

log = logging.getLogger(__name__)

HEALTH_PORTS = 20
"""So many processes on one machine can share the setting HEALTH_PORT."""


class NotApart(Exception):
    """The parts of the bot's work cannot be several processes on SQLite, which takes one."""


@dataclass
class RunningBot:
    """A bot at work: listener, dispatcher and scheduler, or those of them that this process is for."""

    office: Office
    dispatcher: DispatcherThread | None
    ticker: Ticker | Follower
    socket: SocketListener | None
    http: HttpServer | None
    monitored: HttpServer | None
    """Where health and metrics are on a port of their own."""

    def stop(self) -> None:
        """Stop listening first, then finish the message and the tick at hand."""
        if self.socket is not None:
            self.socket.hang_up()
        if self.http is not None:
            self.http.stop()
        self.office.afterwards.finish()
        self.ticker.stop()
        if self.dispatcher is not None:
            self.dispatcher.stop()
        if self.monitored is not None:
            self.monitored.stop()
        self.office.store.database.close()


def start_bot(settings: Settings, mode: Mode, parts: Collection[Part] = frozenset(Part)) -> RunningBot:
    """Start listener, dispatcher and scheduler, or those of them that are `parts`; return when the bot is connected.

    Raises NotApart for some parts alone on SQLite, which is one process's, and what `open_office` and `set_up` raise.
    """
    office = open_office(settings, to_run=True)
    if office.store.database.is_sqlite and set(parts) != set(Part):
        raise NotApart
    set_up(office)
    look_after_restoring(office)
    health = Health(office.store, office.clock.now, office.metrics)
    socket, http = _listener(office, mode, health) if Part.LISTEN in parts else (None, None)
    dispatcher = None
    if Part.DELIVER in parts:
        dispatcher = DispatcherThread(dispatcher_of(office), health.pulse("dispatcher"), office.precedence.give_way)
        dispatcher.start()
    ticker: Ticker | Follower = Follower(office.clock.refresh)
    if Part.TICK in parts:
        ticker = Ticker(office.store, office.clock.now, office.clock.refresh, on_tick=health.ticking())
    ticker.start()
    log.info("connected to %s (%s)", office.workspace_url, ", ".join([mode, *sorted(parts)]))
    return RunningBot(office, dispatcher, ticker, socket, http, monitored(settings, health))


def _listener(office: Office, mode: Mode, health: Health) -> tuple[SocketListener | None, HttpServer | None]:
    """Listen in one mode, and return what does."""
    app, settings = bolt_app(office), office.settings
    if mode is Mode.SOCKET:
        socket = _socket(app, settings)
        health.checks["socket"] = _is_connected(socket)
        return socket, None
    from bot.http_server import HttpServer, asgi_app  # a server takes long to load, and Socket Mode needs none

    http = HttpServer(asgi_app(app, settings.signing_secret or "", routes(health)), settings.host, [settings.port])
    http.start()
    health.checks["http"] = _is_listening(http)
    return None, http


def look_after_restoring(office: Office) -> None:
    """Prepare a restored backup for its first start, before anything is delivered. Raises StorageUnavailable."""
    resumed = resume(office.store, office.clock.now())
    if resumed is not None:
        log.warning(
            "restored from a backup of %s: %s messages are looked for in Slack before they are sent, %s cards are "
            "shown as they were then",
            resumed.backed_up_at.isoformat(timespec="seconds"),
            resumed.messages,
            resumed.cards,
        )


def monitored(settings: Settings, health: Health) -> HttpServer | None:
    """Answer for health and metrics on a port of their own, where one is set; several processes find one each."""
    if settings.health_port is None:
        return None
    from starlette.applications import Starlette

    from bot.http_server import HttpServer

    ports = range(settings.health_port, min(settings.health_port + HEALTH_PORTS, 65536))
    server = HttpServer(Starlette(routes=routes(health)), settings.host, ports)
    server.start()
    log.info("health and metrics are on port %s", server.port)
    return server


def _is_connected(handler: SocketListener) -> Callable[[], str | None]:
    return lambda: None if handler.client.is_connected() else "not connected"


def _is_listening(server: HttpServer) -> Callable[[], str | None]:
    return lambda: None if server.is_listening else "not listening"


def dispatcher_of(office: Office) -> Dispatcher:
    """Return what delivers the workspace's messages."""
    return Dispatcher(
        office.store,
        Composer(office.workspace_url),
        Messenger(office.client, office.bot_user_id),
        office.clock,
        is_reconciling=office.settings.is_reconciling,
        pace=PACE if office.settings.is_paced else UNPACED,
        presence=presence_on(office.store.database),
    )


def bolt_app(office: Office) -> App:
    """Return the Bolt app with every route. An act is committed before it is acknowledged."""

    def token_for(team_id: str | None) -> AuthorizeResult | None:
        if team_id != office.team_id:
            return None
        return AuthorizeResult(
            enterprise_id=None,
            team_id=office.team_id,
            bot_user_id=office.bot_user_id,
            bot_token=office.settings.bot_token,
        )

    app = ObservedApp(
        office.metrics,
        office.precedence.waited_for,
        client=_tokenless(office.client),
        before_authorize=only_from(office.team_id),
        authorize=token_for,  # None refuses
        signing_secret=office.settings.signing_secret or "socket mode has none",
        process_before_response=True,
        ignoring_self_events_enabled=False,  # a card that somebody deleted is reported as the bot's own event
    )
    reception = Reception(
        store=office.store,
        client=office.client,
        clock=office.clock,
        team_id=office.team_id,
        bot_user_id=office.bot_user_id,
        workspace_url=office.workspace_url,
        afterwards=office.afterwards,
    )
    register(app, reception)
    return app


def _tokenless(client: WebClient) -> WebClient:
    """Return the client that Bolt copies for each request: the token comes from `token_for` alone."""
    copy = WebClient(base_url=client.base_url, timeout=client.timeout, retry_handlers=[])
    copy.proxy = client.proxy
    return copy


def _socket(app: App, settings: Settings) -> SocketListener:
    handler = SocketListener(app, settings.app_token)
    if is_loopback(settings.slack_api_url or ""):
        handler.client.proxy = None
    handler.connect()  # type: ignore[no-untyped-call]
    return handler


def run(settings: Settings, mode: Mode, parts: Collection[Part] = frozenset(Part)) -> None:
    """Run the bot, or parts of it, until SIGTERM or SIGINT. Raises what `start_bot` raises."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopped.set())
    gc.disable()
    try:
        bot = start_bot(settings, mode, parts)
    finally:
        gc.freeze()  # what was loaded stays: looking through it again and again takes a tenth of a second each time
        gc.enable()
    stopped.wait()
    bot.stop()
