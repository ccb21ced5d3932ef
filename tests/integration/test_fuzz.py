"""A thousand payloads, changed at random, do no harm; and the check would notice: every safeguard is broken once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.domain.commands import Actor
from bot.domain.slots import PersonRef
from bot.slack.register import ROUTES
from bot.use_cases import negotiating
from bot.use_cases.people import Person, actor_of
from bot.use_cases.workspace import directory_of
from storage.drafts import Drafts
from storage.tables import DraftRow
from storage.unit_of_work import Transaction
from tests.fuzz import speech
from tests.fuzz.campaign import Campaign, Stage, stage

PAYLOADS = 1000


@pytest.fixture(scope="module")
def ready() -> Iterator[Stage]:
    with stage() as furnished:
        yield furnished


def test_a_thousand_changed_payloads_do_no_harm(ready: Stage) -> None:
    found = Campaign(ready, seed=20261123).run(PAYLOADS)
    assert found.are_none, list(found.lines())
    counted = found.as_json(PAYLOADS, 20261123)
    assert {f"{route.kind} {route.name}" for route in ROUTES} <= counted["kinds"].keys(), "of every kind"
    assert sum(counted["kinds"].values()) == PAYLOADS
    assert counted["changes"] >= PAYLOADS / 20, "many of them did something"
    assert found.statuses[200] >= PAYLOADS / 2, "most of them were let in"


def test_the_same_seed_makes_the_same_changes(ready: Stage) -> None:
    first, again = (Campaign(ready, seed=5, only="submission").run(30) for _ in range(2))
    assert first.kinds == again.kinds and first.statuses == again.statuses


def test_it_notices_who_acts_without_the_right(ready: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def everywhere(tx: Transaction, person: Person, _rendering: object) -> Actor:
        return Actor(person.ref, frozenset(directory_of(tx).seats))

    monkeypatch.setattr(negotiating, "acting_from", everywhere)
    found = Campaign(ready, seed=1, only="press promise.agree").run(60)
    assert found.unauthorised and not found.injected, list(found.lines())


def test_it_notices_who_acts_in_another_name(ready: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def somebody(tx: Transaction, _person: Person, _rendering: object) -> Actor:
        lena = tx.people.known("U03LENA")
        assert lena is not None
        return actor_of(tx, PersonRef(lena.ref))

    monkeypatch.setattr(negotiating, "acting_from", somebody)
    assert Campaign(ready, seed=1, only="press promise.agree").run(60).unauthorised


def test_it_notices_drafts_that_are_anybodys(ready: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def get(drafts: Drafts, draft_id: str, _author: object) -> DraftRow | None:
        return drafts._session.get(DraftRow, (drafts._team, draft_id))

    monkeypatch.setattr(Drafts, "get", get)
    found = Campaign(ready, seed=1, only="submission promise.draft").run(60)
    assert any("drafts" in wrong for wrong in found.unauthorised), list(found.lines())


def test_it_notices_text_that_is_not_escaped(ready: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.render.blocks.escape", str)
    found = Campaign(ready, seed=1, only="submission").run(120)
    assert found.injected and not found.unauthorised, list(found.lines())


@pytest.mark.parametrize("where", ["agree", "offer"])
def test_it_notices_what_nobody_dealt_with(ready: Stage, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(negotiating, where, broken)
    found = Campaign(ready, seed=1, only="press promise.agree").run(40)
    assert found.unhandled and not found.server_errors


def test_it_notices_an_answer_of_500(ready: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_body: object) -> bool:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("bot.bodies._is_framed", broken)
    found = Campaign(ready, seed=1).run(10)
    assert found.server_errors and found.unhandled


PEOPLE, CHANNELS = frozenset({"U01SARA"}), frozenset({"C01PROMISES"})


@pytest.mark.parametrize("text", [text for text in speech.HOSTILE if text[:1] == "<" and text.endswith(">")])
@pytest.mark.parametrize("where", ["text", "section", "view", "rich"])
def test_typed_marks_are_found_wherever_they_are_said(text: str, where: str) -> None:
    said: dict[str, Any] = {
        "text": {"text": f"a {text} b"},
        "section": {
            "text": "",
            "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}],
        },
        "view": {"view": json.dumps({"blocks": [{"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}]})},
        "rich": {"blocks": [{"type": "rich_text", "elements": [{"type": "broadcast", "range": "channel"}]}]},
    }
    assert speech.injected(said[where], PEOPLE, CHANNELS)


@pytest.mark.parametrize(
    "text",
    [
        "<@U01SARA> in <#C01PROMISES>", "&lt;!channel&gt;", "a &amp; b", "*bold of ours*",
        "<https://nordlicht-service.slack.com/archives/C01PROMISES/p1|P-1>", "<https://x.example/a|Tender documents>",
    ],
)  # fmt: skip
def test_what_the_bot_may_say_is_no_finding(text: str) -> None:
    assert not speech.injected(
        {"text": text, "blocks": [{"text": {"type": "plain_text", "text": "<!channel>"}}]}, PEOPLE, CHANNELS
    )


def test_an_address_is_found_where_slack_makes_a_link_of_it() -> None:
    bare = f"see https://{speech.EVIL}/x"
    open_text = {"type": "mrkdwn", "text": bare}
    assert speech.injected({"blocks": [{"text": open_text}]}, PEOPLE, CHANNELS)
    assert not speech.injected({"text": bare, "blocks": [{"text": {**open_text, "verbatim": True}}]}, PEOPLE, CHANNELS)
    assert speech.injected({"text": bare}, PEOPLE, CHANNELS)
