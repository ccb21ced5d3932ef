"""`promise-bot outbox`: what waits to be sent, what failed and why; `retry` and `drop` by id, kept in a history.

It asks the database alone, so that it answers while Slack does not. It shows no words of a message and nobody's name.
"""

from __future__ import annotations

import argparse
import json
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.locale import Speaker, phrase
from bot.settings import Settings, load_here
from bot.terminal import complain, in_words

if TYPE_CHECKING:
    from bot.use_cases.undelivered import Undelivered
    from storage.unit_of_work import Store

    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_MOST = 50
_KINDS = {
    "card": phrase("card"),
    "reminder": phrase("reminder"),
    "overdue": phrase("word about a date that has passed"),
    "trouble": phrase("word about a message that failed"),
    "undelivered": phrase("word about a message that failed"),
    "digest": phrase("weekly digest"),
    "phoned": phrase("word about a phone call"),
    "recalled": phrase("word about a figure that cannot be kept any more"),
    "erase": phrase("removal of a message"),
    "": phrase("reply in the thread"),
}
_REFUSALS = {
    "unknown": phrase("{id}: there is no such message"),
    "sent": phrase("{id}: it is in Slack already"),
    "sending": phrase("{id}: it is being sent, or the bot is looking whether it arrived"),
    "waiting": phrase("{id}: it is waiting for its turn already"),
    "dropped": phrase("{id}: it was dropped, because there was nothing left to say or somebody said so"),
}


def add(commands: _Commands, say: Speaker) -> None:
    """Add the command with its verbs; without one it lists."""
    about = say("what waits to be sent to Slack, and what failed and why")
    parser = commands.add_parser("outbox", help=about, description=about)
    parser.add_argument("--json", action="store_true", help=say("print JSON"))
    parser.set_defaults(command=_list)
    verbs = parser.add_subparsers(metavar="VERB")
    lister = verbs.add_parser("list", help=about, description=about)
    lister.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=say("print JSON"))
    for name, text in (
        ("retry", say("send messages again that failed, once their reason is mended")),
        ("drop", say("give messages up that can never be sent")),
    ):
        verb = verbs.add_parser(name, help=text, description=text)
        verb.set_defaults(command=_act, act=name)
        verb.add_argument("ids", metavar="ID", nargs="*" if name == "retry" else "+", type=int)
        if name == "retry":
            verb.add_argument("--all", action="store_true", help=say("everything that failed"))
    text = say("what was tried again or dropped here, and when")
    verbs.add_parser("history", help=text, description=text).set_defaults(command=_history)


def _stores(settings: Settings) -> list[Store]:
    from storage.database import Database
    from storage.migrate import upgrade
    from storage.outbox import teams_in
    from storage.unit_of_work import Store

    database = Database(settings.database_url)
    upgrade(database)
    return [Store(database, team) for team in teams_in(database)]


def _list(arguments: argparse.Namespace, say: Speaker) -> int:
    from bot.use_cases.undelivered import undelivered

    settings = load_here()
    with in_words(say):
        found = [one for store in _stores(settings) for one in undelivered(store, SystemClock().now())]
    if arguments.json:
        print(json.dumps({"messages": [_as_json(one, say) for one in found]}, indent=2, ensure_ascii=False))
        return 0
    if not found:
        print(say("Nothing waits, and nothing failed."))
    zone = ZoneInfo(settings.timezone)
    for one in found[:_MOST]:
        print(_line(one, zone, say))
    if len(found) > _MOST:
        print(say("and {n} more: promise-bot outbox --json", n=len(found) - _MOST))
    return 0


def _line(one: Undelivered, zone: ZoneInfo, say: Speaker) -> str:
    what = say(_KINDS.get(one.kind, _KINDS[""]))
    about = f"{what} P-{one.promise}" if one.promise else what
    where = one.channel or say("direct message")
    state = {"failed": say("failed"), "sending": say("being sent")}.get(one.state, say("waits"))
    return f"{one.id:>6}  {state:<14} {_age(one.age):>7}  {where:<15} {about:<28} {_why(one, zone, say)}".rstrip()


def _why(one: Undelivered, zone: ZoneInfo, say: Speaker) -> str:
    from bot.slack.render.undelivered import REASONS, kind_of

    if one.error is None:
        return ""
    unanswered = phrase("Slack did not answer ({code}).")
    known = REASONS.get(kind_of(one.error))
    answered = one.error.islower() and not one.error.startswith("http_")
    why = say(known or (REASONS[""] if answered else unanswered), code=one.error)
    if one.next_try is None or one.state == "failed":
        return why
    return say("{why} Next try at {time}.", why=why, time=one.next_try.astimezone(zone).strftime("%H:%M:%S"))


def _age(age: timedelta) -> str:
    """Return an age in its largest unit: 40 s, 12 min, 5 h, 3 d."""
    seconds = int(age.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _as_json(one: Undelivered, say: Speaker) -> dict[str, object]:
    return {
        "id": one.id,
        "state": one.state,
        "kind": one.kind,
        "promise": f"P-{one.promise}" if one.promise else None,
        "channel": one.channel,
        "age_seconds": round(one.age.total_seconds()),
        "attempts": one.attempts,
        "error": one.error,
        "why": _why(one, ZoneInfo("UTC"), say) or None,
        "next_try": one.next_try.isoformat() if one.next_try else None,
    }


def _act(arguments: argparse.Namespace, say: Speaker) -> int:
    from bot.use_cases.undelivered import Act, Refusal, act_on, failed

    act, now, everything = Act(arguments.act), SystemClock().real_now(), getattr(arguments, "all", False)
    if not arguments.ids and not everything:
        complain([say("Say which: promise-bot outbox lists the ids (or --all for everything that failed).")])
        return 2
    done, refused = 0, dict.fromkeys(arguments.ids, Refusal.UNKNOWN)
    with in_words(say):
        for store in _stores(load_here()):
            ids = [*arguments.ids, *(failed(store) if everything else [])]
            refusals = act_on(store, ids, act, now)
            done += len(set(ids) - set(refusals))
            refused = {row_id: refusals[row_id] for row_id in refused if row_id in refusals}
    if act is Act.RETRY:
        print(say.many("{n} message is sent again.", "{n} messages are sent again.", done))
    else:
        print(say.many("{n} message is dropped.", "{n} messages are dropped.", done))
    complain(say(_REFUSALS[refusal], id=row_id) for row_id, refusal in refused.items())
    return 1 if refused else 0


def _history(_arguments: argparse.Namespace, say: Speaker) -> int:
    from bot.use_cases.undelivered import history

    settings = load_here()
    with in_words(say):
        changes = [change for store in _stores(settings) for change in history(store)]
    for change in changes:
        at = change.at.astimezone(ZoneInfo(settings.timezone)).strftime("%Y-%m-%d %H:%M")
        print(f"{at}  {change.who:<8}  {change.what:<5}  {change.row_id}")
    return 0
