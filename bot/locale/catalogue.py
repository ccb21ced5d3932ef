"""The catalogues: compiled in memory for speaking, and brought up to date from the code.

The only stored form is the .po file that translators edit; a compiled one beside it could only be stale. `bot.figures`
and `bot.playground` have catalogues of their own and are left out here.
"""

from __future__ import annotations

import io
import os
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LANGUAGES = ("en", "de")
TRANSLATED = LANGUAGES[1:]  # English is the language of the messages themselves

_HERE = Path(__file__).parent
_OWN_CATALOGUES = ("figures", "playground")
_KEYWORDS = {"say": None, "many": (1, 2), "phrase": None}
_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""

MessageId = str | tuple[str, ...]


def path_of(language: str) -> Path:
    """Where the catalogue of one of TRANSLATED lies."""
    return _HERE / language / "LC_MESSAGES" / "promise_bot.po"


def read(path: Path, language: str) -> Catalog:
    """The catalogue in `path`, fuzzy and obsolete messages included; an empty one where there is no file."""
    content = path.read_bytes() if path.exists() else b""
    return read_po(io.BytesIO(content), locale=language, domain="promise_bot", abort_invalid=True)


@cache
def compiled(language: str) -> NullTranslations:
    """What gettext speaks from, compiled once; fuzzy messages stay English until somebody has looked at them."""
    if language not in TRANSLATED:
        return NullTranslations()
    binary = io.BytesIO()
    write_mo(binary, read(path_of(language), language))
    binary.seek(0)
    return GNUTranslations(binary)


def messages_in(package: Path) -> Catalog:
    """Every message that the code under `package` says or marks, without translations."""
    found = Catalog(locale="en")

    def of_the_bot(folder: str | os.PathLike[str]) -> bool:
        path = Path(folder)
        return not path.name.startswith((".", "_")) and not (path.parent == package and path.name in _OWN_CATALOGUES)

    python = [("**.py", "python")]
    rows = extract_from_dir(package, python, keywords=_KEYWORDS, directory_filter=of_the_bot)
    for _filename, _line, msgid, _comments, context in rows:
        found.add(msgid, context=context)
    return found


def merged(old: Catalog, found: Catalog) -> Catalog:
    """The messages of `found` with the translations of `old`.

    A message that is no longer said keeps its translation as obsolete: text that comes back (a file half saved, a
    branch not merged yet) need not be translated again.
    """
    known = {_id(message): message for message in [*old.obsolete.values(), *old] if message.id}
    said = {_id(message) for message in found if message.id}
    new = Catalog(locale=old.locale, fuzzy=False)
    for msgid in said:
        _add(new, msgid, known.get(msgid))
    for msgid, message in known.items():
        if msgid not in said and any(_forms(message)):
            new.obsolete[_key(msgid)] = message
    return new


def update(path: Path, language: str, package: Path, *, prune: bool = False) -> Catalog:
    """Writes `path` anew from the code under `package` and returns what it wrote; `prune` drops obsolete messages."""
    new = merged(read(path, language), messages_in(package))
    if prune:
        new.obsolete.clear()
    body = io.BytesIO()
    write_po(body, new, width=0, no_location=True, omit_header=True, sort_output=True)
    text = _HEADER.format(language=language) + body.getvalue().decode("utf-8").strip() + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)  # whole or not at all: others read and write this file too
    return new


def untranslated(catalogue: Catalog) -> list[MessageId]:
    """The ids that lack a form in their language, or whose translation nobody has confirmed."""
    return [_id(message) for message in catalogue if message.id and (message.fuzzy or not all(_forms(message)))]


def _add(new: Catalog, msgid: MessageId, old: Message | None) -> None:
    if old is None:
        new.add(msgid)
    else:
        new.add(msgid, old.string, flags=old.flags, user_comments=old.user_comments)


def _id(message: Message) -> MessageId:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def _key(msgid: MessageId) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string or "",) if isinstance(message.string, str | None) else tuple(message.string)
