"""A line becomes a term. Reading only: whether the figure can be promised is judged by `validation`.

The order of claims is the grammar's order of precedence: conditions, metric, dates, service level's pair, bound,
announced scopes, value, sites. Whatever nobody claimed is an error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.domain.terms import Bound, OnDate, Term
from bot.figures.catalogue import Metric, metric, metrics, units
from bot.figures.conditions import split_conditions
from bot.figures.dues import DueFound, one_due, read_dues
from bot.figures.lexicon import find, is_unit, meant_word
from bot.figures.line import PUNCTUATION, Line
from bot.figures.model import ErrorCode, FigureError, Language, NoticeCode, Reading
from bot.figures.scopes import read_parts, read_scope
from bot.figures.sizes import Number, unit_at
from bot.figures.tokens import clean, tokenize
from bot.figures.values import Found, numbers_in, read_pair, read_question, read_range, read_single

MAX_LINE = 1000
_BULLET = re.compile(r"\s*(?:[-*–—]\s+|[•·‣▪]\s*|[0-9]{1,2}(?:\)|\.(?=\s))\s*)")


def parse_line(line: str, language: Language, today: date) -> Reading:
    """Return the one figure of a line.

    Args:
        line: as typed; a bullet at its beginning is ignored.
        language: decides between two readings of a number, and the language of examples; words of both are read.
        today: the day in the person's time zone from which dates without a year are seen.

    Raises:
        FigureError: the line is no figure, or can be read in two ways.
    """
    work = _line(line, language, today)
    conditions = split_conditions(work)
    chosen = _choose_metric(work)
    dues = read_dues(work)
    pair = _read_pair(work, chosen)
    wanted = _wanted(work, chosen, pair)
    work.example = wanted.example(language)
    bound = _read_bound(work, dues, wanted)
    parts = read_parts(work)
    found = _value(work, wanted, pair, dues)
    span = _span(work, found)
    work.claim(found.start, found.end, "value")
    _claim_in_passing(work, found, wanted)
    scope = read_scope(work, parts, allows_bare=chosen is not None)
    _refuse_leftovers(work, wanted)
    due = None if isinstance(found.value, OnDate) else one_due(work, dues)
    term = Term(wanted.id, found.value, found.unit, bound, due.hit.due if due else None, scope, conditions)
    return Reading(term, span, tuple(sorted(work.notices, key=lambda note: note.start)), 1, work.source)


def bullet_end(line: str) -> int:
    """Return where a line's text begins after its bullet; the "1." of a date is none."""
    match = _BULLET.match(line)
    if match is None:
        return 0
    following = tokenize(line[match.end() : match.end() + 20])
    if match.group().strip()[0].isdigit() and following and find(following, 0, "month"):
        return 0
    return match.end()


def _line(text: str, language: Language, today: date) -> Line:
    source = clean(text)
    start = bullet_end(source)
    example = metrics()["headcount"].example(language)
    if len(source) - start > MAX_LINE:
        shown = f"{source[start : start + 40]}…"
        raise FigureError(ErrorCode.TOO_LONG, shown, MAX_LINE, len(source), example, source=source)
    line = Line(source, tokenize(source, start), language, today, example)
    if not any(token.key not in PUNCTUATION for token in line.tokens):
        raise line.fail(ErrorCode.EMPTY, 0, len(line.tokens))
    return line


def _choose_metric(line: Line) -> Metric | None:
    """Claim the words of metrics and return the one metric that they name; None when no word names one.

    Words that say the metric's unit, too ("hourly rate"), leave it no other unit.
    """
    chosen, spoken = _named_metric(line)
    for at, match in line.matches("implying"):
        implied = metric(units()[match.meaning].implies or "")
        chosen = chosen or implied
        if match.meaning not in {limits.unit for limits in chosen.units}:
            raise line.fail(ErrorCode.MANY_METRICS, at, match.end)
    return chosen.only_in(spoken) if chosen and spoken else chosen


