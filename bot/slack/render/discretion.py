"""A confidential promise is called by its code name wherever words may be read over somebody's shoulder (rule 9).

A message's text is what a locked phone, a notification and a list of conversations show; its blocks are seen by who
opens it, and that is somebody who may know the client. So blocks name the client, and the text does not.
"""

from __future__ import annotations

import re

from bot.domain.promise import Promise, Visibility
from bot.slack.render.blocks import typed

_CUTS = (80, 120, 300, 500)
"""The lengths to which names are cut where they are shown."""


def discreet(text: str, promise: Promise) -> str:
    """Return the text of a message with the code name of a confidential promise in place of its client and title."""
    if promise.visibility is not Visibility.CONFIDENTIAL or not promise.code_name:
        return text
    called = typed(promise.code_name)
    for title in _as_shown(promise.title):
        text = text.replace(f" · {title}", "")
    for name in _as_shown(promise.client):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", called, text, flags=re.IGNORECASE)
    return text


def _as_shown(name: str) -> list[str]:
    """Return how a name may stand there, whole or cut, longest first."""
    return sorted({typed(name, most) for most in _CUTS} - {""}, key=len, reverse=True)
