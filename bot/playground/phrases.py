"""The playground page's words in one language, read from gettext catalogues.

Rule: the page carries no words of its own; every string is a msgid in `locale/LANG/page.po`, and English is a
catalogue like any other. Catalogues are compiled in memory, so no build step and no stale .mo file.
"""

import io
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en", "de")
_ONE, _MANY = 1, 2  # the two plural forms of both languages


def strings(lang: str) -> dict[str, str]:
    """Every msgid of the page with its text in `lang` ("de", "de-DE" …; anything unknown reads as English).

    A message with plural forms appears twice: its singular msgid with the text for one, its plural msgid with
    the text for many. The page picks by `Intl.PluralRules`.
    """
    code = lang.replace("_", "-").split("-")[0].lower()
    return dict(_texts(code if code in LANGUAGES else LANGUAGES[0]))


def catalogue(lang: str) -> Catalog:
    """The catalogue of one of LANGUAGES as written; raises FileNotFoundError for any other."""
    source = files(__package__).joinpath("locale", lang, "page.po")
    return read_po(io.BytesIO(source.read_bytes()), locale=lang, domain="page")


@cache
def _texts(lang: str) -> dict[str, str]:
    messages = catalogue(lang)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    texts: dict[str, str] = {}
    for message in messages:
        if not message.id:  # the header
            continue
        if isinstance(message.id, str):
            texts[message.id] = translations.gettext(message.id)
        else:
            one, many = message.id
            texts[one] = translations.ngettext(one, many, _ONE)
            texts[many] = translations.ngettext(one, many, _MANY)
    return texts
