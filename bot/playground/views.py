"""Modals and home tabs: each person's stack of views, at most three deep, and their App Home.

Rule: a view's id, root and previous view stay for its life; its hash changes with every update; what a person has
entered survives an update wherever block, action and element stay the same.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from . import block_kit
from .errors import SlackError, with_messages
from .ids import APP_ID, BOT_ID, TEAM_ID, Json, new_id
from .inputs import initial_values
from .spec import limits
from .workspace import Workspace


def check_view(view: object, kind: str) -> Json:
    """`view` (an object, or its JSON) as an object; raises what Slack answers to a view it cannot take."""
    if isinstance(view, str):
        try:
            view = json.loads(view)
        except ValueError:
            raise with_messages("invalid_arguments", ["must provide valid JSON [json-pointer:/view]"]) from None
    if not isinstance(view, dict):
        raise with_messages("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    if block_kit.too_large(json.dumps(view, ensure_ascii=False)):
        raise SlackError("view_too_large")
    problems = block_kit.view_problems(view, kind)
    if problems:
        raise with_messages("invalid_arguments", problems)
    return view


@dataclass
class ViewStacks:
    """All open modals and published home tabs. Views are objects in Slack's form and are replaced, never changed."""

    workspace: Workspace
    stacks: dict[str, list[Json]] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, dict[str, str]] = field(default_factory=dict)

    def clear(self) -> None:
        """Close everything."""
        self.stacks.clear()
        self.homes.clear()
        self.errors.clear()

    def stack(self, user: str) -> list[Json]:
        """The person's open modals, bottom first."""
        return self.stacks.get(user, [])

    def top(self, user: str) -> Json | None:
        """The modal the person is looking at."""
        stack = self.stack(user)
        return stack[-1] if stack else None

    def open(self, user: str, view: Json) -> Json:
        """Show a modal alone; whatever was open gives way."""
        self._external_id_is_free(view, None)
        opened = self._made(view)
        self._set_stack(user, [opened])
        return opened

    def push(self, user: str, view: Json) -> Json:
        """Put a modal on top; raises SlackError above Slack's depth, or when nothing is open."""
        stack = self.stack(user)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= limits()["stack"]:
            raise SlackError("push_limit_reached")
        self._external_id_is_free(view, None)
        pushed = self._made(view, root=stack[0]["id"], previous=stack[-1]["id"])
        self._set_stack(user, [*stack, pushed])
        return pushed

    def update(self, view_id: str, view: Json, expected_hash: str | None = None) -> tuple[str, Json]:
        """Replace a modal that is open; gives its person and the new view."""
        user, old = self._find(lambda candidate: candidate["id"] == view_id)
        if expected_hash is not None and expected_hash != old["hash"]:
            raise SlackError("hash_conflict")
        self._external_id_is_free(view, view_id)
        new = self._made(view, old=old)
        self.replace(user, new)
        return user, new

    def update_external(self, external_id: str, view: Json, expected_hash: str | None) -> tuple[str, Json]:
        """The same, found by the app's own id."""
        _, old = self._find(lambda candidate: candidate["external_id"] == external_id)
        return self.update(old["id"], view, expected_hash)

    def publish(self, user: str, view: Json, expected_hash: str | None = None) -> Json:
        """Set the person's home tab."""
        old = self.homes.get(user)
        if expected_hash is not None and (old is None or expected_hash != old["hash"]):
            raise SlackError("hash_conflict")
        self.homes[user] = self._made(view, old=old)
        self.workspace.announce({"type": "home", "user": user})
        return self.homes[user]

    def replace(self, user: str, view: Json) -> None:
        """Put `view` where the view with its id stood (in the stack, or as the home tab)."""
        if view["type"] == "home":
            self.homes[user] = view
            self.workspace.announce({"type": "home", "user": user})
            return
        self._set_stack(user, [view if old["id"] == view["id"] else old for old in self.stack(user)])

    def close(self, user: str, view_id: str) -> None:
        """Take one modal away; those beneath stay."""
        self._set_stack(user, [view for view in self.stack(user) if view["id"] != view_id])

    def close_all(self, user: str) -> None:
        """Take the whole stack away."""
        self._set_stack(user, [])

    def refuse(self, user: str, errors: dict[str, str]) -> None:
        """Remember what the last submission was told, by block."""
        self.errors[user] = errors
        self.workspace.announce({"type": "views", "user": user})

    def _set_stack(self, user: str, stack: list[Json]) -> None:
        self.stacks[user] = stack
        self.errors.pop(user, None)
        self.workspace.announce({"type": "views", "user": user})

    def _find(self, wanted: Callable[[Json], bool]) -> tuple[str, Json]:
        for user, stack in self.stacks.items():
            for view in stack:
                if wanted(view):
                    return user, view
        raise SlackError("not_found")

    def _external_id_is_free(self, view: Json, own_id: str | None) -> None:
        external_id = view.get("external_id")
        taken = (old for stack in self.stacks.values() for old in stack if old["id"] != own_id)
        if external_id and any(old["external_id"] == external_id for old in taken):
            raise SlackError("duplicate_external_id")

    def _made(self, view: Json, old: Json | None = None, root: str | None = None, previous: str | None = None) -> Json:
        """The view as Slack keeps it; identity comes from `old` where there is one."""
        view_id = old["id"] if old else new_id("V")
        blocks = block_kit.filled(view["blocks"])
        kept = old["state"]["values"] if old else None
        made = {
            "id": view_id,
            "team_id": TEAM_ID,
            "type": view["type"],
            "blocks": blocks,
            "private_metadata": view.get("private_metadata", ""),
            "callback_id": view.get("callback_id", ""),
            "state": {"values": initial_values(blocks, kept)},
            "hash": f"{self.workspace.now_ts().split('.')[0]}.{new_id('')}",
            "clear_on_close": view.get("clear_on_close", False),
            "notify_on_close": view.get("notify_on_close", False),
            "root_view_id": old["root_view_id"] if old else root or view_id,
            "previous_view_id": old["previous_view_id"] if old else previous,
            "app_id": APP_ID,
            "external_id": view.get("external_id", ""),
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }
        return made | {part: block_kit.filled_text(view.get(part)) for part in ("title", "submit", "close")}
