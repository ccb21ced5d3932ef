"""One campaign: a town, then so many changed payloads one after the other, each looked at before the next."""

from __future__ import annotations

import copy
import http.client
import json
import logging
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient

from bot.http_bodies import LARGEST_BODY
from bot.playground import SIGNING_SECRET
from bot.playground.launch import Playground, start
from bot.playground.traffic import TO_SLACK
from bot.settings import Mode
from tests.fuzz.mutations import Mutator, Pools, sent_as
from tests.fuzz.rights import Ledger
from tests.fuzz.speech import injected
from tests.fuzz.town import Recorded, Town, copied, furnish
from tests.integration.conftest import MONDAY, set_clock
from tests.integration.world import BEN, GUS, INES, LENA, OMAR, PETRA, QUINN, SARA, WIM, Json, World

COLLEAGUES = (SARA, BEN, LENA, WIM, QUINN, OMAR, PETRA, INES)
PEOPLE = (*COLLEAGUES, GUS, "U10STEVE", "U00BOT", "USLACKBOT", "U0NOBODY", "W0NOBODY", "")
ANEW_AFTER = 150
"""After so many payloads the database is as it was at first: otherwise every promise soon stands at its end."""
BACK_THEN = 0.2
"""How many gestures are made again as they were, but for what was typed: that is how typed text gets into cards."""
SETTLE_SECONDS = 15.0
_SHOWN = 25


@dataclass
class Findings:
    """What went wrong, each with the payload that did it."""

    kinds: Counter[str] = field(default_factory=Counter)
    server_errors: list[str] = field(default_factory=list)
    unhandled: list[str] = field(default_factory=list)
    unauthorised: list[str] = field(default_factory=list)
    injected: list[str] = field(default_factory=list)
    changes: int = 0
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def are_none(self) -> bool:
        """Tell whether nothing went wrong."""
        return not (self.server_errors or self.unhandled or self.unauthorised or self.injected)

    def as_json(self, payloads: int, seed: int) -> Json:
        """Return the counts."""
        return {
            "payloads": payloads,
            "kinds": dict(sorted(self.kinds.items())),
            "statuses": {str(status): number for status, number in sorted(self.statuses.items())},
            "changes": self.changes,
            "server_errors": len(self.server_errors),
            "unhandled": len(self.unhandled),
            "unauthorised": len(self.unauthorised),
            "injected": len(self.injected),
            "seed": seed,
        }

    def lines(self) -> Iterator[str]:
        """Yield the first findings of each sort."""
        for sort in ("server_errors", "unhandled", "unauthorised", "injected"):
            for text in getattr(self, sort)[:_SHOWN]:
                yield f"{sort}: {text}"


