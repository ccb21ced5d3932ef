"""Derives bot/playground/spec/{block_kit,methods,events}.json from the folder of Slack's published schemas.

Run it as a program to write the files anew; the test beside it derives again and compares. What the local workspace
knows beyond or against those schemas stands in spec/exceptions.json, each with its reason, and is never derived.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "bot" / "playground" / "spec"
SHARED = Path(os.environ.get("PROMISE_BOT_SHARED", ROOT.parent / "shared"))

# The methods that the local workspace answers.
METHODS = [
    "apps.connections.open",
    "auth.test",
    "bots.info",
    "chat.delete",
    "chat.getPermalink",
    "chat.postEphemeral",
    "chat.postMessage",
    "chat.update",
    "conversations.history",
    "conversations.info",
    "conversations.join",
    "conversations.list",
    "conversations.members",
    "conversations.open",
    "conversations.replies",
    "dnd.info",
    "dnd.teamInfo",
    "reactions.add",
    "reactions.get",
    "reactions.remove",
    "team.info",
    "usergroups.list",
    "usergroups.users.list",
    "users.info",
    "users.list",
    "views.open",
    "views.publish",
    "views.push",
    "views.update",
]

# The events that the local workspace sends.
EVENTS = [
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_created",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "dnd_updated_user",
    "group_deleted",
    "group_left",
    "group_rename",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "reaction_added",
    "reaction_removed",
    "subteam_members_changed",
    "team_join",
    "tokens_revoked",
    "user_change",
]

# Blocks and elements of other products: workflows, files, agents, videos, carousels.
LEFT_OUT = {
    "CardBlock", "CarouselBlock", "ContainerBlock", "ContextActionsBlock", "FileBlock", "PlanBlock", "TaskCardBlock",
    "VideoBlock", "WorkflowButton", "FileInput", "AnyBlock", "Block", "Surface", "SlackFile",
}  # fmt: skip
ROOTS = ["KnownBlock", "ModalView", "HomeView"]


def block_kit(schema: dict[str, Any]) -> dict[str, Any]:
    """The definitions reachable from ROOTS without LEFT_OUT; views' blocks are checked as known blocks."""
    definitions: dict[str, Any] = {}
    waiting = list(ROOTS)
    while waiting:
        name = waiting.pop()
        if name not in definitions:
            definitions[name] = _pruned(schema["definitions"][name])
            waiting += _references(definitions[name])
    return {name: definitions[name] for name in sorted(definitions)}


def _pruned(node: Any) -> Any:
    """The same schema without what is left out; a `$ref` becomes the bare name of its definition."""
    if isinstance(node, list):
        return [_pruned(item) for item in node if _kept(item)]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = node["$ref"].removeprefix("#/definitions/")
        return {"ref": "KnownBlock" if name == "AnyBlock" else name}
    if "anyOf" in node:
        options = _pruned(node["anyOf"])
        return options[0] if len(options) == 1 else {"anyOf": options}
    return {key: _pruned(value) for key, value in node.items() if key not in ("additionalProperties",)}


def _kept(item: Any) -> bool:
    text = json.dumps(item)
    return not any(f'"#/definitions/{name}"' in text for name in LEFT_OUT - {"AnyBlock"})


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["ref"]] if isinstance(node.get("ref"), str) else []
        return own + [name for value in node.values() for name in _references(value)]
    if isinstance(node, list):
        return [name for item in node for name in _references(item)]
    return []


def method(page: dict[str, Any]) -> dict[str, Any]:
    """What the workspace needs of one method's page."""
    arguments = page["args"].get("properties", {})
    return {
        "scopes": sorted((page.get("scope") or {}).get("bot", [])),
        "json": bool(page.get("json_input_supported")),
        "tier": page["rate_limits"],
        "required": [name for name in page["args"].get("required", []) if name != "token"],
        "args": {name: _kind(value) for name, value in sorted(arguments.items()) if name != "token"},
        "errors": sorted(page["errors"]),
    }


def _kind(argument: dict[str, Any]) -> str:
    """The JSON type of an argument; "any" where several are taken or none is said."""
    kinds = {option.get("type", "any") for option in argument.get("anyOf", [argument])} - {"null"}
    return kinds.pop() if len(kinds) == 1 else "any"


def events(pages: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Event → the scopes of which one is needed."""
    known = {page["name"]: sorted(page.get("scopes", [])) for page in pages}
    return {name: known[name] for name in sorted(EVENTS)}


def derived(shared: Path = SHARED) -> dict[str, Any]:
    """File name → what it should hold."""
    pages = {name: json.loads((shared / "slack-api" / f"{name}.json").read_text()) for name in METHODS}
    return {
        "block_kit.json": block_kit(json.loads((shared / "block-kit.schema.json").read_text())),
        "methods.json": {name: method(page) for name, page in sorted(pages.items())},
        "events.json": events(json.loads((shared / "slack-api" / "events.json").read_text())),
    }


def written(content: dict[str, Any]) -> str:
    """One entry a line: compact, and still readable in a diff."""
    rows = (f"{json.dumps(key)}: {json.dumps(value, sort_keys=True)}" for key, value in content.items())
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    for file_name, content in derived().items():
        (SPEC / file_name).write_text(written(content))
        print(f"{file_name}: {len(content)} entries", file=sys.stderr)
