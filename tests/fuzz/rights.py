"""Who may change what, judged from the database before and after: only from who has a seat where, who drafted what,
and who Slack says it was. None of the program's own rules is asked.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.fuzz.town import COMMANDS, EVENTS
from tests.integration.world import Json

Row = dict[str, Any]

_KEYS = {
    "events": ("team_id", "promise_id", "seq"), "drafts": ("team_id", "id"), "templates": ("team_id", "id"),
    "comments": ("team_id", "channel", "ts"), "reactions": ("team_id", "channel", "ts", "person"),
    "passed_on": ("team_id", "promise_id", "person"), "slots": ("team_id", "id"),
    "seats": ("team_id", "slot_id", "person"), "owner_rules": ("team_id", "position"),
    "workspace_settings": ("team_id", "key"), "setting_changes": ("team_id", "seq"),
}  # fmt: skip
"""What is looked at; the other tables follow from these, or are about messages on their way."""
_FIXED = ("slots", "seats", "owner_rules", "workspace_settings", "setting_changes")
_OWN = {"drafts": "author", "templates": "author", "comments": "person", "reactions": "person", "passed_on": "person"}

_FOR_A_SLOT = (
    "TermAgreed",
    "TermObjected",
    "TermChecking",
    "PositionRetracted",
    "MoveConfirmed",
    "TermSuspended",
    "TermResumed",
)
_OF_SALES = (
    "CounterAccepted", "TermsRevised", "TermDropped", "PromiseWithdrawn", "MoveProposed", "DropProposed",
    "PromiseEdited", "PromiseRestated", "PhoneCallNoted",
)  # fmt: skip
_OF_OPERATIONS = ("CounterProposed", "CounterTakenBack")
_OF_EITHER = ("RenegotiationOpened", "RenegotiationEnded", "PromiseSignedOff", "TermMovedOut")


@dataclass(frozen=True)
class Actor:
    """Who a payload says it was; "" where it does not say so in a way that counts."""

    user: str
    team: str
    home: str

    def counts_in(self, team: str, colleagues: frozenset[str]) -> bool:
        """Tell whether this may be anybody who acts: a full member of this very workspace."""
        return self.user in colleagues and self.team == team and self.home in ("", team)


def actor_of(kind: str, payload: Json) -> Actor:
    """Return who did something, as Slack signs it."""
    if kind == COMMANDS:
        return Actor(_text(payload.get("user_id")), _text(payload.get("team_id")), "")
    if kind == EVENTS:
        event = payload.get("event")
        event = event if isinstance(event, dict) else {}
        return Actor(_text(event.get("user")), _text(payload.get("team_id")), _text(event.get("user_team")))
    user, team = payload.get("user"), payload.get("team")
    user, team = (user if isinstance(user, dict) else {}), (team if isinstance(team, dict) else {})
    return Actor(_text(user.get("id")), _text(team.get("id")), _text(user.get("team_id")))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


@dataclass
class Ledger:
    """The database as it was looked at last."""

    path: str
    team: str
    colleagues: frozenset[str]
    admins: frozenset[str]
    _rows: dict[str, dict[tuple[Any, ...], Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._database = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        self._database.row_factory = sqlite3.Row
        self._version = -1
        self.look()

    def look(self) -> None:
        """Take what is there now for granted."""
        self._rows = self._all()
        self._version = self._changes()

    def close(self) -> None:
        """Close the connection."""
        self._database.close()

    def wrongs(self, kind: str, payload: Json) -> tuple[list[str], bool]:
        """Return what the payload changed that its actor may not change, and whether it changed anything."""
        version = self._changes()
        if version == self._version:
            return [], False
        before, after = self._rows, self._all()
        self._rows, self._version = after, version
        actor, changed = actor_of(kind, payload), dict(_differences(before, after))
        if not changed:
            return [], False
        said = [f"{what} by {actor.user or 'nobody'}" for what in self._judged(actor, payload, before, changed)]
        return said, True

    def _changes(self) -> int:
        return int(self._database.execute("PRAGMA data_version").fetchone()[0])

    def _all(self) -> dict[str, dict[tuple[Any, ...], Row]]:
        found = {}
        with self._database:
            self._database.execute("BEGIN")
            for table, keys in _KEYS.items():
                rows = (dict(row) for row in self._database.execute(f"SELECT * FROM {table}"))
                found[table] = {tuple(row[key] for key in keys): row for row in rows}
            people = self._database.execute("SELECT ref, user_id FROM people WHERE team_id = ?", (self.team,))
            self._users = {row["ref"]: row["user_id"] for row in people}
        return found

    # Judging

    def _judged(
        self, actor: Actor, payload: Json, before: dict[str, dict[tuple[Any, ...], Row]],
        changed: dict[tuple[str, tuple[Any, ...]], tuple[Row | None, Row | None]],
    ) -> Iterator[str]:  # fmt: skip
        event = payload.get("event")
        by_slack = isinstance(event, dict) and event.get("type") == "channel_id_changed"
        moved = self._moved_out(changed)
        for (table, key), (old, new) in changed.items():
            if key[0] != self.team:
                yield f"{table} of another workspace"
            elif table == "events":
                yield from self._judged_fact(actor, before["events"], old, new, moved)
            elif by_slack:
                continue  # a channel got another id: whatever stands there follows
            elif table in _FIXED:
                yield f"{table} changed"
            elif table == "comments" and old is not None:
                yield from self._judged_comment(old, new, event)
            elif not actor.counts_in(self.team, self.colleagues):
                yield f"{table} changed"
            elif new is not None and self._users.get(new[_OWN[table]]) != actor.user:
                yield f"{table} of somebody else"
            elif table == "templates" and old is not None and not self._may_change(actor, old):
                yield "templates of somebody else"
            elif new is None and table in ("comments", "passed_on"):
                yield f"{table} removed"

    def _may_change(self, actor: Actor, template: Row) -> bool:
        return actor.user in (self._users.get(template["author"]), *self.admins)

    def _judged_comment(self, old: Row, new: Row | None, event: object) -> Iterator[str]:
        """An edit comes from who wrote it, as far as the event says who; deleting is also an admin's."""
        message = event.get("message") if isinstance(event, dict) else None
        writer = message.get("user") if isinstance(message, dict) else None
        if new is None or not isinstance(event, dict):
            yield "comments removed"
        elif new["deleted_at"] is None and self._users.get(old["person"]) != (writer or event.get("user")):
            yield "comments of somebody else"

    def _judged_fact(
        self, actor: Actor, history: dict[tuple[Any, ...], Row], old: Row | None, new: Row | None, moved: set[str]
    ) -> Iterator[str]:
        if old is not None or new is None:
            yield "history rewritten"
            return
        kind, body = new["kind"], json.loads(new["body"])
        if new["promise_id"] in moved and kind != "TermMovedOut":
            return  # opened with what others had confirmed; the move itself is judged where it was made
        if not actor.counts_in(self.team, self.colleagues) or self._users.get(body["person"]) != actor.user:
            yield f"{kind} in the name of {self._users.get(body['person'])}"
            return
        facts = [json.loads(row["body"]) for row in history.values() if row["promise_id"] == new["promise_id"]]
        if not self._may(kind, body, body["person"], facts):
            yield kind

    def _may(self, kind: str, body: Json, person: str, facts: list[Json]) -> bool:
        author = next((fact["person"] for fact in facts if fact["_"] == "PromiseDrafted"), person)
        teams = [fact["account_team"] for fact in facts if fact.get("account_team") is not None]
        sales = {author, *_plain(teams[-1] if teams else [])}
        seats = {row["slot_id"] for row in self._rows["seats"].values() if row["person"] == person}
        of_operations = person not in sales and bool(seats & {slot for fact in [*facts, body] for slot in _slots(fact)})
        if kind in _FOR_A_SLOT:
            return person not in sales and body["slot_id"] in seats
        if kind == "SlotReassigned":
            return person in sales or body["slot"]["id"] in seats or self._users[person] in self.admins
        if kind == "VisibilityChanged":
            return person == author
        if kind in _OF_SALES:
            return person in sales
        if kind in _OF_OPERATIONS:
            return of_operations
        return kind == "PromiseDrafted" or (kind in _OF_EITHER and (person in sales or of_operations))

    def _moved_out(self, changed: dict[tuple[str, tuple[Any, ...]], tuple[Row | None, Row | None]]) -> set[str]:
        facts = [new for (table, _), (_, new) in changed.items() if table == "events" and new is not None]
        return {json.loads(fact["body"])["moved_to"] for fact in facts if fact["kind"] == "TermMovedOut"}


def _differences(
    before: dict[str, dict[tuple[Any, ...], Row]], after: dict[str, dict[tuple[Any, ...], Row]]
) -> Iterator[tuple[tuple[str, tuple[Any, ...]], tuple[Row | None, Row | None]]]:
    for table, rows in after.items():
        was = before[table]
        for key in was.keys() | rows.keys():
            if was.get(key) != rows.get(key):
                yield (table, key), (was.get(key), rows.get(key))


def _plain(value: Any) -> list[str]:
    """Return the people in a stored list, whatever it is wrapped in."""
    if isinstance(value, str):
        return [value] if value.startswith("p_") else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [person for item in inner for person in _plain(item)]


def _slots(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("_") == "Slot":
            yield value["id"]
        for item in value.values():
            yield from _slots(item)
    elif isinstance(value, list):
        for item in value:
            yield from _slots(item)
