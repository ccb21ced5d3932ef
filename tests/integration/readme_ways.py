"""What each command of the README has to do, by its pattern."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Callable
from pathlib import Path

from bot.operating.exporting import COLUMNS
from bot.playground import PlaygroundServer
from tests.integration.readme_runs import (
    PROGRAM,
    README,
    ROOT,
    WAIT_SECONDS,
    address_of,
    at_work,
    connected,
    done,
    environment,
    free_port,
    postgres,
    started,
    wait_until,
)


def opens_the_playground(command: str, folder: Path, slack: PlaygroundServer) -> None:
    """The newcomer's command: it makes the environment, installs, and opens the page."""
    shutil.rmtree(folder / ".venv")
    made_here = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "*.db*", "tests")
    shutil.copytree(ROOT, folder, ignore=made_here, dirs_exist_ok=True)
    make, _, program = command.rpartition(" && ")
    clean = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
    subprocess.run(make, shell=True, cwd=folder, env=clean, check=True, timeout=240)
    with started(f"{program} --no-open --port {free_port()}", folder, clean) as process:
        assert_page_is_there(address_of(process))


def opens_a_playground_to_keep(command: str, folder: Path, slack: PlaygroundServer) -> None:
    with started(command.replace("4801", str(free_port())), folder, environment()) as process:
        assert_page_is_there(address_of(process))
    assert (folder / "playground-data" / "promise-bot.db").exists()


def assert_page_is_there(address: str) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address), address
    with urllib.request.urlopen(address, timeout=10) as page:
        assert b"<html" in page.read()
    with urllib.request.urlopen(f"{address}/_control/state", timeout=10) as state:
        assert json.load(state)["bot"]["connected"]


def is_run_by_ci(command: str, folder: Path, slack: PlaygroundServer) -> None:
    assert ".ci/readme-tests README.md" in (ROOT / ".ci" / "run").read_text()


def prints_json(command: str, folder: Path, slack: PlaygroundServer) -> None:
    printed = done(command, folder, environment())
    assert json.loads(printed)


def prints_a_diagram(command: str, folder: Path, slack: PlaygroundServer) -> None:
    assert done(command, folder, environment()) in README


def migrates(command: str, folder: Path, slack: PlaygroundServer) -> None:
    done(command, folder, environment())
    assert (folder / "promise-bot.db").exists()


def imports_owners(command: str, folder: Path, slack: PlaygroundServer) -> None:
    example = ROOT / "bot" / "playground" / "example_owners.csv"
    shutil.copy2(example, folder / "owners.csv")
    done(command, folder, connected(slack))
    (folder / "owners.csv").write_text("metric,area,members\nheadcount,WFM,@nobody\n")
    ended = subprocess.run(command, shell=True, cwd=folder, env=connected(slack), capture_output=True, text=True)
    assert ended.returncode == 1
    assert "2" in ended.stderr
    assert "@nobody" in ended.stderr


def knowing_people(folder: Path, slack: PlaygroundServer) -> dict[str, str]:
    """The environment of a bot that is set up as the README says: it knows the workspace and who answers for what."""
    names = {"DEFAULT_SLOT": "Operations", "DEFAULT_SLOT_MEMBERS": "@omar", "ADMINS": "@petra"}
    env = connected(slack) | names
    shutil.copy2(ROOT / "bot" / "playground" / "example_owners.csv", folder / "owners.csv")
    made = folder / "promise-bot.db"
    if not _SET_UP:
        done(f"{PROGRAM} import owners owners.csv", folder, env)
        _SET_UP.append(made.read_bytes())
    made.write_bytes(_SET_UP[0])
    return env


_SET_UP: list[bytes] = []
"""The database of a bot that is set up; making it takes a while, and it is the same for each command."""


