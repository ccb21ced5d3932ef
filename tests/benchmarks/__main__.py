"""`python -m tests.benchmarks [NAME…] [--json] [--quick]`: measures those whose names begin with the words given."""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Callable, Iterator

from tests.benchmarks.measuring import HEADER, Effort, Line, note

GROUPS = ("ack", "commit", "growth", "drain", "start", "memory")
"""Each is a module with `measure(effort)`, and the word that its measurements' names begin with."""

Measure = Callable[[Effort], Iterator[Line]]


def main() -> int:
    """Measure and print; returns 2 when a name is none."""
    arguments = _arguments()
    unknown = [name for name in arguments.names if name.split(".")[0] not in GROUPS]
    if unknown:
        note(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(GROUPS)}")
        return 2
    effort = Effort(runs=arguments.runs or (2 if arguments.quick else 5), quick=arguments.quick)
    if not arguments.json:
        print(HEADER, flush=True)
    for group in GROUPS:
        if not arguments.names or any(name.split(".")[0] == group for name in arguments.names):
            _run(group, effort, arguments)
    return 0


def _run(group: str, effort: Effort, arguments: argparse.Namespace) -> None:
    began = time.monotonic()
    note(f"{group} …")
    measure: Measure = importlib.import_module(f"tests.benchmarks.{group}").measure
    for line in measure(effort):
        if not arguments.names or any(line.name.startswith(name) for name in arguments.names):
            print(line.as_json() if arguments.json else line.as_row(), flush=True)
    note(f"{group}: {time.monotonic() - began:.0f} s")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(GROUPS)}, or a longer beginning")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--quick", action="store_true", help="tiny amounts, to see that it works")
    parser.add_argument("--runs", type=int, help="runs of each side (5)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
