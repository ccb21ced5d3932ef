"""`promise-bot backup` and `restore`: everything the bot knows in one file, checked both ways."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.clock import SystemClock
from bot.locale import Speaker
from bot.progress import Progress
from bot.settings import load_here
from bot.terminal import Failed, in_words

if TYPE_CHECKING:
    from storage.backing_up import BackedUp, Stages

    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: _Commands, say: Speaker) -> None:
    """Add both commands."""
    about = say("write everything into one new file, while the bot works, and check it")
    parser = commands.add_parser("backup", help=about, description=about)
    parser.add_argument("file", metavar="FILE", type=Path, help=say("a file that is not there yet"))
    parser.set_defaults(command=_backup)
    about = say("put a backup into the empty database of DATABASE_URL, while the bot is stopped")
    parser = commands.add_parser("restore", help=about, description=about)
    parser.add_argument("file", metavar="FILE", type=Path, help=say("a file that promise-bot backup has written"))
    parser.set_defaults(command=_restore)


def _backup(arguments: argparse.Namespace, say: Speaker) -> int:
    settings = load_here()
    from sqlalchemy import make_url

    from storage.backing_up import back_up
    from storage.copying import copy_into_file
    from storage.database import Database

    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise Failed(say("There is no database yet: {file}", file=url.database))
    with in_words(say), _file_in_words(say), _told(say) as stages:
        database = Database(settings.database_url)
        done = back_up(database, arguments.file, SystemClock().real_now(), stages, copy_into_file)
    print(say("{file} is written and checked: {what}.", file=arguments.file, what=_what(done, say)))
    return 0


def _restore(arguments: argparse.Namespace, say: Speaker) -> int:
    settings = load_here()
    from sqlalchemy import make_url

    from storage.backing_up import restore_file

    url = make_url(settings.database_url)
    with in_words(say), _file_in_words(say), _told(say) as stages:
        if url.get_backend_name() == "sqlite":
            done = restore_file(arguments.file, Path(url.database or ""), stages)
        else:
            done = _copy_back(arguments.file, settings.database_url, stages)
    print(say("{file} is restored: {what}.", file=arguments.file, what=_what(done, say)))
    print(say("At its next start the bot looks in Slack for what may have been sent since, before it sends anything."))
    return 0


def _copy_back(backup: Path, url: str, stages: Stages) -> BackedUp:
    """Copy a backup into a database that is no SQLite file, brought up to date beside it: it stays as it was."""
    from storage.backing_up import BackedUp, restore_file
    from storage.copying import TargetNotEmpty, copy_database
    from storage.database import Database
    from storage.migrate import upgrade

    silent = replace(stages, copying=lambda _done, _of: None)
    with TemporaryDirectory() as folder:
        file = Path(folder, "backup.db")
        restore_file(backup, file, silent)
        with closing(Database(f"sqlite:///{file}")) as source, closing(Database(url)) as target:
            upgrade(source)
            try:
                copied = copy_database(source, target, stages.copying, stages.checking)
            except TargetNotEmpty as error:
                raise FileExistsError(target.engine.url.render_as_string()) from error
    return BackedUp(sum(copied.rows.values()), copied.whole)


@contextmanager
def _told(say: Speaker) -> Iterator[Stages]:
    from storage.backing_up import Stages

    with Progress(say("Copying"), say) as first, Progress(say("Checking"), say) as second:
        yield Stages(first, second)


@contextmanager
def _file_in_words(say: Speaker) -> Iterator[None]:
    from storage.checking import NotWhole
    from storage.migrate import NotUpToDate

    try:
        yield
    except NotUpToDate as error:
        raise Failed(say("The database is not up to date: run promise-bot migrate first.")) from error
    except FileExistsError as error:
        text = say("{file} is there already, and nothing was changed. Move it away first.", file=error)
        raise Failed(text) from error
    except NotWhole as error:
        raise Failed(say("It cannot be trusted, and nothing was kept: {reason}", reason=error)) from error


def _what(done: BackedUp, say: Speaker) -> str:
    promises = say.many("{n} promise", "{n} promises", done.whole.promises)
    seals = say.many("{n} seal verified", "{n} seals verified", done.whole.seals)
    rows = say.many("{n} row", "{n} rows", done.rows)
    return f"{promises}, {seals}, {rows}"
