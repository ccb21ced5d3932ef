"""A local Slack workspace, to try and to test the bot without Slack.

`PlaygroundServer` speaks Slack's protocol on loopback: the Web API over HTTP (`/api/METHOD`), Socket Mode over
WebSocket, events, commands and interactions also as signed HTTP. It is as strict as Slack, from the data in `spec`.
Its page (`/`) and `/_control` let people and programs act as everyone in the workspace.

Rule: nothing here imports the bot; a bot connects to it as it connects to Slack, by base URL and tokens.
"""

from .ids import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from .server import PlaygroundServer

__all__ = ["APP_TOKEN", "BOT_TOKEN", "SIGNING_SECRET", "PlaygroundServer"]
