"""Every word of the page is in both catalogues, translated, with the placeholders that the page fills."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from bot.playground import phrases

PAGE = Path(phrases.__file__).with_name("page")
PLACEHOLDER = re.compile(r"\{\w+\}")


def msgids_of_the_page() -> set[str | tuple[str, str]]:
    found = extract_from_dir(
        PAGE,
        [("**.js", "javascript")],
        options_map={"**.js": {"parse_template_string": "true"}},
        keywords={"t": None, "tn": (1, 2)},
    )
    return {message for _file, _line, message, _comments, _context in found}


def entries(lang: str) -> dict[str | tuple[str, str], tuple[str, ...]]:
    """msgid (or its pair) -> every form of its text."""
    return {
        m.id: (m.string,) if isinstance(m.string, str) else tuple(m.string) for m in phrases.catalogue(lang) if m.id
    }


def test_the_extraction_sees_calls_in_every_kind_of_place():
    found = msgids_of_the_page()
    assert "Only visible to you" in found
    assert "(optional)" in found, "a call inside a template string"
    assert ("{n} reply", "{n} replies") in found


@pytest.mark.parametrize("lang", phrases.LANGUAGES)
def test_every_string_of_the_page_is_translated(lang):
    known = entries(lang)
    missing = [m for m in msgids_of_the_page() if not all(known.get(m, ("",)))]
    assert missing == []


@pytest.mark.parametrize("lang", phrases.LANGUAGES)
def test_no_catalogue_keeps_a_string_that_the_page_lost(lang):
    assert set(entries(lang)) - msgids_of_the_page() == set()


@pytest.mark.parametrize("lang", phrases.LANGUAGES)
def test_translations_fill_the_same_placeholders(lang):
    for msgid, texts in entries(lang).items():
        wanted = set(PLACEHOLDER.findall(msgid if isinstance(msgid, str) else msgid[1]))
        for text in texts:
            assert set(PLACEHOLDER.findall(text)) == wanted, msgid


def test_german_interface_text_addresses_nobody():
    """The interface is impersonal in German, and a promise is a Zusage to an Auftraggeber."""
    for text in phrases.strings("de").values():
        assert not re.search(r"\b(du|dein\w*|dich|dir|Sie|Ihr\w*|Ihnen)\b|Versprechen|Kunde", text), text


def test_strings_gives_both_forms_of_a_count():
    german = phrases.strings("de")
    assert german["{n} reply"] == "{n} Antwort"
    assert german["{n} replies"] == "{n} Antworten"


@pytest.mark.parametrize("lang", ["de", "de-DE", "de_AT", "DE"])
def test_a_locale_is_read_as_its_language(lang):
    assert phrases.strings(lang)["Send"] == "Senden"


@pytest.mark.parametrize("lang", ["fr", "", "../de"])
def test_an_unknown_language_reads_as_english(lang):
    assert phrases.strings(lang)["Send"] == "Send"


def test_a_caller_cannot_change_the_texts_of_the_next():
    phrases.strings("de")["Send"] = "changed"
    assert phrases.strings("de")["Send"] == "Senden"
