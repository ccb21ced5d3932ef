"""Templates of recurring tenders: their list, and the form that saves one. Everybody in the workspace can use them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.promise import Promise
from bot.locale import Speaker
from bot.slack import ids
from bot.slack.render.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    cut_mrkdwn,
    field,
    modal,
    section,
    text_input,
    typed,
)
from bot.slack.render.figure import number
from bot.slack.render.message import Message, message
from bot.slack.render.modals import about

MOST_NAME = 80
_MOST_LISTED = 15
_FIGURES = 600


@dataclass(frozen=True, slots=True)
class Listed:
    """A template as the list shows it: figures one a line, and whether who reads it may delete it."""

    name: str
    title: str
    figures: str
    may_delete: bool


def template_modal(say: Speaker, promise: Promise, *, rendering: str) -> View:
    """Return the form that saves a promise as a template."""
    lead = say(
        "Everybody in the workspace can draft from it. The client is left out; with an award date set (“Edit…”), "
        "dates are kept as weeks after the award."
    )
    name = field(
        ids.BLOCK_NAME,
        say("Name of the template"),
        text_input(initial=promise.title[:MOST_NAME], most=MOST_NAME, focus=not promise.title),
        hint=say("A template of your own that has this name already is replaced."),
    )
    title, submit = say("Save as template"), say("Save")
    blocks = [about(promise, lead), name]
    return modal(ids.MODAL_TEMPLATE, title, blocks, submit=submit, close=say("Cancel"), metadata=rendering)


def saved(say: Speaker, promise: Promise, name: str) -> Message:
    """Say that a template is saved and how a draft comes from it."""
    text = say(
        "{number} is saved as the template “{name}”. `/promise template {name}` opens a draft from it; add “award "
        "1 March” to count dates from that day.",
        number=number(promise),
        name=typed(name, MOST_NAME),
    )
    return message(text, [section(text)])


def deleted(say: Speaker, name: str) -> Message:
    """Say that a template is gone."""
    text = say("The template “{name}” is deleted. Promises drafted from it stay.", name=typed(name, MOST_NAME))
    return message(text, [section(text)])


def template_list(say: Speaker, found: Sequence[Listed], command: str) -> Message:
    """Return the templates by name, each with its buttons."""
    if not found:
        text = say("There are no templates yet. More… on a card saves a promise as one.")
        return message(text, [section(text)])
    title = say("Templates")
    blocks: list[Block] = [section(f"*{title}*")]
    for template in found[:_MOST_LISTED]:
        blocks += [section(_listed(template)), actions(*_buttons(say, template))]
    rest = len(found) - _MOST_LISTED
    hint = say("`{command} template NAME award 1 March` counts the dates from that day.", command=command)
    notes = [say("and {n} more", n=rest), hint] if rest > 0 else [hint]
    names = [f"• {typed(template.name, MOST_NAME)}" for template in found[:_MOST_LISTED]]
    return message("\n".join([f"{title}:", *names, *notes]), [*blocks, context(*notes)])


def unknown_template(say: Speaker, name: str) -> str:
    """Return the answer to a name that no template has."""
    return say("There is no template “{name}”. `/promise template` lists all of them.", name=typed(name, MOST_NAME))


def template_of_another(say: Speaker, name: str) -> str:
    """Return the refusal to change a template that somebody else has saved; a form's field can show it too."""
    return say(
        "The template “{name}” was saved by somebody else. Only they and the bot’s administrators can delete or "
        "replace it.",
        name=typed(name, MOST_NAME),
    )


def not_for_everybody(say: Speaker, number: int) -> str:
    """Return the refusal to make a template, which everybody can read, of what not everybody may see (rule 9)."""
    return say(
        "A template can be read by everybody, and P-{number} may not. “Copy as new draft” does it for one draft.",
        number=number,
    )


def _listed(template: Listed) -> str:
    head = f"*{typed(template.name, MOST_NAME)}*"
    if template.title and template.title != template.name:
        head += f" · {typed(template.title, 120)}"
    lines = [f"• {typed(line, 200)}" for line in template.figures.splitlines() if line.strip()]
    return cut_mrkdwn("\n".join([head, *lines]), _FIGURES)


def _buttons(say: Speaker, template: Listed) -> list[Block]:
    use = button(
        say("Draft from it"),
        ids.USE_TEMPLATE,
        template.name,
        spoken=say("Draft from the template {name}", name=template.name),
    )
    delete = button(
        say("Delete"), ids.DELETE_TEMPLATE, template.name, spoken=say("Delete the template {name}", name=template.name)
    )
    return [use, delete] if template.may_delete else [use]
