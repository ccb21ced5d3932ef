"""The doctor against a local Slack: what it finds, and how it says to mend it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.playground import BOT_TOKEN, SIGNING_SECRET, PlaygroundServer
from bot.settings import load_here
from bot.slack.manifest import SCOPES
from storage.database import Database
from tests.integration.operating.conftest import Run


def not_ok(said: str) -> dict[str, str]:
    """Return check → its line, for what is not well."""
    return {line.split()[1]: line for line in said.splitlines() if line.startswith(("warn", "fail"))}


class TestDoctor:
    def test_says_of_each_check_that_it_is_well(self, ready: Run) -> None:
        code, said, error = ready("doctor")
        assert (code, error) == (0, "")
        lines = said.splitlines()
        assert [line.split()[:2] for line in lines] == [
            ["ok", check]
            for check in (
                "settings", "database", "token", "scopes", "delivery", "channel", "default", "rules", "admins",
                "leads", "clock",
            )
        ]  # fmt: skip
        assert "Operations answers for what no rule covers: @omar and @petra" in said

    def test_speaks_german(self, ready: Run) -> None:
        assert "jede Regel führt zu jemandem: Operations und WFM" in ready("doctor", WORKSPACE_LANGUAGE="de")[1]

    def test_prints_json(self, ready: Run) -> None:
        code, said, _ = ready("doctor", "--json", LEADS="@nobody")
        whole = json.loads(said)
        assert (code, whole["ok"], whole["not_checked"], len(whole["checks"])) == (0, True, [], 11)
        assert [(one["check"], one["code"]) for one in whole["checks"] if one["level"] != "ok"] == [
            ("leads", "leads_gone")
        ]

    def test_changes_nothing_and_makes_no_file(self, run: Run, tmp_path: Path) -> None:
        code, said, _ = run("doctor")
        assert code == 0
        assert set(not_ok(said)) == {"database"}
        assert list(tmp_path.iterdir()) == []

    def test_without_any_settings_it_still_says_where_to_begin(self, run: Run) -> None:
        code, said, _ = run("doctor", SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="")
        assert code == 1
        assert "SLACK_BOT_TOKEN is missing" in said
        assert "Not checked, because something above comes first: token, scopes" in said

    def test_a_malformed_setting_hides_no_secret_in_its_line(self, run: Run) -> None:
        code, said, _ = run("doctor", HOST=f"x {BOT_TOKEN}", PORT="abc")
        assert code == 1
        assert "PORT is not a number" in said

    def test_a_token_that_slack_refuses(self, ready: Run) -> None:
        code, said, _ = ready("doctor", SLACK_BOT_TOKEN="xoxb-nobody")
        assert code == 1
        assert "invalid_auth" in not_ok(said)["token"]

    def test_slack_out_of_reach(self, ready: Run) -> None:
        code, said, _ = ready("doctor", SLACK_API_URL="http://127.0.0.1:9/api/")
        assert code == 1
        assert "Slack does not answer" in not_ok(said)["token"]

    def test_an_app_token_that_opens_nothing(self, ready: Run) -> None:
        code, said, _ = ready("doctor", SLACK_APP_TOKEN="xapp-nobody")
        assert code == 1
        assert "invalid_auth" in not_ok(said)["delivery"]

    def test_over_http_no_app_token_is_needed(self, ready: Run) -> None:
        code, said, _ = ready("doctor", SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=SIGNING_SECRET)
        assert code == 0
        assert not_ok(said) == {}

    def test_a_scope_that_was_not_granted(self, ready: Run, monkeypatch: pytest.MonkeyPatch, slack) -> None:
        from bot.playground.installation import installed

        fewer = installed([scope for scope in SCOPES if scope != "users:read"], None, None, None)
        monkeypatch.setattr(slack.slack, "installation", fewer)
        code, said, _ = ready("doctor")
        assert code == 1
        assert "not granted: users:read" in not_ok(said)["scopes"]

    def test_a_server_that_does_not_tell_its_scopes(self, ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        from bot.playground.web_api import endpoint

        monkeypatch.setattr(endpoint, "_scopes", lambda _slack: {})
        code, said, _ = ready("doctor")
        assert code == 0
        assert "does not tell them" in not_ok(said)["scopes"]

    @pytest.mark.parametrize(
        ("channel", "words"),
        [
            ("#nowhere", "#nowhere is not there"),
            ("#random", "the bot is not in #random"),
            ("#with-acme", "another company can read #with-acme"),
            ("C0NOTHING", "the bot is not in C0NOTHING"),
        ],
    )
    def test_a_channel_that_cannot_hold_promises(self, ready: Run, channel: str, words: str) -> None:
        code, said, _ = ready("doctor", PROMISES_CHANNEL=channel)
        assert code == 1
        assert words in not_ok(said)["channel"]

    def test_a_guest_in_the_channel(self, ready: Run, slack: PlaygroundServer) -> None:
        slack.slack.workspace.channels["C01PROMISES"].members.append("U09GUS")
        code, said, _ = ready("doctor")
        assert code == 1
        assert "take @gus out of it" in not_ok(said)["channel"]

    def test_an_archived_channel(self, ready: Run, slack: PlaygroundServer) -> None:
        slack.slack.workspace.channels["C01PROMISES"].is_archived = True
        assert "is archived" in not_ok(ready("doctor")[1])["channel"]

    def test_people_who_have_left_or_became_guests(self, ready: Run, slack: PlaygroundServer) -> None:
        slack.slack.workspace.people["U04WIM"].deleted = True
        slack.slack.workspace.people["U06OMAR"].is_restricted = True
        code, said, _ = ready("doctor", DEFAULT_SLOT_MEMBERS="@omar", DEFAULT_SLOT_BACKUP="", ADMINS="@wim")
        assert code == 1
        bad = not_ok(said)
        assert "nobody in the default area Operations can sign (@omar" in bad["default"]
        assert "WFM. Put others into the table" in said
        assert "nobody of @wim is a member" in bad["admins"]

    @pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # nobody can hold the whole of PostgreSQL
    def test_a_database_that_another_program_holds(self, ready: Run, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "promise-bot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            code, said, _ = ready("doctor")
        assert code == 1
        assert "database is locked" in not_ok(said)["database"]

    def test_a_database_of_a_newer_program(self, ready: Run) -> None:
        with closing(Database(load_here().database_url)) as other, other.writing_connection() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        assert "newer version" in not_ok(ready("doctor")[1])["database"]

    def test_a_clock_that_is_off(self, ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(SystemClock, "real_now", lambda _self: datetime(2020, 1, 1, tzinfo=UTC))
        code, said, _ = ready("doctor")
        assert code == 1
        assert "away from Slack's" in not_ok(said)["clock"]

    def test_what_was_set_on_purpose_counts(self, ready: Run) -> None:
        assert ready("settings", "set", "admins", "@wim")[0] == 0
        assert "people are sent to @wim" in ready("doctor", ADMINS="@nobody")[1]
