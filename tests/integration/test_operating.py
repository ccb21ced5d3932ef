"""The operator's commands against a local Slack: what they print, what they change, and what they refuse."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import cli
from bot.clock import SystemClock
from bot.domain.seal import seal_holds
from bot.playground import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, PlaygroundServer
from bot.playground.ids import TEAM_ID
from bot.settings import KEYS, load_here
from bot.slack.manifest import SCOPES
from bot.use_cases import negotiating
from storage.database import Database
from storage.unit_of_work import Store
from tests.databases import drop, empty_postgres, everything
from tests.unit.use_cases.office import LEIPZIG, SERVICE, Office, user_id

Run = Callable[..., tuple[int, str, str]]
OWNERS = "metric,site,area,members,backup\n*,,Operations,@omar,@petra\nservice_level,,WFM,@wim,@omar\n"


@pytest.fixture(scope="module")
def slack() -> Iterator[PlaygroundServer]:
    server = PlaygroundServer(granted_scopes=SCOPES)
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _as_on_the_first_day(slack: PlaygroundServer) -> Iterator[None]:
    slack.slack.reset()
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)


@pytest.fixture
def run(
    slack: PlaygroundServer,
    tmp_path: Path,
    database_kind: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    """Runs a command with everything set up, but for what a test sets otherwise; the database is empty at first."""
    monkeypatch.chdir(tmp_path)
    for key in (*KEYS, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(key, raising=False)
    usual = {
        "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": f"{slack.url}/api/",
        "PROMISES_CHANNEL": "#promises", "DEFAULT_SLOT": "Operations", "DEFAULT_SLOT_MEMBERS": "@omar",
        "DEFAULT_SLOT_BACKUP": "@petra", "ADMINS": "@petra", "LEADS": "@petra",
    }  # fmt: skip
    if database_kind == "postgres":
        usual["DATABASE_URL"] = empty_postgres()

    def running(*arguments: str, **environ: str) -> tuple[int, str, str]:
        for key, value in {**usual, **environ}.items():
            monkeypatch.setenv(key, value)
        try:
            code = cli.main(list(arguments))
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        for secret in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET):
            assert secret not in said.out + said.err
        return code, said.out, said.err

    yield running
    if "DATABASE_URL" in usual:
        drop(usual["DATABASE_URL"])


@pytest.fixture
def ready(run: Run, tmp_path: Path) -> Run:
    """The same, with rules that were imported."""
    (tmp_path / "owners.csv").write_text(OWNERS)
    assert run("import", "owners", "owners.csv")[0] == 0
    return run


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


class TestSettings:
    def test_are_listed_with_where_they_come_from(self, ready: Run) -> None:
        ready("settings", "set", "zone", "Europe/Lisbon")
        code, said, _ = ready("settings", "list")
        assert code == 0
        lines = {line.split()[0]: " ".join(line.split()[1:]) for line in said.splitlines()}
        assert lines["promises_channel"] == "C01PROMISES .env: PROMISES_CHANNEL"
        assert lines["default_members"] == "@omar .env: DEFAULT_SLOT_MEMBERS"
        assert lines["zone"] == "Europe/Lisbon set here"
        assert lines["retention_months"] == "– not set"
        assert len(lines) == 9

    @pytest.mark.parametrize(
        ("key", "value", "afterwards"),
        [
            ("promises_channel", "deal-desk", "G04DEALS"),
            ("PROMISES_CHANNEL", "C01PROMISES", "C01PROMISES"),
            ("language", "DE", "de"),
            ("WORKSPACE_TIMEZONE", "Europe/Lisbon", "Europe/Lisbon"),
            ("default_area", "  Head  office ", "Head office"),
            ("default_area", "", ""),
            ("default_members", "@ines, U04WIM", "@ines, @wim"),
            ("default_backup", "", ""),
            ("admins", "@Wim", "@wim"),
            ("leads", "", ""),
            ("retention_months", "036", "36"),
        ],
    )
    def test_are_set_and_read_back(self, ready: Run, key: str, value: str, afterwards: str) -> None:
        code, said, error = ready("settings", "set", key, value)
        assert (code, error) == (0, "")
        assert f"is {afterwards or '–'} now." in said
        assert ready("settings", "get", key)[1] == f"{afterwards}\n"

    @pytest.mark.parametrize(
        ("key", "value", "code", "words"),
        [
            ("language", "fr", 2, "language is neither en nor de: fr"),
            ("language", "", 2, "language is neither"),
            ("zone", "Mars", 2, "zone is no IANA time zone"),
            ("retention_months", "0", 2, "not a number of months from 1 to 1200: 0"),
            ("retention_months", "x", 2, "not a number of months"),
            ("admins", "petra", 2, "admins takes Slack ids (U012AB3CD) or @handles"),
            ("default_area", "<!channel>", 2, "no name of an area"),
            ("default_members", ",", 2, "default_members cannot be empty"),
            ("colour", "red", 2, "colour is no setting; there are promises_channel, language"),
            ("admins", "@nobody", 1, "“@nobody” is nobody in the workspace"),
            ("leads", "@gus", 1, "@gus is no full member"),
            ("leads", "@promise_bot", 1, "@promise_bot is no full member"),
            ("promises_channel", "#nowhere", 1, "#nowhere is not there"),
            ("promises_channel", "#with-acme", 1, "another company can read #with-acme"),
            ("promises_channel", "#random", 1, "the bot is not in #random"),
        ],
    )
    def test_bad_values_change_nothing(self, ready: Run, key: str, value: str, code: int, words: str) -> None:
        before = ready("settings", "list")[1]
        done, said, error = ready("settings", "set", key, value)
        assert (done, said) == (code, "")
        assert words in error
        assert ready("settings", "list")[1] == before
        assert "Traceback" not in error

    def test_members_need_an_area(self, run: Run) -> None:
        bare = {"DEFAULT_SLOT": "", "DEFAULT_SLOT_MEMBERS": "", "DEFAULT_SLOT_BACKUP": ""}
        code, _, error = run("settings", "set", "default_members", "@wim", **bare)
        assert code == 1
        assert "settings set default_area NAME" in error

    def test_history_says_who_changed_what(self, ready: Run) -> None:
        ready("settings", "set", "admins", "@wim")
        ready("settings", "set", "language", "de")
        ready("settings", "unset", "admins")
        lines = ready("settings", "history")[1].splitlines()
        assert [" ".join(line.split()[2:]) for line in lines if "operator" in line and "admins" in line] == [
            "operator admins @petra → @wim",
            "operator admins @wim → @petra",
        ]
        assert "operator  language          en → de" in "\n".join(lines)

    def test_letting_go_says_what_is_in_force(self, ready: Run) -> None:
        ready("settings", "set", "language", "de")
        assert ready("settings", "unset", "language")[1] == "language is en again, as .env says.\n"
        assert ready("settings", "unset", "retention_months")[1] == "retention_months is not set any more.\n"

    def test_a_channel_of_env_that_is_not_there_is_one_line(self, run: Run) -> None:
        code, said, error = run("settings", "list", PROMISES_CHANNEL="#nowhere")
        assert (code, said) == (1, "")
        assert error.startswith("PROMISES_CHANNEL is no channel that the bot can see") and error.count("\n") == 1

    def test_a_token_is_needed(self, run: Run) -> None:
        code, _, error = run("settings", "list", SLACK_BOT_TOKEN="")
        assert code == 2
        assert error.startswith("SLACK_BOT_TOKEN is missing")


@pytest.fixture
def office(run: Run, tmp_path: Path) -> Iterator[Office]:
    """The bot's database with a promise that Lena and Wim signed off, in the workspace that the commands reach."""
    assert run("migrate")[0] == 0
    opened = Office.on(Store(Database(load_here().database_url), TEAM_ID))
    promise = opened.draft(LEIPZIG, SERVICE)
    opened.deliver()
    opened.agree("lena", promise)
    opened.agree("wim", promise)
    opened.deliver()
    yield opened
    opened.store.database.close()


