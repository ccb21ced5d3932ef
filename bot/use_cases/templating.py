"""Templates: a promise copied for the next tender, its dates relative to the award where that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.errors import PromiseError
from bot.domain.promise import Promise, Visibility
from bot.figures.placeholders import template_text, text_from_template
from bot.use_cases.acting import shown
from bot.use_cases.people import Person
from bot.use_cases.workspace import Language
from storage.tables import TemplateRow
from storage.unit_of_work import Store


@dataclass(eq=False)
class UnknownTemplate(PromiseError):
    """There is no template of that name."""

    name: str


@dataclass(eq=False)
class NotForEverybody(PromiseError):
    """A template is there for everybody, and not everybody may see what it would be made from (rule 9)."""

    number: int


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

    Raises UnknownPromise when the person may not see the promise, NotForEverybody when others may not.
    """
    with store.write() as tx:
        _, promise = shown(tx, person, rendering_id)
        check_for_everybody(promise)
        figures = template_text([line.term for line in promise.terms], language, promise.award_on)
        conditions = "\n".join(promise.conditions)
        row = tx.templates.save(" ".join(name.split()), person.ref, promise.title, figures, conditions, language, now)
        return row.name


def templates(store: Store) -> tuple[Template, ...]:
    """Return every template of the workspace by name."""
    with store.read() as tx:
        return tuple(_template(row) for row in tx.templates.all())


def template(store: Store, name: str) -> Template:
    """Return a template by its name. Raises UnknownTemplate."""
    with store.read() as tx:
        row = tx.templates.named(name)
        if row is None:
            raise UnknownTemplate(name)
        return _template(row)


def inputs_from(store: Store, name: str, award: date | None) -> Mapping[str, str]:
    """Return the form of a draft filled from a template; without an award its dates stay relative to it.

    Raises UnknownTemplate.
    """
    with store.read() as tx:
        row = tx.templates.named(name)
        if row is None:
            raise UnknownTemplate(name)
        language: Language = "de" if row.language == "de" else "en"
        figures = text_from_template(row.figures, language, award)
        return {"title": row.title, "figures": figures, "conditions": row.conditions}


def delete_template(store: Store, name: str) -> None:
    """Throw a template away. Raises UnknownTemplate."""
    with store.write() as tx:
        row = tx.templates.named(name)
        if row is None:
            raise UnknownTemplate(name)
        tx.templates.delete(row)


def _template(row: TemplateRow) -> Template:
    return Template(row.name, row.title, row.figures, row.conditions)
