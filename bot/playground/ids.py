"""The fixed names of the local workspace, and fresh ids in Slack's form.

Rule: what a program may write down (people, channels, the app, its tokens) is fixed; what Slack makes up (views,
events, triggers) is random, because a bot keeps event ids and must never see one twice, not even after a reset.
"""

import secrets
from typing import Any

Json = dict[str, Any]  # an object
JsonValue = Any  # whatever JSON can say

TEAM_ID = "T01NORDLICHT"
PARTNER_TEAM_ID = "T02PARTNER"
APP_ID = "A01PROMISE"
BOT_ID = "B01PROMISE"
BOT_USER = "U00BOT"
ENTERPRISE_ID = None

# Worth nothing outside this machine: the server listens on loopback and knows no other tokens.
BOT_TOKEN = "xoxb-playground-bot-token"
APP_TOKEN = "xapp-playground-app-token"
SIGNING_SECRET = "playground-signing-secret"
VERIFICATION_TOKEN = "playground-verification-token"

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def new_id(prefix: str) -> str:
    """A fresh id such as "V0K3M…": the prefix that tells its kind, then ten random letters or digits."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(10))


def short_id() -> str:
    """A fresh id as Slack gives blocks and elements that have none: five random letters or digits."""
    return secrets.token_urlsafe(4)[:5]
