"""The forms in which somebody types: draft, counter, revise, object, withdraw, drop; and a plain word in a modal.

Blocks are those of design 5 (their ids are an interface); a form keeps what was typed when it is shown again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.promise import Promise, PromiseState, TermVersion, Visibility
from bot.locale import Speaker, phrase
from bot.slack import ids
from bot.slack.render.blocks import (
    MOST_CHOICES,
    MOST_INPUT,
    Block,
    View,
    checkboxes,
    field,
    modal,
    option,
    section,
    select,
    text_input,
)
from bot.slack.render.figure import figure_text, heading

_MOST_NAME = 300
_VISIBILITY = {
    Visibility.OPEN: phrase("Open: everybody in the workspace"),
    Visibility.RESTRICTED: phrase("Restricted: a private channel, areas asked and account team"),
    Visibility.CONFIDENTIAL: phrase("Confidential: account team, areas asked, leads; a code name elsewhere"),
}


def draft_modal(say: Speaker, *, draft_id: str, inputs: Mapping[str, str], answer_by: str) -> View:
    """Return the form that opens a promise.

    `inputs`: block id → text to begin with; `answer_by`: a moment in words that stands there when nothing does.
    """
    blocks = [
        field(ids.BLOCK_CLIENT, say("Client"), _name_input(inputs, ids.BLOCK_CLIENT, focus=True)),
        field(
            ids.BLOCK_TITLE,
            say("What is it about?"),
            _name_input(inputs, ids.BLOCK_TITLE, placeholder=say("new inbound line")),
            optional=True,
        ),
        field(
            ids.BLOCK_NEEDED_BY,
            say("Answer by"),
            text_input(initial=inputs.get(ids.BLOCK_NEEDED_BY) or answer_by, most=_MOST_NAME),
            hint=say("When the client needs an answer: “tomorrow 12:00”, “Friday 14:00”, “27 Nov 12:00”."),
        ),
        _figures(say, inputs.get(ids.BLOCK_FIGURES, "")),
        field(
            ids.BLOCK_CONDITIONS,
            say("Conditions for all figures, one a line"),
            text_input(
                multiline=True,
                initial=inputs.get(ids.BLOCK_CONDITIONS, ""),
                placeholder=say("forecast within ±10 %"),
            ),
            optional=True,
        ),
        who_may_see(say, inputs.get(ids.BLOCK_VISIBILITY, "")),
    ]
    title, submit = say("New promise"), say("Check")
    return modal(ids.MODAL_DRAFT, title, blocks, submit=submit, close=say("Cancel"), metadata=draft_id)


def who_may_see(say: Speaker, chosen: str) -> Block:
    """Return the choice of who may see a promise; `chosen` is the value to begin with, open where there is none."""
    options = [option(say(text), visibility.value) for visibility, text in _VISIBILITY.items()]
    element = select(options, say("Choose who may see it"), chosen or Visibility.OPEN.value)
    return field(ids.BLOCK_VISIBILITY, say("Who may see it?"), element)


def counter_modal(say: Speaker, promise: Promise, *, figures: str, reason: str, draft_id: str) -> View:
    """Return the form for a counter; `figures` are the canonical lines of the person's own figures to begin with."""
    lead = say("Change the figures, or add some for a ramp. A line that is deleted here stays as it is.")
    if any(line.lstrip().startswith("?") for line in figures.splitlines()):
        lead = say("“?” asks for a figure: put the number in its place. A line that is deleted here stays as it is.")
    texts = (lead, figures, reason)
    return _bundle_modal(say, promise, ids.MODAL_COUNTER, say("Counter"), texts, draft_id)


def revise_modal(say: Speaker, promise: Promise, *, figures: str, reason: str, draft_id: str) -> View:
    """Return the form in which sales changes figures; `figures` are all current ones as canonical lines."""
    lead = say("Whoever answers for a changed figure is asked again. A line that is deleted here stays as it is.")
    texts = (lead, figures, reason)
    return _bundle_modal(say, promise, ids.MODAL_REVISE, say("Revise"), texts, draft_id)


def _bundle_modal(
    say: Speaker, promise: Promise, kind: str, usual_title: str, texts: tuple[str, str, str], draft_id: str
) -> View:
    """Return a form for several figures at once; `texts`: what leads in, the figures and the reason to begin with."""
    lead, figures, reason = texts
    blocks = [
        about(promise, f"{lead} {_in_force(say)}" if promise.in_force else lead),
        _figures(say, figures),
        reason_field(say, reason, hint=say("Everybody in the thread reads it.")),
    ]
    title = _title(say, promise, usual_title)
    return modal(kind, title, blocks, submit=say("Check"), close=say("Cancel"), metadata=draft_id)


