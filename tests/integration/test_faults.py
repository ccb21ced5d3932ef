"""Faults on purpose, in short: fifteen rounds on each database, and that the check notices what is said twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import available

ROOT = Path(__file__).parents[2]
SECONDS = 400
SHORT = (
    "--seed",
    "4",
    "--latest",
    "0.8",
    "--json",
)  # nothing lands so late that only the sweep, a minute later, sees it
RUNS = {
    "sqlite": ("--rounds", "15", "--worlds", "3", *SHORT),
    "postgres": ("--rounds", "15", "--worlds", "3", "--database", "postgres", "--processes", "2", *SHORT),
    "without reconcile": ("--rounds", "2", "--worlds", "1", "--without-reconcile", *SHORT),
}
Run = subprocess.Popen[str]


def begun(name: str) -> Run:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.faults", *RUNS[name]]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def runs() -> Iterator[dict[str, Run]]:
    """Most of the time is waited for clocks and retries, so all run side by side."""
    running = {name: begun(name) for name in RUNS}
    yield running
    for run in running.values():
        run.kill()
        run.communicate()


def result_of(run: Run) -> dict[str, object]:
    said, errors = run.communicate(timeout=SECONDS)
    assert said, errors
    found: dict[str, object] = json.loads(said)
    return found


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_nothing_acknowledged_is_lost_and_nothing_is_said_twice(runs: dict[str, Run], database: str) -> None:
    available(database)
    found = result_of(runs[database])
    wrong = {name: found[name] for name in ("lost", "duplicated", "stale", "untrue", "broken")}
    assert set(wrong.values()) == {0}, found["details"]
    assert found["rounds"] == 15
    assert found["kills"] and found["faults"] and found["acknowledged"]
    assert runs[database].returncode == 0


def test_the_check_notices_what_is_said_twice(runs: dict[str, Run]) -> None:
    found = result_of(runs["without reconcile"])
    assert found["duplicated"], found
    assert runs["without reconcile"].returncode == 1
