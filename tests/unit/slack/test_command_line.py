"""What is typed after /promise, in German and English, and what it is taken for."""

import pytest

from bot.slack.command_line import (
    Misspelt,
    WantsDigest,
    WantsDraft,
    WantsHelp,
    WantsList,
    WantsOwners,
    WantsSay,
    WantsShow,
    WantsTemplate,
    read_command,
)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_opens_an_empty_form(text):
    assert read_command(text) == WantsDraft()


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("help", WantsHelp()),
        ("HILFE", WantsHelp()),
        ("help?", WantsHelp()),
        ("owners", WantsOwners()),
        ("zuständig", WantsOwners()),
        ("zustaendig", WantsOwners()),
        ("digest", WantsDigest()),
        ("Überblick", WantsDigest()),
        ("ueberblick", WantsDigest()),
    ],
)
def test_one_word_asks_for_one_thing(text, wish):
    assert read_command(text) == wish


@pytest.mark.parametrize(
    ("text", "which", "client"),
    [
        ("list", "all", None),
        ("liste", "all", None),
        ("list open", "open", None),
        ("liste offen", "open", None),
        ("list mine", "mine", None),
        ("liste meine", "mine", None),
        ("list owed", "owed", None),
        ("liste fällig", "owed", None),
        ("list Acme", "all", "Acme"),
        ("list Acme Media open", "open", "Acme Media"),
        ("list open Acme", "open", "Acme"),
        ("show", "all", None),
    ],
)
def test_a_list_is_narrowed_by_client_and_by_part(text, which, client):
    assert read_command(text) == WantsList(which, client)


@pytest.mark.parametrize("text", ["show P-12", "show p12", "show 12", "zeige #12", "show P 12", "P-12", "p12"])
def test_a_promise_is_named_in_many_ways(text):
    wish = read_command(text)
    assert isinstance(wish, WantsShow)
    assert wish.number == 12


@pytest.mark.parametrize("name", ["Acme", "P-", "P-1234567890123", "12 13", "٣"])
def test_what_is_no_number_is_shown_as_none(name):
    assert read_command(f"show {name}") == WantsShow(name, None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("hlep", "help"), ("lits", "list"), ("hilffe", "hilfe"), ("shwo 3", "show 3"), ("onwers", "owners")],
)
def test_a_misspelt_word_is_asked_about_rather_than_taken_for_a_client(text, meant):
    assert read_command(text) == Misspelt(text.split()[0], meant)


@pytest.mark.parametrize("client", ["Acme", "Helios Kliniken", "ABC", "Listermann GmbH", "Digest Media AG"])
def test_a_name_alone_fills_in_the_client(client):
    assert read_command(client) == WantsDraft({"client": client})


def test_client_and_figures_are_parted_by_a_colon_and_figures_by_semicolons():
    wish = read_command("Acme: 40 agents by 1 Feb in Leipzig; service level 80/20 from 1 March")
    assert wish == WantsDraft(
        {"client": "Acme", "figures": "40 agents by 1 Feb in Leipzig\nservice level 80/20 from 1 March"}
    )


@pytest.mark.parametrize(
    ("text", "client", "figures"),
    [
        ("https://acme.example: 40 agents", "https://acme.example", "40 agents"),
        ("Hotline 12:00: 40 agents", "Hotline 12:00", "40 agents"),
        ("Acme:40 agents", "Acme", "40 agents"),
        ("Hotel 24: 40 agents", "Hotel 24", "40 agents"),
        ("list: 40 agents", "list", "40 agents"),
        ("help desk: 40 agents", "help desk", "40 agents"),
        ('Acme: QA 90 %, if "forecast; system" stands', "Acme", 'QA 90 %, if "forecast; system" stands'),
    ],
)
def test_the_colon_is_neither_that_of_a_time_nor_of_an_address(text, client, figures):
    assert read_command(text) == WantsDraft({"client": client, "figures": figures})


def test_figures_without_a_client_fill_in_the_figures():
    wish = read_command("40 agents by 1 Feb; AHT 300 s", lambda text: text.startswith("40"))
    assert wish == WantsDraft({"figures": "40 agents by 1 Feb\nAHT 300 s"})


def test_a_client_without_figures_leaves_them_open():
    assert read_command("Acme:") == WantsDraft({"client": "Acme"})
    assert read_command(": 40 agents") == WantsDraft({"figures": "40 agents"})


@pytest.mark.parametrize("verb", ["say", "sag", "Sage", "NENNE"])
def test_what_can_be_said_is_asked_for_in_both_languages(verb):
    assert read_command(f"{verb} Acme Media") == WantsSay("Acme Media")
    assert read_command(verb) == WantsSay("")


def test_a_client_who_is_called_like_a_word_still_gets_a_promise():
    assert read_command("Sage: 40 agents") == WantsDraft({"client": "Sage", "figures": "40 agents"})


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("template", WantsTemplate()),
        ("Vorlagen", WantsTemplate()),
        ("template inbound voice", WantsTemplate("inbound voice")),
        ("template inbound voice award 1 March", WantsTemplate("inbound voice", "1 March")),
        ("vorlage Inbound Beauftragung am 1. März", WantsTemplate("Inbound", "1. März")),
        ('vorlage "Zuschlag" Zuschlag 1. März', WantsTemplate("Zuschlag", "1. März")),
        ("template „Award“", WantsTemplate("Award")),
    ],
)
def test_a_template_is_named_with_the_day_of_the_award(text, wish):
    assert read_command(text) == wish