def finds_that_all_is_well(command: str, folder: Path, slack: PlaygroundServer) -> None:
    env = knowing_people(folder, slack)
    assert {line.split()[0] for line in done(command, folder, env).splitlines()} == {"ok"}
    checks = set(re.findall(r"Checked as ([^.]*)", README.replace("\n", " ")))
    named = {name for text in checks for name in re.findall(r"\*(\w+)\*", text)}
    assert named
    assert named <= {line.split()[1] for line in done(command, folder, env).splitlines()}
    ended = subprocess.run(
        command, shell=True, cwd=folder, env={**env, "PROMISES_CHANNEL": "#random"}, capture_output=True, text=True
    )
    assert ended.returncode == 1
    assert "/invite @Promise Bot" in ended.stdout


def sets_what_it_says(command: str, folder: Path, slack: PlaygroundServer) -> None:
    env = knowing_people(folder, slack)
    before = done(f"{PROGRAM} settings list", folder, env)
    printed = done(command, folder, env)
    if " set " in command:
        key, value = re.sub('"', "", command).split(" set ")[1].split(" ", 1)
        assert done(f"{PROGRAM} settings get {key}", folder, env) == f"{value}\n"
        assert value in done(f"{PROGRAM} settings history", folder, env)
        assert value in printed
    else:
        assert "@petra" in printed or "leads is – again" in printed
        assert done(f"{PROGRAM} settings list", folder, env) == before


def forgets_after_asking(command: str, folder: Path, slack: PlaygroundServer) -> None:
    env = knowing_people(folder, slack)
    for answer, code in (("no", 1), ("yes", 0)):
        ended = subprocess.run(
            command, shell=True, cwd=folder, env=env, input=answer, capture_output=True, text=True, timeout=WAIT_SECONDS
        )
        assert ended.returncode == code, ended.stderr
    assert "@wim is forgotten" in ended.stdout
    again = subprocess.run(command, shell=True, cwd=folder, env=env, input="yes", capture_output=True, text=True)
    assert "knows nobody called @wim" in again.stderr


def keeps_or_removes(command: str, folder: Path, slack: PlaygroundServer) -> None:
    env = knowing_people(folder, slack)
    done(f"{PROGRAM} settings set retention_months 36", folder, env)
    assert "Nothing is older than" in done(command, folder, env)


def exports_promises(command: str, folder: Path, slack: PlaygroundServer) -> None:
    env = knowing_people(folder, slack)
    printed = done(command, folder, env)
    file = re.search(r"\S+\.csv", command)
    text = (folder / file[0]).read_text("utf-8") if file else printed
    titles = [title for title, _ in COLUMNS]
    assert next(csv.reader([text.removeprefix("\ufeff")])) == titles
    table = README.partition("## Export")[2].partition("\n## ")[0]
    rows = [tuple(cell.strip() for cell in line.split("|")[1:3]) for line in table.splitlines() if line[:1] == "|"]
    assert rows[2:] == list(COLUMNS)
    if file:
        again = subprocess.run(command, shell=True, cwd=folder, env=env, capture_output=True, text=True)
        assert (again.returncode, "is there already" in again.stderr) == (1, True)


def runs_over_socket_mode(command: str, folder: Path, slack: PlaygroundServer) -> None:
    with started(command, folder, connected(slack)):
        wait_until(lambda: slack.connected, folder)


