"""Templates of recurring tenders: dates that move with the day of the award.

In a template's text a date stands as `{award + 10 weeks}` or `{Beauftragung + 10 Wochen}`, both read in either
language. Time after the award is counted in whole weeks, so a date between two weeks moves to the later one: a template
never promises anything earlier than what it was made from. A date before the award stays a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.terms import Due, OnDate, Term, WeeksAfterAward
from bot.figures.model import Language
from bot.figures.phrases import phrases
from bot.figures.wording import day_text
from bot.figures.writing import due_text, format_term

_PLACEHOLDER = re.compile(
    r"(?P<before>\b(?:by|until|from|bis|ab|zum|am|on)\s+)?"
    r"\{\s*(?:award|beauftragung)\s*(?:\+\s*(?P<weeks>[0-9]{1,4})\s*(?:weeks?|wochen?)\s*)?\}",
    re.IGNORECASE,
)


def relative_to_award(term: Term, award: date | None) -> Term:
    """Return the term with its date as weeks after the award, the term itself when there is none to count from."""
    return term if award is None else _with_dates(term, lambda due: _weeks_after(award, due) or due)


def resolved(term: Term, award: date) -> Term:
    """Return the term with a day where it says weeks after the award. Raises OverflowError beyond the year 9999."""
    return _with_dates(term, lambda due: _day_after(award, due.weeks) if isinstance(due, WeeksAfterAward) else due)


def template_text(terms: Sequence[Term], language: Language, award: date | None) -> str:
    """Return the canonical lines of terms with placeholders for their dates; without an award date they stay dates."""

    def day(on: date, language: Language) -> str:
        after = _weeks_after(award, on) if award else None
        return _placeholder(after.weeks, language) if after else day_text(on, language)

    return "\n".join(format_term(term, language, day) for term in terms)


def text_from_template(text: str, language: Language, award: date | None) -> str:
    """Return a template's text with its placeholders filled in: by the day, or "10 weeks after award" without one.

    Everything else stays as written, so that a template that a person edited keeps the words of that person.
    """

    def filled(found: re.Match[str]) -> str:
        weeks = int(found["weeks"] or 0)
        if award is None:
            return due_text(WeeksAfterAward(weeks), language)
        return f"{found['before'] or ''}{day_text(_day_after(award, weeks), language)}"

    return _PLACEHOLDER.sub(filled, text)


def _with_dates(term: Term, moved: Callable[[Due], Due]) -> Term:
    value = OnDate(moved(term.value.on)) if isinstance(term.value, OnDate) else term.value
    return replace(term, value=value, due=None if term.due is None else moved(term.due))


def _weeks_after(award: date, due: Due) -> WeeksAfterAward | None:
    """Return a date as weeks after the award, rounded up; None for one before it and for what is relative already."""
    if not isinstance(due, date) or due < award:
        return None
    return WeeksAfterAward(-((award - due).days // 7))


def _day_after(award: date, weeks: int) -> date:
    return award + timedelta(weeks=weeks)


def _placeholder(weeks: int, language: Language) -> str:
    return phrases(language).many("{{award + {n} week}}", "{{award + {n} weeks}}", weeks)
