"""What a setting's text must look like, one function each: text in, value out.

Each raises Malformed with a message that says what is expected and where to get it; what may hold a secret is never
repeated in it.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from bot.locale import LANGUAGES, phrase


class Malformed(Exception):
    """The text is no such value: a message to be translated, and the value that it may show."""

    def __init__(self, text: str, value: str = "") -> None:
        super().__init__(text)
        self.text, self.value = text, value


def is_loopback(url: str | None) -> bool:
    """Whether a complete address leads to this machine and nowhere else; None is Slack's own, which does not."""
    name = urlsplit(url or "").hostname or ""
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:  # a name, and names can lead anywhere
        return False


def bot_token(text: str) -> str:
    """A bot user's OAuth token."""
    if not re.fullmatch(r"xoxb-[\w-]+", text, re.ASCII):
        raise Malformed(
            phrase(
                "{key} is not a bot token: it begins with xoxb- "
                "(api.slack.com/apps > your app > OAuth & Permissions > Bot User OAuth Token)"
            )
        )
    return text


def app_token(text: str) -> str:
    """An app-level token, for Socket Mode."""
    if not re.fullmatch(r"xapp-[\w-]+", text, re.ASCII):
        raise Malformed(
            phrase(
                "{key} is not an app token: it begins with xapp- "
                "(api.slack.com/apps > your app > Basic Information > App-Level Tokens, scope connections:write)"
            )
        )
    return text


def signing_secret(text: str) -> str:
    """What Slack signs its HTTP deliveries with."""
    if re.match(r"xox|xapp-", text) or not re.fullmatch(r"[\w-]{16,}", text, re.ASCII):
        raise Malformed(
            phrase(
                "{key} is not a signing secret: 32 letters and digits "
                "(api.slack.com/apps > your app > Basic Information > App Credentials > Signing Secret)"
            )
        )
    return text


def _split(text: str) -> SplitResult:
    try:
        url = urlsplit(text)
        complete = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:  # a port or an IPv6 address that is none
        complete = False
    if not complete:
        raise Malformed(phrase("{key} is not an address such as https://slack.com/api/: {value}"), text)
    return url


def slack_api_url(text: str) -> str:
    """Where the Web API is, with a slash at its end."""
    url = _split(text)
    if url.scheme == "http" and not is_loopback(text):
        raise Malformed(phrase("{key} must be https except on this machine, or tokens could be read: {value}"), text)
    return text.rstrip("/") + "/"


def request_url(text: str) -> str:
    """The public address at which Slack calls the bot, without a slash at its end; on this machine, for trying it."""
    url = _split(text)
    if url.scheme == "http" and not is_loopback(text):
        raise Malformed(phrase("{key} must be https, or Slack would refuse it: {value}"), text)
    return text.rstrip("/")


def clock_url(text: str) -> str:
    """Where a playground on this machine tells its time."""
    _split(text)
    if not is_loopback(text):
        raise Malformed(phrase("{key} must be on this machine (127.0.0.1): {value}"), text)
    return text


def database_url(text: str) -> str:
    """An SQLAlchemy URL of a database that this installation can open."""
    from sqlalchemy.engine import make_url  # here, because it takes long to load and most commands need no database
    from sqlalchemy.exc import ArgumentError

    if text.startswith("postgres://"):  # as hosts for a Procfile still write it
        text = text.replace("postgres://", "postgresql://", 1)
    try:
        backend = make_url(text).get_backend_name()
    except (ArgumentError, ValueError):
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        raise Malformed(phrase("{key} is no database address such as sqlite:///promise-bot.db (a file in this folder)"))
    if backend == "postgresql" and find_spec("psycopg") is None:
        raise Malformed(phrase('{key} is a PostgreSQL database, which needs a driver: pip install "psycopg[binary]"'))
    return text


def port(text: str) -> int:
    """A TCP port."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise Malformed(phrase("{key} is not a number from 1 to 65535: {value}"), text)
    return int(text)


def host(text: str) -> str:
    """The address to listen on."""
    if not re.fullmatch(r"[\w.:-]+", text, re.ASCII):
        raise Malformed(phrase("{key} is not a host name or address such as 0.0.0.0: {value}"), text)
    return text


def channel(text: str) -> str:
    """A channel's id, or its name with a leading # (which may be left out)."""
    if re.fullmatch(r"[CG][A-Z0-9]{2,}", text):
        return text
    if not re.fullmatch(r"#?[^\s#,.A-Z]{1,80}", text):
        raise Malformed(phrase("{key} is neither a channel id (C012AB3CD) nor a name (#promises): {value}"), text)
    return f"#{text.removeprefix('#')}"


def people(text: str) -> tuple[str, ...]:
    """Slack ids and @handles, with commas between them."""
    people = tuple(person.strip() for person in text.split(",") if person.strip())
    for person in people:
        if not re.fullmatch(r"[UW][A-Z0-9]{2,}|@[^\s@,]+", person):
            raise Malformed(phrase("{key} takes Slack ids (U012AB3CD) or @handles with commas, not: {value}"), person)
    return people


def language(text: str) -> str:
    """One of LANGUAGES."""
    if text.lower() not in LANGUAGES:
        raise Malformed(phrase("{key} is neither en nor de: {value}"), text)
    return text.lower()


def timezone(text: str) -> str:
    """The name of an IANA time zone."""
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # unknown, outside the database, or a directory of it
        raise Malformed(phrase("{key} is no IANA time zone such as Europe/Berlin: {value}"), text) from None
    return text


def area(text: str) -> str:
    """The name of an area, as people read it."""
    name = " ".join(text.split())
    if len(name) > 80 or re.search(r"[<>@#\x00-\x1f]", name):
        raise Malformed(phrase("{key} is no name of an area such as Operations: {value}"), text)
    return name


def months(text: str) -> str:
    """For how many months things are kept."""
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= 1200:
        raise Malformed(phrase("{key} is not a number of months from 1 to 1200: {value}"), text)
    return str(int(text))


def log_format(text: str) -> str:
    """How a line of the log is written."""
    if text.lower() not in ("text", "json"):
        raise Malformed(phrase("{key} is none of text, json: {value}"), text)
    return text.lower()


def log_level(text: str) -> str:
    """One of logging's levels, in capitals."""
    if text.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise Malformed(phrase("{key} is none of DEBUG, INFO, WARNING, ERROR: {value}"), text)
    return text.upper()
