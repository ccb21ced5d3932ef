"""Blocks as plain dicts, within Slack's limits: the limits stand here and nowhere else.

Text is cut before it is escaped, or between whole entities and mentions, so that nothing is ever cut in half. What a
person typed goes through `typed` (mrkdwn) or into plain text, and all mrkdwn is verbatim: Slack makes no link or
mention of its own from it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final, Literal

Block = dict[str, Any]
View = dict[str, Any]

MOST_BLOCKS: Final = 50
MOST_VIEW_BLOCKS: Final = 100
MOST_CHOICES: Final = 10
MOST_TEXT: Final = 3900
"""Of a message's `text`: chat.update takes 4,000 characters."""
MOST_INPUT: Final = 3000
_SECTION: Final = 3000
_HEADER: Final = 150
_BUTTON: Final = 75
_OPTION: Final = 75
_PLACEHOLDER: Final = 150
_VIEW_LABEL: Final = 24
_QUOTE: Final = 2800

_TOKEN = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);|.", re.DOTALL)
_MARKERS = str.maketrans({"*": "∗", "`": "'"})


def escape(text: str) -> str:
    """Return plain text as mrkdwn that reads the same: no mention, no link, no entity comes from it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, most: int) -> str:
    """Return plain text of at most `most` characters, with an ellipsis where something is left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def cut_mrkdwn(text: str, most: int) -> str:
    """Return mrkdwn of at most `most` characters that is never cut inside an entity or a mention."""
    if len(text) <= most:
        return text
    kept, room = [], most - 1
    for token in _TOKEN.findall(text):
        room -= len(token)
        if room < 0:
            break
        kept.append(token)
    return "".join(kept).rstrip() + "…"


def typed(text: str, most: int = 500) -> str:
    """Return what a person typed as one line of mrkdwn: cut, escaped, and with no bold or code of its own."""
    return escape(cut(" ".join(text.split()), most).translate(_MARKERS))


def fitting(parts: Sequence[str], most: int, separator: str = "\n") -> tuple[list[str], int]:
    """Return as many whole parts as fit into `most` characters when joined, and how many are left out."""
    kept: list[str] = []
    room = most
    for part in parts:
        room -= len(part) + (len(separator) if kept else 0)
        if room < 0:
            break
        kept.append(part)
    return kept, len(parts) - len(kept)


def packed(parts: Iterable[str], most: int = _SECTION, separator: str = "\n") -> list[str]:
    """Return texts of at most `most` characters that hold all parts in order; only a longer part is cut."""
    texts: list[str] = []
    for part in parts:
        part = cut_mrkdwn(part, most)
        if texts and len(texts[-1]) + len(separator) + len(part) <= most:
            texts[-1] += separator + part
        else:
            texts.append(part)
    return texts


def plain(text: str, most: int) -> Block:
    """Return a plain_text object; nothing in it is a mention, and `:smile:` stays as typed."""
    return {"type": "plain_text", "text": cut(text, most) or " ", "emoji": False}


def mrkdwn(text: str, most: int = _SECTION) -> Block:
    """Return a mrkdwn object in which Slack links nothing by itself."""
    return {"type": "mrkdwn", "text": cut_mrkdwn(text, most), "verbatim": True}


