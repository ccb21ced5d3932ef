"""One promise on which a person owes an answer: what is asked, until when, and the buttons that answer it."""

from __future__ import annotations

from bot.domain.overview import Owing
from bot.domain.promise import Promise, TermVersion
from bot.slack import ids
from bot.slack.render.blocks import Block, actions, button, cut_mrkdwn, fitting, link_button, section, typed
from bot.slack.render.card import answer_buttons
from bot.slack.render.cast import Cast
from bot.slack.render.figure import answer_by, bold_figure, figure_with_conditions, number, sentence, short
from bot.slack.render.standing import standings

_LINE = 400
_SECTION = 2900
_TITLE = 120


def owed_blocks(owing: Owing, cast: Cast, rendering: str) -> list[Block]:
    """Return a section and its buttons; what a button may do is checked when it is pressed."""
    lines = [cut_mrkdwn(f"• {_line(owing, line, cast)}", _LINE) for line in owing.lines]
    kept, rest = fitting(lines, _SECTION - 600)
    if rest:
        kept.append(cast.say("and {n} more", n=rest))
    text = "\n".join([_title(owing.promise, cast), *_why(owing, cast), *kept])
    return [section(cut_mrkdwn(text, _SECTION)), actions(*_buttons(owing, cast, rendering))]


def owed_text(owing: Owing, cast: Cast) -> str:
    """Return the same as one sentence."""
    figures = "; ".join(figure_with_conditions(line.term, cast.say) for line in owing.lines)
    head = f"{short(owing.promise, cast)}, {answer_by(owing.promise, cast)}"
    why = " ".join(_why(owing, cast))
    return " ".join(part for part in (f"{head}.", why, f"{figures}.") if part)


def open_button(promise: Promise, cast: Cast) -> list[Block]:
    """Return the button that leads to the card, where it is posted."""
    link = cast.links.get(promise.id)
    return [link_button(cast.say("Open thread"), ids.OPEN, link)] if link else []


def _title(promise: Promise, cast: Cast) -> str:
    title = typed(promise.title, _TITLE)
    name = f"{short(promise, cast)} · {title}" if title else short(promise, cast)
    return f"*{name}*\n{sentence(answer_by(promise, cast))}"


def _why(owing: Owing, cast: Cast) -> list[str]:
    if owing.as_sales:
        return [cast.say("Operations objected or made a counter: accept it, revise, drop the figure or withdraw.")]
    if owing.as_backup:
        areas = cast.say.items([typed(area, 80) for area in owing.areas])
        return [cast.say("{areas} has not answered yet; the deputy may answer too.", areas=areas)]
    return []


def _line(owing: Owing, line: TermVersion, cast: Cast) -> str:
    figure = bold_figure(line.term, cast.say)
    return " · ".join([figure, *standings(owing.promise, line, cast)]) if owing.as_sales else figure


def _buttons(owing: Owing, cast: Cast, rendering: str) -> list[Block]:
    name = number(owing.promise)
    more = button(cast.say("More…"), ids.MORE, rendering, spoken=cast.say("More about {number}", number=name))
    ways = [more, *open_button(owing.promise, cast)]
    if not owing.as_sales:
        return [*answer_buttons(owing.promise, cast, rendering), *ways]
    revise = button(cast.say("Revise…"), ids.REVISE, rendering, spoken=cast.say("Revise {number}", number=name))
    return [revise, *ways]
