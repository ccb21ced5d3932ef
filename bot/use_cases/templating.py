"""Templates: a promise copied for the next tender, its dates relative to the award where that is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.errors import PromiseError
from bot.domain.promise import Promise, Visibility
from bot.domain.slots import PersonRef
from bot.figures.placeholders import template_text, text_from_template
from bot.use_cases.acting import shown
from bot.use_cases.people import Person
from bot.use_cases.workspace import Language, workspace_of
from storage.tables import TemplateRow
from storage.unit_of_work import Store, Transaction


@dataclass(eq=False)
class UnknownTemplate(PromiseError):
    """There is no template of that name."""

    name: str


@dataclass(eq=False)
class NotForEverybody(PromiseError):
    """A template is there for everybody, and not everybody may see what it would be made from (rule 9)."""

    number: int


@dataclass(eq=False)
class TemplateOfAnother(PromiseError):
    """Only who saved a template, or an admin of the bot, can delete it or put another in its place."""

    name: str


def check_for_everybody(promise: Promise) -> None:
    """Raise NotForEverybody for a promise that not everybody may see."""
    if promise.visibility is not Visibility.OPEN:
        raise NotForEverybody(promise.number)


@dataclass(frozen=True, slots=True)
class Template:
    """A saved draft, as people see it."""

    name: str
    title: str
    figures: str
    conditions: str
    is_ours: bool
    """Whether the person who looks may delete it."""


def copied_inputs(store: Store, person: Person, rendering_id: str, language: Language) -> dict[str, str]:
    """Return the form of a new draft filled from a promise, without its client and dates that have passed.

    Raises UnknownPromise when the person may not see it.
    """
    with store.read() as tx:
        _, promise = shown(tx, person, rendering_id)
        terms = [line.term for line in promise.terms]
        figures = text_from_template(template_text(terms, language, None), language, None)
        inputs = {"title": promise.title, "figures": figures, "conditions": "\n".join(promise.conditions)}
        return {**inputs, "visibility": promise.visibility.value}


def save_template(store: Store, person: Person, rendering_id: str, name: str, language: Language, now: datetime) -> str:
    """Save a promise as a template under a name, in place of one that had it; return the name.

    Raises UnknownPromise when the person may not see the promise, NotForEverybody when others may not, and
    TemplateOfAnother when somebody else has saved one under that name.
    """
    name = " ".join(name.split())
    with store.write() as tx:
        _, promise = shown(tx, person, rendering_id)
        check_for_everybody(promise)
        there = tx.templates.named(name)
        if there is not None:
            _check_ours(tx, person, there)
        figures = template_text([line.term for line in promise.terms], language, promise.award_on)
        conditions = "\n".join(promise.conditions)
        row = tx.templates.save(name, person.ref, promise.title, figures, conditions, language, now)
        return row.name


def templates(store: Store, person: Person) -> tuple[Template, ...]:
    """Return every template of the workspace by name, as one person sees them."""
    with store.read() as tx:
        admins = workspace_of(tx).admins
        return tuple(
            Template(row.name, row.title, row.figures, row.conditions, _is_ours(person, row, admins))
            for row in tx.templates.all()
        )


def inputs_from(store: Store, name: str, award: date | None) -> Mapping[str, str]:
    """Return the form of a draft filled from a template; without an award its dates stay relative to it.

    Raises UnknownTemplate.
    """
    with store.read() as tx:
        row = _named(tx, name)
        language: Language = "de" if row.language == "de" else "en"
        figures = text_from_template(row.figures, language, award)
        return {"title": row.title, "figures": figures, "conditions": row.conditions}


def delete_template(store: Store, person: Person, name: str) -> None:
    """Throw a template away. Raises UnknownTemplate, TemplateOfAnother."""
    with store.write() as tx:
        row = _named(tx, name)
        _check_ours(tx, person, row)
        tx.templates.delete(row)


def _named(tx: Transaction, name: str) -> TemplateRow:
    row = tx.templates.named(name)
    if row is None:
        raise UnknownTemplate(name)
    return row


def _check_ours(tx: Transaction, person: Person, row: TemplateRow) -> None:
    if not _is_ours(person, row, workspace_of(tx).admins):
        raise TemplateOfAnother(row.name)


def _is_ours(person: Person, row: TemplateRow, admins: Collection[PersonRef]) -> bool:
    return person.ref == row.author or person.ref in admins
