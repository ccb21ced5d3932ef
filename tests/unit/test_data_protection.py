"""The page for works council and data protection tells the truth: tables, commands and figures are the program's."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - makes the tables known
from bot import cli
from bot.locale import speaker
from bot.operating.setting import ENVIRONMENT_NAMES
from bot.use_cases.configuring import Key
from bot.use_cases.tidying import EVENTS_KEPT_FOR, NUDGES_KEPT_FOR

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / ".github" / "datenschutz-und-mitbestimmung.md").read_text(encoding="utf-8")
TABLES = SQLModel.metadata.tables


def parsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    groups = (one for one in parser._actions if isinstance(one, argparse._SubParsersAction))
    return {name: known for group in groups for name, known in group.choices.items()}


def test_every_table_is_named_and_no_other() -> None:
    column = [row.split("|")[2] for row in PAGE.splitlines() if row.startswith("|")][2:]
    named = re.findall(r"`(\w+)`", " ".join(column))
    assert sorted(named) == sorted(TABLES)


def test_only_people_says_who_somebody_is_and_holds_no_more_than_the_page_says() -> None:
    said = {"user_id", "handle", "locale", "zone", "dm_channel", "is_outsider", "is_bot", "deleted"}
    inner = {"team_id", "ref", "refreshed_at"}
    assert set(TABLES["people"].c.keys()) == said | inner


def test_no_table_has_room_for_a_statistic_of_a_person() -> None:
    numbers = {
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        if {"person", "author", "ref"} & set(table.c.keys())
        for column in table.c
        if column.type.python_type in (int, float)
    }
    # an order in which people are asked, the row's own id, and how often a message was tried
    assert numbers - {"promises.number", "promises.revision"} == {"seats.position", "outbox.id", "outbox.attempt"}


def test_every_command_of_the_page_exists() -> None:
    commands = parsers(cli._parser(speaker("de")))
    for line in re.findall(r"`promise-bot ([^`]+)`", PAGE):
        words = line.split()
        assert words[0] in commands, line
        parser = commands[words[0]]
        if words[0] == "settings":
            assert words[1] in parsers(parser), line
        for option in (word for word in words if word.startswith("--")):
            assert option in parser.format_help(), line


def test_every_setting_can_be_read_and_set_by_its_name() -> None:
    assert list(ENVIRONMENT_NAMES) == [str(key) for key in Key]
    assert "retention_months" in PAGE and Key.RETENTION_MONTHS == "retention_months"


def test_the_days_are_the_programs() -> None:
    assert (
        f"Ereignisse nach {EVENTS_KEPT_FOR.days} und Vermerke über Erinnerungen nach {NUDGES_KEPT_FOR.days} Tagen"
        in (" ".join(PAGE.split()))
    )


def test_a_forgotten_person_is_called_what_the_page_says() -> None:
    assert f"„{speaker('de')('a former colleague')}“" in " ".join(PAGE.split())


def test_the_readme_leads_to_the_page() -> None:
    assert "(.github/datenschutz-und-mitbestimmung.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_page_addresses_nobody_and_keeps_to_the_words_of_the_field() -> None:
    assert not re.findall(r"\b(?:du|dein\w*|Ihr\w*|Ihnen|Versprechen|Kunden?)\b", PAGE)
