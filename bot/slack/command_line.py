"""What somebody types after `/promise` → what they want. Pure; German and English words both work for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final, Literal

Verb = Literal["help", "list", "show", "owners", "digest", "say", "template"]
Which = Literal["all", "open", "mine", "owed"]

VERBS: Final[Mapping[str, Verb]] = {
    "help": "help",
    "hilfe": "help",
    "list": "list",
    "liste": "list",
    "show": "show",
    "zeige": "show",
    "owners": "owners",
    "zuständig": "owners",
    "zustaendig": "owners",
    "digest": "digest",
    "überblick": "digest",
    "ueberblick": "digest",
    "say": "say",
    "sag": "say",
    "sage": "say",
    "nenne": "say",
    "template": "template",
    "templates": "template",
    "vorlage": "template",
    "vorlagen": "template",
}
FILTERS: Final[Mapping[str, Which]] = {
    "all": "all",
    "alle": "all",
    "open": "open",
    "offen": "open",
    "offene": "open",
    "mine": "mine",
    "meine": "mine",
    "owed": "owed",
    "fällig": "owed",
    "faellig": "owed",
}

_ALONE: Final = ("help", "owners", "digest")
_NUMBER = re.compile(r"#?(?:[pP]\s?-?\s?)?([0-9]{1,9})", re.ASCII)
_NAMED = re.compile(r"[pP]\s?-?\s?([0-9]{1,9})", re.ASCII)
# Neither the colon of a time (12:00) nor that of an address (https://…).
_CLIENT = re.compile(r"(?<![0-9]):(?!//)|(?<=[0-9]):(?![0-9]|//)")
_AWARD = re.compile(
    r"\s+(?:awarded|award|beauftragung|beauftragt|zuschlag)(?:\s+(?:on|am|by|zum))?\s+(?P<day>\S.*)$", re.IGNORECASE
)
_PIECE = re.compile(r"""(?:"[^"\n]{0,200}"|„[^„“”"\n]{0,200}[“”"]|[^;\n])+""")


@dataclass(frozen=True, slots=True)
class WantsDraft:
    """A new promise; `inputs` holds what the command fills in (client, figures)."""

    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WantsHelp:
    """What works."""


@dataclass(frozen=True, slots=True)
class WantsList:
    """Promises, perhaps of one client."""

    which: Which = "all"
    client: str | None = None


@dataclass(frozen=True, slots=True)
class WantsShow:
    """One promise; `number` is None for a `name` that is no number."""

    name: str
    number: int | None


@dataclass(frozen=True, slots=True)
class WantsOwners:
    """Who answers for what."""


@dataclass(frozen=True, slots=True)
class WantsDigest:
    """The week at a glance."""


@dataclass(frozen=True, slots=True)
class WantsSay:
    """What can be told to a client now; `client` is empty where none was named."""

    client: str


@dataclass(frozen=True, slots=True)
class WantsTemplate:
    """The templates, or a draft from the one of a `name`; `award` is the day as it was typed."""

    name: str = ""
    award: str = ""


@dataclass(frozen=True, slots=True)
class Misspelt:
    """A word that is nearly a command: what was typed, and what was probably meant."""

    word: str
    meant: str


Wish = WantsDraft | WantsHelp | WantsList | WantsShow | WantsOwners | WantsDigest | WantsSay | WantsTemplate | Misspelt


def read_command(text: str, is_figure: Callable[[str], bool] = lambda _text: False) -> Wish:
    """Return what is wanted; `is_figure` tells whether a text without a client is figures already."""
    text = text.strip()
    word, _, rest = text.partition(" ")
    rest = rest.strip()
    verb = VERBS.get(word.casefold().rstrip("?!."))
    if verb and not (verb in _ALONE and rest) and not _CLIENT.search(text):
        return _wish(verb, rest)
    if _NAMED.fullmatch(text):
        return _show(text)
    meant = _meant(word) if not rest or _NUMBER.fullmatch(rest) else None
    return Misspelt(word, " ".join([meant, *([rest] if rest else [])])) if meant else _draft(text, is_figure)


def _wish(verb: Verb, rest: str) -> Wish:
    if verb == "list":
        return _list(rest)
    if verb == "show":
        return _show(rest) if rest else WantsList()
    if verb == "say":
        return WantsSay(_unquoted(rest))
    if verb == "template":
        return _template(rest)
    if verb == "help":
        return WantsHelp()
    return WantsOwners() if verb == "owners" else WantsDigest()


def _list(rest: str) -> WantsList:
    words = rest.split()
    for position in (-1, 0):
        which = FILTERS.get(words[position].casefold()) if words else None
        if which:
            del words[position]
            return WantsList(which, " ".join(words) or None)
    return WantsList("all", rest or None)


def _template(rest: str) -> WantsTemplate:
    found = _AWARD.search(f" {rest}")
    name = f" {rest}"[: found.start()] if found else rest
    return WantsTemplate(_unquoted(name), found["day"].strip() if found else "")


def _unquoted(name: str) -> str:
    return name.strip().strip('"„“”').strip()


def _show(name: str) -> WantsShow:
    found = _NUMBER.fullmatch(name)
    return WantsShow(name, int(found[1]) if found else None)


def _meant(word: str) -> str | None:
    folded = word.casefold()
    if len(folded) < 3 or folded in VERBS:
        return None
    return next(iter(get_close_matches(folded, VERBS, n=1, cutoff=0.75)), None)


def _draft(text: str, is_figure: Callable[[str], bool]) -> WantsDraft:
    if not text:
        return WantsDraft()
    colon = _CLIENT.search(text)
    if colon is None:
        return WantsDraft({"figures": _lines(text)} if is_figure(text) else {"client": text})
    client, figures = text[: colon.start()].strip(), _lines(text[colon.end() :])
    return WantsDraft({name: value for name, value in (("client", client), ("figures", figures)) if value})


def _lines(text: str) -> str:
    return "\n".join(piece.strip() for piece in _PIECE.findall(text) if piece.strip())
