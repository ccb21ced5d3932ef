"""The command line: reads arguments and settings, calls one function, and says in plain words what went wrong.

Exit codes: 0 done; 1 it did not work (the database, Slack, a file); 2 settings or arguments are missing or malformed.
Each command imports what it needs when it runs, so that `--help` and `figures` answer at once.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import logs
from bot.clock import SystemClock
from bot.locale import Speaker, phrase, speaker
from bot.operating import backing_up, copying, examining, exporting, outbox, removing, setting
from bot.progress import Progress
from bot.setting_values import Malformed, request_url
from bot.settings import Mode, Part, Purpose, SettingsError, language_here, load_here
from bot.terminal import Failed, complain, in_words

if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Command = Callable[[argparse.Namespace, Speaker], int]

PLAYGROUND_PORT = 4800


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command (`sys.argv` unless `argv` is given) and returns the exit code; argparse exits by itself."""
    say = speaker(language_here())
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments[:1] == ["figures"]:  # it has options of its own, in a parser of its own
            return _figures(arguments[1:])
        parser = _parser(say)
        parsed = parser.parse_args(arguments)
        if parsed.command is None:
            parser.print_help(sys.stderr)
            return 2
        command: Command = parsed.command
        return command(parsed, say)
    except SettingsError as error:
        complain(problem.said(say) for problem in error.problems)
        return 2
    except Failed as failed:
        complain([str(failed)])
        return 1
    except KeyboardInterrupt:
        return 130


def _run(arguments: argparse.Namespace, say: Speaker) -> int:
    wanted: Mode | None = arguments.mode
    parts = frozenset(Part(name) for name in arguments.only or Part)
    purpose = Purpose(wanted) if wanted else Purpose.RUN
    settings = load_here(purpose if Part.LISTEN in parts else Purpose.SLACK)
    logs.setup(settings.log_level, settings.secrets, settings.log_format)
    gc.disable()  # looking through modules while they are loaded finds nothing, and takes a while
    from bot.office import UnknownChannel
    from bot.wiring import NotApart, run

    gc.enable()
    with in_words(say):
        try:
            run(settings, settings.mode(wanted), parts)
        except NotApart as error:
            text = phrase("On SQLite one process does everything; --only needs a DATABASE_URL of PostgreSQL.")
            raise Failed(say(text)) from error
        except UnknownChannel as error:
            text = phrase("PROMISES_CHANNEL is no channel that the bot can see; invite the bot to it: {value}")
            raise Failed(say(text, value=error)) from error
    return 0


def _playground(arguments: argparse.Namespace, say: Speaker) -> int:
    from bot.playground.launch import playground

    logs.setup("WARNING")  # the page shows the traffic; here only the address matters
    with in_words(say):
        playground(port=arguments.port, open_browser=arguments.open, data_dir=arguments.data, language=language_here())
    return 0


def _migrate(_arguments: argparse.Namespace, say: Speaker) -> int:
    settings = load_here()
    from storage.database import Database
    from storage.migrate import upgrade

    with in_words(say), Progress(say("Bringing the database up to date"), say) as progress:
        upgrade(Database(settings.database_url), progress)
    print(say("The database is up to date."))
    return 0


def _import_owners(arguments: argparse.Namespace, say: Speaker) -> int:
    settings = load_here(Purpose.SLACK)
    from bot.office import import_owners

    with in_words(say):
        try:
            errors = import_owners(settings, arguments.file)
        except UnicodeDecodeError as error:  # what a spreadsheet writes unless it is told otherwise
            text = phrase("{file} is not in UTF-8; save it as “CSV UTF-8”. Nothing was imported.")
            raise Failed(say(text, file=arguments.file)) from error
    if errors:
        complain([*errors, say("Nothing was imported.")])
        return 1
    print(say("Imported: the rules in {file} now decide who is asked.", file=arguments.file))
    return 0


def _manifest(arguments: argparse.Namespace, _say: Speaker) -> int:
    from bot.slack.manifest import manifest

    print(json.dumps(manifest(arguments.http, language_here()), indent=2, ensure_ascii=False))
    return 0