@dataclass
class Ears(logging.Handler):
    """Hears what goes wrong without anybody being told, and everything that the bot says."""

    errors: list[str] = field(default_factory=list)
    said: list[tuple[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.ERROR)

    def __hash__(self) -> int:
        return id(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Take down an error."""
        problem = record.exc_info[1] if record.exc_info else None
        self.errors.append(f"{record.name}: {record.getMessage()[:200]} {problem!r:.300}")


@contextmanager
def _listening(playground: Playground) -> Iterator[Ears]:
    ears, traffic = Ears(), playground.server.slack.traffic
    add, send = traffic.add, WebhookClient.send

    def overheard(direction: str, kind: str, summary: str, status: str, ms: float, request: Any, response: Any) -> None:
        if direction == TO_SLACK and kind.startswith(("chat.", "views.")):
            ears.said.append((kind, request))
        add(direction, kind, summary, status, ms, request, response)

    def answered(hook: WebhookClient, **said: Any) -> Any:
        ears.said.append(("response_url", copy.deepcopy(said)))
        return send(hook, **said)

    traffic.add = overheard  # type: ignore[method-assign]
    WebhookClient.send = answered  # type: ignore[method-assign]
    logging.getLogger().addHandler(ears)
    try:
        yield ears
    finally:
        logging.getLogger().removeHandler(ears)
        WebhookClient.send = send  # type: ignore[method-assign]
        traffic.add = add  # type: ignore[method-assign]


@dataclass(frozen=True)
class Stage:
    """A furnished workspace with the bot at work in it, overheard."""

    playground: Playground
    town: Town
    ears: Ears


@contextmanager
def stage() -> Iterator[Stage]:
    """Yield a workspace for campaigns; each leaves it as it found it."""
    with tempfile.TemporaryDirectory(prefix="promise-bot-fuzz-") as folder:
        playground = start(Path(folder), mode=Mode.HTTP)
        try:
            set_clock(playground, MONDAY)
            town = furnish(World(playground))
            with _listening(playground) as ears:
                yield Stage(playground, town, ears)
        finally:
            playground.stop()


def run(payloads: int, seed: int) -> Findings:
    """Send so many payloads, changed by the seed's choices, and return what went wrong."""
    with stage() as ready:
        return Campaign(ready, seed).run(payloads)


@dataclass
class Campaign:
    """The state of a campaign."""

    stage: Stage
    seed: int
    only: str = ""
    """The beginning of the names of the payloads to change; the empty text is all of them."""
    findings: Findings = field(default_factory=Findings)

    def __post_init__(self) -> None:
        self.playground, self.town, self.ears = self.stage.playground, self.stage.town, self.stage.ears
        office = self.playground.bot.office
        self._path = str(office.store.database.engine.url.database)
        self._ledger = Ledger(self._path, office.team_id, frozenset(COLLEAGUES), frozenset({PETRA}))
        server = self.playground.bot.http
        assert server is not None
        self._line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._verifier = SignatureVerifier(SIGNING_SECRET)
        self._first = copied(self._path)
        workspace = self.playground.server.slack.workspace
        self._people = frozenset(workspace.people)
        self._pools = self._pooled()

    def run(self, payloads: int) -> Findings:
        """Send them all."""
        names = sorted({one.name for one in self.town.recorded if one.name.startswith(self.only)})
        try:
            for index in range(payloads):
                if index and index % ANEW_AFTER == 0:
                    self._anew()
                random = Random(f"{self.seed}:{index}")
                wanted = random.choice(names)
                self._one(index, random, random.choice([one for one in self.town.recorded if one.name == wanted]))
            self._anew()
        finally:
            self._line.close()
            self._ledger.close()
            self._first.close()
        return self.findings

    def _one(self, index: int, random: Random, recorded: Recorded) -> None:
        mutator = Mutator(random, self._pools)
        back_then = recorded.before is not None and random.random() < BACK_THEN
        payload, done = mutator.retyped(recorded) if back_then else mutator.changed(recorded)
        if back_then:
            self._anew("what was posted", recorded.before)
        self._make_usable(index, random, payload)
        label = f"#{index} {recorded.name}: {'; '.join(done)}"[:400]
        self.findings.kinds[recorded.name] += 1
        status, answer = self._send(sent_as(recorded, payload), payload)
        self.findings.statuses[status] += 1
        if status >= 500:
            self.findings.server_errors.append(f"{label} -> {status}")
        wrongs, changed = self._ledger.wrongs(recorded.kind, _as_arrived(recorded, payload))
        self.findings.changes += changed
        self.findings.unauthorised += [f"{label} -> {wrong}" for wrong in wrongs]
        self._listen(label, [("ack", answer)])
        if back_then or wrongs or recorded.name in ("event user_change", "event channel_id_changed"):
            self._anew(label)

    def _make_usable(self, index: int, random: Random, payload: Json) -> None:
        """Give what expires or counts once a fresh value, where it was not changed on purpose."""
        slack = self.playground.server.slack
        user = payload.get("user")
        who = user.get("id") if isinstance(user, dict) else payload.get("user_id")
        if (
            isinstance(payload.get("trigger_id"), str)
            and payload["trigger_id"].count(".") == 2
            and isinstance(who, str)
        ):
            payload["trigger_id"] = slack.triggers.new(who).id
        if isinstance(payload.get("response_url"), str) and payload["response_url"].startswith(
            self.playground.server.url
        ):
            payload["response_url"] = slack.response_urls.new("C01PROMISES", who if isinstance(who, str) else SARA)
        if isinstance(payload.get("event_id"), str) and payload["event_id"].startswith("Ev") and random.random() < 0.9:
            payload["event_id"] = f"EvFUZZ{self.seed}x{index}"

    def _send(self, way: str, payload: Json) -> tuple[int, object]:
        if way == "json":
            body, kind = json.dumps(payload).encode(), "application/json"
        else:
            fields = {"payload": json.dumps(payload)} if way == "payload" else {k: _flat(v) for k, v in payload.items()}
            body = urlencode(fields, errors="replace").encode()
            kind = "application/x-www-form-urlencoded"
        stamp = str(int(time.time()))
        signature = self._verifier.generate_signature(timestamp=stamp, body=body)
        headers = {"content-type": kind, "x-slack-request-timestamp": stamp, "x-slack-signature": str(signature)}
        try:
            answer = self._answer(body, headers)
        except ConnectionError:  # the line was closed between two payloads, or while one that is too large was sent
            self._line.close()
            if len(body) > LARGEST_BODY:
                return 413, {}
            answer = self._answer(body, headers)
        text = answer.read().decode("utf-8", "replace")
        try:
            return answer.status, json.loads(text) if text else {}
        except ValueError:
            return answer.status, {"text": text}

    def _answer(self, body: bytes, headers: dict[str, str]) -> http.client.HTTPResponse:
        self._line.request("POST", "/slack/events", body, headers)
        return self._line.getresponse()

    def _listen(self, label: str, more: list[tuple[str, object]]) -> None:
        errors, self.ears.errors[:] = self.ears.errors[:], []
        said, self.ears.said[:] = self.ears.said[:], []
        self.findings.unhandled += [f"{label} -> {error}" for error in errors]
        channels = frozenset(self.playground.server.slack.workspace.channels)
        for kind, what in [*said, *more]:
            found = injected(what, self._people, channels)
            if found:
                self.findings.injected.append(f"{label} -> {kind}: {found[:4]}")

    def _settle(self, label: str) -> None:
        """Wait until the bot owes Slack nothing; what waits for ever is a finding."""
        give_up = time.monotonic() + SETTLE_SECONDS
        waiting = (
            "SELECT kind, state, attempt, queue, error, not_before FROM outbox WHERE state IN ('waiting', 'sending')"
        )
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as there:
            while rows := there.execute(waiting).fetchall():
                if time.monotonic() > give_up:
                    self.findings.unhandled.append(f"{label} -> never said: {rows[:3]}")
                    return
                time.sleep(0.02)

    def _anew(self, label: str = "what was posted", wanted: sqlite3.Connection | None = None) -> None:
        """Let everything that is owed be said, and look at it; then begin again with the first database, or another."""
        self._settle(label)
        self._listen(label, [])
        with closing(sqlite3.connect(self._path, timeout=30)) as there:
            (wanted or self._first).backup(there)
        self._ledger.look()

    def _pooled(self) -> Pools:
        """Return the ids to swap in; those that a card or a reply shows now are `current`."""

        def column(query: str) -> list[str]:
            return [str(row[0]) for row in self._first.execute(query, (self.playground.bot.office.team_id,))]

        renderings = column("SELECT id FROM renderings WHERE team_id = ? ORDER BY rowid")
        others = [
            name
            for query in (
                "SELECT id FROM drafts WHERE team_id = ? ORDER BY rowid",
                "SELECT id FROM promises WHERE team_id = ? ORDER BY rowid",
                "SELECT id FROM slots WHERE team_id = ? ORDER BY rowid",
                "SELECT ref FROM people WHERE team_id = ? ORDER BY rowid",
                "SELECT name FROM templates WHERE team_id = ? ORDER BY rowid",
                "SELECT card_ts FROM promises WHERE team_id = ? ORDER BY rowid",
            )
            for name in column(query)
        ]
        latest = "SELECT r.id FROM renderings r WHERE team_id = ? AND shown_at = (SELECT max(shown_at) FROM renderings"
        current = column(f"{latest} s WHERE s.promise_id = r.promise_id AND s.ts = r.ts) ORDER BY r.rowid")
        channels = list(self.playground.server.slack.workspace.channels)
        return Pools(PEOPLE, COLLEAGUES, current, [*renderings, *others], self.town.foreign, channels)


def _flat(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _as_arrived(recorded: Recorded, payload: Json) -> Json:
    """A form holds texts alone."""
    return {key: _flat(value) for key, value in payload.items()} if recorded.kind == "slash_commands" else payload
