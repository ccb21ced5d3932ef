"""A workspace with a data directory is the same after a restart; without one it is new."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.playground import PlaygroundServer
from bot.playground.model import Message
from bot.playground.store import StoreMismatch
from tests.integration.playground.peer import Control, actions, button, error_of, modal, section, web_client

SARA, PROMISES = "U01SARA", "C01PROMISES"


@contextmanager
def running(data_dir: Path | None) -> Iterator[tuple[PlaygroundServer, Control]]:
    server = PlaygroundServer(data_dir=data_dir)
    server.start()
    try:
        yield server, Control(server)
    finally:
        server.stop()


def test_everything_lasting_is_kept(tmp_path):
    data = tmp_path / "new" / "folder"
    with running(data) as (server, people):
        client = web_client(server)
        root = client.chat_postMessage(channel=PROMISES, text="root", blocks=[actions(button())])["ts"]
        people.post("message", user=SARA, channel=PROMISES, text="reply", thread_ts=root)
        gone = client.chat_postMessage(channel=PROMISES, text="gone")["ts"]
        client.chat_delete(channel=PROMISES, ts=gone)
        client.chat_postEphemeral(channel=PROMISES, user=SARA, text="psst")
        people.post("reaction", user=SARA, channel=PROMISES, ts=root, name="eyes")
        people.post("read", user=SARA, channel=PROMISES, ts=root)
        people.post("user", id="U02BEN", deleted=True)
        people.post("archive", channel="C02GENERAL")
        people.post("clock", advance_seconds=86400)
        client.views_publish(user_id=SARA, view={"type": "home", "blocks": [section()]})
        client.views_open(trigger_id=server.slack.triggers.new(SARA).id, view=modal())
        before = snapshot(people)
    with running(data) as (server, people):
        assert snapshot(people) == before
        assert people.get("clock")["offset_seconds"] == 86400
        later = web_client(server).chat_postMessage(channel=PROMISES, text="later", thread_ts=root)["ts"]
        assert later > root and people.messages(PROMISES)[0]["reply_count"] == 2
        groups = web_client(server).usergroups_list()["usergroups"]
        assert [group["handle"] for group in groups] == ["sales", "operations"]
        people.post("reset")
    with running(data) as (_, people):
        assert people.messages(PROMISES, SARA) == people.views(SARA) == []
        assert people.get("clock")["offset_seconds"] == 86400
        assert not any(user["deleted"] for user in people.get("state")["users"])


def snapshot(people: Control) -> list[object]:
    state = people.get(f"state?user={SARA}")
    return [
        people.messages(PROMISES, SARA),
        people.get(f"views/{SARA}"),
        people.get(f"home/{SARA}"),
        state["users"],
        state["channels"],
    ]


def test_what_was_answered_is_on_disk_already(tmp_path):
    with running(tmp_path) as (server, _):
        web_client(server).chat_postMessage(channel=PROMISES, text="said")
        with sqlite3.connect(tmp_path / "workspace.sqlite3") as reader:
            kept = reader.execute("SELECT content FROM row WHERE kind = 'message'").fetchall()
        assert len(kept) == 1 and '"said"' in kept[0][0]


def test_what_cannot_be_kept_keeps_nothing_else_from_being(tmp_path):
    with running(tmp_path) as (server, _):
        workspace = server.slack.workspace
        strange = Message(PROMISES, workspace.next_ts(), SARA, "half a surrogate pair: \ud800")
        workspace.save_message(strange)
        with pytest.raises(UnicodeEncodeError):
            workspace.save_message(Message(PROMISES, "1\ud800", SARA, "at no time"))
        said = web_client(server).chat_postMessage(channel=PROMISES, text="whole")["ts"]
    with running(tmp_path) as (server, _):
        kept = [server.slack.workspace.any_message(PROMISES, ts) for ts in (strange.ts, said)]
        assert [message.text for message in kept if message] == [strange.text, "whole"]


def test_without_a_directory_nothing_is_kept():
    for _ in range(2):
        with running(None) as (server, people):
            assert people.messages(PROMISES) == []
            web_client(server).chat_postMessage(channel=PROMISES, text="x")


def test_a_file_of_another_version_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "workspace.sqlite3") as file:
        file.execute("PRAGMA user_version=99")
    with pytest.raises(StoreMismatch, match="remove it"):
        PlaygroundServer(data_dir=tmp_path).start()


def test_a_stopped_server_lets_go_of_its_port():
    server = PlaygroundServer()
    server.start()
    port = server.port
    with pytest.raises(OSError):
        PlaygroundServer(port=port).start()
    server.stop()
    server.stop()
    again = PlaygroundServer(port=port)
    again.start()
    assert error_of(lambda: web_client(again).chat_postMessage(channel="C404", text="x")) == "channel_not_found"
    again.stop()


def test_a_request_url_elsewhere_is_refused_at_once():
    with pytest.raises(ValueError, match="this machine"):
        PlaygroundServer(request_url="https://example.com/slack/events")
