"""The words of figures in each language: gettext catalogues, compiled in memory from the packaged .po files."""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.figures.model import Language
from bot.figures.wording import number_text


@dataclass(frozen=True, slots=True)
class Phrases:
    """Says messages in one language; what is put into them stays as it is."""

    language: Language
    translations: gettext.NullTranslations

    def say(self, message: str, **values: str) -> str:
        """Return a message in this language with `values` put in; without values its pattern as it stands."""
        text = self.translations.gettext(message)
        return text.format(**values) if values else text

    def many(self, one: str, other: str, n: int) -> str:
        """Return the form of a message for `n`, which takes the place of {n}."""
        return self.translations.ngettext(one, other, n).format(n=number_text(n, self.language))


@lru_cache(maxsize=4)
def phrases(language: Language) -> Phrases:
    """Return the phrases of a language."""
    source = resources.files("bot.figures").joinpath("locale").joinpath(f"{language}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=language))
    compiled.seek(0)
    return Phrases(language, gettext.GNUTranslations(compiled))


def message(text: str) -> str:
    """Mark a text of a table for translation; it is translated where it is said."""
    return text
