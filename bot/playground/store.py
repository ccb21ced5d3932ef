"""The workspace on disk, for --data: one SQLite file, a row for each person, channel, message, home tab and stack.

Rule: written through on every change, each in its own transaction, so that a crash loses nothing the bot was told
had happened. response_urls, triggers and the log are not kept: they would not outlive their minutes anyway.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .ids import Json
from .model import Channel, Message, Person, UserGroup
from .views import ViewStacks
from .workspace import Notice, Workspace

_VERSION = 1
_FILE = "workspace.sqlite3"
Row = tuple[str, str, str]


class StoreMismatch(RuntimeError):
    """The file was written by another version of the playground. The message says which file to remove."""


class Store:
    """Keeps one workspace in `data_dir`; the directory is made if need be."""

    def __init__(self, data_dir: Path, workspace: Workspace, views: ViewStacks) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        self._workspace = workspace
        self._views = views
        path = data_dir / _FILE
        # Opened in the thread that starts the server, used only in the server's own.
        self._rows = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._rows.execute("PRAGMA journal_mode=WAL")
        self._rows.execute("PRAGMA synchronous=NORMAL")
        version = self._rows.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            self._rows.close()
            raise StoreMismatch(f"{path} was written by another version: remove it to begin anew")
        self._rows.execute("CREATE TABLE IF NOT EXISTS row (kind, key, content, PRIMARY KEY (kind, key))")
        self._rows.execute(f"PRAGMA user_version={_VERSION}")

    def close(self) -> None:
        """Let go of the file."""
        self._rows.close()

    def load(self) -> bool:
        """Fill the workspace from the file; False when there is nothing in it yet."""
        kept = {kind: dict(self._contents(kind)) for kind in ("person", "channel", "group", "message", "home", "stack")}
        if not kept["person"]:
            return False
        self._workspace.clock.offset_seconds = dict(self._contents("clock")).get("offset", 0.0)
        self._workspace.people = {key: Person(**row) for key, row in kept["person"].items()}
        self._workspace.usergroups = {key: UserGroup(**row) for key, row in kept["group"].items()}
        for row in kept["channel"].values():
            self._workspace.save_channel(Channel(**row))
        for _, row in sorted(kept["message"].items(), key=lambda item: str(item[1]["ts"])):
            self._workspace.save_message(Message(**row))
        self._views.homes = kept["home"]
        self._views.stacks = kept["stack"]
        return True

    def keep(self, notice: Notice) -> None:
        """Write what a change notice speaks of."""
        rows = self._snapshot() if notice["type"] == "reset" else list(self._changed(notice))
        with self._rows:  # committed at the end, rolled back when anything is raised
            self._rows.execute("BEGIN IMMEDIATE")
            if notice["type"] == "reset":
                self._rows.execute("DELETE FROM row")
            elif notice["type"] == "messages" and not rows:
                key = f"{notice['channel']}/{notice['ts']}"
                self._rows.execute("DELETE FROM row WHERE kind = 'message' AND key = ?", (key,))
            # An update keeps its row in place: the order of people and channels is the order in which they came.
            self._rows.executemany(
                "INSERT INTO row VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET content = excluded.content",
                rows,
            )

    def _contents(self, kind: str) -> Iterator[tuple[str, Any]]:
        for key, content in self._rows.execute("SELECT key, content FROM row WHERE kind = ? ORDER BY rowid", (kind,)):
            yield key, json.loads(content)

    def _changed(self, notice: Notice) -> Iterator[Row]:
        kind, user = notice["type"], notice.get("user", "")
        if kind == "messages":
            message = self._workspace.any_message(notice["channel"], notice["ts"])
            if message is not None:
                yield _row("message", f"{message.channel}/{message.ts}", asdict(message))
        elif kind == "state" and "person" in notice:
            yield _row("person", notice["person"], asdict(self._workspace.people[notice["person"]]))
        elif kind == "state" and "channel" in notice:
            yield _row("channel", notice["channel"], asdict(self._workspace.channels[notice["channel"]]))
        elif kind == "views":
            yield _row("stack", user, self._views.stack(user))
        elif kind == "home":
            yield _row("home", user, self._views.homes[user])
        elif kind == "clock":
            yield _row("clock", "offset", self._workspace.clock.offset_seconds)

    def _snapshot(self) -> list[Row]:
        rows = [_row("clock", "offset", self._workspace.clock.offset_seconds)]
        rows += [_row("person", key, asdict(person)) for key, person in self._workspace.people.items()]
        rows += [_row("group", key, asdict(group)) for key, group in self._workspace.usergroups.items()]
        rows += [_row("channel", key, asdict(channel)) for key, channel in self._workspace.channels.items()]
        return rows


def _row(kind: str, key: str, content: Json | list[Json] | float) -> Row:
    return kind, key, json.dumps(content)  # in ASCII: half a surrogate pair can be written no other way