def _states(_arguments: argparse.Namespace, _say: Speaker) -> int:
    from bot.domain.state_table import mermaid

    print(mermaid().rstrip("\n"))
    return 0


def _figures(arguments: list[str]) -> int:
    from bot.figures.command import run

    today = SystemClock().now().astimezone(ZoneInfo(load_here().timezone)).date()
    streams = {"stdin": sys.stdin, "stdout": sys.stdout, "stderr": sys.stderr}
    return run(arguments, today=today, language="de" if language_here() == "de" else "en", **streams)


def _parser(say: Speaker) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="promise-bot",
        description=say("Sales and operations agree on figures in Slack before a client hears them."),
        epilog=say("Settings come from the environment and from .env in this directory; .env.example explains them."),
    )
    parser.add_argument("--version", action="version", version=f"promise-bot {version('promise-bot')}")
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title=say("commands"), metavar="COMMAND")
    _add_run(commands, say)
    _add_playground(commands, say)
    _add(commands, "migrate", _migrate, say("bring the database up to date"))
    _add_manifest(commands, say)
    _add(commands, "figures", None, say("read figures on standard input (figures --help tells more)"))
    _add(commands, "states", _states, say("print the states of a figure as a Mermaid diagram"))
    _add_import(commands, say)
    for add in (
        exporting.add,
        examining.add,
        setting.add,
        removing.add_forget,
        removing.add_retention,
        backing_up.add,
        copying.add,
        outbox.add,
    ):
        add(commands, say)
    return parser


def _add(commands: _Commands, name: str, command: Command | None, about: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=about, description=about)
    parser.set_defaults(command=command)
    return parser


def _add_run(commands: _Commands, say: Speaker) -> None:
    parser = _add(commands, "run", _run, say("run the bot in a Slack workspace"))
    modes = parser.add_mutually_exclusive_group()
    for mode, about in (
        (Mode.SOCKET, say("Slack is connected to (needs SLACK_APP_TOKEN)")),
        (Mode.HTTP, say("Slack calls the bot on HOST and PORT (needs SLACK_SIGNING_SECRET)")),
    ):
        modes.add_argument(f"--{mode}", dest="mode", action="store_const", const=mode, help=about)
    about = say("do this part of the work alone, to scale the parts apart (PostgreSQL); may be said more than once")
    parser.add_argument("--only", action="append", choices=[str(part) for part in Part], help=about)


def _add_playground(commands: _Commands, say: Speaker) -> None:
    about = say("try the bot in a local workspace in the browser; needs neither Slack nor tokens")
    parser = _add(commands, "playground", _playground, about)
    parser.add_argument(
        "--port", type=_port(say), default=PLAYGROUND_PORT, metavar="N", help=say("where the page is (%(default)s)")
    )
    parser.add_argument("--no-open", dest="open", action="store_false", help=say("do not open a browser"))
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help=say("keep everything in this directory; otherwise it is thrown away")
    )


def _add_manifest(commands: _Commands, say: Speaker) -> None:
    about = say("print the app manifest, to create the app at api.slack.com/apps")
    parser = _add(commands, "manifest", _manifest, about)
    url = say("for an app that Slack calls at this public address; without it, for Socket Mode")
    parser.add_argument("--http", metavar="URL", type=_http_url(say), help=url)


def _add_import(commands: _Commands, say: Speaker) -> None:
    parser = _add(commands, "import", None, say("read a file into the database"))
    kinds = parser.add_subparsers(metavar="KIND", required=True)
    owners = _add(kinds, "owners", _import_owners, say("who answers for which figure, from a CSV file"))
    owners.add_argument("file", metavar="FILE", type=Path)


def _port(say: Speaker) -> Callable[[str], int]:
    def port(text: str) -> int:
        if not text.isascii() or not text.isdecimal() or int(text) > 65535:
            raise argparse.ArgumentTypeError(say("{value} is not a number from 0 (any free port) to 65535", value=text))
        return int(text)

    return port


def _http_url(say: Speaker) -> Callable[[str], str]:
    def url(text: str) -> str:
        try:
            return request_url(text)
        except Malformed as malformed:
            raise argparse.ArgumentTypeError(say(malformed.text, key="URL", value=malformed.value)) from malformed

    return url
