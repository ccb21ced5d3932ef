"""Everything the bot says is there in every language, with the same places for values."""

import ast
from pathlib import Path
from string import Formatter

import pytest

import bot
from bot.locale.catalogue import TRANSLATED, messages_in, path_of, read, untranslated

BOT = Path(bot.__file__).parent
UPDATE = "run `python -m bot.locale --prune` and translate what it lists"


def forms(message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def ids(message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def places(text: str) -> set[str | None]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def said() -> set[tuple[str, ...]]:
    return {ids(message) for message in messages_in(BOT) if message.id}


@pytest.mark.parametrize("language", TRANSLATED)
class TestCatalogue:
    def test_has_every_message_that_the_code_says(self, language, said):
        stored = {ids(message) for message in read(path_of(language), language) if message.id}
        assert said - stored == set(), UPDATE

    def test_has_no_message_that_the_code_no_longer_says(self, language, said):
        catalogue = read(path_of(language), language)
        stored = {ids(message) for message in catalogue if message.id}
        assert (stored - said, dict(catalogue.obsolete)) == (set(), {}), UPDATE

    def test_has_every_form_of_every_message_confirmed(self, language):
        assert untranslated(read(path_of(language), language)) == [], UPDATE

    def test_names_the_same_values_in_every_form(self, language):
        wrong = [
            (message.id, form)
            for message in read(path_of(language), language)
            if message.id
            for form in forms(message)
            if places(form) != places(ids(message)[-1])
        ]
        assert wrong == []


def test_values_are_named_and_never_positional(said):
    assert [text for texts in said for text in texts if not all(places(text) or {"-"})] == []


def test_messages_are_literals_so_that_they_can_be_found():
    built = (ast.JoinedStr, ast.BinOp)
    wrong = [
        f"{path.relative_to(BOT)}:{call.lineno}"
        for path in sorted(BOT.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", getattr(call.func, "attr", "")) in ("say", "many", "phrase")
        and any(isinstance(argument, built) for argument in call.args[:2])
    ]
    assert wrong == []
