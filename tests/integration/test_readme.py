"""Every command that the README shows is run as it stands there, in a folder that holds nothing else."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.health import HEALTH_PATH, METRICS_PATH
from bot.metrics import Metrics
from bot.playground import PlaygroundServer
from bot.slack.manifest import EVENTS_PATH
from tests.integration.readme_runs import (
    PROGRAM,
    README,
    ROOT,
    done,
    environment,
)
from tests.integration.readme_ways import WAYS

BLOCKS = [block.strip() for block in re.findall(r"^ *```sh\n(.*?)^ *```", README, re.M | re.S)]
COMMANDS = [re.sub(r"\s+", " ", line.strip()) for block in BLOCKS for line in block.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder where `.venv/bin/promise-bot` is the program under test, and nothing else is."""
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    script = programs / "promise-bot"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n')
    script.chmod(0o755)
    return tmp_path


@pytest.fixture
def slack() -> Iterator[PlaygroundServer]:
    server = PlaygroundServer()
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_does_what_it_says(command: str, folder: Path, slack: PlaygroundServer) -> None:
    way = next((way for pattern, way in WAYS.items() if re.fullmatch(pattern, command)), None)
    assert way is not None, f"nothing runs {command}"
    way(command, folder, slack)


def test_the_readme_carries_the_diagram_of_the_state_table(folder: Path) -> None:
    assert f"~~~mermaid\n{done(f'{PROGRAM} states', folder, environment())}~~~" in README


def test_every_picture_of_the_readme_is_there() -> None:
    pictures = re.findall(r"\]\((\.github/[^)]+)\)", README)
    assert pictures
    assert not [picture for picture in pictures if not (ROOT / picture).is_file()]


def blocks_of(language: str) -> list[str]:
    return re.findall(rf"^~~~{language}\n(.*?)^~~~", README, re.M | re.S)


def test_the_load_balancer_passes_on_slacks_path_alone() -> None:
    (config,) = blocks_of("nginx")
    assert config.count("{") == config.count("}")
    assert re.findall(r"location (.*) \{", config) == [f"= {EVENTS_PATH}"]
    upstream = re.search(r"upstream (\w+)", config)
    assert upstream is not None
    assert f"proxy_pass http://{upstream[1]};" in config
    assert HEALTH_PATH not in config and METRICS_PATH not in config


def test_the_unit_of_systemd_runs_a_command_that_is_there() -> None:
    (unit,) = blocks_of("ini")
    start = re.search(r"^ExecStart=/opt/promise-bot/(.*)$", unit, re.M)
    assert start is not None
    assert start[1] in COMMANDS


def test_every_metric_of_the_readme_is_counted_and_every_one_that_is_counted_is_in_it() -> None:
    told = re.findall(r"^ *\| `(promise_bot_\w+)(?:\{(.*?)\})?`", README, re.M)
    counted = set(re.findall(r"# HELP (promise_bot_\w+)", Metrics().text().decode()))
    of_the_outbox = {"promise_bot_outbox_messages", "promise_bot_outbox_oldest_seconds", "promise_bot_database_up"}
    assert {name for name, _ in told} == counted | of_the_outbox


def test_every_dependency_stands_in_the_readme_with_what_it_is_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {re.split(r"[^\w-]", one)[0] for one in wanted}
    table = README.partition("### What it depends on")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| ([\w, -]+) \| (.+) \|$", table, re.M)[1:]
    assert all(reason.strip() for _, reason in listed)
    assert sorted(name for cell, _ in listed for name in cell.split(", ")) == sorted(names)
