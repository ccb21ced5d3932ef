"""What people type into forms: read with the grammar of figures, and answered field by field when it cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from bot.domain import deadlines
from bot.domain.terms import Term
from bot.figures import (
    Doubt,
    FigureError,
    MomentError,
    Reading,
    Severity,
    parse_lines,
    parse_moment,
    validate,
    validate_together,
)
from bot.use_cases.people import Person
from bot.use_cases.workspace import Language

MOST_CLIENT = 300
"""Characters of a client's name at most."""
MOST_TYPED = 3000
"""Characters that Slack takes in one field."""


class FormProblem(StrEnum):
    """What can be wrong with a field besides its figures."""

    CLIENT_MISSING = "client_missing"
    CLIENT_TOO_LONG = "client_too_long"
    FIGURES_MISSING = "figures_missing"
    TOO_MANY_FIGURES = "too_many_figures"
    SAME_FIGURE_TWICE = "same_figure_twice"
    REASON_MISSING = "reason_missing"
    LINK_NOT_HTTPS = "link_not_https"
    CANNOT_SIGN = "cannot_sign"
    NOT_A_COLLEAGUE = "not_a_colleague"


@dataclass(frozen=True, slots=True)
class LineDoubt:
    """A hard limit that a line breaks."""

    line_number: int
    doubt: Doubt


Problem = FormProblem | FigureError | MomentError | LineDoubt


@dataclass(eq=False)
class FormErrors(Exception):
    """A form that cannot be taken as it is: field -> what is wrong there. Nothing typed is lost."""

    problems: Mapping[str, Sequence[Problem]]


@dataclass(frozen=True, slots=True)
class ReadFigures:
    """The figures of a form, and beside each what the person should look at before it is posted."""

    readings: tuple[Reading, ...]
    warnings: Mapping[int, tuple[Doubt, ...]] = field(default_factory=dict)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Return the figures in the order of the lines."""
        return tuple(reading.term for reading in self.readings)


def read_figures(
    text: str, person: Person, language: Language, now: datetime, read_at: datetime | None = None
) -> ReadFigures:
    """Return the figures of a form's text, judged at `now`. Raises FormErrors for the field `figures`.

    `read_at` is when the person looked at them: "by 1 Feb" means what it meant then.
    """
    today = deadlines.local_day(read_at or now, person.zone)
    lines = parse_lines(text, language, today)
    problems: list[Problem] = [line for line in lines if isinstance(line, FigureError)]
    readings = tuple(line for line in lines if not isinstance(line, FigureError))
    warnings: dict[int, tuple[Doubt, ...]] = {}
    beside = validate_together([reading.term for reading in readings])
    for index, reading in enumerate(readings):
        doubts = (*validate(reading.term, now, person.zone.key), *beside[index])
        problems += [LineDoubt(reading.line_number, doubt) for doubt in doubts if doubt.severity is Severity.HARD]
        warnings[index] = tuple(doubt for doubt in doubts if doubt.severity is Severity.WARN)
    if not lines:
        problems.append(FormProblem.FIGURES_MISSING)
    if len({reading.term for reading in readings}) < len(readings):
        problems.append(FormProblem.SAME_FIGURE_TWICE)
    if problems:
        raise FormErrors({"figures": problems})
    return ReadFigures(readings, warnings)


def read_needed_by(
    text: str, person: Person, language: Language, now: datetime, read_at: datetime | None = None
) -> datetime:
    """Return the moment by which the client needs an answer, which has to be later than `now`.

    `read_at` is when the person looked at it. Raises FormErrors for the field `needed_by`.
    """
    try:
        moment = parse_moment(text, language, read_at or now, person.zone.key)
        return moment if moment > now else parse_moment(text, language, now, person.zone.key)
    except MomentError as problem:
        raise FormErrors({"needed_by": [problem]}) from problem


def read_until(text: str, person: Person, language: Language, now: datetime) -> datetime:
    """Return the moment until which somebody looks into figures. Raises FormErrors for the field `until`."""
    try:
        return parse_moment(text, language, now, person.zone.key)
    except MomentError as problem:
        raise FormErrors({"until": [problem]}) from problem


def read_award(text: str, person: Person, language: Language, now: datetime) -> date:
    """Return the day of an award as somebody typed it. Raises FormErrors for `award_on`."""
    try:
        noon = parse_moment(f"{text} 12:00", language, now, person.zone.key)
    except MomentError as problem:
        raise FormErrors({"award_on": [problem]}) from problem
    return noon.astimezone(person.zone).date()


def read_link(text: str) -> str:
    """Return a link to documents, empty for none. Raises FormErrors for `link`: only https is safe to press."""
    link = text.strip()
    if link and not _is_safe(link):
        raise FormErrors({"link": [FormProblem.LINK_NOT_HTTPS]})
    return link


def _is_safe(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and not any(map(str.isspace, link))


def read_client(text: str) -> str:
    """Return a client's name. Raises FormErrors for the field `client`."""
    client = " ".join(text.split())
    if not client or len(client) > MOST_CLIENT:
        problem = FormProblem.CLIENT_TOO_LONG if client else FormProblem.CLIENT_MISSING
        raise FormErrors({"client": [problem]})
    return client


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def whole_lines(lines: Iterable[str]) -> str:
    """Return as many lines as a field holds, none of them cut: half a line would be another figure."""
    text = ""
    for line in lines:
        longer = f"{text}\n{line}" if text else line
        if len(longer) > MOST_TYPED:
            break
        text = longer
    return text
