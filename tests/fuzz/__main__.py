"""`python -m tests.fuzz --payloads N --seed S --json`: one JSON object; exits with 1 when anything went wrong."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time

from tests.fuzz.campaign import run


def main() -> int:
    """Run one campaign and print what came of it; what went wrong is told on standard error."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--payloads", type=int, default=1000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed makes the same changes")
    parser.add_argument("--json", action="store_true", help="without indentation, in one line")
    asked = parser.parse_args()
    logging.getLogger().addHandler(logging.NullHandler())  # what goes wrong is counted, and told below
    began = time.monotonic()
    found = run(asked.payloads, asked.seed)
    counted = {**found.as_json(asked.payloads, asked.seed), "seconds": round(time.monotonic() - began, 1)}
    for line in found.lines():
        print(line, file=sys.stderr)
    print(json.dumps(counted, indent=None if asked.json else 2))
    return 0 if found.are_none else 1


if __name__ == "__main__":
    sys.exit(main())