class TestForget:
    def test_asks_first(self, run: Run, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        answers = iter(["no\n", "", "yes\n"])
        monkeypatch.setattr("sys.stdin", type("Typed", (), {"readline": lambda _self: next(answers)})())
        for _ in range(2):
            code, said, error = run("forget", "@wim")
            assert (code, error) == (1, "Nothing was removed.\n")
            assert "The bot knows of @wim (UWIM), and would remove for good:\n- who they are" in said
            assert "1 seat in an area" in said
        code, said, _ = run("forget", "@wim")
        assert code == 0
        assert "@wim is forgotten" in said

    def test_removes_and_says_what(self, run: Run, office: Office, tmp_path: Path) -> None:
        office.draft(SERVICE, client="Open")
        code, said, error = run("forget", user_id("sara"), "--yes")
        assert (code, error) == (0, "")
        assert "@sara is forgotten: “a former colleague” from now on." in said
        assert "drafts" in said
        assert "Nobody of sales is left for P-2, which is still open." in said
        assert "They are still in Slack" in said
        assert user_id("sara") not in everything(office.store.database)
        with office.read() as tx:
            promise = tx.promises.by_number(1)
        assert promise is not None and seal_holds(promise)

    def test_says_what_would_bring_them_back(self, run: Run, office: Office) -> None:
        said = run("forget", "@omar", "--yes", DEFAULT_SLOT_MEMBERS="@omar")[1]
        assert ".env still names them" in said

    def test_nobody(self, run: Run, office: Office) -> None:
        code, said, error = run("forget", "@nobody", "--yes")
        assert (code, said, error) == (1, "", "The bot knows nobody called @nobody. Nothing was removed.\n")

    def test_speaks_german(self, run: Run, office: Office) -> None:
        said = run("forget", "@wim", "--yes", WORKSPACE_LANGUAGE="de")[1]
        assert "@wim ist vergessen: von jetzt an „ehemalige Kollegin oder ehemaliger Kollege“." in said


class TestRetention:
    @pytest.fixture
    def later(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
        """Four years later, with another promise that was withdrawn back then."""
        gone = office.draft(SERVICE, client="Gone")
        negotiating.withdraw(office.store, office.people["sara"], gone.id, "lost", office.now)
        monkeypatch.setattr(SystemClock, "now", lambda _self: datetime(2030, 11, 25, 12, tzinfo=UTC))
        return office

    @pytest.mark.parametrize(("way", "code"), [((), 0), (("--preview",), 0), (("--apply",), 1)])
    def test_nothing_goes_without_the_setting(self, run: Run, later: Office, way: tuple[str, ...], code: int) -> None:
        done, said, error = run("retention", *way)
        assert done == code
        assert "Everything is kept: retention_months is not set" in said + error
        with later.read() as tx:
            assert tx.promises.by_number(2) is not None

    def test_is_shown_and_then_applied(self, run: Run, later: Office) -> None:
        assert run("settings", "set", "retention_months", "36")[0] == 0
        code, shown, _ = run("retention", "--preview")
        assert code == 0
        assert shown.startswith("Would go, from before 25 Nov 2027:\n- P-1 · Acme · ended 2 Mar 2027\n")
        assert "- P-2 · Gone · ended 23 Nov 2026\n" in shown

        code, applied, _ = run("retention", "--apply")
        assert code == 0
        assert applied == shown.replace("Would go", "Removed")
        assert run("retention")[1] == "Nothing is older than 25 Nov 2027.\n"
        with later.read() as tx:
            assert tx.promises.by_number(1) is None

    def test_both_at_once_is_refused(self, run: Run, office: Office) -> None:
        assert run("retention", "--preview", "--apply")[0] == 2
