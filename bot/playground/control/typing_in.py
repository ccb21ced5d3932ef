"""What Slack's client makes of a text that a person types: mentions become references, the rest is escaped.

Rule: `<@U…>`, `<#C…>` and `<!here>` pass as they are, so that a program can write them; `@handle` and `#channel`
become references when there is such a person or channel.
"""

import re

from ..workspace import Workspace

_REFERENCE = re.compile(r"<(?:@U\w+|#[CG]\w+(?:\|[\w-]*)?|!(?:here|channel|everyone)|!subteam\^S\w+)>")
_NAMED = re.compile(r"(?<![\w@#])([@#])([a-z][\w-]*)", re.IGNORECASE)
_BROADCASTS = ("here", "channel", "everyone")


def typed(workspace: Workspace, text: str) -> str:
    """`text` as it is stored and sent to the bot."""
    parts, end = [], 0
    for reference in _REFERENCE.finditer(text):
        parts += [_plain(workspace, text[end : reference.start()]), reference.group()]
        end = reference.end()
    return "".join([*parts, _plain(workspace, text[end:])])


def _plain(workspace: Workspace, text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _NAMED.sub(lambda found: _reference(workspace, found), escaped)


def _reference(workspace: Workspace, found: re.Match[str]) -> str:
    sign, name = found.groups()
    if sign == "#":
        channel = workspace.channel_by_name(name)
        return f"<#{channel.id}|{channel.name}>" if channel else found.group()
    if name in _BROADCASTS:
        return f"<!{name}>"
    person = workspace.person_by_name(name)
    return f"<@{person.id}>" if person else found.group()
