"""A term becomes text: the canonical line, which reads back as the same term in either language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bot.domain.terms import (
    Bound,
    Due,
    OnDate,
    PercentWithin,
    Question,
    Range,
    Scope,
    Term,
    WeeksAfterAward,
)
from bot.figures.catalogue import Metric, metric, units
from bot.figures.model import FigureError, Language
from bot.figures.phrases import phrases
from bot.figures.reader import parse_line
from bot.figures.wording import day_text, number_text

DayText = Callable[[date, Language], str]

_QUOTES = (('"', '"'), ("„", "“"), ("«", "»"))
_PARTS: Mapping[str, Callable[[str], Scope]] = {
    "line": lambda name: Scope(line=name),
    "skill": lambda name: Scope(skill=name),
    "channel": lambda name: Scope(channel=name),
    "language": lambda name: Scope(language=name),
}
_PROBES = ("? FTE", "AHT ?")
_PROBE_DAY = date(2026, 1, 1)


def format_term(term: Term, language: Language, day: DayText = day_text) -> str:
    """Return the canonical line, with the year of its date and its conditions; `day` writes the date.

    Raises UnknownMetric for a metric that the catalogue does not hold.
    """
    return format_short(term, language, day) + _conditions(term.conditions, language)


def format_short(term: Term, language: Language, day: DayText = day_text) -> str:
    """Return the canonical line without its conditions, for one line of a card; `day` writes the date."""
    entry = metric(term.metric)
    scope = _scope(term.scope, language)
    due = _due(term.due, entry, language, day) if term.due is not None else ""
    has_parts = any((term.scope.line, term.scope.skill, term.scope.channel, term.scope.language))
    separator = ", " if has_parts and due else " "
    return f"{_figure(term, entry, language, day)}{scope}{separator}{due}".rstrip()


def format_value(term: Term, language: Language) -> str:
    """Return the value with its bound and unit: "at least 40 agents", "300 s", "1 February 2027"."""
    entry = metric(term.metric)
    return _value(term, entry, language, day_text)


def _figure(term: Term, entry: Metric, language: Language, day: DayText) -> str:
    value = _value(term, entry, language, day)
    return value if entry.nouns(language) else f"{entry.name(language, term.unit)} {value}"


def _value(term: Term, entry: Metric, language: Language, day: DayText) -> str:
    say = phrases(language).say
    plain = _plain_value(term, entry, language, day)
    if term.bound is None:
        return plain
    is_date = isinstance(term.value, OnDate)
    if term.bound is Bound.EXACT:
        return say("exactly {value}", value=plain)
    if term.bound is Bound.MIN:
        return say("no earlier than {date}", date=plain) if is_date else say("at least {value}", value=plain)
    return say("no later than {date}", date=plain) if is_date else say("at most {value}", value=plain)


def _plain_value(term: Term, entry: Metric, language: Language, day: DayText) -> str:
    value = term.value
    if isinstance(value, OnDate):
        return due_text(value.on, language, day)
    if isinstance(value, PercentWithin):
        return f"{number_text(value.percent, language)}/{number_text(value.seconds, language)}"
    if isinstance(value, Question):
        return f"? {_unit(term, entry, language, None)}".strip()
    if isinstance(value, Range):
        say = phrases(language).say
        places = units()[term.unit].places
        low, high = number_text(value.low, language, places), number_text(value.high, language, places)
        amount = say("{low} to {high}", low=low, high=high)
        return f"{amount} {_unit(term, entry, language, value.high)}"
    sign = "±" if entry.plus_minus else ""
    amount = number_text(value.amount, language, units()[term.unit].places)
    return f"{sign}{amount} {_unit(term, entry, language, value.amount)}"


def _unit(term: Term, entry: Metric, language: Language, amount: Decimal | None) -> str:
    if term.unit in {"percent/seconds", "date"}:
        return ""
    unit = units()[term.unit]
    forms = unit.de if language == "de" else unit.en
    if unit.name == entry.units[0].unit and entry.nouns(language):
        forms = entry.nouns(language)
    return f"{forms[0] if amount == 1 else forms[-1]} {entry.of(language)}".rstrip()


def due_text(due: Due, language: Language, day: DayText = day_text) -> str:
    """Return a due time: "1 February 2027" or "10 weeks after award"; `day` writes the date."""
    if isinstance(due, WeeksAfterAward):
        return phrases(language).many("{n} week after award", "{n} weeks after award", due.weeks)
    return day(due, language)


def _due(due: Due, entry: Metric, language: Language, day: DayText) -> str:
    say = phrases(language).say
    text = due_text(due, language, day)
    if isinstance(due, WeeksAfterAward):
        return text
    return say("from {date}", date=text) if entry.due == "from" else say("by {date}", date=text)


def _scope(scope: Scope, language: Language) -> str:
    say = phrases(language).say
    names = tuple(_site(site, at == 0, language) for at, site in enumerate(scope.sites))
    text = f" {_in_sites(names, language)}" if names else ""
    for part, pattern in (
        ("line", say("line {name}")),
        ("skill", say("skill {name}")),
        ("channel", say("channel {name}")),
        ("language", say("language {name}")),
    ):
        if name := getattr(scope, part):
            text += f", {_named(part, name, pattern, language)}"
    return text


def _in_sites(names: tuple[str, ...], language: Language) -> str:
    say = phrases(language).say
    listed = say("{sites} and {last}", sites=", ".join(names[:-1]), last=names[-1]) if names[1:] else names[0]
    return say("in {site}", site=listed)


@lru_cache(maxsize=2048)
def _site(name: str, is_first: bool, language: Language) -> str:
    for sites in [(name,), (name, "X")] if is_first else [("X", name), ("X", name, "X")]:
        if not _reads_as(f"{_in_sites(sites, language)} {_probe(language)}", Scope(sites=sites), language):
            return _quoted(name)
    return name


@lru_cache(maxsize=2048)
def _named(part: str, name: str, pattern: str, language: Language) -> str:
    plain = pattern.format(name=name)
    wanted = _PARTS[part](name)
    is_plain = _reads_as(f", {plain}, {_probe(language)}", wanted, language)
    return plain if is_plain else pattern.format(name=_quoted(name))


def _probe(language: Language) -> str:
    return phrases(language).say("by {date}", date=day_text(_PROBE_DAY, language))


def _reads_as(rest: str, scope: Scope, language: Language) -> bool:
    """Tell whether a scope's text is read back as the scope, beside two metrics: it may be the word of one of them."""
    try:
        return all(parse_line(f"{line} {rest}", language, _PROBE_DAY).term.scope == scope for line in _PROBES)
    except FigureError:
        return False


def _quoted(text: str) -> str:
    for opening, closing in _QUOTES:
        if not set(opening + closing + "“”") & set(text):
            return f"{opening}{text}{closing}"
    return f'"{text}"'


def _conditions(conditions: tuple[str, ...], language: Language) -> str:
    if not conditions:
        return ""
    say = phrases(language).say
    texts = [_condition(text, language) for text in conditions]
    joined = say(" and if ").join(texts)
    return say(", if {condition}", condition=joined)


@lru_cache(maxsize=2048)
def _condition(text: str, language: Language) -> str:
    if ";" in text:
        return _quoted(text)
    line = f"? FTE{phrases(language).say(', if {condition}', condition=text)}"
    try:
        read = parse_line(line, language, _PROBE_DAY).term.conditions
    except FigureError:
        read = ()
    return text if read == (text,) else _quoted(text)
