"""The forms of the moves: checking, editing, another client or area, a promise of its own, and after a sign-off."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.domain.promise import Promise, PromiseState, TermVersion
from bot.domain.slots import Slot
from bot.locale import Speaker
from bot.slack import ids
from bot.slack.render.blocks import (
    MOST_CHOICES,
    Block,
    View,
    checkboxes,
    datepicker,
    field,
    modal,
    option,
    people_select,
    select,
    text_input,
)
from bot.slack.render.modals import about, figure_option, reason_field

_NAME = 300
_LINK = 2000
_MOST_OPTIONS = 100


def checking_modal(
    say: Speaker, promise: Promise, *, lines: Sequence[TermVersion], ticked: Collection[str], until: str, rendering: str
) -> View:
    """Return the form for looking into figures until a time; `until` is a moment in words to begin with."""
    blocks = [
        about(promise, say("The card shows it, and reminders pause until then. It is no agreement.")),
        field(
            ids.BLOCK_UNTIL,
            say("Checking until"),
            text_input(initial=until, most=_NAME),
            hint=say("For example “tomorrow 12:00”, “Thursday 14:00” or “27 Nov 12:00”."),
        ),
    ]
    if len(lines) > 1:
        blocks += _choices(say, lines, say("Which figures?"), ticked)
    title, submit = say("Checking until"), say("Tell everybody")
    return modal(ids.MODAL_CHECKING, title, blocks, submit=submit, close=say("Cancel"), metadata=rendering)


def edit_modal(say: Speaker, promise: Promise, *, answer_by: str, team: Sequence[str], rendering: str) -> View:
    """Return the form for what touches no figure; `answer_by` is the date as it stands, `team` are Slack ids."""
    blocks = [
        about(promise, say("The thread is told. Nothing that was agreed is touched by this.")),
        field(
            ids.BLOCK_TITLE,
            say("What is it about?"),
            text_input(initial=promise.title, most=_NAME),
            optional=True,
        ),
    ]
    if promise.state is not PromiseState.SIGNED_OFF:
        blocks.append(
            field(
                ids.BLOCK_NEEDED_BY,
                say("Answer by"),
                text_input(initial=answer_by, most=_NAME),
                hint=say("When the client needs an answer: “tomorrow 12:00”, “Friday 14:00”, “27 Nov 12:00”."),
            )
        )
    blocks += [
        field(
            ids.BLOCK_AWARD_ON,
            say("Award expected on"),
            datepicker(promise.award_on, say("Choose a day")),
            optional=True,
        ),
        field(
            ids.BLOCK_TEAM,
            say("Account team"),
            people_select(team, say("Choose colleagues")),
            hint=say("They act for sales on this promise, and never sign for operations on it."),
            optional=True,
        ),
        field(
            ids.BLOCK_LINK,
            say("Link to the tender’s documents"),
            text_input(initial=promise.link, placeholder="https://…", most=_LINK),
            optional=True,
        ),
        field(ids.BLOCK_NOTES, say("Notes"), text_input(multiline=True, initial=promise.notes), optional=True),
    ]
    title, submit = say("Edit"), say("Save")
    return modal(ids.MODAL_EDIT, title, blocks, submit=submit, close=say("Cancel"), metadata=rendering)


def restate_modal(say: Speaker, promise: Promise, *, rendering: str) -> View:
    """Return the form for another client or other conditions."""
    lead = say("This makes every figure a new one: every area is asked again, and what was agreed is open.")
    if promise.in_force:
        lead += " " + say("What is signed off stays in force until everything new is agreed.")
    blocks = [
        about(promise, lead),
        field(ids.BLOCK_CLIENT, say("Client"), text_input(initial=promise.client, most=_NAME)),
        field(
            ids.BLOCK_CONDITIONS,
            say("Conditions for all figures, one a line"),
            text_input(
                multiline=True,
                initial="\n".join(promise.conditions),
                placeholder=say("forecast within ±10 %"),
            ),
            optional=True,
        ),
        reason_field(say, "", hint=say("Everybody in the thread reads it.")),
    ]
    title, submit = say("Client, conditions"), say("Ask again")
    return modal(ids.MODAL_RESTATE, title, blocks, submit=submit, close=say("Cancel"), metadata=rendering)


def reassign_modal(
    say: Speaker, promise: Promise, *, areas: Sequence[Slot], others: Sequence[Slot], rendering: str
) -> View:
    """Return the form that hands one of `areas` over to one of `others`, on this promise alone."""
    lead = say(
        "For this promise only. What the area has agreed to stays agreed; everything else the new area is asked."
    )
    ours = [option(slot.area, slot.id) for slot in areas[:_MOST_OPTIONS]]
    to = [option(slot.area, slot.id) for slot in others[:_MOST_OPTIONS]]
    blocks = [
        about(promise, lead),
        field(ids.BLOCK_AREA, say("Area that is asked now"), select(ours, say("Choose an area"))),
        field(ids.BLOCK_TO, say("Area that answers instead"), select(to, say("Choose an area"))),
        reason_field(say, "", hint=say("Everybody in the thread reads it.")),
    ]
    title, submit = say("Another area"), say("Hand over")
    return modal(ids.MODAL_REASSIGN, title, blocks, submit=submit, close=say("Cancel"), metadata=rendering)


def move_modal(say: Speaker, promise: Promise, *, lines: Sequence[TermVersion], rendering: str) -> View:
    """Return the form that asks whether a figure holds alone."""
    lead = say("Its areas are asked whether the figure holds alone. When all say so, it gets a promise of its own.")
    options = [figure_option(line, say) for line in lines]
    blocks = [
        about(promise, lead),
        field(ids.BLOCK_TERMS, say("Figure"), select(options, say("Choose a figure"))),
        reason_field(say, "", hint=say("Everybody in the thread reads it.")),
    ]
    title, submit = say("Own promise"), say("Ask the areas")
    return modal(ids.MODAL_MOVE, title, blocks, submit=submit, close=say("Cancel"), metadata=rendering)


def end_modal(say: Speaker, promise: Promise, *, rendering: str) -> View:
    """Return the form that gives a renegotiation up."""
    lead = say("What was jointly signed off stays exactly as it is; everything that was proposed since goes.")
    blocks = [about(promise, lead), reason_field(say, "", hint=say("Everybody in the thread reads it."))]
    title, submit = say("End renegotiation"), say("End it")
    return modal(ids.MODAL_END_RENEGOTIATION, title, blocks, submit=submit, close=say("Cancel"), metadata=rendering)


def cannot_keep_modal(say: Speaker, promise: Promise, *, lines: Sequence[TermVersion], rendering: str) -> View:
    """Return the form in which an owner says that figures in force cannot be kept any more."""
    lead = say(
        "From that moment no client is told these figures, and whoever passed them on gets a message. "
        "In the house they stay binding until they are renegotiated."
    )
    blocks = [
        about(promise, lead),
        *_choices(say, lines, say("What cannot be kept any more?"), ()),
        reason_field(say, "", hint=say("What has changed? Sales answers it to the client.")),
    ]
    title, submit = say("Cannot be kept"), say("Say so now")
    return modal(ids.MODAL_CANNOT_KEEP, title, blocks, submit=submit, close=say("Cancel"), metadata=rendering)


def keep_again_modal(say: Speaker, promise: Promise, *, lines: Sequence[TermVersion], rendering: str) -> View:
    """Return the form in which an owner says that figures can be kept after all."""
    blocks = [
        about(promise, say("The figures may be told to the client again, as they were signed off.")),
        *_choices(say, lines, say("What can be kept after all?"), ()),
        reason_field(say, "", hint=say("Everybody in the thread reads it.")),
    ]
    title, submit = say("Can be kept after all"), say("Say so now")
    return modal(ids.MODAL_KEEP_AGAIN, title, blocks, submit=submit, close=say("Cancel"), metadata=rendering)


def _choices(say: Speaker, lines: Sequence[TermVersion], label: str, ticked: Collection[str]) -> list[Block]:
    """Return one or two blocks of checkboxes: Slack shows ten at most in one."""
    options = [figure_option(line, say) for line in lines]
    two, single = len(options) > MOST_CHOICES, len(options) == 1
    first = checkboxes(options[:MOST_CHOICES], chosen=single, ticked=ticked)
    blocks = [field(ids.BLOCK_TERMS, label, first, optional=two)]
    if two:
        rest = checkboxes(options[MOST_CHOICES:], ticked=ticked)
        blocks.append(field(ids.BLOCK_TERMS_2, say("More figures"), rest, optional=True))
    return blocks
