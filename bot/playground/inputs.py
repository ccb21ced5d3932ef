"""What a person has entered into a view: Slack's `state.values`.

Rule: the state of an element is its `type` plus exactly one value field. What the client of a person would not let
through (a required field left empty, a text too long, an option that is not offered) is refused here, and the bot
never hears of it.
"""

import re
from typing import Any

from .block_kit.elements import options_of, walk
from .block_kit.rules import is_date, is_time
from .errors import GestureRefused
from .ids import Json, JsonValue

# element type → (where its initial value stands, where its value stands, the value when empty)
_FIELDS: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("initial_value", "value", None),
    "number_input": ("initial_value", "value", None),
    "email_text_input": ("initial_value", "value", None),
    "url_text_input": ("initial_value", "value", None),
    "rich_text_input": ("initial_value", "rich_text_value", None),
    "static_select": ("initial_option", "selected_option", None),
    "external_select": ("initial_option", "selected_option", None),
    "radio_buttons": ("initial_option", "selected_option", None),
    "users_select": ("initial_user", "selected_user", None),
    "conversations_select": ("initial_conversation", "selected_conversation", None),
    "channels_select": ("initial_channel", "selected_channel", None),
    "multi_static_select": ("initial_options", "selected_options", []),
    "multi_external_select": ("initial_options", "selected_options", []),
    "checkboxes": ("initial_options", "selected_options", []),
    "multi_users_select": ("initial_users", "selected_users", []),
    "multi_conversations_select": ("initial_conversations", "selected_conversations", []),
    "multi_channels_select": ("initial_channels", "selected_channels", []),
    "datepicker": ("initial_date", "selected_date", None),
    "timepicker": ("initial_time", "selected_time", None),
    "datetimepicker": ("initial_date_time", "selected_date_time", None),
}
_OPTION_FIELDS = ("selected_option", "selected_options")

Values = dict[str, dict[str, Json]]


def has_state(element: Json) -> bool:
    """Whether the element keeps a value (a button does not)."""
    return element["type"] in _FIELDS


def initial_values(blocks: list[Json], kept: Values | None = None) -> Values:
    """`state.values` of fresh blocks; `kept` values survive where block, action and type are the same."""
    values: Values = {}
    for block, element in walk(blocks):
        if has_state(element):
            initial, field, empty = _FIELDS[element["type"]]
            fresh = {"type": element["type"], field: element.get(initial, empty)}
            before = (kept or {}).get(block["block_id"], {}).get(element["action_id"])
            same = before is not None and before["type"] == element["type"]
            values.setdefault(block["block_id"], {})[element["action_id"]] = before if same and before else fresh
    return values


def state_of(element: Json, given: JsonValue) -> Json:
    """The state that `given` puts an element into: an object with its value field, or the bare value.

    Raises GestureRefused when the element offers no such option.
    """
    _, field, empty = _FIELDS[element["type"]]
    value = given.get(field, empty) if isinstance(given, dict) and (field in given or "type" in given) else given
    if value == "" or (value == {} and field not in _OPTION_FIELDS):
        value = empty
    if field in _OPTION_FIELDS and element["type"] not in ("external_select", "multi_external_select"):
        value = _offered(element, value, field)
    return {"type": element["type"], field: value}


def _offered(element: Json, value: JsonValue, field: str) -> JsonValue:
    if value is None:
        return None if field == "selected_option" else []
    chosen = value if isinstance(value, list) else [value]
    found = [_option(element, item) for item in chosen]
    return found if field == "selected_options" else found[0]


def _option(element: Json, wanted: JsonValue) -> Json:
    bare = wanted.get("value") if isinstance(wanted, dict) else wanted
    for option in options_of(element):
        if option.get("value") == bare:
            return option
    raise GestureRefused(f"option_not_offered: {bare}")


def entered(view: Json, given: Json) -> Values:
    """The view's values with those of a person put in; raises GestureRefused for a block or action not there."""
    elements = {(block["block_id"], element["action_id"]): element for block, element in walk(view["blocks"])}
    values: Values = {block: dict(actions) for block, actions in view["state"]["values"].items()}
    for block_id, actions in given.items():
        for action_id, value in actions.items():
            element = elements.get((block_id, action_id))
            if element is None or not has_state(element):
                raise GestureRefused(f"no_such_input: {block_id}/{action_id}")
            values[block_id][action_id] = state_of(element, value)
    return values


def refusals(view: Json, values: Values) -> dict[str, str]:
    """What a person's client would mark before anything is sent: block_id → msgid (see words.py)."""
    found: dict[str, str] = {}
    for block, element in walk(view["blocks"]):
        if block["type"] != "input":
            continue
        field = _FIELDS[element["type"]][1]
        value = values[block["block_id"]][element["action_id"]][field]
        problem = _missing(block, value) or _misshapen(element, value)
        if problem:
            found[block["block_id"]] = problem
    return found


def _missing(block: Json, value: JsonValue) -> str | None:
    empty = value is None or value == [] or (isinstance(value, str) and not value.strip())
    return "Please complete this required field." if empty and not block.get("optional") else None


def _misshapen(element: Json, value: JsonValue) -> str | None:
    if not value or not isinstance(value, str):
        return None
    if element["type"] == "plain_text_input":
        return _text_length(element, value)
    if element["type"] == "number_input":
        return _number(element, value)
    if element["type"] == "email_text_input":
        return None if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) else "This is not an e-mail address."
    if element["type"] == "url_text_input":
        return None if re.match(r"https?://[^\s]+$", value) else "This is not a web address."
    if element["type"] == "datepicker":
        return None if is_date(value) else "This is not a date."
    if element["type"] == "timepicker":
        return None if is_time(value) else "This is not a time of day."
    return None


def _text_length(element: Json, value: str) -> str | None:
    if len(value) > element.get("max_length", 3000):
        return "This text is too long."
    return "This text is too short." if len(value) < element.get("min_length", 0) else None


def _number(element: Json, value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "This is not a number."
    low, high = element.get("min_value"), element.get("max_value")
    fits = (low is None or float(value) >= float(low)) and (high is None or float(value) <= float(high))
    return None if fits else "This number is out of range."
