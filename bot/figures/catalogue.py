"""The catalogue of metrics, read once from the packaged data file metrics.toml, which documents its own keys."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from bot.figures.model import Interval, Language


class UnknownMetric(LookupError):
    """A metric's identifier that the catalogue does not hold."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: how it is written in each language, what is read as it, and how many of it each word stands for."""

    name: str
    en: tuple[str, ...]
    de: tuple[str, ...]
    words: Mapping[str, Decimal]
    beside: tuple[str, ...]
    mark: tuple[str, ...]
    implies: str | None
    base: str
    places: int


@dataclass(frozen=True, slots=True)
class UnitLimits:
    """The hard and the warn limits of a metric in one of its units."""

    unit: str
    hard: Interval
    warn: Interval


@dataclass(frozen=True, slots=True)
class Spoken:
    """A unit of a metric that words of its own say: what the metric is called in it (empty: as ever), and the words."""

    en: str
    de: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """One entry of the catalogue; metrics.toml says what each field means."""

    id: str
    kind: str
    label_en: str
    label_de: str
    name_en: str
    name_de: str
    words: tuple[str, ...]
    units: tuple[UnitLimits, ...]
    within: UnitLimits
    due: str
    example_en: str
    example_de: str
    noun_en: tuple[str, ...] = ()
    noun_de: tuple[str, ...] = ()
    whole: bool = False
    step: Decimal | None = None
    signed: bool = False
    plus_minus: bool = False
    voice: bool = False
    unit_must_be_said: bool = False
    pair: str | None = None
    at_most: str | None = None
    of_en: tuple[str, ...] = ()
    of_de: tuple[str, ...] = ()
    in_unit: Mapping[str, Spoken] = field(default_factory=dict, hash=False)

    def label(self, language: Language) -> str:
        """Return the full label that people read."""
        return self.label_de if language == "de" else self.label_en

    def name(self, language: Language, unit: str = "") -> str:
        """Return the short name used in the canonical line, which may be another one for a figure in `unit`."""
        spoken = self.in_unit.get(unit)
        own = (spoken.de if language == "de" else spoken.en) if spoken else ""
        return own or (self.name_de if language == "de" else self.name_en)

    def of(self, language: Language) -> str:
        """Return what a percentage of this metric is of, as it is written after the unit; mostly nothing."""
        return next(iter(self.of_de if language == "de" else self.of_en), "")

    def only_in(self, unit: str) -> Metric:
        """Return the metric as it is when words have said its unit already: with no other one."""
        return replace(self, units=(self.limits(unit),), unit_must_be_said=False)

    def nouns(self, language: Language) -> tuple[str, ...]:
        """Return the unit's word (singular, plural) that names this metric by itself, if there is one."""
        return self.noun_de if language == "de" else self.noun_en

    def example(self, language: Language) -> str:
        """Return one correct line."""
        return self.example_de if language == "de" else self.example_en

    def limits(self, unit: str) -> UnitLimits:
        """Return the limits in `unit`; none at all for a unit that the metric does not have."""
        return next((entry for entry in self.units if entry.unit == unit), UnitLimits(unit, Interval(), Interval()))

    def fits(self, amount: Decimal, unit: str) -> bool:
        """Tell whether `amount` is possible at all: within the hard limits, whole or in steps where that is asked."""
        if self.whole and amount != amount.to_integral_value():
            return False
        return amount in self.limits(unit).hard and (self.step is None or amount % self.step == 0)


_INTERVAL = re.compile(r"([\[(])\s*(-?[\d.]+)?\s*,\s*(-?[\d.]+)?\s*([\])])")


def _interval(text: str) -> Interval:
    match = _INTERVAL.fullmatch(text or "(,)")
    if match is None:
        raise ValueError(f"metrics.toml: not an interval: {text!r}")
    opening, low, high, closing = match.groups()
    return Interval(Decimal(low) if low else None, Decimal(high) if high else None, opening == "[", closing == "]")


def _limits(entry: Mapping[str, str]) -> UnitLimits:
    return UnitLimits(entry.get("unit", "seconds"), _interval(entry.get("hard", "")), _interval(entry.get("warn", "")))


_GROUP = re.compile(r"{(\w+)}")


def _phrases(patterns: Iterable[str], groups: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield each pattern with every word of its groups in turn."""
    for pattern in patterns:
        group = _GROUP.search(pattern)
        if group is None:
            yield pattern
        else:
            filled = (f"{pattern[: group.start()]}{word}{pattern[group.end() :]}" for word in groups[group[1]])
            yield from _phrases(filled, groups)


def _unit(name: str, entry: Mapping[str, Any], groups: Mapping[str, list[str]]) -> Unit:
    words = {word: Decimal(1) for word in _phrases(entry["words"], groups)}
    for factor, scaled in entry.get("scaled", {}).items():
        words |= {word: Decimal(factor) for word in scaled}
    return Unit(
        name,
        tuple(entry["en"]),
        tuple(entry["de"]),
        words,
        tuple(_phrases(entry.get("beside", ()), groups)),
        tuple(_phrases(entry.get("mark", ()), groups)),
        entry.get("implies"),
        entry.get("base", name),
        entry.get("places", 0),
    )


def _spoken(entry: Mapping[str, Any]) -> Spoken:
    return Spoken(entry.get("en", ""), entry.get("de", ""), tuple(entry["words"]))


def _metric(identifier: str, entry: Mapping[str, Any]) -> Metric:
    english, german = entry["en"], entry["de"]
    return Metric(
        id=identifier,
        kind=entry["kind"],
        label_en=english["label"],
        label_de=german["label"],
        name_en=english.get("name", english["label"]),
        name_de=german.get("name", german["label"]),
        words=tuple(entry["words"]),
        units=tuple(_limits(unit) for unit in entry["units"]),
        within=_limits(entry.get("within", {})),
        due=entry["due"],
        example_en=entry["example"]["en"],
        example_de=entry["example"]["de"],
        noun_en=tuple(entry.get("noun_en", ())),
        noun_de=tuple(entry.get("noun_de", ())),
        whole=entry.get("whole", False),
        step=Decimal(entry["step"]) if "step" in entry else None,
        signed=entry.get("signed", False),
        plus_minus=entry.get("plus_minus", False),
        voice=entry.get("voice", False),
        unit_must_be_said=entry.get("unit_must_be_said", False),
        pair=entry.get("pair"),
        at_most=entry.get("at_most"),
        of_en=tuple(entry.get("of_en", ())),
        of_de=tuple(entry.get("of_de", ())),
        in_unit={unit: _spoken(own) for unit, own in entry.get("in_unit", {}).items()},
    )


def _source() -> Traversable:
    return resources.files("bot.figures").joinpath("metrics.toml")


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_source().read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def metrics() -> Mapping[str, Metric]:
    """Return every metric of the catalogue by its identifier, in the order of the file."""
    return {name: _metric(name, entry) for name, entry in _data()["metric"].items()}


@lru_cache(maxsize=1)
def units() -> Mapping[str, Unit]:
    """Return every unit of the catalogue by its canonical name."""
    return {name: _unit(name, entry, _data()["group"]) for name, entry in _data()["unit"].items()}


def metric(identifier: str) -> Metric:
    """Return one metric.

    Raises:
        UnknownMetric: the catalogue does not hold it.
    """
    try:
        return metrics()[identifier]
    except KeyError:
        raise UnknownMetric(identifier) from None


def metric_label(identifier: str, language: Language) -> str:
    """Return the label that people read for a metric's identifier; raises UnknownMetric."""
    return metric(identifier).label(language)
