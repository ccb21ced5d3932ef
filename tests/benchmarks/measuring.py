"""Taking turns, and what comes of it: a line for each measurement."""

from __future__ import annotations

import gc
import json
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

Take = Callable[[], Mapping[str, float]]
"""One run of one side: what it took, by the last parts of the measurements' names; "" for the only one."""


@dataclass(frozen=True)
class Line:
    """One measurement: medians over the runs, and how far apart the ratios of single runs lie, relative to `ratio`."""

    name: str
    ours: float
    reference: float
    unit: str
    ratio: float
    spread: float

    def as_json(self) -> str:
        return json.dumps({key: _rounded(value) for key, value in asdict(self).items()})

    def as_row(self) -> str:
        figures = f"{self.ours:>12.3f} {self.reference:>12.3f} {self.unit:<12}"
        return f"{self.name:<32} {figures} {self.ratio:>7.2f} {self.spread:>7.2f}"


HEADER = f"{'name':<32} {'ours':>12} {'reference':>12} {'unit':<12} {'ratio':>7} {'spread':>7}"


@dataclass(frozen=True)
class Effort:
    """How much is done: `runs` of each side, and the smallest amounts for `--quick`."""

    runs: int = 5
    quick: bool = False

    def amount(self, full: int, quick: int) -> int:
        return quick if self.quick else full


def note(text: str) -> None:
    """Say on standard error how far it is."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def compare(name: str, unit: str, ours: Take, reference: Take, runs: int) -> list[Line]:
    """Run both sides in turn, each first as often as second, and return a line for each part of their answers."""
    mine: list[Mapping[str, float]] = []
    theirs: list[Mapping[str, float]] = []
    for run in range(runs):
        turns = [(ours, mine), (reference, theirs)]
        for take, taken in turns if run % 2 == 0 else reversed(turns):
            gc.collect()
            taken.append(take())
        note(f"  {name}: run {run + 1} of {runs}")
    return [line_of(".".join(filter(None, (name, part))), unit, *_columns(part, mine, theirs)) for part in mine[0]]


def line_of(name: str, unit: str, ours: Sequence[float], reference: Sequence[float]) -> Line:
    """Return the line for figures that were taken in turn."""
    ratios = [mine / theirs for mine, theirs in zip(ours, reference, strict=True)]
    left, right = statistics.median(ours), statistics.median(reference)
    ratio = left / right
    return Line(name, left, right, unit, ratio, (max(ratios) - min(ratios)) / ratio)


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(len(ordered) * percent / 100 + 0.5) - 1)]


def _columns(
    part: str, mine: Sequence[Mapping[str, float]], theirs: Sequence[Mapping[str, float]]
) -> tuple[list[float], list[float]]:
    return [taken[part] for taken in mine], [taken[part] for taken in theirs]


def _rounded(value: object) -> object:
    return float(f"{value:.4g}") if isinstance(value, float) else value