def _title(say: Speaker, promise: Promise, usual: str) -> str:
    """Return what a form with figures is called: on a promise that is signed off it begins to renegotiate."""
    return say("Renegotiate") if promise.state is PromiseState.SIGNED_OFF else usual


def object_modal(say: Speaker, promise: Promise, *, lines: Sequence[TermVersion], rendering: str) -> View:
    """Return the form for an objection: which of the person's own figures (`lines`) cannot be kept, and why."""
    options = [figure_option(line, say) for line in lines]
    single = len(options) == 1
    two = len(options) > MOST_CHOICES
    first = checkboxes(options[:MOST_CHOICES], chosen=single)
    blocks = [
        about(promise, say("With an idea what would work instead, “Counter…” is the faster way.")),
        field(ids.BLOCK_TERMS, say("What cannot be kept?"), first, optional=two),
    ]
    if two:
        blocks.append(field(ids.BLOCK_TERMS_2, say("More figures"), checkboxes(options[MOST_CHOICES:]), optional=True))
    blocks.append(reason_field(say, "", hint=say("What stands in the way? Sales answers it.")))
    return modal(
        ids.MODAL_OBJECT, say("Object"), blocks, submit=say("Post objection"), close=say("Cancel"), metadata=rendering
    )


def withdraw_modal(say: Speaker, promise: Promise, *, metadata: str, reason: str = "") -> View:
    """Return the form in which sales gives up the promise."""
    lead = say("Nobody is asked any further, and no figures go to the client. This cannot be undone.")
    blocks = [about(promise, lead), reason_field(say, reason, hint=say("Everybody in the thread reads it."))]
    title, submit = say("Withdraw promise"), say("Withdraw")
    return modal(ids.MODAL_WITHDRAW, title, blocks, submit=submit, close=say("Cancel"), metadata=metadata)


def drop_modal(say: Speaker, promise: Promise, *, rendering: str, reason: str = "") -> View:
    """Return the form in which sales gives up one figure."""
    options = [figure_option(line, say) for line in promise.terms if not line.dropping]
    lead = say("When every other figure is agreed, dropping this one signs off the promise.")
    if promise.in_force:
        lead = say("A figure that is signed off goes when its areas agree to that, too.") + " " + _in_force(say)
    blocks = [
        about(promise, lead),
        field(ids.BLOCK_TERMS, say("Figure"), select(options, say("Choose a figure"))),
        reason_field(say, reason, hint=say("Everybody in the thread reads it.")),
    ]
    title, submit = say("Drop a figure"), say("Drop")
    return modal(ids.MODAL_DROP, title, blocks, submit=submit, close=say("Cancel"), metadata=rendering)


def message_modal(say: Speaker, *, title: str, text: str) -> View:
    """Return a modal that only says something: `text` is mrkdwn, escaped already."""
    return modal(ids.MODAL_MORE, title, [section(text)], close=say("Close"))


def _in_force(say: Speaker) -> str:
    return say("What is signed off stays in force until everything new is agreed.")


def about(promise: Promise, lead: str) -> Block:
    """Return what a form is about, and what it does."""
    return section(f"*{heading(promise)}*\n{lead}")


def _name_input(inputs: Mapping[str, str], block_id: str, *, placeholder: str = "", focus: bool = False) -> Block:
    initial = inputs.get(block_id, "")
    return text_input(initial=initial, placeholder=placeholder, focus=focus and not initial, most=_MOST_NAME)


def _figures(say: Speaker, initial: str) -> Block:
    element = text_input(
        multiline=True,
        initial=initial,
        placeholder=say(
            "40 agents in Leipzig by 1 Feb\nservice level 80/20 from 1 March\n? agents in Kassel by 1 March"
        ),
    )
    hint = say(
        "In plain words, with a condition where there is one: “AHT at most 300 s, if forecast within ±10 %”. "
        "“?” instead of a number asks operations for it."
    )
    return field(ids.BLOCK_FIGURES, say("Figures, one a line"), element, hint=hint)


def reason_field(say: Speaker, initial: str, *, hint: str) -> Block:
    """Return the field for the reason."""
    element = text_input(multiline=True, initial=initial, most=MOST_INPUT)
    return field(ids.BLOCK_REASON, say("Reason"), element, hint=hint)


def figure_option(line: TermVersion, say: Speaker) -> Block:
    """Return a figure as a choice."""
    return option(figure_text(line.term, say), line.id)
