"""What is said to a server that refuses how it was said: the same in plainer blocks, with fewer wishes, or as text.

Slack rolls blocks out in phases, and other servers speak only a part of its protocol. A message's text alone is a
complete sentence, so something is always left to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.slack.render.blocks import Block, View, sections, typed

PLAIN = ("section", "header", "context", "actions", "divider", "image", "input")
"""The blocks that every server may be expected to show."""

_BLOCKS_REFUSED = ("invalid_blocks", "invalid_blocks_format")
_WISHES_REFUSED = ("invalid_arguments", "invalid_arg_name", "unknown_argument", "invalid_metadata_format")
_QUOTE = 2900


@dataclass(frozen=True, slots=True)
class Form:
    """How something is said: its blocks, and the arguments that are only wishes."""

    blocks: Sequence[Mapping[str, Any]]
    wishes: Mapping[str, Any] = field(default_factory=dict)


def after_refusal(form: Form, code: str) -> Form | None:
    """Return the next plainer form for a server that refused this one with `code`; None when there is none."""
    if code in _WISHES_REFUSED and form.wishes:
        return replace(form, wishes={})
    if code not in (*_BLOCKS_REFUSED, *_WISHES_REFUSED) or not form.blocks:
        return None
    plain = plainer(form.blocks)
    return replace(form, blocks=[] if plain == list(form.blocks) else plain)


def plainer(blocks: Sequence[Mapping[str, Any]]) -> list[Block]:
    """Return blocks as every server knows them: quotes as quoted lines, nothing that has no plain counterpart."""
    return [plain for block in blocks for plain in _plain(block)]


def plainer_view(view: Mapping[str, Any]) -> View:
    """Return a view with plain blocks alone."""
    return {**view, "blocks": plainer(view["blocks"])}


def _plain(block: Mapping[str, Any]) -> list[Block]:
    if block["type"] == "rich_text":
        said = "\n".join(_words(element) for element in block["elements"])
        return sections(f">{typed(line, _QUOTE)}" for line in said.split("\n"))
    return [_unspoken(block)] if block["type"] in PLAIN else []


def _words(element: Mapping[str, Any]) -> str:
    return str(element.get("text") or "") + "".join(_words(part) for part in element.get("elements", ()))


def _unspoken(part: Any) -> Any:  # noqa: ANN401 - a part of a block is any JSON
    """Without what only some servers know of: labels for screen readers."""
    if isinstance(part, Mapping):
        return {key: _unspoken(value) for key, value in part.items() if key != "accessibility_label"}
    return [_unspoken(item) for item in part] if isinstance(part, list) else part
