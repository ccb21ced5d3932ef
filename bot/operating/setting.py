"""`promise-bot settings`: reads and changes the workspace's settings in the database.

A value that was set here wins over .env until it is let go with `unset`; people are Slack ids or @handles with commas
between them, as in .env, and every value is checked before anything changes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import setting_values as read_as
from bot.locale import Speaker, phrase
from bot.operating.colleagues import colleague
from bot.setting_values import Malformed
from bot.settings import Purpose, load_here
from bot.terminal import Failed, complain, in_words

if TYPE_CHECKING:
    from bot.office import Office
    from bot.use_cases.configuring import Shown

    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]

# The same in .env's words, for those who have them at hand; all but the last can stand there.
ENVIRONMENT_NAMES = {
    "promises_channel": "PROMISES_CHANNEL",
    "language": "WORKSPACE_LANGUAGE",
    "zone": "WORKSPACE_TIMEZONE",
    "default_area": "DEFAULT_SLOT",
    "default_members": "DEFAULT_SLOT_MEMBERS",
    "default_backup": "DEFAULT_SLOT_BACKUP",
    "admins": "ADMINS",
    "leads": "LEADS",
    "retention_months": None,
}
_READERS: dict[str, Callable[[str], str | tuple[str, ...]]] = {
    "promises_channel": read_as.channel,
    "language": read_as.language,
    "zone": read_as.timezone,
    "default_area": read_as.area,
    "default_members": read_as.people,
    "default_backup": read_as.people,
    "admins": read_as.people,
    "leads": read_as.people,
    "retention_months": read_as.months,
}
_MAY_BE_EMPTY = ("promises_channel", "default_area", "default_backup", "admins", "leads")
_NOTHING = "–"


def add(commands: _Commands, say: Speaker) -> None:
    """Add the command with its four verbs and the history."""
    about = say("read and change the workspace's settings; what is set here wins over .env")
    parser = commands.add_parser("settings", help=about, description=about)
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    _add(verbs, "list", _list, say("every setting, and where it comes from"))
    _add(verbs, "get", _get, say("the value of one setting"), say)
    setter = _add(verbs, "set", _set, say("change a setting; people are Slack ids or @handles with commas"), say)
    setter.add_argument("value", metavar="VALUE")
    _add(verbs, "unset", _unset, say("let .env decide a setting again"), say)
    _add(verbs, "history", _history, say("who changed what, and when"))


def _add(
    verbs: _Commands,
    name: str,
    command: Callable[[argparse.Namespace, Speaker], int],
    about: str,
    say: Speaker | None = None,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=about, description=about)
    parser.set_defaults(command=command)
    if say is not None:
        parser.add_argument("key", metavar="KEY", type=_key(say), help=", ".join(ENVIRONMENT_NAMES))
    return parser


def _key(say: Speaker) -> Callable[[str], str]:
    def key(text: str) -> str:
        names = {name: key for key, name in ENVIRONMENT_NAMES.items() if name}
        found = names.get(text.upper(), text.lower())
        if found not in ENVIRONMENT_NAMES:
            known = ", ".join(ENVIRONMENT_NAMES)
            raise argparse.ArgumentTypeError(say("{value} is no setting; there are {known}", value=text, known=known))
        return found

    return key


def _office(say: Speaker) -> Office:
    """Return the workspace; what .env says of it is taken over where the bot was never started."""
    settings = load_here(Purpose.SLACK)
    from bot.office import open_office, set_up
    from bot.use_cases.configuring import history

    with in_words(say), _channel_in_words(say):
        office = open_office(settings)
        if not history(office.store):
            set_up(office)
        return office


@contextmanager
def _channel_in_words(say: Speaker) -> Iterator[None]:
    from bot.office import UnknownChannel

    try:
        yield
    except UnknownChannel as error:
        text = phrase("PROMISES_CHANNEL is no channel that the bot can see; invite the bot to it: {value}")
        raise Failed(say(text, value=error)) from error


def _list(_arguments: argparse.Namespace, say: Speaker) -> int:
    from bot.use_cases.configuring import shown

    office = _office(say)
    with in_words(say):
        for one in shown(office.store):
            origin = say("set here") if one.is_pinned else _from_elsewhere(one.key, say)
            print(f"{one.key:<17} {_text(one, say) or _NOTHING:<24} {origin}".rstrip())
    return 0


def _from_elsewhere(key: str, say: Speaker) -> str:
    name = ENVIRONMENT_NAMES[key]
    return say(".env: {name}", name=name) if name else say("not set")


def _get(arguments: argparse.Namespace, say: Speaker) -> int:
    from bot.use_cases.configuring import shown

    office = _office(say)
    with in_words(say):
        print(next(_text(one, say) for one in shown(office.store) if one.key == arguments.key))
    return 0


def _set(arguments: argparse.Namespace, say: Speaker) -> int:
    from bot.use_cases.configuring import Key, NoDefaultArea, change

    key, typed = arguments.key, arguments.value.strip()
    try:
        value = _READERS[key](typed) if typed or key not in _MAY_BE_EMPTY else ""
        if not value and key not in _MAY_BE_EMPTY:
            raise Malformed(phrase("{key} cannot be empty"))
    except Malformed as malformed:
        complain([say(malformed.text, key=key, value=malformed.value)])
        return 2
    office = _office(say)
    with in_words(say):
        resolved = _resolved(office, key, value, say)
        try:
            change(office.store, Key(key), resolved, office.clock.now())
        except NoDefaultArea as error:
            raise Failed(say("Name the default area first: promise-bot settings set default_area NAME")) from error
    return _show_after(office, key, say)


def _unset(arguments: argparse.Namespace, say: Speaker) -> int:
    from bot.office import learn_people, wishes_of
    from bot.use_cases.configuring import Key, release

    office = _office(say)
    with in_words(say), _channel_in_words(say):
        wishes = wishes_of(office, learn_people(office))
        release(office.store, Key(arguments.key), wishes, office.clock.now())
    return _show_after(office, arguments.key, say)


def _show_after(office: Office, key: str, say: Speaker) -> int:
    from bot.use_cases.configuring import shown

    with in_words(say):
        now = next(one for one in shown(office.store) if one.key == key)
    value = _text(now, say) or _NOTHING
    text = phrase("{key} is {value} now.") if now.is_pinned else phrase("{key} is {value} again, as .env says.")
    if not now.is_pinned and ENVIRONMENT_NAMES[key] is None:
        text = phrase("{key} is not set any more.")
    print(say(text, key=key, value=value))
    return 0


def _history(_arguments: argparse.Namespace, say: Speaker) -> int:
    from bot.use_cases.configuring import history

    office = _office(say)
    with in_words(say):
        zone = ZoneInfo(office.settings.timezone)
        for change in history(office.store):
            old, new = (_text(one, say) or _NOTHING for one in (change.old, change.new))
            at = change.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
            print(f"{at}  {change.who:<8}  {change.new.key:<17} {old} → {new}")
    return 0


def _text(one: Shown, say: Speaker) -> str:
    if not one.people:
        return one.value
    return ", ".join(name or say("a former colleague") for name in one.people)


def _resolved(office: Office, key: str, value: str | Sequence[str], say: Speaker) -> str | list[str]:
    """Return the value with Slack ids. Raises Failed for a channel or a person that cannot serve."""
    if key == "promises_channel" and isinstance(value, str) and value:
        return _channel(office, value, say)
    if isinstance(value, str):
        return value if key not in ("default_backup", "admins", "leads") else []
    from bot.office import learn_people

    roll = learn_people(office)
    return [colleague(roll, word, say) for word in value]


def _channel(office: Office, word: str, say: Speaker) -> str:
    from bot.doctor import checks, words
    from bot.doctor.collect import channel_facts
    from bot.office import learn_people

    facts = channel_facts(office.client, word, learn_people(office))
    wrong = [finding for finding in checks.channel(facts) if finding.level is checks.Level.FAIL]
    if wrong or facts.id is None:
        raise Failed("\n".join(words.said(finding, say) for finding in wrong))
    return facts.id
