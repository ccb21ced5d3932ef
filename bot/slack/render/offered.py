"""What a person may do with a promise, as buttons in few groups: answering, changing, and what follows a sign-off."""

from __future__ import annotations

from bot.domain.possible import Possible
from bot.domain.promise import Promise, PromiseState
from bot.locale import phrase
from bot.slack import ids
from bot.slack.render.blocks import Block, actions, button, context, divider
from bot.slack.render.cast import Cast

_SIGNED = phrase("What is signed off")
_GROUPS = (
    (
        phrase("Answer"),
        (
            ("agree", phrase("We can keep it"), ids.AGREE),
            ("counter", phrase("Counter…"), ids.COUNTER),
            ("object", phrase("Object…"), ids.OBJECT),
            ("check", phrase("Checking until…"), ids.CHECKING),
            ("confirm_move", phrase("Holds alone"), ids.CONFIRM_MOVE),
            ("retract", phrase("Take agreement back"), ids.RETRACT),
            ("phone", phrase("Agreed by phone…"), ids.PHONE),
        ),
    ),
    (
        phrase("Figures"),
        (
            ("revise", phrase("Revise…"), ids.REVISE),
            ("drop", phrase("Drop a figure…"), ids.DROP),
            ("move", phrase("Own promise…"), ids.MOVE),
            ("restate", phrase("Client or conditions…"), ids.RESTATE),
        ),
    ),
    (
        _SIGNED,
        (
            ("renegotiate", phrase("Renegotiate…"), ids.RENEGOTIATE),
            ("cannot_keep", phrase("Cannot be kept any more…"), ids.CANNOT_KEEP),
            ("keep_again", phrase("Can be kept after all…"), ids.KEEP_AGAIN),
            ("end_renegotiation", phrase("End renegotiation…"), ids.END_RENEGOTIATION),
        ),
    ),
    (
        phrase("The promise"),
        (
            ("edit", phrase("Edit…"), ids.EDIT),
            ("reassign", phrase("Another area…"), ids.REASSIGN),
            ("visibility", phrase("Who may see it…"), ids.VISIBILITY),
            ("copy", phrase("Copy as new draft"), ids.COPY),
            ("template", phrase("Save as template…"), ids.TEMPLATE),
            ("withdraw", phrase("Withdraw…"), ids.WITHDRAW),
        ),
    ),
)


def offered(promise: Promise, may: Possible, rendering: str, cast: Cast) -> list[Block]:
    """Return the buttons, a row a group with its name above; nothing where nothing is possible."""
    blocks: list[Block] = []
    is_beginning = may.renegotiate and promise.state is PromiseState.SIGNED_OFF
    for title, ways in _GROUPS:
        buttons = [
            button(cast.say(label), action_id, rendering) for name, label, action_id in ways if getattr(may, name)
        ]
        if buttons:
            blocks += [context(f"*{cast.say(title)}*"), actions(*buttons)]
        if is_beginning and title == _SIGNED:
            blocks.append(context(cast.say("While it is renegotiated, what is signed off stays in force.")))
    return [divider(), *blocks] if blocks else []
