"""What is known already about the client of a draft: figures that are being negotiated, and how the name is spelt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.promise import Promise
from bot.domain.terms import Term
from bot.slack import ids
from bot.slack.render.blocks import Block, button, cut_mrkdwn, section, typed
from bot.slack.render.cast import Cast
from bot.slack.render.figure import figure, short

_MOST_NAMES = 3
_MOST_DUPLICATES = 10


def known_already(
    cast: Cast, duplicates: Iterable[tuple[Term, Promise]], usual_names: Sequence[str], draft_id: str
) -> list[Block]:
    """Return what to look at before posting; `duplicates` are standing figures with their promises.

    Each usual name is a button that puts it into the draft.
    """
    return [*_names(cast, usual_names, draft_id), *_standing(cast, list(duplicates))]


def _names(cast: Cast, names: Sequence[str], draft_id: str) -> list[Block]:
    return [
        section(
            cast.say("ℹ️ There is a client *{name}* already. Is it the same?", name=typed(name, 80)),
            button(
                cast.say("Use this name"),
                ids.USE_NAME,
                f"{draft_id} {name}",
                spoken=cast.say("Use the name {name}", name=name),
            ),
        )
        for name in names[:_MOST_NAMES]
    ]


def _standing(cast: Cast, duplicates: list[tuple[Term, Promise]]) -> list[Block]:
    if not duplicates:
        return []
    lead = cast.say("⚠️ For this client, this is being negotiated already:")
    lines = [f"• {short(promise, cast)}: {figure(term, cast.say)}" for term, promise in duplicates[:_MOST_DUPLICATES]]
    rest = len(duplicates) - len(lines)
    if rest:
        lines.append(cast.say("and {n} more", n=rest))
    return [section(cut_mrkdwn("\n".join([lead, *lines]), 2900))]
