"""What stands under a field that cannot be taken as typed: plain text, as Slack shows it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.promise import MOST_TERMS
from bot.figures import Doubt, FigureError, MomentError, explain
from bot.locale import Speaker, phrase
from bot.slack.render.blocks import cut
from bot.slack.render.figure import language

_MOST = 2000
_MOST_PROBLEMS = 4

_PROBLEMS: Mapping[str, str] = {
    "client_missing": phrase("Whom is it promised to? Please name the client."),
    "client_too_long": phrase("A client's name has at most 300 characters."),
    "figures_missing": phrase("Please write at least one figure, for example: 40 agents in Leipzig by 1 Feb"),
    "too_many_figures": phrase("A promise holds at most {most} figures. Please split it into two promises."),
    "same_figure_twice": phrase("The same figure stands here twice. Please delete one of the lines."),
    "reason_missing": phrase("A reason is missing. One sentence is enough, so that the other side can answer."),
    "terms_missing": phrase("Please choose at least one figure."),
}


def field_error(problems: Sequence[FigureError | MomentError | tuple[int, Doubt] | str], say: Speaker) -> str:
    """Return the words for one field: unreadable lines, judgements as (line number, doubt), or codes of forms."""
    said = [_words(problem, say) for problem in problems[:_MOST_PROBLEMS]]
    rest = len(problems) - len(said)
    if rest:
        said.append(say("{n} more", n=rest))
    return cut("\n".join(said), _MOST)


def _words(problem: FigureError | MomentError | tuple[int, Doubt] | str, say: Speaker) -> str:
    if isinstance(problem, str):
        return say(_PROBLEMS[problem], most=MOST_TERMS)
    if isinstance(problem, tuple):
        number, doubt = problem
        return say("Line {line}: {problem}", line=number, problem=explain(doubt, language(say)))
    return explain(problem, language(say))
