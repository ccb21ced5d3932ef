"""What the local workspace knows of Slack's rules, as data.

Rule: block_kit, methods and events are derived from Slack's published schemas by the check in
tests/shared_checks and are not edited by hand; limits and exceptions are, and give their reasons.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(files(__package__).joinpath(f"{name}.json").read_text("utf-8"))
    return content


@cache
def methods() -> dict[str, Any]:
    """Web API method → {scopes, json, tier, required, args {name: JSON type}, errors}."""
    return {**_read("methods"), **exceptions()["methods"]["specified"]}


@cache
def events() -> dict[str, list[str]]:
    """Event subscription → the scopes of which one is needed; none when empty."""
    return {**_read("events"), **exceptions()["events"]["scopes"]}


@cache
def definitions() -> dict[str, Any]:
    """Name → JSON schema, with `{"ref": name}` between them and no further properties allowed anywhere."""
    more = exceptions()["block_kit"]
    known = {**_read("block_kit"), **more["definitions"]}
    blocks = known["KnownBlock"]["anyOf"] + [{"ref": name} for name in more["blocks"]]
    return {**known, "KnownBlock": {"anyOf": blocks}}


@cache
def limits() -> dict[str, Any]:
    """Lengths and counts; the fields of Slack's reference are merged in among the others."""
    content = _read("limits")
    content["fields"] = {**content.pop("reference"), **content["fields"]}
    return content


@cache
def exceptions() -> dict[str, Any]:
    """Where the workspace knows better than the published schemas, and why."""
    return _read("exceptions")


@cache
def every_scope() -> tuple[str, ...]:
    """All scopes that some method or event asks for."""
    asked = [scope for method in methods().values() for scope in method["scopes"]]
    asked += [scope for scopes in events().values() for scope in scopes]
    return tuple(sorted({*asked, "commands"}))