def _named_metric(line: Line) -> tuple[Metric | None, str]:
    """Claim the words of metrics and return the metric that they name and the unit that they say ("" for none)."""
    chosen: Metric | None = None
    said = ""
    for at, match in list(line.matches("metric")):
        identifier, _, unit = match.meaning.partition(" ")
        if chosen and _inside_of(line, at, chosen):
            continue
        if (chosen and chosen.id != identifier) or (said and unit and said != unit):
            raise line.fail(ErrorCode.MANY_METRICS, at, match.end)
        line.claim(at, match.end, "metric")
        chosen, said = metric(identifier), said or unit
    return chosen, said


def _inside_of(line: Line, at: int, chosen: Metric) -> bool:
    """Tell whether the token `at` belongs to what the chosen metric's percentage is of ("der Vergütung")."""
    phrases = ((start, line.find(start, f"of:{chosen.id}")) for start in range(max(0, at - 3), at))
    return any(match and start < at < match.end for start, match in phrases)


def _read_pair(line: Line, chosen: Metric | None) -> Found | None:
    """Return a pair of percent and seconds where one is possible: for a service level, or with no metric named."""
    if chosen and chosen.kind != "percent_within" and not chosen.pair:
        return None
    return read_pair(line, numbers_in(line))


def _wanted(line: Line, chosen: Metric | None, pair: Found | None) -> Metric:
    """Return the metric of the line, which a pair alone or the "Erreichbarkeit 80/20" of the trade says, too."""
    if chosen and not (pair and chosen.pair):
        return chosen
    if pair:
        start = min([pair.start, *(at for at, role in enumerate(line.roles) if role == "metric")])
        wanted = metric(chosen.pair if chosen and chosen.pair else "service_level")
        line.note(NoticeCode.METRIC_READ, start, pair.end, wanted.id)
        return wanted
    raise _unknown_metric(line)


def _unknown_metric(line: Line) -> FigureError:
    """Return the error for a line that names no metric: a mistyped word when there is one, else the whole line."""
    free = line.free_places()
    for at in free:
        meant = meant_word(line.key(at)) if not line.find(at, "filler") else ""
        if meant and line.tokens[at].kind == "word":
            return line.fail(ErrorCode.UNKNOWN_WORD, at, at + 1, expected=meant)
    return line.fail(ErrorCode.NO_METRIC, free[0] if free else len(line.tokens), free[-1] + 1 if free else 0)


def _read_bound(line: Line, dues: Sequence[DueFound], wanted: Metric) -> Bound | None:
    """Claim the words that say a bound and return it; two different ones are an error."""
    bounds = {}
    for at, match in list(line.matches("bound")):
        if not _is_unit_here(line, at):
            bounds[match.meaning] = (at, match.end)
            line.claim(at, match.end, "bound")
    if len(bounds) > 1:
        raise line.fail(ErrorCode.MANY_BOUNDS, *list(bounds.values())[1])
    for due in dues:
        if due.bound is Bound.MAX and wanted.kind != "date":
            continue  # "no later than" says no more of a figure's value than "by"
        if due.bound and wanted.kind != "date":
            raise line.fail(ErrorCode.VAGUE_DATE, due.start, due.hit.end)
        if due.bound:
            bounds[due.bound.value] = (due.start, due.hit.end)
    return Bound(next(iter(bounds))) if bounds else None


def _is_unit_here(line: Line, at: int) -> bool:
    """Tell the "min" of "5 min" from that of "min 40"."""
    if line.key(at) not in {"min", "m"} or at == 0:
        return False
    return line.tokens[at - 1].kind in {"number", "clock"} or line.key(at - 1) == "?" or bool(line.number_at(at - 1))


def _value(line: Line, wanted: Metric, pair: Found | None, dues: Sequence[DueFound]) -> Found:
    if pair:
        return pair
    numbers = _without_units(line, numbers_in(line), wanted)
    question = read_question(line, wanted)
    if question:
        numbers = [number for number in numbers if not question.start <= number.start < question.end]
        _refuse_both(line, question, numbers, dues if wanted.kind == "date" else ())
        return question
    if wanted.kind == "date":
        return _date_value(line, dues)
    if not numbers:
        raise line.fail(ErrorCode.NO_VALUE, len(line.tokens), len(line.tokens), expected=wanted.id)
    if wanted.kind == "percent_within":
        code = ErrorCode.NO_SECONDS if len(numbers) == 1 else ErrorCode.MANY_VALUES
        raise line.fail(code, numbers[-1].start, numbers[-1].end)
    found = read_range(line, numbers, wanted) or read_single(line, numbers, wanted)
    if found is None:
        raise line.fail(ErrorCode.MANY_VALUES, numbers[1].start, numbers[1].end)
    return found


