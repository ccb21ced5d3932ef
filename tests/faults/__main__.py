"""`python -m tests.faults`: exits with 1 when anything acknowledged was lost, said twice or shown wrongly."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.run import Wanted, run


def main() -> int:
    """Read the arguments, run, print, and return the exit code."""
    given = _arguments()
    wanted = Wanted(
        rounds=given.rounds,
        seed=given.seed,
        database=given.database,
        processes=given.processes,
        worlds=given.worlds,
        is_reconciling=not given.without_reconcile,
        latest=given.latest,
        keep=given.keep,
    )
    began = time.monotonic()
    result = run(wanted, _progress(wanted.rounds, began))
    seconds = round(time.monotonic() - began, 1)
    _print({**result.summary(), "seed": given.seed, "database": given.database, "seconds": seconds}, given.json)
    return 0 if result.is_clean else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30, metavar="N", help="how many bursts of traffic and trouble")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1, metavar="P", help="of the bot; more than 1 needs postgres")
    parser.add_argument("--worlds", type=int, default=6 * (os.cpu_count() or 2), metavar="W", help="side by side")
    parser.add_argument("--latest", type=float, default=4.0, metavar="SECONDS", help="how late a call may land")
    parser.add_argument("--without-reconcile", action="store_true", help="show that the check notices doubles")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep logs and SQLite files there")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    given = parser.parse_args()
    if given.processes > 1 and given.database != "postgres":
        parser.error("one process at a time works on an SQLite file: --processes needs --database postgres")
    return given


def _progress(rounds: int, began: float) -> Callable[[int], None]:
    def tell(done: int) -> None:
        ending = "\r" if sys.stderr.isatty() else "\n"
        if sys.stderr.isatty() or done % max(1, rounds // 20) == 0 or done == rounds:
            sys.stderr.write(f"{done} of {rounds} rounds, {time.monotonic() - began:.0f} s{ending}")
            sys.stderr.flush()

    return tell


def _print(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
        return
    details = result.pop("details")
    for name, value in result.items():
        print(f"{name:>13}: {value}")
    for name, texts in details.items():
        print(f"\n{name}:")
        for text in texts:
            print(f"  {text}")


if __name__ == "__main__":
    sys.exit(main())
