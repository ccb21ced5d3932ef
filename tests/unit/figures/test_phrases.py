"""Every text of the figures is there in German; English is the text itself."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import bot.figures
from bot.figures.phrases import phrases

FOLDER = Path(bot.figures.__file__).parent
KEYWORDS = {"say": None, "many": (1, 2), "message": None}


def extracted():
    found = extract_from_dir(str(FOLDER), method_map=[("**.py", "python")], keywords=KEYWORDS)
    return {entry[2] for entry in found}


@pytest.fixture(scope="module")
def german():
    with (FOLDER / "locale" / "de.po").open("rb") as file:
        return read_po(file, locale="de")


def test_texts_are_found_in_the_code():
    assert "“{text}” is read as {reading}." in extracted()
    assert ("{n} week after award", "{n} weeks after award") in extracted()


def test_every_text_is_translated(german):
    for message in extracted():
        identifier = message[0] if isinstance(message, tuple) else message
        entry = german.get(identifier)
        assert entry is not None, identifier
        assert not entry.fuzzy, identifier
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        assert all(strings), identifier
        assert len(strings) == (2 if isinstance(message, tuple) else 1)


def test_no_translation_is_left_over(german):
    used = {message[0] if isinstance(message, tuple) else message for message in extracted()}

    assert {entry.id[0] if isinstance(entry.id, tuple) else entry.id for entry in german if entry.id} == used


def test_a_translation_uses_what_its_text_offers(german):
    for entry in german:
        originals = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        if entry.id:
            offered = set(re.findall(r"{\w+}", " ".join(originals)))
            assert set(re.findall(r"{\w+}", " ".join(strings))) <= offered, entry.id


def test_plural_forms():
    assert phrases("de").many("{n} week after award", "{n} weeks after award", 1) == "1 Woche nach Beauftragung"
    assert phrases("de").many("{n} week after award", "{n} weeks after award", 1200) == "1.200 Wochen nach Beauftragung"
    assert phrases("en").many("{n} week after award", "{n} weeks after award", 0) == "0 weeks after award"
