"""What a person reads: words, plural forms, dates and numbers in each language's way."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from gettext import GNUTranslations
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from bot.locale import Speaker, language_of, phrase, speaker

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def german(**messages: str) -> Speaker:
    """A German speaker who knows exactly one message and one with plural forms."""
    catalogue = Catalog(locale="de")
    catalogue.add("Hello {client}", "{client}, hallo")
    catalogue.add(("{n} figure of {client}", "{n} figures of {client}"), ("{n} Zahl: {client}", "{n} Zahlen: {client}"))
    binary = io.BytesIO()
    write_mo(binary, catalogue)
    binary.seek(0)
    one = Speaker("de")
    one._translations = GNUTranslations(binary)
    return one


def test_values_stand_where_the_translation_wants_them():
    assert german()("Hello {client}", client="Acme") == "Acme, hallo"
    assert speaker("en")("Hello {client}", client="Acme") == "Hello Acme"


def test_a_value_with_braces_is_only_text():
    assert german()("Hello {client}", client="{client.__class__} {0}") == "{client.__class__} {0}, hallo"


def test_a_missing_value_is_an_error_and_not_a_gap():
    with pytest.raises(KeyError):
        speaker("en")("Hello {client}")


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0 Zahlen: A"), (1, "1 Zahl: A"), (2, "2 Zahlen: A"), (1200, "1.200 Zahlen: A")]
)
def test_plural_forms_and_the_writing_of_n(n, text):
    assert german().many("{n} figure of {client}", "{n} figures of {client}", n, client="A") == text


def test_english_plural_forms_need_no_catalogue():
    say = speaker("en")
    assert [say.many("{n} figure", "{n} figures", n) for n in (0, 1, 1200)] == [
        "0 figures",
        "1 figure",
        "1,200 figures",
    ]


@pytest.mark.parametrize(("language", "text"), [("en", "1 Feb 2027"), ("de", "1. Feb. 2027")])
def test_dates_carry_their_year(language, text):
    assert speaker(language).date(date(2027, 2, 1)) == text


@pytest.mark.parametrize(("language", "text"), [("en", "Fri 27 Nov 12:00"), ("de", "Fr., 27. Nov., 12:00")])
def test_moments_are_told_in_the_zone(language, text):
    assert speaker(language).moment(datetime(2026, 11, 27, 11, 0, tzinfo=UTC), BERLIN, NOW) == text


@pytest.mark.parametrize(("language", "text"), [("en", "Fri 1 Jan 2027 00:30"), ("de", "Fr., 1. Jan. 2027, 00:30")])
def test_moments_of_another_year_say_so_and_the_year_is_the_zones(language, text):
    assert speaker(language).moment(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), BERLIN, NOW) == text


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [
        ("en", 1200, "1,200"),
        ("de", 1200, "1.200"),
        ("en", Decimal("92.5"), "92.5"),
        ("de", Decimal("92.5"), "92,5"),
        ("de", Decimal("0.12345"), "0,12345"),
        ("de", 7.5, "7,5"),
    ],
)
def test_numbers(language, value, text):
    assert speaker(language).number(value) == text


@pytest.mark.parametrize(
    ("language", "items", "text"),
    [
        ("en", ["a", "b", "c"], "a, b and c"),
        ("de", ["a", "b", "c"], "a, b und c"),
        ("de", ["a", "b"], "a und b"),
        ("en", ["a"], "a"),
        ("en", [], ""),
    ],
)
def test_lists(language, items, text):
    assert speaker(language).items(items) == text


@pytest.mark.parametrize(
    ("locale", "fallback", "language"),
    [
        ("de-DE", "en", "de"),
        ("de_AT.UTF-8", "en", "de"),
        ("en-GB", "de", "en"),
        ("fr-FR", "de", "de"),
        (None, "de", "de"),
        ("", "en", "en"),
        ("C.UTF-8", "en", "en"),
        ("de.UTF-8", "en", "de"),
    ],
)
def test_the_language_of_a_locale(locale, fallback, language):
    assert language_of(locale, fallback) == language


def test_a_language_without_catalogue_is_refused():
    with pytest.raises(ValueError, match="'fr'"):
        speaker("fr")


def test_a_marked_phrase_stays_as_it_is():
    assert phrase("in {n} days") == "in {n} days"
