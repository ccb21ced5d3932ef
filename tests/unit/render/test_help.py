"""The help names everything that can be typed, in the reader's own words, and every example of it works."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from bot.figures import Reading, parse_lines
from bot.locale import speaker
from bot.slack.command_line import (
    FILTERS,
    VERBS,
    Misspelt,
    Verb,
    WantsDraft,
    WantsList,
    WantsTemplate,
    Wish,
    read_command,
)
from bot.slack.render.help import help, usual_command
from tests.unit.domain.builders import NOON

LANGUAGES = ("en", "de")
OURS = {"en": ("help", "list", "show", "owners", "digest", "say", "template"),
        "de": ("hilfe", "liste", "zeige", "zuständig", "überblick", "sag", "vorlage")}  # fmt: skip


def examples(language: str) -> list[str]:
    """Return what the help says can be typed, without the command."""
    say = speaker(language)
    command = usual_command(say)
    quoted = re.findall(r"`([^`]+)`", help(say, command).text)
    return [text.removeprefix(command).strip() for text in quoted if text.startswith(command)]


def wishes(language: str) -> list[Wish]:
    return [read_command(text) for text in examples(language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_that_is_routed_is_named_in_the_readers_language(language: str) -> None:
    words = {text.split()[0] for text in examples(language) if text}
    assert set(OURS[language]) <= words
    assert {VERBS[word] for word in OURS[language]} == set(get_args(Verb))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_does_what_its_kind_of_command_does(language: str) -> None:
    found = wishes(language)
    assert {type(wish) for wish in found} == set(get_args(Wish)) - {Misspelt}
    (filled,) = [wish for wish in found if isinstance(wish, WantsDraft) and wish.inputs]
    lines = parse_lines(filled.inputs["figures"], language, NOON.date())
    assert filled.inputs["client"] == "Acme" and all(isinstance(line, Reading) for line in lines) and len(lines) == 2
    (_, counted) = [wish for wish in found if isinstance(wish, WantsTemplate)]
    assert counted.name == "NAME" and counted.award in ("1 March", "1. März")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_narrowing_of_the_list_is_named_and_works(language: str) -> None:
    quoted = re.findall(r"`([^` ]+)`", help(speaker(language)).text)
    named = {FILTERS[word] for word in quoted if word in FILTERS}
    assert named == {"open", "mine", "owed"}
    for word in (word for word in quoted if word in FILTERS):
        assert read_command(f"list {word}") == WantsList(FILTERS[word])


@pytest.mark.parametrize("command", ["/promise", "/zusage"])
def test_the_help_speaks_of_the_command_that_was_typed(command: str) -> None:
    shown = help(speaker("en"), command)
    assert f"`{command} say Acme`" in shown.text and f"`{command} say Acme`" in str(shown.blocks)
