"""The settings: the only reader of the environment.

The real environment wins over the file `.env` in the current directory, and an empty value counts as not set.
Everything that is wrong is found at once, so that nobody mends one line only to be told of the next. Tokens, secrets
and the database's address (it may hold a password) appear in no repr and in no message.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from dotenv import dotenv_values

from bot import setting_values as read_as
from bot.locale import LANGUAGES, language_of, phrase
from bot.logs import LogFormat, masked
from bot.setting_values import Malformed, is_loopback

DOTENV = Path(".env")
_LONG_ENOUGH = 6  # characters of a password, to be found wherever it stands
_SHOWN = 80  # characters of a malformed value


class Mode(StrEnum):
    """How Slack reaches the bot."""

    SOCKET = "socket"
    HTTP = "http"


class Part(StrEnum):
    """What a process does of the bot's work; usually all of it."""

    LISTEN = "listen"  # takes what Slack sends
    DELIVER = "deliver"  # sends what is owed
    TICK = "tick"  # finds what falls due


class Purpose(StrEnum):
    """What the settings are read for, which decides what must be set."""

    LOCAL = "local"  # the database at most
    SLACK = "slack"  # calls to Slack
    RUN = "run"  # calls to Slack, and deliveries in whichever mode is set up
    SOCKET = "socket"
    HTTP = "http"


class Secret(str):
    """A text that nobody is to read: what prints it as a value (a repr, a dict, a traceback's locals) prints ***."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return what stands for it."""
        return "'***'"


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, with the defaults. People are Slack ids or @handles, as written."""

    bot_token: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    slack_api_url: str | None = None
    """Ends with a slash; None is Slack's own."""
    clock_url: str | None = None
    database_url: str = field(default="sqlite:///promise-bot.db", repr=False)
    host: str = "0.0.0.0"
    port: int = 3000
    promises_channel: str | None = None
    """A channel's id, or its name with a leading #."""
    language: str = "en"
    timezone: str = "Europe/Berlin"
    default_slot: str | None = None
    default_slot_members: tuple[str, ...] = ()
    default_slot_backup: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    log_level: str = "INFO"
    log_format: str = LogFormat.TEXT
    health_port: int | None = None
    """Where /healthz and /metrics are beside HTTP mode's own port; None is nowhere."""
    is_reconciling: bool = True
    """Off only in tests, to show that they notice what is announced twice."""
    is_paced: bool = True
    """Off only in tests and playgrounds, which have none of Slack's limits."""

    def __post_init__(self) -> None:
        """Make secret what may be one, so that it is also as one field among others (asdict, vars)."""
        for name in ("bot_token", "app_token", "signing_secret", "database_url"):
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else Secret(value))

    def mode(self, wanted: Mode | None = None) -> Mode:
        """The mode to run in: the one wanted, otherwise the app token wins."""
        return wanted or (Mode.SOCKET if self.app_token else Mode.HTTP)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show. A password is shown by nobody but in an address, so a short one masks no other word."""
        passwords = _passwords_in(self.database_url)
        return tuple(text for text in (self.bot_token, self.app_token, self.signing_secret, *passwords) if text)


def _passwords_in(address: str) -> tuple[str, ...]:
    """Return what a database's address holds of a password, as it is written there and as it is meant."""
    written = address.partition("://")[2].rpartition("@")[0].partition(":")[2]
    meant = unquote(written)
    if not written:
        return ()
    return (*(text for text in (written, meant) if len(text) >= _LONG_ENOUGH), f":{written}@", f":{meant}@")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with one setting: a message to be translated, and the values it names."""

    key: str
    text: str
    value: str = ""

    def said(self, say: Callable[..., str]) -> str:
        """The problem in one line, in the language of `say`."""
        value = masked(" ".join(self.value.split()))  # a token may have been put into the wrong setting
        return say(self.text, key=self.key, value=value if len(value) <= _SHOWN else value[:_SHOWN] + "…")


class SettingsError(Exception):
    """What is missing or malformed, all of it; its text is English, one problem a line."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(problem.said(str.format) for problem in problems))
        self.problems = problems


def load(environ: Mapping[str, str], dotenv_path: Path | None, purpose: Purpose = Purpose.LOCAL) -> Settings:
    """The settings of `environ` and, for what it leaves open, of the file `dotenv_path` where there is one.

    Raises SettingsError with everything that is malformed, or missing for `purpose`.
    """
    values, problems = _values(environ, dotenv_path)
    fields: dict[str, Any] = {}
    for key, (name, read) in _SETTINGS.items():
        if key in values:
            try:
                fields[name] = read(values[key])
            except Malformed as malformed:
                problems.append(Problem(key, malformed.text, malformed.value))
    problems += _missing(values, purpose) + _contradictions(values, fields)
    if problems:
        raise SettingsError(problems)
    fields |= {"is_reconciling": values.get(NO_RECONCILE) != "1", "is_paced": values.get(NO_PACE) != "1"}
    return Settings(**fields)


def load_here(purpose: Purpose = Purpose.LOCAL) -> Settings:
    """The settings of this process, started in this directory; raises as `load`."""
    return load(os.environ, DOTENV, purpose)


def language_here() -> str:
    """The language to speak to the person at the terminal, known even when the settings are wrong."""
    values, _problems = _values(os.environ, DOTENV)
    asked = values.get("WORKSPACE_LANGUAGE", "").lower()
    terminal = next((os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), None)
    return asked if asked in LANGUAGES else language_of(terminal, LANGUAGES[0])


