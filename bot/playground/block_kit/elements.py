"""Where interactive elements sit in a surface.

Rule: the one place that knows how to walk from blocks to elements; everybody else iterates over this.
"""

from collections.abc import Iterator

from ..ids import Json


def elements_of(block: Json) -> Iterator[tuple[str, Json]]:
    """The elements of one block that can carry an action_id, each with its JSON pointer inside the block."""
    kind = block["type"]
    if kind == "actions":
        for index, element in enumerate(block["elements"]):
            yield f"/elements/{index}", element
    elif kind == "input":
        yield "/element", block["element"]
    elif kind == "section" and "accessory" in block and block["accessory"]["type"] != "image":
        yield "/accessory", block["accessory"]


def walk(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every (block, element) of a surface, in order."""
    for block in blocks:
        for _, element in elements_of(block):
            yield block, element


def options_of(element: Json) -> list[Json]:
    """All options of an element, those inside groups included."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]
