"""The least that a Bolt app can do: acknowledge, and for `/promise` open the same modal.

`python -m tests.benchmarks.bare_app http|socket [MODULE…]`, with the same settings as the bot and the same server under
it. The modules are loaded as well, and not used.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

MODAL = "modal.json"
"""The file in the working directory with the modal that the bot opens."""


def bare_app(client: WebClient, secret: str | None) -> App:
    """Return an app that acknowledges everything."""
    modal = json.loads(Path(MODAL).read_text()) if Path(MODAL).exists() else None
    app = App(client=client, signing_secret=secret or "none", process_before_response=True)

    def opens(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=modal)
        ack()

    def acknowledges(ack: Any) -> None:
        ack()

    anything = re.compile("")
    app.command("/promise")(opens)
    for match in (app.action, app.view, app.event, app.shortcut, app.command):
        match(anything)(acknowledges)
    return app


def _serve(app: App, port: int) -> None:
    """Serve over HTTP as the bot does: uvicorn, Starlette, and Bolt in the pool of threads."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    async def deliver(request: Request) -> Response:
        body = (await request.body()).decode()
        headers: dict[str, Any] = {name: [value] for name, value in request.headers.items()}
        answer = await run_in_threadpool(app.dispatch, BoltRequest(body=body, headers=headers))
        kinds = {name: values[0] for name, values in answer.headers.items()}
        return Response(answer.body, status_code=answer.status, headers=kinds)

    served = Starlette(routes=[Route("/slack/events", deliver, methods=["POST"])])
    uvicorn.run(served, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off")


def main() -> None:
    for name in sys.argv[2:]:
        importlib.import_module(name)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopped.set())
    client = WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"], retry_handlers=[])
    client.proxy = None
    app = bare_app(client, os.environ.get("SLACK_SIGNING_SECRET"))
    if sys.argv[1] == "http":
        threading.Thread(target=_serve, args=(app, int(os.environ["PORT"])), daemon=True).start()
    else:
        handler = SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"])
        handler.client.proxy = None
        handler.connect()  # type: ignore[no-untyped-call]
    print(f"connected {datetime.now(UTC).isoformat()}", flush=True)
    stopped.wait()


if __name__ == "__main__":
    main()