def _without_units(line: Line, numbers: Sequence[Number], wanted: Metric) -> list[Number]:
    """Return the numbers without those that are part of another one's unit, as in "4.2 out of 5"."""
    kept: list[Number] = []
    inside = 0
    for number in numbers:
        if number.start >= inside:
            kept.append(number)
            unit = unit_at(line, number.end, wanted)
            inside = unit.end if unit else inside
    return kept


def _date_value(line: Line, dues: Sequence[DueFound]) -> Found:
    due = one_due(line, dues)
    if due is None:
        raise line.fail(ErrorCode.NO_VALUE, len(line.tokens), len(line.tokens), expected="go_live")
    return Found(OnDate(due.hit.due), "date", due.hit.start, due.hit.end)


def _refuse_both(line: Line, question: Found, numbers: Sequence[Number], dues: Sequence[DueFound]) -> None:
    """Refuse "40 agents by 1 Feb?": a figure and a question in one, both shown."""
    places = [(number.start, number.end) for number in numbers] or [(due.start, due.hit.end) for due in dues]
    if not places or (places[0] > (question.start, question.end) and dues):
        return
    start, end = line.tokens[places[0][0]].start, line.tokens[places[0][1] - 1].end
    mark = line.tokens[question.start]
    without = f"{line.source[: mark.start]}{line.source[mark.end :]}"
    asked = line.source
    if mark.start >= end:
        asked = f"{asked[:start]}?{asked[end : mark.start]}{asked[mark.end :]}"
    readings = tuple(" ".join(text.split()) for text in (without, asked))
    raise line.fail(ErrorCode.AMBIGUOUS_QUESTION, question.start, question.end, readings)


def _span(line: Line, found: Found) -> str:
    """Return the shortest text that holds the number and, next to it, its unit or else the metric's word."""
    start, end = found.start, found.end
    if not found.has_unit:
        while end < len(line.tokens) and line.roles[end] == "metric":
            end += 1
        while end == found.end and start and line.roles[start - 1] == "metric":
            start -= 1
    return line.text(start, end)


def _claim_in_passing(line: Line, found: Found, wanted: Metric) -> None:
    """Claim what stands beside the value: "about" (not kept, and shown), a plus sign, further words for persons."""
    for at, match in list(line.matches("approximate")):
        line.note(NoticeCode.NOT_KEPT, at, match.end)
        line.claim(at, match.end, "approximate")
    for at, match in list(line.matches("plus_minus")):
        if match.end == found.start:
            if not wanted.plus_minus:
                line.note(NoticeCode.NOT_KEPT, at, match.end)
            line.claim(at, match.end, "sign")
    if found.start and line.key(found.start - 1) == "+" and line.is_free(found.start - 1):
        line.claim(found.start - 1, found.start, "sign")
    if of := line.find(found.end, f"of:{wanted.id}"):
        line.claim(found.end, of.end, "of")
    for at, match in list(line.matches("implying")):
        if match.meaning == found.unit:
            line.claim(at, match.end, "metric")


def _refuse_leftovers(line: Line, wanted: Metric) -> None:
    for at in line.free_places():
        if line.key(at) == "per" and is_unit(line.tokens, at):
            raise line.fail(ErrorCode.WRONG_UNIT, at, at + 2, expected=wanted.id)
    for kind in ("filler", "site_follower", "calls"):
        for at, match in list(line.matches(kind)):
            line.claim(at, match.end, kind)
    free = line.free_places()
    if not free:
        return
    at = free[0]
    token = line.tokens[at]
    if token.kind in {"number", "clock"}:
        raise line.fail(ErrorCode.MANY_VALUES, at, at + 1)
    if is_unit(line.tokens, at):
        raise line.fail(ErrorCode.WRONG_UNIT, at, at + 1, expected=wanted.id)
    raise line.fail(ErrorCode.UNKNOWN_WORD, at, at + 1, expected=meant_word(token.key))