def _values(environ: Mapping[str, str], dotenv_path: Path | None) -> tuple[dict[str, str], list[Problem]]:
    written: dict[str, str | None] = {}
    problems = []
    if dotenv_path is not None:
        try:
            # Nothing is interpolated: a password may hold ${…}, and the library would read the environment for it.
            written = dotenv_values(dotenv_path, interpolate=False)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(str(dotenv_path), phrase("{key} cannot be read: {value}"), str(error)))
    merged = {key: (environ.get(key) or "").strip() or (written.get(key) or "").strip() for key in KEYS}
    for key in TEST_ONLY:  # never in a file, where it could be forgotten
        merged[key] = environ.get(key, "").strip()
    return {key: text for key, text in merged.items() if text}, problems


def _missing(values: Mapping[str, str], purpose: Purpose) -> list[Problem]:
    needed = [key for key in _NEEDS[purpose] if key not in values]
    if purpose is Purpose.RUN and "SLACK_APP_TOKEN" not in values and "SLACK_SIGNING_SECRET" not in values:
        return [Problem(key, _WHERE[key]) for key in needed] + [Problem("SLACK_APP_TOKEN", _NEITHER)]
    return [Problem(key, _WHERE[key]) for key in needed]


def _contradictions(values: Mapping[str, str], fields: Mapping[str, Any]) -> list[Problem]:
    problems = []
    known = "slack_api_url" in fields or "SLACK_API_URL" not in values  # a malformed one is a problem of its own
    if known and "clock_url" in fields and not is_loopback(fields.get("slack_api_url")):
        text = phrase("{key} is only for a playground: SLACK_API_URL must be on this machine too (127.0.0.1)")
        problems.append(Problem("CLOCK_URL", text))
    if known and not is_loopback(fields.get("slack_api_url")):
        problems += [Problem(key, _ONLY_IN_TESTS) for key in TEST_ONLY if key in values]
    for key, other in (("DEFAULT_SLOT", "DEFAULT_SLOT_MEMBERS"), ("DEFAULT_SLOT_MEMBERS", "DEFAULT_SLOT")):
        if other in values and key not in values:
            problems.append(Problem(key, _WHERE[key]))
    if "DEFAULT_SLOT_BACKUP" in values and not {"DEFAULT_SLOT", "DEFAULT_SLOT_MEMBERS"} & values.keys():
        problems.append(Problem("DEFAULT_SLOT", _WHERE["DEFAULT_SLOT"]))
    return problems


_SETTINGS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "SLACK_BOT_TOKEN": ("bot_token", read_as.bot_token),
    "SLACK_APP_TOKEN": ("app_token", read_as.app_token),
    "SLACK_SIGNING_SECRET": ("signing_secret", read_as.signing_secret),
    "SLACK_API_URL": ("slack_api_url", read_as.slack_api_url),
    "CLOCK_URL": ("clock_url", read_as.clock_url),
    "DATABASE_URL": ("database_url", read_as.database_url),
    "HOST": ("host", read_as.host),
    "PORT": ("port", read_as.port),
    "PROMISES_CHANNEL": ("promises_channel", read_as.channel),
    "WORKSPACE_LANGUAGE": ("language", read_as.language),
    "WORKSPACE_TIMEZONE": ("timezone", read_as.timezone),
    "DEFAULT_SLOT": ("default_slot", str),
    "DEFAULT_SLOT_MEMBERS": ("default_slot_members", read_as.people),
    "DEFAULT_SLOT_BACKUP": ("default_slot_backup", read_as.people),
    "ADMINS": ("admins", read_as.people),
    "LEADS": ("leads", read_as.people),
    "LOG_LEVEL": ("log_level", read_as.log_level),
    "LOG_FORMAT": ("log_format", read_as.log_format),
    "HEALTH_PORT": ("health_port", read_as.port),
}

KEYS = tuple(_SETTINGS)

NO_RECONCILE, NO_PACE = TEST_ONLY = ("TEST_ONLY_NO_RECONCILE", "TEST_ONLY_NO_PACE")
"""Set to 1: whatever the outcome of a call was, it is made again unseen (the tests must notice messages that are there
twice then); Slack's limits are not kept to. No settings of a deployment, and refused where Slack is not on this
machine."""

_NEEDS: Mapping[Purpose, tuple[str, ...]] = {
    Purpose.LOCAL: (),
    Purpose.SLACK: ("SLACK_BOT_TOKEN",),
    Purpose.RUN: ("SLACK_BOT_TOKEN",),
    Purpose.SOCKET: ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
    Purpose.HTTP: ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"),
}

_WHERE: Mapping[str, str] = {
    "SLACK_BOT_TOKEN": phrase(
        "{key} is missing: api.slack.com/apps > your app > OAuth & Permissions > Bot User OAuth Token; "
        "it begins with xoxb-"
    ),
    "SLACK_APP_TOKEN": phrase(
        "{key} is missing: api.slack.com/apps > your app > Basic Information > App-Level Tokens, "
        "scope connections:write; it begins with xapp-"
    ),
    "SLACK_SIGNING_SECRET": phrase(
        "{key} is missing: api.slack.com/apps > your app > Basic Information > App Credentials > Signing Secret"
    ),
    "DEFAULT_SLOT": phrase("{key} is missing: the name of the area that answers when no rule fits, e.g. Operations"),
    "DEFAULT_SLOT_MEMBERS": phrase(
        "{key} is missing: who answers for the area in DEFAULT_SLOT, Slack ids or @handles with commas between them"
    ),
}

_ONLY_IN_TESTS = phrase("{key} is only for tests: SLACK_API_URL must be on this machine (127.0.0.1)")
_NEITHER = phrase(
    "{key} is missing: api.slack.com/apps > your app > Basic Information > App-Level Tokens, "
    "scope connections:write; it begins with xapp- (or set SLACK_SIGNING_SECRET, to be reached over HTTP)"
)
