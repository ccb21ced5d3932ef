"""The benchmarks run in small, so that they work when they are wanted; how long anything took is not looked at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEYS = ["name", "ours", "reference", "unit", "ratio", "spread"]
AT_ONCE = ("1", "50")
NAMES = {
    "ack": {f"ack.{act}.{n}.{what}" for act in ("promise", "agree") for n in AT_ONCE for what in ("median", "p99")},
    "commit": {"commit.agree"},
    "growth": {f"growth.{what}" for what in ("tick", "digest", "list", "list_of_client", "card", "outbox", "draft")},
    "drain": {"drain.rate", "drain.refused"},
    "start": {"start.connected", "start.given"},
    "memory": {"memory.resident", "memory.given"},
}


def benchmarks(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.benchmarks", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240)


@pytest.mark.parametrize("name", NAMES)
def test_each_measurement_is_a_line(name: str) -> None:
    done = benchmarks(name, "--json", "--quick", "--runs", "1")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["name"] for line in lines} == NAMES[name]
    assert all(list(line) == KEYS for line in lines)
    measured = [line for line in lines if line["name"] != "drain.refused"]
    assert all(line["ours"] > 0 and line["reference"] > 0 and line["ratio"] > 0 for line in measured)


def test_a_name_that_is_none_is_refused() -> None:
    done = benchmarks("speed")
    assert (done.returncode, done.stdout) == (2, "")
    assert "speed" in done.stderr
