"""The bot's words in the reader's language: gettext for text, Babel for dates, numbers and lists.

Rules of this package:
- Messages are written in English where they are said, `say("…")` or `say.many("…", "…", n)`, and always as literals, so
  that they can be found. A text kept in a table is marked there with `phrase("…")` and said later.
- English is the language of the messages themselves, so only the others have a catalogue (`LANG/LC_MESSAGES`).
- Values are named (`{client}`), never positions: word order differs between languages.
- `python -m bot.locale` brings the catalogues up to date with the code.
"""

from bot.locale.catalogue import LANGUAGES
from bot.locale.speaker import Speaker, language_of, phrase, speaker

__all__ = ["LANGUAGES", "Speaker", "language_of", "phrase", "speaker"]
