"""`promise-bot export promises`: a CSV file with one row a figure, for a spreadsheet.

Without `--as` it holds what the whole workspace may see, with it what that person may see (rule 9).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.locale import Speaker, phrase, speaker
from bot.operating import spreadsheet
from bot.operating.colleagues import colleague
from bot.settings import Purpose, load_here
from bot.terminal import Failed, in_words

if TYPE_CHECKING:
    from bot.office import Office
    from bot.use_cases.exporting import FigureRow
    from bot.use_cases.people import Person

    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]

COLUMNS = (
    (phrase("Promise"), phrase("its number, such as P-12")),
    (phrase("Client"), phrase("for whom it is; a figure in force names whom it was signed off for")),
    (phrase("Title"), phrase("what it is about")),
    (phrase("State"), phrase("of the whole promise: negotiating, jointly signed off, being renegotiated, withdrawn")),
    (phrase("Figure"), phrase("as the bot writes it, in the workspace's language")),
    (phrase("Conditions"), phrase("what it rests on: always to be said with it")),
    (phrase("Areas"), phrase("those whose signature the figure needs")),
    (
        phrase("Status"),
        phrase("of the figure: awaiting, contested, signed, in force, suspended, to be dropped, withdrawn"),
    ),
    (phrase("May be told"), phrase("yes for a figure in force that nobody has said cannot be kept, otherwise no")),
    (phrase("Answer by"), phrase("when the client needs an answer, on the workspace's clock")),
    (phrase("Signed off at"), phrase("when the figure in force was jointly signed off, on the same clock")),
)
"""Title and meaning of each column, in their order."""

_STATES = {
    "negotiating": phrase("negotiating"),
    "signed_off": phrase("jointly signed off"),
    "renegotiating": phrase("being renegotiated"),
    "withdrawn": phrase("withdrawn"),
}
_STANDINGS = {
    "awaiting": phrase("awaiting"),
    "contested": phrase("contested"),
    "signed": phrase("signed"),
    "in_force": phrase("in force"),
    "suspended": phrase("suspended"),
    "leaving": phrase("to be dropped"),
    "withdrawn": phrase("withdrawn"),
}
_ASKING_AT_MOST = timedelta(minutes=5)
"""How long Slack is asked who is in which private channel; nobody waits at a form here."""


def add(commands: _Commands, say: Speaker) -> None:
    """Add the command with the one kind of file that there is."""
    about = say("write promises to a file")
    kinds = commands.add_parser("export", help=about, description=about).add_subparsers(metavar="KIND", required=True)
    parser = kinds.add_parser(
        "promises",
        help=say("one row a figure, as a CSV file for a spreadsheet"),
        description=say("Writes one row a figure, as a CSV file for a spreadsheet."),
        epilog=_explained(say),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", type=Path, help=say("a file that is not there yet; - prints it"))
    parser.add_argument(
        "--as", dest="reader", metavar="USER", help=say("a Slack id or @handle: with all that this person may see")
    )
    parser.set_defaults(command=_export)


def _explained(say: Speaker) -> str:
    titles = [say(title) for title, _ in COLUMNS]
    width = max(map(len, titles))
    columns = [f"  {title:<{width}}  {say(about)}" for title, (_, about) in zip(titles, COLUMNS, strict=True)]
    notes = (
        phrase("Without --as the file holds only what everybody in the workspace may see."),
        phrase("The cells are in the workspace's language, with commas between them (in German semicolons)."),
        phrase("What a spreadsheet would take for a formula has an apostrophe in front."),
    )
    return "\n".join([say("Columns:"), *columns, "", *map(say, notes)])


def _export(arguments: argparse.Namespace, say: Speaker) -> int:
    settings = load_here(Purpose.SLACK)
    from bot.office import open_office
    from bot.use_cases.exporting import figures
    from bot.use_cases.glancing import workspace

    with in_words(say):
        try:
            with spreadsheet.new_file(arguments.file) as file:
                office = open_office(settings)
                reader = _reader(office, arguments.reader, say) if arguments.reader else None
                language = workspace(office.store).language
                rows = _table(figures(office.store, reader), speaker(language))
                spreadsheet.write(file, rows, delimiter=";" if language == "de" else ",")
        except FileExistsError as error:
            text = phrase("{file} is there already and stays as it is; name another file.")
            raise Failed(say(text, file=arguments.file)) from error
    return 0


def _reader(office: Office, word: str, say: Speaker) -> Person:
    """Return the person with the private channels that they are in at this moment."""
    from bot.office import learn_people
    from bot.slack.gateway import Gateway
    from bot.slack.membership import Memberships
    from bot.use_cases.glancing import homes
    from bot.use_cases.people import fresh_person

    user_id = colleague(learn_people(office), word, say)
    person = fresh_person(office.store, user_id, office.clock.now())
    assert person is not None, "everybody in the roll is known"
    memberships = Memberships(Gateway(office.client), office.clock.real_now, _ASKING_AT_MOST)
    return replace(person, channels=memberships.of(user_id, homes(office.store)))


def _table(rows: Iterator[FigureRow], say: Speaker) -> Iterator[list[str]]:
    yield [say(title) for title, _ in COLUMNS]
    for row in rows:
        yield _cells(row, say)


def _cells(row: FigureRow, say: Speaker) -> list[str]:
    return [
        f"P-{row.number}",
        spreadsheet.defused(row.client),
        spreadsheet.defused(row.title),
        say(_STATES[row.state]),
        spreadsheet.defused(row.figure),
        spreadsheet.defused("; ".join(row.conditions)),
        spreadsheet.defused(", ".join(row.areas)),
        say(_STANDINGS[row.standing]),
        say("yes") if row.may_be_told else say("no"),
        _moment(row.needed_by),
        _moment(row.signed_off_at) if row.signed_off_at else "",
    ]


def _moment(at: datetime) -> str:
    """Return a time as every spreadsheet reads it, whatever its language."""
    return at.strftime("%Y-%m-%d %H:%M")
