"""The few sentences that the workspace itself says to a person, in their language.

Rule: msgids live where they are raised (inputs.py); their texts are in locale/LANG/client.po, English included.
"""

import io
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po

_LANGUAGES = ("en", "de")


def words(locale: str, msgids: dict[str, str]) -> dict[str, str]:
    """The same mapping with each msgid put into the language of `locale`; English for any other."""
    language = locale.split("-")[0]
    texts = _texts(language if language in _LANGUAGES else "en")
    return {key: texts[msgid] for key, msgid in msgids.items()}


@cache
def _texts(language: str) -> dict[str, str]:
    source = files(__package__).joinpath("locale", language, "client.po").read_bytes()
    return {str(entry.id): str(entry.string) for entry in read_po(io.BytesIO(source)) if entry.id}
