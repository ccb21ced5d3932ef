"""Do the parts of a surface fit together? What no schema of single objects can say.

Rule: called only for blocks whose structure is sound, so that every field here may be trusted to have its type.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

from ..ids import Json
from ..spec import limits
from .elements import elements_of, options_of


def surface_problems(blocks: list[Json], surface: str, pointer: str) -> list[str]:
    """What does not fit together in the blocks of a "message", "modal" or "home"."""
    rule = limits()["surfaces"][surface]
    found = list(_counts(blocks, rule, pointer))
    found += _duplicate_block_ids(blocks, pointer)
    for index, block in enumerate(blocks):
        place = f"{pointer}/{index}"
        if block["type"] in rule["not"]:
            found.append(f"unsupported type: {block['type']} [json-pointer:{place}/type]")
        found += _block_rules(block, place)
    if surface == "message":
        return found
    return found + _focus(blocks, pointer)


def _counts(blocks: list[Json], rule: Json, pointer: str) -> Iterator[str]:
    if len(blocks) > rule["blocks"]:
        yield f"no more than {rule['blocks']} items allowed [json-pointer:{pointer}]"
    for kind, most in rule["at_most"].items():
        if sum(block["type"] == kind for block in blocks) > most:
            yield f"no more than {most} blocks of type {kind} allowed [json-pointer:{pointer}]"


def _duplicate_block_ids(blocks: list[Json], pointer: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            yield f"`block_id` {block_id} already exists [json-pointer:{pointer}/{index}/block_id]"
        if block_id is not None:
            seen.add(block_id)


def _focus(blocks: list[Json], pointer: str) -> list[str]:
    wanting = [element for block in blocks for _, element in elements_of(block) if element.get("focus_on_load")]
    return [f"only one element may have focus_on_load [json-pointer:{pointer}]"] if len(wanting) > 1 else []


def _block_rules(block: Json, pointer: str) -> Iterator[str]:
    if block["type"] == "section" and "text" not in block and "fields" not in block:
        yield f"missing required field: text [json-pointer:{pointer}]"
    elif block["type"] == "data_visualization":
        yield from _chart(block["chart"], f"{pointer}/chart")
    elif block["type"] in ("table", "data_table"):
        yield from _table(block, pointer)
    seen: set[str] = set()
    for place, element in elements_of(block):
        action_id = element.get("action_id")
        if action_id in seen:
            yield f"`action_id` {action_id} already exists [json-pointer:{pointer}{place}/action_id]"
        if action_id is not None:
            seen.add(action_id)
        yield from _element_rules(element, pointer + place)


def _table(block: Json, pointer: str) -> Iterator[str]:
    rule, rows = limits()[block["type"]], block["rows"]
    if not 1 <= len(rows) <= rule["rows"]:
        yield f"must have 1 to {rule['rows']} rows [json-pointer:{pointer}/rows]"
    if any(len(row) > rule.get("columns", len(row)) for row in rows):
        yield f"no more than {rule['columns']} columns allowed [json-pointer:{pointer}/rows]"
    if (
        "characters" in rule
        and sum(len(str(cell.get("text", ""))) for row in rows for cell in row) > rule["characters"]
    ):
        yield f"must be less than {rule['characters'] + 1} characters [json-pointer:{pointer}/rows]"


def _chart(chart: Json, pointer: str) -> Iterator[str]:
    if chart["type"] == "pie":
        return
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) < len(names):
        yield f"series names must be unique [json-pointer:{pointer}/series]"
    categories = set(chart["axis_config"]["categories"])
    for index, series in enumerate(chart["series"]):
        if {point["label"] for point in series["data"]} != categories:
            yield f"labels must match the categories [json-pointer:{pointer}/series/{index}/data]"


def _element_rules(element: Json, pointer: str) -> Iterator[str]:
    kind = element["type"]
    if kind in ("static_select", "multi_static_select") and ("options" in element) == ("option_groups" in element):
        yield f"must provide either options or option_groups [json-pointer:{pointer}]"
    yield from _option_rules(element, pointer)
    rule = _BY_TYPE.get(kind)
    if rule is not None:
        yield from rule(element, pointer)


def _option_rules(element: Json, pointer: str) -> Iterator[str]:
    options = options_of(element)
    most = limits()["fields"]["StaticSelect"]["options"]["max_items"]
    if any(not 1 <= len(group["options"]) <= most for group in element.get("option_groups", [])):
        yield f"must have 1 to {most} items [json-pointer:{pointer}/option_groups]"
    if any("value" not in option for option in options):
        yield f"missing required field: value [json-pointer:{pointer}/options]"
    if "url" in str([sorted(option) for option in options]) and element["type"] != "overflow":
        yield f"invalid additional property: url [json-pointer:{pointer}/options]"
    if element["type"] in ("external_select", "multi_external_select"):
        return
    for initial in element.get("initial_options", [element["initial_option"]] if "initial_option" in element else []):
        if _bare(initial) not in [_bare(option) for option in options]:
            yield f"initial option must be one of the options [json-pointer:{pointer}]"


def _bare(option: Json) -> tuple[str, object]:
    """What makes two options the same: their words and their value."""
    return option["text"]["text"], option.get("value")


def _text_input(element: Json, pointer: str) -> Iterator[str]:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if not 0 <= least <= 3000:
        yield f"must be from 0 to 3000 [json-pointer:{pointer}/min_length]"
    if not 1 <= most <= 3000:
        yield f"must be from 1 to 3000 [json-pointer:{pointer}/max_length]"
    if least > most:
        yield f"min_length must not be above max_length [json-pointer:{pointer}/min_length]"
    if len(element.get("initial_value", "")) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{pointer}/initial_value]"


def _number_input(element: Json, pointer: str) -> Iterator[str]:
    for field in ("min_value", "max_value", "initial_value"):
        if field in element and not re.fullmatch(r"-?\d+(\.\d+)?", element[field]):
            yield f"must be a number [json-pointer:{pointer}/{field}]"


def _datepicker(element: Json, pointer: str) -> Iterator[str]:
    if "initial_date" in element and not is_date(element["initial_date"]):
        yield f"must be a date as YYYY-MM-DD [json-pointer:{pointer}/initial_date]"


def _timepicker(element: Json, pointer: str) -> Iterator[str]:
    if "initial_time" in element and not is_time(element["initial_time"]):
        yield f"must be a time as HH:mm [json-pointer:{pointer}/initial_time]"


def _datetimepicker(element: Json, pointer: str) -> Iterator[str]:
    if "initial_date_time" in element and len(str(element["initial_date_time"])) != 10:
        yield f"must be a unix timestamp of 10 digits [json-pointer:{pointer}/initial_date_time]"


def is_date(text: str) -> bool:
    """Whether `text` is a day as YYYY-MM-DD."""
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def is_time(text: str) -> bool:
    """Whether `text` is a time of day as HH:mm."""
    return bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text))


_BY_TYPE: dict[str, Callable[[Json, str], Iterator[str]]] = {
    "plain_text_input": _text_input,
    "number_input": _number_input,
    "datepicker": _datepicker,
    "timepicker": _timepicker,
    "datetimepicker": _datetimepicker,
}
