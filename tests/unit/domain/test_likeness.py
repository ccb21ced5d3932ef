"""Another spelling of a client is found, another client is not."""

import pytest

from bot.domain.likeness import similar_names

SAME = [
    ("Acme GmbH", "ACME"),
    ("acme", "Acme"),
    ("Acme GmbH & Co. KG", "Acme"),
    ("Acme, Inc.", "Acme Corporation"),
    ("Acme Gruppe", "Acme"),
    ("Die Acme AG", "Acme AG"),
    ("Lindmoor Energie AG", "Lindmor Energie"),
    ("Lindmoor Energie", "Lindmoor-Energie"),
    ("LindmoorEnergie", "Lindmoor Energie"),
    ("Lindmoor  Energie ", "Lindmoor Energie"),
    ("Müller Versand", "Mueller Versand"),
    ("Müller Versand", "Muller Versand"),
    ("Weiß & Söhne", "Weiss und Soehne"),
    ("Café Central", "Cafe Central"),
    ("Tierfreunde e.V.", "Tierfreunde"),
    ("Tierfreunde e. V.", "Tierfreunde"),
    ("Dupont S.A.", "Dupont"),
    ("Telekom", "Telecom"),
    ("Fielmann", "Fielman"),
    ("Hansemerkur", "Hansemrekur"),
    ("Versicherungskammer", "Versicherungskamner"),
    ("Stadtwerke Leipzig", "Stadtwerk Leipzig"),
    ("Wohnen 24", "Wohnen24"),
    ("E.ON", "EON"),
    ("E.ON SE", "e.on"),
]

OTHER = [
    ("Nordbank", "Nordbahn"),
    ("Nordbank", "Nordband"),
    ("Nordbank", "Südbank"),
    ("Acme", "Acne"),
    ("Acme", "Acmes"),
    ("BMW", "BMV"),
    ("AXA", "AXE"),
    ("Bayer", "Bayern"),
    ("Signal", "Signa"),
    ("Allianz", "Alliant"),
    ("Stadtwerke Essen", "Stadtwerke Hessen"),
    ("Stadtwerke Leipzig", "Stadtwerke Dresden"),
    ("Energie Nord", "Energie Süd"),
    ("Energie Nord", "Energie Nord West"),
    ("Wohnen 24", "Wohnen 25"),
    ("Region1234567", "Region1234568"),
    ("Lindmoor Energie", "Lindmoor Wasser"),
    ("Lindmor Enrgie", "Lindmoor Energie"),  # two slips
    ("Hermann", "Hermanns"),
    ("AG", "GmbH"),
    ("AG", "Acme AG"),
    ("", "Acme"),
    ("–", "!"),
    ("A B", "A C"),
]


@pytest.mark.parametrize(("name", "existing"), SAME)
def test_another_spelling_is_found_from_either_side(name, existing):
    assert similar_names(name, [existing]) == [existing]
    assert similar_names(existing, [name]) == [name]


@pytest.mark.parametrize(("name", "existing"), OTHER)
def test_another_client_is_not(name, existing):
    assert similar_names(name, [existing]) == []
    assert similar_names(existing, [name]) == []


def test_the_closest_comes_first_and_the_name_itself_is_left_out():
    existing = ["Lindmor Energie", "Nordbahn", "Lindmoor Energie AG", "Lindmoor Energie", "LINDMOOR ENERGIE"]

    assert similar_names("Lindmoor Energie", existing) == [
        "Lindmoor Energie AG",
        "LINDMOOR ENERGIE",
        "Lindmor Energie",
    ]


def test_a_name_that_is_there_twice_is_offered_once():
    assert similar_names("acme", ["Acme", "Acme"]) == ["Acme"]
