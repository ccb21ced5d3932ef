"""The App Home tab: what this person owes, and what they wait for."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.overview import Desk
from bot.domain.promise import Promise, PromiseId
from bot.slack import ids
from bot.slack.render.blocks import MOST_VIEW_BLOCKS, Block, View, button, context, divider, header, section
from bot.slack.render.cast import Cast
from bot.slack.render.figure import answer_by, number, sentence, short
from bot.slack.render.help import usual_command
from bot.slack.render.owed import owed_blocks
from bot.slack.render.people import waiting

_MOST_OWED = 20
_MOST_AWAITED = 30


def home(desk: Desk, cast: Cast, *, renderings: Mapping[PromiseId, str]) -> View:
    """Return the tab; `renderings` are what the buttons carry, promise by promise."""
    say, command = cast.say, usual_command(cast.say)
    blocks = [header(say("Waiting for my answer"))]
    for owing in desk.owes[:_MOST_OWED]:
        blocks += owed_blocks(owing, cast, renderings[owing.promise.id])
    blocks += _rest(len(desk.owes) - _MOST_OWED, "owed", cast, command)
    if not desk.owes:
        blocks.append(section(say("Nothing is open.")))
    blocks += [divider(), header(say("What I wait for"))]
    blocks += [_awaited(promise, cast, renderings.get(promise.id)) for promise in desk.waits_for[:_MOST_AWAITED]]
    blocks += _rest(len(desk.waits_for) - _MOST_AWAITED, "mine", cast, command)
    if not desk.waits_for:
        blocks.append(section(say("No answer is outstanding.")))
    blocks.append(
        context(say("`{command}` opens a new promise, `{command} help` shows what else works.", command=command))
    )
    return {"type": "home", "blocks": blocks[:MOST_VIEW_BLOCKS]}


def _awaited(promise: Promise, cast: Cast, rendering: str | None) -> Block:
    missing = waiting(promise, cast)
    spoken = cast.say("More about {number}", number=number(promise))
    more = button(cast.say("More…"), ids.MORE, rendering, spoken=spoken) if rendering else None
    return section(f"*{short(promise, cast)}*\n{sentence(answer_by(promise, cast))} · {missing}", more)


def _rest(count: int, which: str, cast: Cast, command: str) -> list[Block]:
    if count <= 0:
        return []
    return [context(cast.say("and {n} more: `{command} list {which}`", n=count, command=command, which=which))]
