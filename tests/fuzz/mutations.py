"""How a payload is changed: each choice comes from one random source, so that a seed gives the same changes again."""

from __future__ import annotations

import copy
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from bot.slack.register import ROUTES
from tests.fuzz.speech import HOSTILE
from tests.fuzz.town import INTERACTIVE, Recorded
from tests.integration.world import Json

Place = tuple[Any, Any]
"""A container and the key of something in it."""

_TELLING = frozenset(
    [
        "value",
        "private_metadata",
        "id",
        "user",
        "user_id",
        "text",
        "channel",
        "channel_id",
        "action_id",
        "callback_id",
        "command",
        "ts",
        "thread_ts",
        "event_ts",
        "message_ts",
        "team_id",
        "selected_date",
        "selected_user",
        "selected_users",
        "selected_option",
        "selected_options",
        "team",
        "reaction",
        "name",
        "type",
        "subtype",
        "deleted_ts",
        "event_id",
        "user_team",
        "is_ext_shared_channel",
        "tz",
        "locale",
        "hash",
        "response_url",
        "trigger_id",
        "state",
        "values",
        "actions",
        "view",
        "event",
        "item",
        "container",
        "message",
        "old_channel_id",
        "new_channel_id",
    ]
)
_IDS = ("value", "private_metadata", "id", "user", "user_id", "channel", "channel_id", "ts", "thread_ts", "message_ts")
_TYPED = ("value", "text")
_ODD = (
    "\ud800",
    "\udfff\ud800",
    "\0",
    "a\0b",
    "\u202e\u202dx",
    "\u200f",
    "\ufeff",
    "e\u0301" * 50,
    "𝟜𝟘 agents",
    "٤٠",
    "\U0010ffff",
)
_OTHER: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, 2**200, 1.5, 1e308, "", " ", "0", "null", [], {}, [[]], [None], {"a": {}}, ["x"],
    {"id": None}, {"id": ["x"]}, {"value": {"value": 5}},
)  # fmt: skip
_TIMES = (
    "0",
    "-1",
    "1e9",
    "99999999999999999.9",
    "1.",
    ".1",
    "nan",
    "1900000000.000001",
    "2031-02-30",
    "9999-12-31",
    "x.y",
)


@dataclass(frozen=True)
class Pools:
    """What ids are swapped for: `people` of every standing, `ids` of this workspace, `foreign` of another one."""

    people: Sequence[str]
    colleagues: Sequence[str]
    current: Sequence[str]
    ids: Sequence[str]
    foreign: Sequence[str]
    channels: Sequence[str]


