"""What is wrong with an owners' table, in words for whoever edits the file."""

from __future__ import annotations

from bot.locale import Speaker, phrase
from bot.use_cases.owners import CsvError, CsvProblem

_WORDS = {
    CsvProblem.COLUMNS: phrase("the first line must name the columns, of which metric, area and members: {word}"),
    CsvProblem.NO_ROWS: phrase("there is no rule below the first line"),
    CsvProblem.TOO_MANY_CELLS: phrase("more cells than columns; put quotation marks around a cell with a comma in it"),
    CsvProblem.METRIC_UNKNOWN: phrase("metric “{word}” is not known; for example headcount, or * for all"),
    CsvProblem.AREA_MISSING: phrase("the area is missing, for example WFM"),
    CsvProblem.MEMBERS_MISSING: phrase("members are missing, for example @wim; several are separated by spaces"),
    CsvProblem.PERSON_UNKNOWN: phrase("“{word}” is nobody in the workspace; write a Slack id (U…) or a @handle"),
    CsvProblem.RULE_TWICE: phrase("this rule is there twice"),
}


def explain(error: CsvError, say: Speaker) -> str:
    """Return one line: where it is and how to write it."""
    what = say(_WORDS[error.problem], word=error.word)
    return say("Line {line}: {what}", line=error.line, what=what)
