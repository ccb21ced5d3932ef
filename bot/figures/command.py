"""`promise-bot figures`: reads text on standard input and prints the figures that it holds.

- `--json` prints one JSON object a figure; lines that are no figure are skipped, as in running text.
- `--jsonl` takes a JSON object a line (`text`, and optionally `lang` and `today`) and answers each with one line
  {"figures": [...]}; a line that is no such object is answered with {"figures": [], "error": "..."}.
- Without either it prints the canonical lines, and on standard error what was read in a particular way, what is
  doubtful, and why a line is no figure.

The exit status is 0; 1 when a line could not be read (not with --json, where text around figures is expected); 2 for
wrong arguments.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any, NoReturn, TextIO, cast

from bot.figures.as_json import to_json
from bot.figures.explain import explain
from bot.figures.model import FigureError, Language
from bot.figures.phrases import phrases
from bot.figures.text import parse_lines, read_text
from bot.figures.writing import format_term

LANGUAGES = ("de", "en")


class _WrongUse(Exception):
    """The arguments do not fit; its text says how."""


class _Help(argparse.HelpFormatter):
    """Help whose usage begins with a word of the reader's language; argparse knows only English."""

    def __init__(self, usage_prefix: str, prog: str) -> None:
        super().__init__(prog)
        self._usage_prefix = usage_prefix

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Add the usage, with the reader's word before it."""
        super().add_usage(usage, actions, groups, self._usage_prefix if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Raise instead of leaving the program, so that the caller chooses where it is said."""
        raise _WrongUse(f"{self.format_usage()}{self.prog}: {message}")


def run(
    argv: Sequence[str], *, today: date, stdin: TextIO, stdout: TextIO, stderr: TextIO, language: Language = "en"
) -> int:
    """Run the command and return its exit status.

    Args:
        argv: the arguments after "figures".
        today: the day that --today defaults to.
        stdin: the text.
        stdout: gets the figures.
        stderr: gets what a person should know about them.
        language: the language of the help; what is said about figures is said in that of the text, --lang.
    """
    parser = _parser(today, phrases(language).say)
    try:
        options = parser.parse_args(argv)
    except _WrongUse as wrong:
        print(wrong, file=stderr)
        return 2
    if options.help:
        print(parser.format_help(), end="", file=stdout)
        return 0
    if options.jsonl:
        return _json_lines(stdin, stdout, options.lang, options.today)
    if options.json:
        return _json(stdin.read(), stdout, options.lang, options.today)
    return _plain(stdin.read(), stdout, stderr, options.lang, options.today)


def _parser(today: date, say: Callable[[str], str]) -> _Parser:
    parser = _Parser(
        prog="promise-bot figures",
        description=say("Read figures from text on standard input."),
        formatter_class=partial(_Help, say("usage: ")),
        add_help=False,
    )
    options = parser.add_argument_group(say("options"))
    options.add_argument("-h", "--help", action="store_true", help=say("show this help and read nothing"))
    options.add_argument("--lang", choices=LANGUAGES, default="en", help=say("language of the text (en)"))
    options.add_argument(
        "--today",
        type=date.fromisoformat,
        default=today,
        metavar="YYYY-MM-DD",
        help=say("the day from which dates without a year are seen (today)"),
    )
    form = options.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=say("print one JSON object a figure"))
    form.add_argument("--jsonl", action="store_true", help=say("take and answer one JSON object a line"))
    return parser


def _print_json(figure: dict[str, Any], stdout: TextIO) -> None:
    print(json.dumps(figure, ensure_ascii=False), file=stdout)


def _figures(text: str, language: Language, today: date) -> list[dict[str, Any]]:
    return [to_json(reading.term, reading.span) for reading in read_text(text, language, today)]


def _json(text: str, stdout: TextIO, language: Language, today: date) -> int:
    for figure in _figures(text, language, today):
        _print_json(figure, stdout)
    return 0


def _json_lines(stdin: TextIO, stdout: TextIO, language: Language, today: date) -> int:
    status = 0
    for line in stdin:
        if not line.strip():
            continue
        try:
            answer: dict[str, Any] = {"figures": _figures(*_request(line, language, today))}
        except ValueError as error:
            answer, status = {"figures": [], "error": str(error)}, 1
        _print_json(answer, stdout)
        stdout.flush()
    return status


def _request(line: str, language: Language, today: date) -> tuple[str, Language, date]:
    """Return text, language and day of a request; raises ValueError (JSON errors included) for one that is wrong."""
    say = phrases("en").say
    try:
        asked = json.loads(line)
    except RecursionError:
        raise ValueError(say("too deeply nested")) from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise ValueError(say("each line has to be an object with a string “text”"))
    if asked.get("lang", language) not in LANGUAGES:
        raise ValueError(say("“lang” has to be “de” or “en”"))
    day = asked.get("today")
    if day is not None and not isinstance(day, str):
        raise ValueError(say("“today” has to be a date such as “2026-11-23”"))
    return asked["text"], cast(Language, asked.get("lang", language)), date.fromisoformat(day) if day else today


def _plain(text: str, stdout: TextIO, stderr: TextIO, language: Language, today: date) -> int:
    status = 0
    for found in parse_lines(text, language, today):
        if isinstance(found, FigureError):
            print(explain(found, language), file=stderr)
            status = 1
            continue
        print(format_term(found.term, language), file=stdout)
        for notice in found.notices:
            print(explain(notice, language), file=stderr)
    return status