def lists_nothing_that_waits(command: str, folder: Path, slack: PlaygroundServer) -> None:
    env = knowing_people(folder, slack)
    done(command, folder, env)
    for verb in ("retry", "drop"):
        assert f"promise-bot outbox {verb} ID" in README
        ended = subprocess.run(
            f"{PROGRAM} outbox {verb} 17", shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 1
        assert ended.stderr.startswith("17: ")


def backs_up_a_bot_at_work(command: str, folder: Path, slack: PlaygroundServer) -> None:
    with at_work(slack, folder):
        assert "is written and checked: 0 promises" in done(command, folder, environment())
    assert (folder / command.split()[-1]).stat().st_mode & 0o777 == 0o600


def restores_and_runs_on(command: str, folder: Path, slack: PlaygroundServer) -> None:
    backup = command.split()[-1]
    knowing_people(folder, slack)
    done(f"{PROGRAM} backup {backup}", folder, environment())
    for name in ("promise-bot.db", "promise-bot.db-wal", "promise-bot.db-shm"):
        (folder / name).unlink(missing_ok=True)
    assert "is restored" in done(command, folder, environment())
    with at_work(slack, folder):
        wait_until(lambda: "restored from a backup" in (folder / "log").read_text(), folder)


def has_the_extra(command: str, folder: Path, slack: PlaygroundServer) -> None:
    words = command.split()
    assert words[:2] == [".venv/bin/pip", "install"]
    extra = re.fullmatch(r"'\.\[(\w+)\]'", words[-1])
    assert extra is not None
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert any(package.startswith("psycopg") for package in project["optional-dependencies"][extra[1]])


def copies_and_runs_on(command: str, folder: Path, slack: PlaygroundServer) -> None:
    env = knowing_people(folder, slack)
    areas = done(f"{PROGRAM} settings list", folder, env)
    with postgres(command) as (copying, url):
        assert "Everything is copied and checked" in done(copying, folder, environment())
        assert done(f"{PROGRAM} settings list", folder, env | {"DATABASE_URL": url}) == areas
        with at_work(slack, folder, DATABASE_URL=url):
            pass


def runs_a_part(command: str, folder: Path, slack: PlaygroundServer) -> None:
    with postgres(command) as (_, url):
        env = connected(slack) | {"DATABASE_URL": url, "HEALTH_PORT": str(free_port())}
        with started(command, folder, env):
            wait_until(lambda: "health and metrics are on port" in (folder / "log").read_text(), folder)
            with urllib.request.urlopen(f"http://127.0.0.1:{env['HEALTH_PORT']}/healthz", timeout=10) as answer:
                parts = set(json.load(answer)["parts"])
        part = command.split()[-1]
        assert parts == {"database", {"listen": "http", "deliver": "dispatcher", "tick": "ticker"}[part]}


def runs_in_small(command: str, folder: Path, slack: PlaygroundServer) -> None:
    """What runs for long is run with small numbers here: that every option is one, and what is printed."""
    program = command.replace(".venv/bin/python", shlex.quote(sys.executable), 1)
    for option, small in (("payloads", 20), ("rounds", 1), ("processes", 2)):
        program = re.sub(rf"--{option} \d+", f"--{option} {small}", program)
    less = {"fuzz": "", "faults": " --worlds 1 --latest 0.8", "benchmarks": " --quick --runs 1"}
    ended = subprocess.run(
        program + less[command.split("tests.")[1].split()[0]],
        shell=True, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert all(json.loads(line) for line in ended.stdout.splitlines()) and ended.stdout


def runs_over_http(command: str, folder: Path, slack: PlaygroundServer) -> None:
    with started(command, folder, connected(slack)):
        wait_until(lambda: "connected to" in (folder / "log").read_text(), folder)


WAYS: dict[str, Callable[[str, Path, PlaygroundServer], None]] = {
    r"python3 -m venv .* && .venv/bin/promise-bot playground": opens_the_playground,
    r"python3 -m venv .* pytest": is_run_by_ci,
    r".venv/bin/python -m tests\.(fuzz|faults|benchmarks) .*": runs_in_small,
    r".* playground --no-open .*": opens_a_playground_to_keep,
    r".* manifest( --http .*)?": prints_json,
    r"echo .* figures .*": prints_json,
    r".* states": prints_a_diagram,
    r".* migrate": migrates,
    r".* import owners owners.csv": imports_owners,
    r".* export promises .*": exports_promises,
    r".* doctor": finds_that_all_is_well,
    r".* settings .*": sets_what_it_says,
    r".* forget @wim": forgets_after_asking,
    r".* retention --(preview|apply)": keeps_or_removes,
    r".* outbox": lists_nothing_that_waits,
    r".* backup promise-bot-backup.db": backs_up_a_bot_at_work,
    r".* restore promise-bot-backup.db": restores_and_runs_on,
    r".*pip install --quiet '.\[postgres\]'": has_the_extra,
    r".* copy-database sqlite:///promise-bot.db postgresql://.*": copies_and_runs_on,
    r".* run (--http )?--only \w+": runs_a_part,
    r".* run( --socket)?": runs_over_socket_mode,
    r".* run --http": runs_over_http,
}
