"""The command line, as a person at a terminal meets it: what it prints where, and its exit code."""

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from urllib.error import URLError

import pytest

from bot import cli
from bot.locale import speaker
from bot.settings import KEYS, Mode, Part, Purpose, SettingsError, load

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1-a", "SLACK_APP_TOKEN": "xapp-1-a", "SLACK_SIGNING_SECRET": "0" * 32}


@dataclass(frozen=True)
class Done:
    """What a command left on the screen."""

    returncode: int
    stdout: str
    stderr: str


def in_a_process(*arguments: str, folder: Path, text: str = "", **environ: str) -> Done:
    """Run the program as a terminal does, with nothing set but `environ`."""
    system = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "PYTHONPATH") if key in os.environ}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=system | {"PYTHONIOENCODING": "utf-8"} | environ,
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    return Done(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture
def terminal(tmp_path, monkeypatch, capsys):
    """Runs a command in an empty directory with nothing set but what the test sets, within this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli.logs, "setup", lambda *arguments: None)
    monkeypatch.setattr("sys.argv", ["promise-bot"])

    def run(*arguments: str, text: str = "", **environ: str) -> Done:
        for key in (*KEYS, "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(key, raising=False)
        for key, value in environ.items():
            monkeypatch.setenv(key, value)
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        capsys.readouterr()
        try:
            code = cli.main(arguments)
        except SystemExit as exited:  # argparse ends by itself
            code = exited.code or 0
        return Done(code, *capsys.readouterr())

    return run


def test_it_is_a_program(tmp_path):
    """What a process adds: it starts, reads, writes UTF-8 and ends with a code."""
    done = in_a_process("run", folder=tmp_path, PORT="ä", LANG="de_DE.UTF-8")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("PORT ist keine Zahl von 1 bis 65535: ä\n")
    read = in_a_process("figures", "--lang", "de", "--json", folder=tmp_path, text="40 Agenten in Köln\n")
    assert (read.returncode, read.stderr) == (0, "")
    assert json.loads(read.stdout)["metric"] == "headcount"


class TestSettingsProblems:
    def test_each_is_one_line_on_standard_error_and_the_code_is_2(self, terminal):
        done = terminal("run", PORT="abc", LANG="C")
        assert done.returncode == 2
        assert done.stdout == ""
        assert [line.split(" ")[0] for line in done.stderr.splitlines()] == [
            "PORT",
            "SLACK_BOT_TOKEN",
            "SLACK_APP_TOKEN",
        ]

    @pytest.mark.parametrize(
        ("option", "missing"), [("--socket", "SLACK_APP_TOKEN"), ("--http", "SLACK_SIGNING_SECRET")]
    )
    def test_the_mode_decides_what_is_missing(self, terminal, option, missing):
        done = terminal("run", option, **{key: value for key, value in TOKENS.items() if key != missing})
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"{missing} is missing: api.slack.com/apps > your app > Basic Information")
        assert done.stderr.count("\n") == 1

    def test_are_said_in_german_where_german_is_spoken(self, terminal):
        assert terminal("migrate", PORT="abc", LANG="de_DE.UTF-8").stderr == (
            "PORT ist keine Zahl von 1 bis 65535: abc\n"
        )

    def test_come_from_the_file_in_this_directory_too(self, terminal, tmp_path):
        (tmp_path / ".env").write_text("WORKSPACE_LANGUAGE=de\nPORT=abc\n")
        assert terminal("migrate").stderr == "PORT ist keine Zahl von 1 bis 65535: abc\n"


def test_both_modes_at_once_are_refused(terminal):
    done = terminal("run", "--socket", "--http")
    assert done.returncode == 2
    assert "not allowed with argument" in done.stderr


def test_no_command_shows_the_help_and_is_an_error(terminal):
    done = terminal()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: promise-bot")


def test_the_help_names_every_command(terminal):
    done = terminal("--help")
    assert done.returncode == 0
    names = ("run", "playground", "migrate", "manifest", "figures", "states", "import")
    for command in (*names, "export", "doctor", "settings", "forget", "retention", "backup", "restore", "outbox"):
        assert f"\n    {command}" in done.stdout
    assert "Settings come from the environment" in done.stdout


def test_the_help_is_german_where_german_is_spoken(terminal):
    assert "den Bot in einem Slack-Workspace betreiben" in terminal("--help", LANG="de_DE.UTF-8").stdout


def test_every_help_text_can_be_printed(terminal):
    names = ("run", "playground", "migrate", "manifest", "states", "import")
    newer = ("doctor", "settings", "forget", "retention", "backup", "restore", "outbox")
    below = [("settings", verb) for verb in ("list", "get", "set", "unset", "history")]
    for command in (*names, *newer, ("import", "owners"), ("export", "promises"), *below):
        words = (command,) if isinstance(command, str) else command
        assert terminal(*words, "--help").returncode == 0, command


def test_the_version_is_the_distributions(terminal):
    assert terminal("--version").stdout.startswith("promise-bot 0.")


def test_the_manifest_is_json(terminal):
    done = terminal("manifest", "--http", "https://bot.example.com/")
    assert done.returncode == 0
    assert json.loads(done.stdout)["settings"]["interactivity"]["request_url"] == "https://bot.example.com/slack/events"


def test_a_manifest_for_an_address_that_slack_refuses_is_refused(terminal):
    done = terminal("manifest", "--http", "http://bot.example.com")
    assert (done.returncode, done.stdout) == (2, "")
    assert "URL must be https" in done.stderr


def test_states_prints_the_diagram(terminal):
    assert terminal("states").stdout.startswith("stateDiagram-v2\n")


def test_figures_are_read_with_the_options_of_their_own_parser(terminal):
    done = terminal("figures", "--lang", "de", "--today", "2026-11-23", "--json", text="40 Agenten in Leipzig\n")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["metric"] == "headcount"


class TestMigrate:
    def test_makes_the_database(self, terminal, tmp_path):
        done = terminal("migrate", DATABASE_URL=f"sqlite:///{tmp_path}/new.db")
        assert (done.returncode, done.stdout) == (0, "The database is up to date.\n")
        assert (tmp_path / "new.db").stat().st_size > 0

    def test_twice_is_once(self, terminal):
        assert [terminal("migrate").returncode for _ in range(2)] == [0, 0]

    def test_a_database_that_cannot_be_opened_is_one_line(self, terminal, tmp_path):
        done = terminal("migrate", DATABASE_URL=f"sqlite:///{tmp_path}/missing/new.db")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.count("\n") == 1 and "missing" in done.stderr

    def test_a_file_that_is_no_database_is_one_line(self, terminal, tmp_path):
        (tmp_path / "promise-bot.db").write_text("not a database, but a text that is long enough to be read " * 20)
        done = terminal("migrate")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "The database cannot be used: file is not a database\n"


class TestWiring:
    """What the commands hand to the wiring, which is replaced here; the real one is tested through the wire."""

    @pytest.fixture
    def wiring(self, monkeypatch, tmp_path):
        calls = []
        module = ModuleType("bot.wiring")
        module.run = lambda *arguments: calls.append(("run", *arguments))
        module.import_owners = lambda settings, path: calls.append(("import", path)) or module.errors
        module.UnknownChannel = type("UnknownChannel", (Exception,), {})
        module.NotApart = type("NotApart", (Exception,), {})
        module.calls, module.errors = calls, []
        launch = ModuleType("bot.playground.launch")
        launch.playground = lambda **arguments: calls.append(("playground", arguments))
        for name in ("bot.wiring", "bot.office"):
            monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.setitem(sys.modules, "bot.playground.launch", launch)
        monkeypatch.setattr(cli.logs, "setup", lambda *arguments: calls.append(("logs", *arguments)))
        monkeypatch.chdir(tmp_path)
        for key in (*KEYS, "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(key, raising=False)
        for key, value in TOKENS.items():
            monkeypatch.setenv(key, value)
        return module

    @pytest.mark.parametrize(
        ("options", "mode", "parts"),
        [
            ([], Mode.SOCKET, set(Part)),
            (["--socket"], Mode.SOCKET, set(Part)),
            (["--http"], Mode.HTTP, set(Part)),
            (["--http", "--only", "listen"], Mode.HTTP, {Part.LISTEN}),
            (["--only", "deliver", "--only", "tick"], Mode.SOCKET, {Part.DELIVER, Part.TICK}),
        ],
    )
    def test_run_masks_secrets_before_anything_else(self, wiring, options, mode, parts):
        settings = load(TOKENS, None, Purpose.RUN)
        assert cli.main(["run", *options]) == 0
        assert wiring.calls == [("logs", "INFO", tuple(TOKENS.values()), "text"), ("run", settings, mode, parts)]

    def test_who_only_delivers_needs_the_bots_token_alone(self, wiring, monkeypatch):
        monkeypatch.delenv("SLACK_APP_TOKEN")
        monkeypatch.delenv("SLACK_SIGNING_SECRET", raising=False)
        assert cli.main(["run", "--only", "deliver"]) == 0
        assert cli.main(["run", "--only", "listen"]) == 2

    def test_parts_alone_on_sqlite_are_one_line(self, wiring, capsys):
        def refuses(*_):
            raise wiring.NotApart

        wiring.run = refuses
        assert cli.main(["run", "--only", "deliver"]) == 1
        assert capsys.readouterr().err == (
            "On SQLite one process does everything; --only needs a DATABASE_URL of PostgreSQL.\n"
        )

    def test_run_over_http_needs_no_app_token(self, wiring, monkeypatch):
        monkeypatch.delenv("SLACK_APP_TOKEN")
        assert cli.main(["run"]) == 0
        assert wiring.calls[-1][2] is Mode.HTTP

    def test_an_interrupt_ends_quietly(self, wiring, capsys):
        def interrupt(*_arguments):
            raise KeyboardInterrupt

        wiring.run = interrupt
        assert cli.main(["run"]) == 130
        assert capsys.readouterr().err == ""

    def test_what_an_operator_can_mend_is_one_line_without_secrets(self, wiring, capsys):
        def fail(*_arguments):
            raise OSError("cannot reach wss://x/?ticket=geheim\nwith xoxb-geheim")

        wiring.run = fail
        assert cli.main(["run"]) == 1
        assert capsys.readouterr().err == "cannot reach wss://x/?ticket=*** with xoxb***\n"

    def test_a_channel_that_is_not_there_is_one_line(self, wiring, capsys):
        def fail(*_arguments):
            raise wiring.UnknownChannel("#promises")

        wiring.run = fail
        assert cli.main(["run"]) == 1
        assert capsys.readouterr().err == (
            "PROMISES_CHANNEL is no channel that the bot can see; invite the bot to it: #promises\n"
        )

    def test_a_token_that_slack_refuses_is_one_line(self, wiring, capsys):
        from slack_sdk.errors import SlackApiError

        def fail(*_arguments):
            raise SlackApiError("auth.test failed", {"ok": False, "error": "invalid_auth"})

        wiring.run = fail
        assert cli.main(["run"]) == 1
        assert capsys.readouterr().err == "Slack refuses the bot: invalid_auth\n"

    def test_a_defect_keeps_its_trace(self, wiring):
        def fail(*_arguments):
            raise AssertionError("defect")

        wiring.run = fail
        with pytest.raises(AssertionError, match="defect"):
            cli.main(["run"])

    def test_the_playground_needs_no_settings_and_takes_none(self, wiring, monkeypatch):
        monkeypatch.setenv("SLACK_BOT_TOKEN", "malformed")
        assert cli.main(["playground"]) == 0
        assert wiring.calls[-1] == (
            "playground",
            {"port": cli.PLAYGROUND_PORT, "open_browser": True, "data_dir": None, "language": "en"},
        )

    def test_the_playgrounds_options(self, wiring, monkeypatch):
        monkeypatch.setenv("LANG", "de_DE.UTF-8")
        assert cli.main(["playground", "--port", "0", "--no-open", "--data", "kept"]) == 0
        assert wiring.calls[-1] == (
            "playground",
            {"port": 0, "open_browser": False, "data_dir": Path("kept"), "language": "de"},
        )

    @pytest.mark.parametrize("port", ["-1", "65536", "x", "²"])
    def test_a_port_that_is_none(self, wiring, capsys, port):
        with pytest.raises(SystemExit) as exited:
            cli.main(["playground", f"--port={port}"])
        assert exited.value.code == 2
        assert f"{port} is not a number from 0 (any free port) to 65535" in capsys.readouterr().err

    def test_imported_owners_are_confirmed(self, wiring, capsys):
        assert cli.main(["import", "owners", "owners.csv"]) == 0
        assert wiring.calls == [("import", Path("owners.csv"))]
        assert capsys.readouterr().out == "Imported: the rules in owners.csv now decide who is asked.\n"

    def test_errors_of_an_import_are_listed_and_nothing_was_imported(self, wiring, capsys):
        wiring.errors = ["line 2: unknown metric", "line 7: no members"]
        assert cli.main(["import", "owners", "owners.csv"]) == 1
        streams = capsys.readouterr()
        assert streams.out == ""
        assert streams.err == "line 2: unknown metric\nline 7: no members\nNothing was imported.\n"

    def test_a_file_that_is_not_there_is_one_line(self, wiring, capsys):
        wiring.import_owners = lambda settings, path: [path.read_text()]
        assert cli.main(["import", "owners", "owners.csv"]) == 1
        assert capsys.readouterr().err == "[Errno 2] No such file or directory: 'owners.csv'\n"

    def test_a_file_of_an_old_spreadsheet_is_one_line(self, wiring, capsys):
        Path("owners.csv").write_bytes("Köln".encode("latin-1"))
        wiring.import_owners = lambda settings, path: [path.read_text(encoding="utf-8")]
        assert cli.main(["import", "owners", "owners.csv"]) == 1
        assert capsys.readouterr().err == (
            "owners.csv is not in UTF-8; save it as “CSV UTF-8”. Nothing was imported.\n"
        )

    def test_slack_out_of_reach_is_one_line(self, wiring, capsys):
        def fail(*_arguments):
            raise URLError(ConnectionRefusedError(111, "Connection refused"))

        wiring.run = fail
        assert cli.main(["run"]) == 1
        assert capsys.readouterr().err == "[Errno 111] Connection refused\n"

    def test_owners_need_a_token_to_find_their_handles(self, wiring, monkeypatch, capsys):
        monkeypatch.delenv("SLACK_BOT_TOKEN")
        assert cli.main(["import", "owners", "owners.csv"]) == 2
        assert capsys.readouterr().err.startswith("SLACK_BOT_TOKEN is missing: ")


def test_every_problem_has_a_german_text():
    with pytest.raises(SettingsError) as caught:
        load(dict.fromkeys(KEYS, "x y"), None, Purpose.RUN)
    english, german = ([p.said(speaker(language)) for p in caught.value.problems] for language in ("en", "de"))
    assert not set(english) & set(german)
