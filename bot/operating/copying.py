"""`promise-bot copy-database FROM TO`: how to move from SQLite to PostgreSQL, and back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot.locale import Speaker
from bot.progress import Progress
from bot.setting_values import Malformed, database_url
from bot.terminal import Failed, in_words

if TYPE_CHECKING:
    from storage.copying import Copied

    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: _Commands, say: Speaker) -> None:
    """Add `copy-database`."""
    about = say("copy everything from one database into another that is empty, while the bot is stopped")
    parser = commands.add_parser("copy-database", help=about, description=about)
    for name, words in (
        ("FROM", say("a database address such as sqlite:///promise-bot.db")),
        ("TO", say("a database address such as postgresql://user:password@host/promisebot")),
    ):
        parser.add_argument(name.lower(), metavar=name, type=_address(say), help=words)
    parser.set_defaults(command=_copy)


def _address(say: Speaker) -> Callable[[str], str]:
    def address(text: str) -> str:
        try:
            return database_url(text)
        except Malformed as malformed:
            raise argparse.ArgumentTypeError(say(malformed.text, key=say("it"), value=malformed.value)) from malformed

    return address


def _copy(arguments: argparse.Namespace, say: Speaker) -> int:
    given = vars(arguments)
    with in_words(say):
        done = _copied(given["from"], given["to"], say)
    rows = say.many("{n} row", "{n} rows", sum(done.rows.values()))
    promises = say.many("{n} promise", "{n} promises", done.whole.promises)
    seals = say.many("{n} seal verified", "{n} seals verified", done.whole.seals)
    print(say("Everything is copied and checked: {what}.", what=f"{promises}, {seals}, {rows}"))
    print(say("Set DATABASE_URL to the new address before the bot is started again."))
    return 0


def _copied(source_url: str, target_url: str, say: Speaker) -> Copied:
    from storage.checking import NotWhole
    from storage.copying import TargetNotEmpty, copy_database
    from storage.database import Database
    from storage.migrate import NotUpToDate

    _refuse_missing(source_url, say)
    if source_url == target_url:
        raise Failed(_not_empty(say))
    with closing(Database(source_url)) as source, closing(Database(target_url)) as target:
        source.occupy()
        target.occupy()
        try:
            with Progress(say("Copying"), say) as copying, Progress(say("Checking"), say) as checking:
                return copy_database(source, target, copying, checking)
        except TargetNotEmpty as error:
            raise Failed(_not_empty(say)) from error
        except NotUpToDate as error:
            text = say("Both databases have to be up to date: run promise-bot migrate with each of them first.")
            raise Failed(text) from error
        except NotWhole as error:
            raise Failed(say("It cannot be trusted, and nothing was kept: {reason}", reason=error)) from error


def _not_empty(say: Speaker) -> str:
    return say("The database to copy to is not empty. Nothing was changed.")


def _refuse_missing(url: str, say: Speaker) -> None:
    """An SQLite file that is not there would be made, and then be found to be empty."""
    from sqlalchemy.engine import make_url

    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        raise Failed(say("There is no database yet: {file}", file=parsed.database))
