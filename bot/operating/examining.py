"""`promise-bot doctor`: looks at everything that has to be set up, and says how to mend what is not."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from bot import logs
from bot.locale import Speaker
from bot.settings import Problem, Purpose, Settings, SettingsError, load_here
from bot.terminal import in_words

if TYPE_CHECKING:
    from bot.doctor.checks import Finding
    from bot.doctor.facts import Facts

    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: _Commands, say: Speaker) -> None:
    """Add the command."""
    about = say("look at everything that has to be set up, and say how to mend what is not")
    parser = commands.add_parser("doctor", help=about, description=about)
    parser.add_argument("--json", action="store_true", help=say("print JSON"))
    parser.set_defaults(command=doctor)


def doctor(arguments: argparse.Namespace, say: Speaker) -> int:
    """Print one line a check; return 0 when nothing fails, otherwise 1."""
    from bot.doctor.checks import all_is_well, findings, not_checked
    from bot.slack.manifest import SCOPES

    settings, problems = _settings()
    logs.setup("ERROR", settings.secrets if settings else ())
    with in_words(say):
        facts = _facts(settings, [problem.said(say) for problem in problems])
    found = findings(facts, SCOPES)
    print(_as_json(found, say) if arguments.json else _as_lines(found, not_checked(found), say))
    return 0 if all_is_well(found) else 1


def _settings() -> tuple[Settings | None, list[Problem]]:
    """Return the settings, as far as they can be read, and everything that is wrong with them."""
    try:
        return load_here(Purpose.RUN), []
    except SettingsError as error:
        problems = error.problems
    try:
        return load_here(), problems
    except SettingsError:
        return None, problems


def _facts(settings: Settings | None, problems: list[str]) -> Facts:
    from bot.clock import SystemClock
    from bot.doctor.collect import collect
    from bot.office import web_client

    client = web_client(settings or Settings())
    return collect(settings, problems, client, SystemClock().real_now)


def _as_lines(found: list[Finding], missing: list[str], say: Speaker) -> str:
    from bot.doctor.words import said

    lines = [f"{finding.level:<5} {finding.check:<9} {_one_line(said(finding, say))}" for finding in found]
    if missing:
        lines.append(say("Not checked, because something above comes first: {checks}", checks=say.items(missing)))
    return "\n".join(lines)


def _as_json(found: list[Finding], say: Speaker) -> str:
    from bot.doctor.checks import all_is_well, not_checked
    from bot.doctor.words import said

    checks = [
        {"check": one.check, "level": one.level, "code": one.code, "text": _one_line(said(one, say))} for one in found
    ]
    whole = {"ok": all_is_well(found), "checks": checks, "not_checked": not_checked(found)}
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _one_line(text: str) -> str:
    return logs.masked(" ".join(text.split()))
