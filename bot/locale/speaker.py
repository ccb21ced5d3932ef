"""One language's voice: what a renderer or a handler uses to say something to a person.

A speaker holds no state but its language; get one with `speaker("de")`, which is cheap to call each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cache
from gettext import NullTranslations

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.locale.catalogue import LANGUAGES, compiled

# British lists and numbers ("a, b and c"), but the three-letter months that both sides of the Atlantic read ("Sep").
_LOCALES = {"en": Locale("en", "GB"), "de": Locale("de")}
_CALENDARS = {"en": Locale("en"), "de": Locale("de")}

_DATE = {"en": "d MMM y", "de": "d. MMM y"}
_MOMENT = {"en": "EEE d MMM HH:mm", "de": "EEE, d. MMM, HH:mm"}
_MOMENT_WITH_YEAR = {"en": "EEE d MMM y HH:mm", "de": "EEE, d. MMM y, HH:mm"}


class Speaker:
    """Says things in one of LANGUAGES."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._translations: NullTranslations = compiled(language)

    def __call__(self, msgid: str, **values: object) -> str:
        """The text of `msgid` with `values` in the places that it names; raises KeyError when one is not given."""
        return self._translations.gettext(msgid).format(**values)

    def many(self, one: str, many: str, n: int, **values: object) -> str:
        """The form of the text that goes with `n`; `{n}` in it is `n` in the language's own writing."""
        return self._translations.ngettext(one, many, n).format(n=self.number(n), **values)

    def date(self, day: date) -> str:
        """ "1 Feb 2027", "1. Feb. 2027": a date is always said with its year."""
        return format_date(day, _DATE[self.language], _CALENDARS[self.language])

    def moment(self, at: datetime, zone: tzinfo, now: datetime) -> str:
        """ "Fri 27 Nov 12:00", "Fr., 27. Nov., 12:00", as a clock in `zone` shows it; with the year unless it is now's.

        `at` and `now` are aware.
        """
        local = at.astimezone(zone)
        patterns = _MOMENT if local.year == now.astimezone(zone).year else _MOMENT_WITH_YEAR
        return format_datetime(local, patterns[self.language], locale=_CALENDARS[self.language])

    def number(self, value: int | Decimal | float) -> str:
        """ "1,200.5", "1.200,5": every decimal place that the value has."""
        return format_decimal(value, locale=_LOCALES[self.language], decimal_quantization=False)

    def items(self, items: Sequence[str]) -> str:
        """ "a, b and c", "a, b und c"; the empty text for no items."""
        return format_list(list(items), locale=_LOCALES[self.language])


def phrase(msgid: str) -> str:
    """Marks a text that a table holds, so that it is found and translated; it is said later with `say(…)`."""
    return msgid


@cache
def speaker(language: str) -> Speaker:
    """The speaker of one of LANGUAGES; raises ValueError for any other (`language_of` picks one)."""
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for the language {language!r}; there are {', '.join(LANGUAGES)}")
    return Speaker(language)


def language_of(slack_locale: str | None, fallback: str) -> str:
    """The one of LANGUAGES that a locale ("de-DE", "en_US.UTF-8") asks for, or `fallback` where it asks for none."""
    code = (slack_locale or "").replace("_", "-").replace(".", "-").split("-")[0].lower()
    return code if code in LANGUAGES else fallback
