"""What the bot says, looked at from outside: every mention and every link in it has to be one that the bot may make.

Nothing of the product is used here. Slack reads mrkdwn for `<…>`, and each of those has to be on a short list; so text
that somebody typed can be told by not being on it, however it was escaped, cut or put together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

NOBODY = "U0FUZZ00"
"""A Slack id that is nobody's, and that only typed text names."""
EVIL = "evil.example"
BOLD = "*fuzzbold*"
CODE = "`fuzzcode`"
BREAK = "fuzzline\nfuzzbreak"

HOSTILE = (
    "<!channel>", "<!here|here>", "<!everyone>", "<!subteam^S01SALES>", f"<@{NOBODY}>", f"<@{NOBODY}|sara>",
    "<#C0FUZZ>",
    f"<https://{EVIL}/|Acme>", f"https://{EVIL}/x", f"<mailto:a@{EVIL}|mail>", f"<!date^0^{{date}}^https://{EVIL}|x>",
    BOLD, CODE, BREAK, "fuzzline\r\nfuzzbreak", "fuzzline\u2028fuzzbreak", "&lt;!channel&gt;",
    "&amp;lt;!channel&amp;gt;",
    "<<!channel>>", f"<@{NOBODY}", "!channel>", "<", ">", "|", "a|b>c<d", "@channel", f"\u202e<@{NOBODY}>",
    "\u2066<!here>",
    "*_~`", "```", "> quoted", "• bullet", ":smile:", "%s %d {0} {name}", "${PATH}", "{{", "'; DROP TABLE events; --",
)  # fmt: skip

_TOKEN = re.compile(r"<([^<>]*)>")
_OURS = re.compile(r"https://nordlicht-service\.slack\.com/archives/[^|]*(\|.*)?", re.DOTALL)
_DOCUMENTS = re.compile(r"https://[^|\s]*\|(Tender documents|Ausschreibungsunterlagen|Unterlagen[^|]*)")
_RICH = ("user", "broadcast", "usergroup", "channel", "link", "date", "team")


def injected(said: object, people: frozenset[str], channels: frozenset[str]) -> list[str]:
    """Return what in something that the bot said comes from typed text and is read by Slack as more than text.

    `said` is a message, a view or the arguments of a call, as JSON; texts within it may be JSON themselves.
    """
    found: list[str] = []
    for text, is_linked in _mrkdwn(_opened(said), True):
        tokens = [token for token in _TOKEN.findall(text) if not _may_stand(token, people, channels)]
        found += [f"<{token}>" for token in tokens]
        found += [mark for mark in (BOLD, CODE, BREAK) if mark in text]
        if is_linked and EVIL in _TOKEN.sub("", text):
            found.append(EVIL)
    found += [f"a {kind} element" for kind in _elements(_opened(said), people)]
    return found


def _may_stand(token: str, people: frozenset[str], channels: frozenset[str]) -> bool:
    if token.startswith("@"):
        return token[1:] in people
    if token.startswith("#"):
        return token[1:].partition("|")[0] in channels
    return bool(_OURS.fullmatch(token) or _DOCUMENTS.fullmatch(token))


def _opened(said: object) -> object:
    """Return the same with arguments that are JSON texts read."""
    if not isinstance(said, dict):
        return said
    return {key: _read(value) if key in ("blocks", "view", "attachments") else value for key, value in said.items()}


def _read(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        read: object = json.loads(value)
    except ValueError:
        return value
    return read


def _mrkdwn(part: Any, is_top: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield every text that Slack reads as mrkdwn, and whether it makes links of bare addresses in it."""
    if isinstance(part, list):
        for item in part:
            yield from _mrkdwn(item)
    if not isinstance(part, dict):
        return
    if part.get("type") == "mrkdwn":
        yield str(part.get("text")), part.get("verbatim") is not True
    elif is_top and isinstance(part.get("text"), str):
        yield part["text"], not part.get("blocks")
    for key, value in part.items():
        if key not in ("metadata", "private_metadata", "state"):
            yield from _mrkdwn(value)


def _elements(part: Any, people: frozenset[str]) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _elements(item, people)
    if isinstance(part, dict):
        kind, address = part.get("type"), part.get("url")
        if kind in _RICH and not (kind == "user" and part.get("user_id") in people):
            yield f"{kind} {address or ''}"
        elif isinstance(address, str) and not _OURS.fullmatch(address):
            yield address
        for value in part.values():
            yield from _elements(value, people)
