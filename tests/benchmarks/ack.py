"""How long Slack waits for its answer: `/promise` and Agree over signed HTTP, against an app that only answers.

Both are processes of their own with the same server under them, and so is the Slack that they call. Every Agree signs
another promise. At 1 and at 50 at a time.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain.promise import Promise
from tests.benchmarks.bare_app import MODAL
from tests.benchmarks.cloning import clone
from tests.benchmarks.gestures import card_in, command, modal_in, press
from tests.benchmarks.measuring import Effort, Line, compare, percentile
from tests.benchmarks.office import CHANNEL, Office
from tests.benchmarks.processes import bot_environment, free_port, slack_server, started, wait_for
from tests.benchmarks.signed import deliver, form, interaction

AT_ONCE = (1, 50)
_FIRST = 2


@dataclass
class Stage:
    """Both apps at work, and the promises that are left to agree on."""

    slack: int
    ours: int
    bare: int
    card: dict[str, Any]
    numbers: Iterator[int]
    gestures: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**9)))

    def commands(self, amount: int) -> list[bytes]:
        """Return as many `/promise`."""
        return [form(command(next(self.gestures))) for _ in range(amount)]

    def agreements(self, amount: int) -> list[bytes]:
        """Return as many presses of Agree, each on a promise that nobody has agreed to."""
        return [interaction(press(self.card, next(self.numbers), next(self.gestures))) for _ in range(amount)]


def measure(effort: Effort) -> Iterator[Line]:
    """Yield medians and 99th percentiles."""
    with tempfile.TemporaryDirectory(prefix="promise-bot-benchmark-") as folder, ExitStack() as stack:
        alone, together = effort.amount(100, 5), effort.amount(300, 50)
        stage = _set_up(stack, Path(folder), copies=2 * effort.runs * (alone + together) + 100)
        kinds: list[tuple[str, Callable[[int], Sequence[bytes]]]] = [
            ("promise", stage.commands),
            ("agree", stage.agreements),
        ]
        for kind, bodies in kinds:
            for at_once, amount in zip(AT_ONCE, (alone, together), strict=True):
                deliver(stage.ours, bodies(10), min(10, at_once))  # what is done once is done before
                deliver(stage.bare, bodies(10), min(10, at_once))
                yield from compare(
                    f"ack.{kind}.{at_once}",
                    "ms",
                    lambda make=bodies, n=amount, c=at_once: _times(deliver(stage.ours, make(n), c)),  # type: ignore[misc]
                    lambda make=bodies, n=amount, c=at_once: _times(deliver(stage.bare, make(n), c)),  # type: ignore[misc]
                    effort.runs,
                )


def _times(took: Sequence[float]) -> Mapping[str, float]:
    return {"median": percentile(took, 50), "p99": percentile(took, 99)}


def _set_up(stack: ExitStack, folder: Path, copies: int) -> Stage:
    slack = stack.enter_context(slack_server(folder))
    database = folder / "bot.db"
    promise = _first_promise(Office(database))
    ours = free_port()
    bot = stack.enter_context(
        started(["-m", "bot", "run", "--http"], bot_environment(slack, database, ours, "http"), folder, "bot.log")
    )
    wait_for(ours, bot, folder / "bot.log")
    card = card_in(slack)
    clone(database, promise.id, range(_FIRST, _FIRST + copies), (CHANNEL, card["ts"]))
    deliver(ours, [form(command(0))], 1)
    (folder / MODAL).write_text(json.dumps(modal_in(slack)))
    bare = free_port()
    environment = bot_environment(slack, database, bare, "http")
    reference = stack.enter_context(
        started(["-m", "tests.benchmarks.bare_app", "http"], environment, folder, "bare.log")
    )
    wait_for(bare, reference, folder / "bare.log")
    return Stage(slack, ours, bare, card, iter(range(_FIRST, _FIRST + copies)))


def _first_promise(office: Office) -> Promise:
    promise = office.draft()
    office.show(promise)
    office.store.database.close()
    return promise