@dataclass
class Mutator:
    """Changes payloads; `random` is the only source of chance."""

    random: Random
    pools: Pools

    def changed(self, recorded: Recorded) -> tuple[Json, list[str]]:
        """Return a changed copy of a payload, and what was done to it in words."""
        payload: Json = copy.deepcopy(recorded.payload)
        self._bring_up_to_date(payload)
        return payload, self._done(payload, self.random.choice((0, 1, 1, 1, 2, 2, 3, 5)))

    def retyped(self, recorded: Recorded) -> tuple[Json, list[str]]:
        """Return a copy in which something else was typed: what was allowed then is allowed now, as a rule."""
        payload: Json = copy.deepcopy(recorded.payload)
        change = self.random.choice((Mutator._hostile_text, Mutator._every_field_hostile, Mutator._every_field_hostile))
        return payload, [f"retyped {change(self, payload)}", *self._done(payload, self.random.choice((0, 0, 0, 1)))]

    def _done(self, payload: Json, changes: int) -> list[str]:
        chosen = self.random.choices(self._changes, self._weights, k=changes)
        return [f"{change.__name__.strip('_')} {change(self, payload)}" for change in chosen]

    def _bring_up_to_date(self, payload: Json) -> None:
        """Half of all gestures are made by somebody on what stands now: otherwise nearly all of them would be stale."""
        if self.random.random() < 0.5 and self.pools.current:
            for part, key in [(a, "value") for a in payload.get("actions") or []] + [
                (payload.get("view"), "private_metadata")
            ]:
                if isinstance(part, dict) and str(part.get(key, "")).startswith("r_"):
                    part[key] = self._one(self.pools.current)
        if self.random.random() < 0.4 and isinstance(payload.get("user"), dict):
            payload["user"] = {**payload["user"], "id": self._one(self.pools.colleagues)}

    # What is done

    def _somebody_else(self, payload: Json) -> str:
        user = self._one(self.pools.people)
        for part in (payload, payload.get("event"), payload.get("user")):
            if isinstance(part, dict):
                for key in ("user_id", "user", "id"):
                    if isinstance(part.get(key), str) and (key != "id" or part is payload.get("user")):
                        part[key] = user
        return user

    def _another_id(self, payload: Json) -> str:
        pool = self.random.choice((self.pools.ids, self.pools.ids, self.pools.foreign, self.pools.channels))
        new = self._one(pool)
        if self.random.random() < 0.25:
            new = new[:2] + "".join(self.random.choices(string.hexdigits.lower(), k=max(1, len(new) - 2)))
        return self._put(payload, lambda key, old: isinstance(old, str) and key in _IDS, new)

    def _hostile_text(self, payload: Json) -> str:
        text = " ".join(self._one(HOSTILE) for _ in range(self.random.choice((1, 1, 2, 6))))

        def typed(key: object, old: object) -> bool:
            return isinstance(old, str) and key in _TYPED and not old.startswith(("r_", "d_"))

        old = self._find(payload, typed)
        if old is None:
            return "nowhere"
        part, key = old
        part[key] = self.random.choice((text, f"{part[key]} {text}", f"{text}\n{part[key]}", text + part[key] + text))
        return repr(text)

    def _every_field_hostile(self, payload: Json) -> str:
        """Let everything that was typed into a form carry something, so that one of them may slip through."""
        for part, key in _places(
            payload.get("view", {}).get("state", {}) if isinstance(payload.get("view"), dict) else {}
        ):
            if key == "value" and isinstance(part[key], str):
                part[key] = f"{part[key]} {self._one(HOSTILE)}"
        return ""

    def _another_type(self, payload: Json) -> str:
        return self._put(payload, lambda _key, _old: True, copy.deepcopy(self.random.choice(_OTHER)))

    def _long(self, payload: Json) -> str:
        text = self.random.choice("ax <\n") * self.random.choice((256, 2001, 3001, 40_001))
        return self._put(payload, lambda _key, old: isinstance(old, str), text)[:60]

    def _odd_letters(self, payload: Json) -> str:
        return self._put(payload, lambda _key, old: isinstance(old, str), self._one(_ODD))

    def _odd_time(self, payload: Json) -> str:
        keys = ("ts", "event_ts", "thread_ts", "message_ts", "deleted_ts", "selected_date", "action_ts")
        return self._put(payload, lambda key, old: key in keys, self._one(_TIMES))

    def _missing(self, payload: Json) -> str:
        found = self._find(payload, lambda _key, _old: True)
        if found is None:
            return "nothing"
        part, key = found
        del part[key]
        return str(key)

    def _more_keys(self, payload: Json) -> str:
        found = self._find(payload, lambda _key, old: isinstance(old, dict))
        if found is None:
            return "nowhere"
        key = self.random.choice((*sorted(_TELLING), "__proto__", "new", "\ud800"))
        found[0][found[1]][key] = copy.deepcopy(self.random.choice((*_OTHER, *HOSTILE[:4], self._one(self.pools.ids))))
        return key

    def _more_items(self, payload: Json) -> str:
        found = self._find(payload, lambda _key, old: isinstance(old, list) and len(old) > 0)
        if found is None:
            return "nowhere"
        items = found[0][found[1]]
        items *= self.random.choice((2, 11, 101))
        return str(found[1])

    def _nested(self, payload: Json) -> str:
        found = self._find(payload, lambda _key, _old: True)
        if found is None:
            return "nowhere"
        part, key = found
        for _ in range(self.random.choice((1, 2, 40, 100))):
            part[key] = self.random.choice(([part[key]], {"value": part[key]}))
        return str(key)

    def _another_route(self, payload: Json) -> str:
        name = self.random.choice((*sorted({route.name for route in ROUTES}), "promise.unknown", "", "promise"))
        keys = ("action_id", "callback_id", "command", "type")
        return self._put(payload, lambda key, old: key in keys, name)

    _changes: tuple[Callable[[Mutator, Json], str], ...] = (
        _somebody_else, _another_id, _hostile_text, _every_field_hostile, _another_type, _long, _odd_letters, _odd_time,
        _missing, _more_keys, _more_items, _nested, _another_route,
    )  # fmt: skip
    _weights = (6, 8, 7, 4, 8, 2, 3, 3, 5, 4, 2, 2, 2)

    # How a place is found

    def _one(self, pool: Sequence[str]) -> str:
        return pool[int(self.random.random() * len(pool))] if pool else ""

    def _find(self, payload: Json, fits: Callable[[Any, Any], bool]) -> Place | None:
        places = [(part, key) for part, key in _places(payload) if fits(key, part[key])]
        telling = [place for place in places if place[1] in _TELLING]
        if telling and self.random.random() < 0.75:
            places = telling
        return places[int(self.random.random() * len(places))] if places else None

    def _put(self, payload: Json, fits: Callable[[Any, Any], bool], new: object) -> str:
        found = self._find(payload, fits)
        if found is None:
            return "nowhere"
        part, key = found
        part[key] = new
        return f"{key}={new!r}"


def _places(part: Any) -> list[Place]:
    """Return every place in a payload; what a message or a view showed is left as it was, for nobody reads it."""
    found: list[Place] = []
    waiting = [part] if isinstance(part, dict | list) else []
    while waiting:
        inner = waiting.pop()
        keys: list[Any] = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        for key in keys:
            found.append((inner, key))
            if isinstance(inner[key], dict | list) and key != "blocks":
                waiting.append(inner[key])
    return found


def sent_as(recorded: Recorded, payload: Json) -> str:
    """Return how a payload travels: "payload" in a form, "form", or "json"."""
    if recorded.kind == INTERACTIVE:
        return "payload"
    return "form" if recorded.kind == "slash_commands" else "json"
