"""Scopes, channels and conditions are read with the figure that they belong to."""

import pytest

from bot.domain.terms import (
    Scope,
)
from bot.figures import parse_line
from tests.unit.figures.terms import FEB, LEIPZIG, TODAY, people

SCOPES = [
    ("in Leipzig", Scope(("Leipzig",))),
    ("in leipzig", Scope(("leipzig",))),
    ("am Standort Leipzig", LEIPZIG),
    ("Standort Leipzig", LEIPZIG),
    ("site Leipzig", LEIPZIG),
    ("at Leipzig", LEIPZIG),
    ("Leipzig", LEIPZIG),
    ("Leipzig site", LEIPZIG),
    ("in Frankfurt am Main", Scope(("Frankfurt am Main",))),
    ("in Bad Homburg vor der Höhe", Scope(("Bad Homburg vor der Höhe",))),
    ("in St. Pölten", Scope(("St. Pölten",))),
    ("in Halle-Neustadt", Scope(("Halle-Neustadt",))),
    ("in Leipzig and Kassel", Scope(("Leipzig", "Kassel"))),
    ("in Leipzig/Kassel", Scope(("Leipzig", "Kassel"))),
    ("in Leipzig, Kassel, Aue und Halle", Scope(("Leipzig", "Kassel", "Aue", "Halle"))),
    ("in Leipzig, Kassel", Scope(("Leipzig", "Kassel"))),
    ("in Leipzig, Kassel, Weimar", Scope(("Leipzig", "Kassel", "Weimar"))),
    ("at sites Leipzig, Kassel and Aue", Scope(("Leipzig", "Kassel", "Aue"))),
    ("in both Leipzig and Kassel", Scope(("Leipzig", "Kassel"))),
    ("in Leipzig and in Kassel", Scope(("Leipzig", "Kassel"))),
    ("sowohl in Leipzig als auch in Kassel", Scope(("Leipzig", "Kassel"))),
    ("an den Standorten Leipzig sowie Kassel", Scope(("Leipzig", "Kassel"))),
    ("Leipzig, Kassel", Scope(("Leipzig", "Kassel"))),
    ("in Leipzig, Kassel, channel chat", Scope(("Leipzig", "Kassel"), channel="chat")),
    ('in "May & Sons"', Scope(("May & Sons",))),
    ("in „Haus 3“", Scope(("Haus 3",))),
    ("Chat-Team", Scope(channel="Chat")),
    ("channel voice", Scope(channel="voice")),
    ("Kanal E-Mail", Scope(channel="E-Mail")),
    ("im Chat", Scope(channel="Chat")),
    ("in German", Scope(language="German")),
    ("Deutsch C1", Scope(language="Deutsch C1")),
    ("language german c1", Scope(language="german c1")),
    ("Sprache Deutsch C1", Scope(language="Deutsch C1")),
    ("skill Tech", Scope(skill="Tech")),
    ("für Second Level", Scope(skill="Second Level")),
    ("line 2", Scope(line="2")),
    ("Linie Inbound 2", Scope(line="Inbound 2")),
    ("in Aue, line A, skill B, channel chat, language German", Scope(("Aue",), "A", "B", "chat", "German")),
]


@pytest.mark.parametrize(("text", "scope"), SCOPES)
def test_a_scope_is_kept_as_it_is_written(text, scope):
    assert parse_line(f"40 agents {text} by 1 Feb", "en", TODAY).term == people(40, FEB, scope)


def test_a_compound_gives_its_channel():
    assert parse_line("12 Chat-Agenten in Aue", "de", TODAY).term == people(12, scope=Scope(("Aue",), channel="Chat"))


CONDITIONS = [
    (", if forecast within ±10 %", ("forecast within ±10 %",)),
    (" wenn Forecast ±10 %", ("Forecast ±10 %",)),
    (", sofern der Forecast hält", ("der Forecast hält",)),
    (", falls die Zugänge bis 15.1. stehen.", ("die Zugänge bis 15.1. stehen",)),
    (", wenn Zugänge bis 15.1.", ("Zugänge bis 15.1.",)),
    (", wenn Forecast innerhalb ±2.5.", ("Forecast innerhalb ±2.5",)),
    (", vorausgesetzt, dass das System läuft", ("das System läuft",)),
    (", unter der Voraussetzung, dass das System läuft", ("das System läuft",)),
    (" provided that access is given by 15 Jan", ("access is given by 15 Jan",)),
    (" provided access is given", ("access is given",)),
    (" as long as 2 trainers come", ("2 trainers come",)),
    (" (if forecast holds)", ("forecast holds",)),
    (" if A holds and if B (or C) holds", ("A holds", "B (or C) holds")),
    (", wenn A und wenn B und sofern C", ("A", "B", "C")),
    (', if "A and if B"', ("A and if B",)),
]


@pytest.mark.parametrize(("text", "conditions"), CONDITIONS)
def test_conditions_are_said_with_the_figure(text, conditions):
    assert parse_line(f"40 agents in Leipzig by 1 Feb{text}", "en", TODAY).term == people(
        40, FEB, LEIPZIG, conditions=conditions
    )


@pytest.mark.parametrize("text", ["If the forecast holds, 40 agents", "if the forecast holds, then 40 agents"])
def test_a_condition_may_come_first(text):
    assert parse_line(text, "en", TODAY).term == people(40, conditions=("the forecast holds",))


def test_provided_is_a_participle_before_a_date():
    assert parse_line("40 agents provided by 1 Feb", "en", TODAY).term == people(40, FEB)