def section(text: str, accessory: Block | None = None) -> Block:
    """Return a section of mrkdwn, with a button beside it if one is given."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return {**block, "accessory": accessory} if accessory else block


def headline(text: str) -> Block:
    """Return a section that heads what follows; smaller than a header."""
    return section(f"*{text}*")


def sections(lines: Iterable[str], separator: str = "\n") -> list[Block]:
    """Return few sections that hold all lines of mrkdwn."""
    return [section(text) for text in packed(lines, separator=separator)]


def header(text: str) -> Block:
    """Return a header of plain text."""
    return {"type": "header", "text": plain(text, _HEADER)}


def divider() -> Block:
    """Return a line across."""
    return {"type": "divider"}


def context(*texts: str) -> Block:
    """Return small print, at most ten pieces of mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def actions(*elements: Block) -> Block:
    """Return a row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def button(
    label: str,
    action_id: str,
    value: str,
    *,
    style: Literal["primary", "danger"] | None = None,
    spoken: str | None = None,
) -> Block:
    """Return a button; `spoken` is what a screen reader says where the label alone says too little."""
    block: Block = {"type": "button", "text": plain(label, _BUTTON), "action_id": action_id, "value": value}
    if style:
        block["style"] = style
    if spoken:
        block["accessibility_label"] = cut(spoken, _BUTTON)
    return block


def link_button(label: str, action_id: str, url: str) -> Block:
    """Return a button that opens `url`."""
    return {"type": "button", "text": plain(label, _BUTTON), "action_id": action_id, "url": url}


def quotes(text: str) -> list[Block]:
    """Return plain text as quotes that are easy to copy; as many as its length asks for."""
    return [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": piece}]}],
        }
        for piece in _pieces(text)
    ]


def _pieces(text: str) -> list[str]:
    """Cut plain text at line ends, a line that is too long in its middle: nothing is left out."""
    pieces = [""]
    for line in text.splitlines(keepends=True):
        for start in range(0, len(line), _QUOTE):
            part = line[start : start + _QUOTE]
            if len(pieces[-1]) + len(part) > _QUOTE:
                pieces.append("")
            pieces[-1] += part
    return [piece.rstrip("\n") for piece in pieces if piece.strip()]


def text_input(
    *,
    multiline: bool = False,
    initial: str = "",
    placeholder: str = "",
    focus: bool = False,
    most: int = MOST_INPUT,
) -> Block:
    """Return the element of a text input; its action_id is `value`, as everywhere."""
    element: Block = {"type": "plain_text_input", "action_id": "value", "multiline": multiline, "max_length": most}
    if initial:
        element["initial_value"] = cut(initial, most)
    if placeholder:
        element["placeholder"] = plain(placeholder, _PLACEHOLDER)
    if focus:
        element["focus_on_load"] = True
    return element


def option(label: str, value: str) -> Block:
    """Return one choice of a select or of checkboxes."""
    return {"text": plain(" ".join(label.split()), _OPTION), "value": value}


def checkboxes(options: Sequence[Block], *, chosen: bool = False, ticked: Collection[str] = ()) -> Block:
    """Return at most ten checkboxes; ticked are all of them if `chosen`, otherwise those whose value is in `ticked`."""
    element: Block = {"type": "checkboxes", "action_id": "value", "options": list(options[:MOST_CHOICES])}
    begin = [choice for choice in element["options"] if chosen or choice["value"] in ticked]
    return {**element, "initial_options": begin} if begin else element


def datepicker(initial: date | None, placeholder: str) -> Block:
    """Return a calendar to choose a day from."""
    element: Block = {"type": "datepicker", "action_id": "value", "placeholder": plain(placeholder, _PLACEHOLDER)}
    return {**element, "initial_date": initial.isoformat()} if initial else element


def people_select(initial: Sequence[str], placeholder: str) -> Block:
    """Return a choice of people, by Slack id."""
    element: Block = {
        "type": "multi_users_select",
        "action_id": "value",
        "placeholder": plain(placeholder, _PLACEHOLDER),
    }
    return {**element, "initial_users": list(initial)} if initial else element


def person_select(placeholder: str) -> Block:
    """Return a choice of one person, by Slack id."""
    return {"type": "users_select", "action_id": "value", "placeholder": plain(placeholder, _PLACEHOLDER)}


def select(options: Sequence[Block], placeholder: str, initial: str = "") -> Block:
    """Return a static select; the option of the value `initial` is chosen to begin with."""
    element: Block = {
        "type": "static_select",
        "action_id": "value",
        "options": list(options),
        "placeholder": plain(placeholder, _PLACEHOLDER),
    }
    begin = next((choice for choice in options if choice["value"] == initial), None)
    return {**element, "initial_option": begin} if begin else element


def field(block_id: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """Return an input block."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    return {**block, "hint": plain(hint, 2000)} if hint else block


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    close: str,
    submit: str = "",
    metadata: str = "",
) -> View:
    """Return a modal; with more blocks than Slack takes, the last ones are left out."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, _VIEW_LABEL),
        "close": plain(close, _VIEW_LABEL),
        "blocks": list(blocks[:MOST_VIEW_BLOCKS]),
        "private_metadata": metadata,
    }
    return {**view, "submit": plain(submit, _VIEW_LABEL)} if submit else view
