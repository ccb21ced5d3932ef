"""Errors, notices and doubts become sentences, in the language of the one who reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bot.figures.catalogue import metric_label, metrics, units
from bot.figures.model import (
    Doubt,
    DoubtCode,
    ErrorCode,
    FigureError,
    Interval,
    Language,
    MomentError,
    Notice,
    NoticeCode,
)
from bot.figures.phrases import Phrases, message, phrases
from bot.figures.wording import day_text, number_text

_MAX_SHOWN = 60

_ERRORS: Mapping[ErrorCode, str] = {
    ErrorCode.EMPTY: message("There is nothing to read."),
    ErrorCode.TOO_LONG: message("The line is too long: “{text}”"),
    ErrorCode.NO_METRIC: message("“{text}” names no figure such as agents, service level or AHT."),
    ErrorCode.MANY_METRICS: message("“{text}” is a second figure; each figure needs a line of its own."),
    ErrorCode.NO_VALUE: message("The value of {metric} is missing. A “?” in its place asks operations for it."),
    ErrorCode.MANY_VALUES: message("“{text}” is a further number; each figure needs a line of its own."),
    ErrorCode.MANY_BOUNDS: message("“{text}” contradicts another limit. A range is written “35 to 40”."),
    ErrorCode.NO_SECONDS: message("“{text}” needs seconds, too, for a service level: 80/20."),
    ErrorCode.NO_UNIT: message("“{text}” can be read in several ways: {readings}."),
    ErrorCode.WRONG_UNIT: message("“{text}” does not go with {metric}."),
    ErrorCode.BAD_NUMBER: message("“{text}” is no number."),
    ErrorCode.BAD_RANGE: message("“{text}” begins with the larger number."),
    ErrorCode.BAD_DATE: message("“{text}” is not in the calendar."),
    ErrorCode.WRONG_WEEKDAY: message("“{text}” is another weekday: {readings}."),
    ErrorCode.VAGUE_DATE: message("“{text}” names no definite day."),
    ErrorCode.AMBIGUOUS_DATE: message("“{text}” can be read in several ways: {readings}."),
    ErrorCode.AMBIGUOUS_UNIT: message("“{text}” can be read in several ways: {readings}."),
    ErrorCode.AMBIGUOUS_QUESTION: message("This is a figure and a question in one. Meant is either: {readings}."),
    ErrorCode.MANY_DATES: message("“{text}” is a second date; each figure has one."),
    ErrorCode.ONLY_WEEKS_AFTER_AWARD: message("“{text}”: time after the award is counted in weeks."),
    ErrorCode.MANY_SCOPES: message("“{text}” is a second site, line, skill, channel or language; each figure has one."),
    ErrorCode.EACH_SITE: message("“{text}”: several sites in one line share its figure; each needs a line of its own."),
    ErrorCode.NO_SCOPE: message("“{text}” is no name, or a very long one."),
    ErrorCode.EMPTY_CONDITION: message("After “{text}” the condition is missing."),
    ErrorCode.UNKNOWN_WORD: message("“{text}” was not understood."),
    ErrorCode.NO_MOMENT: message("“{text}” names no day and time."),
    ErrorCode.PAST_MOMENT: message("“{text}” is over already."),
    ErrorCode.AMBIGUOUS_MOMENT: message("“{text}” can be read in several ways: {readings}."),
}

_NOTICES: Mapping[NoticeCode, str] = {
    NoticeCode.NUMBER_READ: message("“{text}” is read as {reading}."),
    NoticeCode.DATE_READ: message("“{text}” is read as {reading}."),
    NoticeCode.METRIC_READ: message("“{text}” is read as {reading}."),
    NoticeCode.UNIT_READ: message("“{text}” is read as {reading}."),
    NoticeCode.SITE_READ: message("“{text}” is read as the site."),
    NoticeCode.SKILL_READ: message("“{text}” is read as the skill."),
    NoticeCode.NOT_KEPT: message("“{text}” is left out: a figure is promised without it."),
}

_DOUBTS: Mapping[DoubtCode, str] = {
    DoubtCode.DATE_PAST: message("{date} is over already."),
    DoubtCode.OUT_OF_LIMITS: message("{metric}: only {limits} is possible."),
    DoubtCode.NOT_WHOLE: message("{metric}: only whole numbers are possible."),
    DoubtCode.WRONG_STEP: message("{metric}: only steps of {step} are possible."),
    DoubtCode.UNUSUAL: message("{metric}: usual is {limits}."),
    DoubtCode.SOON: message("{metric} in less than ten weeks: enough time only when nobody has to be hired."),
    DoubtCode.SAY_FTE_BASIS: message("Are the FTE billable, scheduled or seated? For example: “12.5 FTE billable”."),
    DoubtCode.ABOVE_OTHER: message("{metric}: beside the figure for {other} only {limits} is possible."),
}


def explain(what: FigureError | MomentError | Notice | Doubt, language: Language) -> str:
    """Return what was found as one or two sentences.

    An error names the line, the place in it and one correct example. What the person typed is put in as typed, so a
    surface has to escape the result as any other text of a person.
    """
    say = phrases(language)
    if isinstance(what, FigureError):
        return _figure_error(what, say)
    if isinstance(what, MomentError):
        return _with_example(say.say(_ERRORS[what.code], **_problem(what, say)), what.example, say)
    if isinstance(what, Notice):
        return say.say(_NOTICES[what.code], text=_shown(what.text), reading=_as_read(what, language))
    return _doubt(what, say)


def _figure_error(error: FigureError, say: Phrases) -> str:
    problem = say.say(_pattern(error), **_problem(error, say))
    if error.code is ErrorCode.UNKNOWN_WORD and error.expected:
        problem = say.say("{problem} Is “{word}” meant?", problem=problem, word=error.expected)
    place = {"line": str(error.line_number), "place": str(error.start + 1)}
    located = say.say("Line {line}, character {place}: {problem}", problem=problem, **place)
    return _with_example(located, error.example, say)


def _pattern(error: FigureError) -> str:
    if error.code is ErrorCode.NO_UNIT and len(error.readings) == 1:
        return message("“{text}”: the unit or scale has to be said, as in “{readings}”.")
    if error.code is ErrorCode.NO_UNIT and not error.readings:
        return message("“{text}”: the unit or scale has to be said, and in none is this possible for {metric}.")
    return _ERRORS[error.code]


def _problem(error: FigureError | MomentError, say: Phrases) -> dict[str, str]:
    expected = error.expected if isinstance(error, FigureError) else ""
    label = metric_label(expected, say.language) if expected in metrics() else expected
    return {"text": _shown(error.text), "readings": _either(error.readings, say), "metric": label}


def _with_example(problem: str, example: str, say: Phrases) -> str:
    return say.say("{problem} For example: {example}", problem=problem, example=example) if example else problem


def _either(readings: tuple[str, ...], say: Phrases) -> str:
    if len(readings) < 2:
        return "".join(readings)
    quoted = [say.say("“{text}”", text=reading) for reading in readings]
    return say.say("{first} or {last}", first=", ".join(quoted[:-1]), last=quoted[-1])


def _shown(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


def _as_read(notice: Notice, language: Language) -> str:
    """Return the reading in words; a number that would only repeat what was typed stands without its groups."""
    shown = _reading(notice.reading, language)
    return f"{notice.reading:f}" if isinstance(notice.reading, Decimal) and shown == notice.text else shown


def _reading(reading: str | date | Decimal, language: Language) -> str:
    if isinstance(reading, date):
        return day_text(reading, language)
    if isinstance(reading, Decimal):
        return number_text(reading, language)
    return metric_label(reading, language) if reading in metrics() else reading


def _doubt(doubt: Doubt, say: Phrases) -> str:
    return say.say(
        _DOUBTS[doubt.code],
        metric=_capital(metric_label(doubt.metric, say.language)),
        date=day_text(doubt.on, say.language) if doubt.on else "",
        other=metric_label(doubt.other, say.language) if doubt.other else "",
        step=number_text(doubt.step, say.language) if doubt.step else "",
        limits=_limits(doubt.limits, doubt.unit, say),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _limits(limits: Interval, unit: str, say: Phrases) -> str:
    if limits.low is not None and limits.high is not None and limits.with_low and limits.with_high:
        low, high = number_text(limits.low, say.language), _amount(limits.high, unit, say)
        return say.say("{low} to {high}", low=low, high=high)
    ends = []
    if limits.low is not None:
        pattern = message("at least {value}") if limits.with_low else message("more than {value}")
        ends.append(say.say(pattern, value=_amount(limits.low, unit, say)))
    if limits.high is not None:
        pattern = message("at most {value}") if limits.with_high else message("less than {value}")
        ends.append(say.say(pattern, value=_amount(limits.high, unit, say)))
    return ", ".join(ends)


def _amount(amount: Decimal, unit: str, say: Phrases) -> str:
    entry = units()[unit]
    forms = entry.de if say.language == "de" else entry.en
    return f"{number_text(amount, say.language)} {forms[0] if amount == 1 else forms[-1]}"
