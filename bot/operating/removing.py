"""`promise-bot forget` and `promise-bot retention`: what goes for good, always shown before it goes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.locale import Speaker
from bot.settings import Purpose, load_here
from bot.terminal import Failed, in_words

if TYPE_CHECKING:
    from bot.office import Office
    from bot.use_cases.forgetting import Memory
    from bot.use_cases.retaining import Expired

    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_forget(commands: _Commands, say: Speaker) -> None:
    """Add `forget`."""
    about = say("forget a person: who they are, what they typed and what was meant for them")
    parser = commands.add_parser("forget", help=about, description=about)
    parser.add_argument("user", metavar="USER", help=say("a Slack id or a @handle"))
    parser.add_argument("--yes", action="store_true", help=say("do not ask"))
    parser.set_defaults(command=_forget)


def add_retention(commands: _Commands, say: Speaker) -> None:
    """Add `retention`."""
    about = say("what is older than the setting retention_months; nothing goes without that setting")
    parser = commands.add_parser("retention", help=about, description=about)
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--preview", action="store_true", help=say("show what would go (this is what happens anyway)"))
    ways.add_argument("--apply", action="store_true", help=say("remove it for good"))
    parser.set_defaults(command=_retention)


def _office(say: Speaker) -> Office:
    settings = load_here(Purpose.SLACK)
    from bot.office import open_office

    with in_words(say):
        return open_office(settings)


def _forget(arguments: argparse.Namespace, say: Speaker) -> int:
    from bot.use_cases.forgetting import UnknownPerson, forget, memory_of

    office = _office(say)
    with in_words(say):
        try:
            memory = memory_of(office.store, arguments.user)
            if not (arguments.yes or _confirmed(memory, say)):
                raise Failed(say("Nothing was removed."))
            gone = forget(office.store, arguments.user, office.clock.now())
        except UnknownPerson as error:
            text = say("The bot knows nobody called {user}. Nothing was removed.", user=arguments.user)
            raise Failed(text) from error
        print(say("{name} is forgotten: “a former colleague” from now on. Removed:", name=gone.name))
        print(_kept(gone, say))
        print(_what_next(office, gone, say), end="")
        office.store.database.compact()
    return 0


def _confirmed(memory: Memory, say: Speaker) -> bool:
    name = f"{memory.name} ({memory.user_id})"
    print(say("The bot knows of {name}, and would remove for good:", name=name))
    print(_kept(memory, say))
    question = say("What they signed stays valid, without their name. Type “yes” to forget them: ")
    print(question, end="", flush=True)
    answer = sys.stdin.readline().strip().casefold()
    return answer in ("yes", say("yes").casefold())


def _kept(memory: Memory, say: Speaker) -> str:
    lines = [say("who they are: Slack id, @handle, language, time zone, conversation with the bot")]
    lines += _counted(memory.rows, say)
    if memory.settings:
        lines.append(say("their place in the settings: {keys}", keys=", ".join(memory.settings)))
    return "\n".join(f"- {line}" for line in lines)


def _what_next(office: Office, gone: Memory, say: Speaker) -> str:
    lines = []
    if gone.empty_areas:
        areas = say.items(gone.empty_areas)
        lines.append(say("Nobody is left in {areas}: promise-bot import owners owners.csv", areas=areas))
    if gone.without_sales:
        numbers = say.items([f"P-{number}" for number in gone.without_sales])
        lines.append(say("Nobody of sales is left for {numbers}, which is still open.", numbers=numbers))
    if gone.is_still_there:
        lines.append(say("They are still in Slack: the bot learns of them anew, as somebody without a past."))
    if _is_named_in_environment(office, gone):
        lines.append(say(".env still names them; take them out there, or the next start puts them back."))
    return "".join(f"{line}\n" for line in lines)


def _is_named_in_environment(office: Office, gone: Memory) -> bool:
    known = office.settings
    words = (*known.default_slot_members, *known.default_slot_backup, *known.admins, *known.leads)
    return not {word.casefold() for word in words}.isdisjoint({gone.name.casefold(), gone.user_id.casefold()})


def _retention(arguments: argparse.Namespace, say: Speaker) -> int:
    from bot.use_cases.retaining import expired, remove_expired

    office = _office(say)
    with in_words(say):
        now = office.clock.now()
        found = (remove_expired if arguments.apply else expired)(office.store, now)
        if found is None:
            text = say(
                "Everything is kept: retention_months is not set (promise-bot settings set retention_months 36)."
            )
            if arguments.apply:
                raise Failed(text)
            print(text)
            return 0
        print(_shown(found, office, say, is_gone=arguments.apply))
        if arguments.apply:
            office.store.database.compact()
    return 0


def _shown(found: Expired, office: Office, say: Speaker, *, is_gone: bool) -> str:
    before = say.date(found.before.astimezone(ZoneInfo(office.settings.timezone)).date())
    if not (found.promises or found.rows):
        return say("Nothing is older than {before}.", before=before)
    removed, would_go = (
        say("Removed, from before {before}:", before=before),
        say("Would go, from before {before}:", before=before),
    )
    lines = [removed if is_gone else would_go]
    for ended in found.promises:
        client = ended.client or say("confidential")
        at = say.date(ended.ended_at.astimezone(ZoneInfo(office.settings.timezone)).date())
        lines.append(say("- P-{number} · {client} · ended {at}", number=ended.number, client=client, at=at))
    return "\n".join([*lines, *(f"- {line}" for line in _counted(found.rows, say))])


def _counted(rows: Mapping[str, int], say: Speaker) -> list[str]:
    """Return what people call the rows of a table; tables without a name of their own go with the others."""
    many = {
        "comments": say.many("{n} comment", "{n} comments", rows.get("comments", 0)),
        "drafts": say.many("{n} draft", "{n} drafts", rows.get("drafts", 0)),
        "outbox": say.many("{n} message of the bot", "{n} messages of the bot", rows.get("outbox", 0)),
        "inbox": say.many("{n} event that arrived", "{n} events that arrived", rows.get("inbox", 0)),
        "seats": say.many("{n} seat in an area", "{n} seats in areas", rows.get("seats", 0)),
    }
    named = [text for table, text in many.items() if rows.get(table)]
    rest = sum(number for table, number in rows.items() if table not in many and table != "promises")
    return [*named, say.many("{n} further entry", "{n} further entries", rest)] if rest else named
