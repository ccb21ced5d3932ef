"""`promise-bot outbox` on the database of a bot whose channel was archived."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot import cli
from bot.delivery.envelope import Envelope
from bot.delivery.slack_calls import Posted
from bot.settings import KEYS
from tests.unit.use_cases.office import SERVICE, ListeningSlack, Office


class Archived(ListeningSlack):
    """A Slack in which every channel is archived; direct messages arrive."""

    is_archived = True

    def send(self, envelope: Envelope, channel: str) -> Posted:
        if self.is_archived and channel.startswith("C"):
            answer = {"ok": False, "error": "is_archived"}
            raise SlackApiError("", SlackResponse(
                client=None, http_verb="POST", api_url="https://slack.com/api/chat.postMessage", req_args={},
                data=answer, headers={}, status_code=200,
            ))  # fmt: skip
        return super().send(envelope, channel)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    for key in (*KEYS, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(key, raising=False)
    monkeypatch.chdir(tmp_path)
    opened = Office.open(tmp_path)
    slack = Archived(opened)
    opened.slack = slack
    object.__setattr__(opened.dispatcher, "messenger", slack)
    yield opened
    opened.store.database.close()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["outbox", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def listed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return json.loads(run(capsys, "--json")[1])["messages"]


def test_nothing_waits_and_nothing_failed(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys) == (0, "Nothing waits, and nothing failed.\n", "")


def test_what_failed_is_listed_with_its_reason_and_without_words_or_names(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.draft(SERVICE, client="Acme Secret")
    office.deliver()
    code, out, _ = run(capsys)
    card, ask = out.splitlines()
    assert code == 0
    assert re.match(r" +\d+  failed +\d+ \S+  C1PROMISES +card P-1 +The channel is archived\.$", card)
    assert "The card that it belongs under could not be posted." in ask
    assert "Acme" not in out and not any(name in out.casefold() for name in office.people)
    assert run(capsys, "list") == (code, out, "")
    assert [(one["state"], one["error"], one["promise"]) for one in listed(capsys)] == [
        ("failed", "is_archived", "P-1"), ("failed", "no_card", "P-1"),
    ]  # fmt: skip


def test_it_speaks_german(office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    office.draft(SERVICE)
    office.deliver()
    monkeypatch.setenv("WORKSPACE_LANGUAGE", "de")
    assert "gescheitert" in run(capsys)[1]
    assert "Der Channel ist archiviert." in run(capsys)[1]


def test_once_the_channel_is_back_everything_is_sent_in_its_order(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    promise = office.draft(SERVICE)
    office.deliver()
    office.object("wim", promise, reason="no forecast")
    office.deliver()
    office.slack.is_archived = False  # type: ignore[attr-defined]
    before = len(office.slack.sent)

    assert run(capsys, "retry", "--all") == (0, "4 messages are sent again.\n", "")
    assert {one["state"] for one in listed(capsys)} == {"waiting"}
    office.later(minutes=1).deliver()
    sent = [envelope for _, envelope in office.slack.sent[before:]]
    assert [bool(one.thread_ts) for one in sent] == [False, True, True]  # the older card is not shown any more
    assert "no forecast" in repr(sent[-1].message.blocks)
    assert listed(capsys) == []
    history = run(capsys, "history")[1].splitlines()
    assert len(history) == 4 and all("operator  retry" in line for line in history)


def test_what_is_given_up_is_not_sent_and_can_be_taken_back(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.draft(SERVICE)
    office.deliver()
    card, ask = (str(one["id"]) for one in listed(capsys))
    assert run(capsys, "drop", card, ask) == (0, "2 messages are dropped.\n", "")
    office.slack.is_archived = False  # type: ignore[attr-defined]
    office.later(hours=1).deliver()
    assert [channel for channel, _ in office.slack.sent if channel.startswith("C")] == []
    assert run(capsys, "retry", card)[0] == 0
    office.deliver()
    assert len([channel for channel, _ in office.slack.sent if channel.startswith("C")]) == 1


def test_what_cannot_be_done_is_said_and_changes_nothing(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.slack.is_archived = False  # type: ignore[attr-defined]
    office.draft(SERVICE)
    office.deliver()
    office.draft(SERVICE)
    (sent, *_), waiting = office.rows("sent"), listed(capsys)[0]["id"]
    code, out, err = run(capsys, "retry", str(sent[0]), str(waiting), "4711")
    assert (code, out) == (1, "0 messages are sent again.\n")
    assert err == (
        f"{sent[0]}: it is in Slack already\n{waiting}: it is waiting for its turn already\n"
        "4711: there is no such message\n"
    )
    assert run(capsys, "drop", str(sent[0]))[0] == 1
    assert run(capsys, "retry")[0] == 2
    assert run(capsys, "history")[1] == ""


def test_what_is_being_sent_is_neither_sent_again_nor_dropped(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.draft(SERVICE)
    row_id = office.rows("waiting")[0][0]
    with office.store.write() as tx:
        row = tx.outbox.get(row_id)
        assert row is not None
        row.state, row.holder = "sending", "00.1"
        row.lease_until = office.dispatcher.clock.real_now() + timedelta(days=365 * 20)
        tx.outbox.save(row)
    for verb in ("retry", "drop"):
        code, _, err = run(capsys, verb, str(row_id))
        assert (code, err) == (1, f"{row_id}: it is being sent, or the bot is looking whether it arrived\n")
