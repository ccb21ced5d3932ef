"""Is each object of a known shape? An interpreter for the schema subset of `spec`, with lengths and counts.

Rule: only `ref`, `anyOf`, `const`, `enum`, `type`, `items`, `properties` and `required` occur, and no object may
carry more than its properties. A general JSON schema library would do this too, but answers "not valid under any of
the given schemas" where Slack names the field, and adds a quarter of a second to the start.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from ..ids import JsonValue
from ..spec import definitions, limits

_TYPES: dict[str, Any] = {"string": str, "number": (int, float), "boolean": bool, "array": list, "object": dict}


def problems_of(value: JsonValue, definition: str, pointer: str) -> list[str]:
    """What is wrong with `value` as an instance of `definition`, each with its JSON pointer."""
    return list(_check(value, {"ref": definition}, pointer))


def _check(value: JsonValue, node: dict[str, Any], pointer: str) -> Iterator[str]:
    if "ref" in node:
        name = node["ref"]
        yield from _check_definition(value, name, pointer)
    elif "anyOf" in node:
        yield from _check_options(value, node["anyOf"], pointer)
    elif "enum" in node:
        if value not in node["enum"]:
            yield f"must be one of: {', '.join(map(str, node['enum']))} [json-pointer:{pointer}]"
    else:
        yield from _check_plain(value, node, pointer)


def _check_definition(value: JsonValue, name: str, pointer: str) -> Iterator[str]:
    node = definitions()[name]
    yield from _check(value, node, pointer)
    if isinstance(value, dict) and "properties" in node:
        yield from _check_lengths(value, name, pointer)


def _check_options(value: JsonValue, options: list[dict[str, Any]], pointer: str) -> Iterator[str]:
    """The options that carry the value's `type`; of several the one with the fewest problems speaks."""
    if not isinstance(value, dict):
        yield f"must provide an object [json-pointer:{pointer}]"
        return
    fitting = [option for option in options if _takes(option, value.get("type"))]
    if not fitting:
        kind = f"unsupported type: {value['type']}" if "type" in value else "missing required field: type"
        yield f"{kind} [json-pointer:{pointer}{'/type' if 'type' in value else ''}]"
        return
    yield from min((list(_check(value, option, pointer)) for option in fitting), key=len)


def _takes(option: dict[str, Any], kind: object) -> bool:
    kinds = _type_names(option["ref"]) if "ref" in option else _kinds_of(option)
    return kinds is None or (isinstance(kind, str) and kind in kinds)


@cache
def _type_names(name: str) -> frozenset[str] | None:
    return _kinds_of(definitions()[name])


def _kinds_of(node: dict[str, Any]) -> frozenset[str] | None:
    """The values that `type` may have in this schema; None when it has no such property."""
    if "ref" in node:
        return _type_names(node["ref"])
    if "anyOf" in node:
        kinds = [_kinds_of(option) for option in node["anyOf"]]
        return None if None in kinds else frozenset().union(*(kind for kind in kinds if kind))
    constant = node.get("properties", {}).get("type", {}).get("const")
    return None if constant is None else frozenset([constant])


def _check_plain(value: JsonValue, node: dict[str, Any], pointer: str) -> Iterator[str]:
    expected: str = node.get("type", "object")
    if not isinstance(value, _TYPES[expected]) or (expected == "number" and isinstance(value, bool)):
        article = "an" if expected[0] in "ao" else "a"
        yield f"must provide {article} {expected} [json-pointer:{pointer}]"
    elif "const" in node and value != node["const"]:
        yield f"must be {node['const']} [json-pointer:{pointer}]"
    elif expected == "array":
        for index, item in enumerate(value):
            yield from _check(item, node["items"], f"{pointer}/{index}")
    elif expected == "object":
        yield from _check_object(value, node, pointer)


def _check_object(value: dict[str, Any], node: dict[str, Any], pointer: str) -> Iterator[str]:
    properties = node.get("properties", {})
    for name in node.get("required", []):
        if name not in value:
            yield f"missing required field: {name} [json-pointer:{pointer}]"
    for name, item in value.items():
        if name in properties:
            yield from _check(item, properties[name], f"{pointer}/{name}")
        else:
            yield f"invalid additional property: {name} [json-pointer:{pointer}]"


def _check_lengths(value: dict[str, Any], name: str, pointer: str) -> Iterator[str]:
    fields = limits()["fields"]
    for field, rule in {**fields["*"], **fields.get(name, {})}.items():
        if field in value:
            yield from _length_problems(value[field], rule, f"{pointer}/{field}")


def _length_problems(value: JsonValue, rule: dict[str, int], pointer: str) -> Iterator[str]:
    if isinstance(value, list):
        yield from _count_problems(value, rule, pointer)
        return
    text, place = _text_at(value, pointer)
    if text is not None and len(text) > rule.get("max", len(text)):
        yield f"must be less than {rule['max'] + 1} characters [json-pointer:{place}]"
    elif text is not None and len(text) < rule.get("min", 0):
        yield f"must be more than {rule['min'] - 1} characters [json-pointer:{place}]"


def _count_problems(items: list[Any], rule: dict[str, int], pointer: str) -> Iterator[str]:
    if len(items) > rule.get("max_items", len(items)):
        yield f"no more than {rule['max_items']} items allowed [json-pointer:{pointer}]"
    if len(items) < rule.get("min_items", 0):
        yield f"no fewer than {rule['min_items']} items allowed [json-pointer:{pointer}]"
    if "each" in rule:
        for index, item in enumerate(items):
            yield from _length_problems(item, {"max": rule["each"], "min": 1}, f"{pointer}/{index}")


def _text_at(value: JsonValue, pointer: str) -> tuple[str | None, str]:
    """The text whose length counts: the value itself, or the `text` of a text object."""
    if isinstance(value, dict) and isinstance(value.get("text"), str):
        return value["text"], f"{pointer}/text"
    return (value, pointer) if isinstance(value, str) else (None, pointer)
