"""Block Kit as strictly as Slack takes it.

Rule: three questions in three modules, all answered from data in `spec`: structure.py (is each object of a known
shape?), rules.py (do its parts fit together?), filling.py (what does Slack fill in?). This module puts them
together for a surface. Problems are sentences in Slack's wording, with the place as a JSON pointer.
"""

from ..ids import Json
from ..spec import limits
from .filling import filled, filled_text
from .rules import surface_problems
from .structure import problems_of

__all__ = ["filled", "filled_text", "message_problems", "too_large", "view_problems"]


def message_problems(blocks: list[Json]) -> list[str]:
    """What Slack would refuse in the blocks of a message; empty when they are fine."""
    found = _block_problems(blocks, "KnownBlock")
    return found or surface_problems(blocks, "message", "/blocks")


def view_problems(view: Json, kind: str) -> list[str]:
    """What Slack would refuse in a view; `kind` is "modal" or "home"."""
    definition = {"modal": "ModalView", "home": "HomeView"}[kind]
    if view.get("type") != kind:
        return [f"unsupported type: {view.get('type')} [json-pointer:/view/type]"]
    found = problems_of(view, definition, "/view")
    if found:
        return found
    blocks = view["blocks"]
    return surface_problems(blocks, kind, "/view/blocks") + _modal_problems(view, kind)


def _block_problems(blocks: list[Json], definition: str) -> list[str]:
    return [
        problem for index, block in enumerate(blocks) for problem in problems_of(block, definition, f"/blocks/{index}")
    ]


def _modal_problems(view: Json, kind: str) -> list[str]:
    inputs = any(block["type"] == "input" for block in view["blocks"])
    if kind == "modal" and inputs and "submit" not in view:
        return ["missing required field: submit [json-pointer:/view]"]
    return []


def too_large(view_json: str) -> bool:
    """Whether a view's JSON is above Slack's limit."""
    size: int = limits()["bytes"]["view"]
    return len(view_json.encode()) > size
