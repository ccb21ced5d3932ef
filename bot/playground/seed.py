"""The workspace that a newcomer finds: Nordlicht Service, a contact centre with sales and operations.

Rule: ids are fixed, because tests, example rules and the README name them. Anything that depends on the day comes
from the clock, never from here.
"""

from .ids import BOT_USER
from .model import Channel, Person, UserGroup
from .workspace import Workspace

TEAM_NAME = "Nordlicht Service"
TEAM_DOMAIN = "nordlicht-service"
_TOPICS = {
    "en": ("What clients may be told, and what not yet", "News for everyone", "Coffee, cake and lost umbrellas",
           "Offers in the making", "Shared with Acme"),
    "de": ("Was Auftraggebern genannt werden darf, und was noch nicht", "Neues für alle",
           "Kaffee, Kuchen und verlorene Schirme", "Angebote in Arbeit", "Gemeinsam mit Acme"),
}  # fmt: skip


def _people() -> list[Person]:
    return [
        Person("U01SARA", "sara", "Sara Vogt", "Key Account Manager",
               {"en": "sales, key account manager", "de": "Vertrieb, Key Account"}, avatar_color="b5487a"),
        Person("U02BEN", "ben", "Ben Carter", "New Business",
               {"en": "sales, new business", "de": "Vertrieb, Neugeschäft"},
               tz="Europe/London", locale="en-GB", avatar_color="2f6f9f"),
        Person("U03LENA", "lena", "Lena Krüger", "Site Lead Leipzig",
               {"en": "site lead Leipzig", "de": "Standortleitung Leipzig"}, avatar_color="3a7d44"),
        Person("U04WIM", "wim", "Wim de Boer", "Workforce Management",
               {"en": "workforce management", "de": "Personaleinsatzplanung"},
               tz="Europe/Amsterdam", locale="en-GB", avatar_color="b3681d"),
        Person("U05QUINN", "quinn", "Quinn Adler", "Quality and Training",
               {"en": "quality and training", "de": "Qualität und Training"},
               locale="en-US", avatar_color="5b4b9a"),
        Person("U06OMAR", "omar", "Omar Haddad", "Head of Operations",
               {"en": "head of operations", "de": "Leitung Operations"}, avatar_color="8a3033"),
        Person("U07PETRA", "petra", "Petra Lang", "Managing Director",
               {"en": "managing director", "de": "Geschäftsführung"}, is_admin=True, avatar_color="1f6b66"),
        Person("U08INES", "ines", "Ines Duarte", "Site Lead Lisbon",
               {"en": "site lead Lisbon", "de": "Standortleitung Lissabon"},
               tz="Europe/Lisbon", locale="en-GB", avatar_color="7a6a14"),
        Person("U09GUS", "gus", "Gus Fischer", "Consultant",
               {"en": "guest", "de": "Gast"}, is_restricted=True, avatar_color="6b6b6b"),
        Person("U10STEVE", "steve", "Steve Stranger", "Buyer at Acme",
               {"en": "from the partner company", "de": "vom Partnerunternehmen"},
               tz="America/New_York", locale="en-US", is_stranger=True, avatar_color="40506b"),
        Person(BOT_USER, "promise_bot", "Promise Bot", "",
               {"en": "app", "de": "App"}, locale="en-US", is_bot=True, avatar_color="4a154b"),
    ]  # fmt: skip


def _channels(people: list[Person], language: str) -> list[Channel]:
    promises, general, random, deals, acme = _TOPICS[language]
    home = [person.id for person in people if not person.is_stranger]
    staff = [person.id for person in people if person.is_full_member and not person.is_bot]
    deal_desk = ["U01SARA", "U02BEN", "U06OMAR", "U03LENA", "U07PETRA", BOT_USER]
    return [
        Channel("C01PROMISES", "promises", [*staff, BOT_USER], topic=promises),
        Channel("C02GENERAL", "general", list(home), topic=general),
        Channel("C03RANDOM", "random", staff, topic=random),
        Channel("G04DEALS", "deal-desk", deal_desk, is_private=True, topic=deals),
        Channel("C05ACME", "with-acme", ["U01SARA", "U02BEN", "U10STEVE", BOT_USER],
                is_ext_shared=True, topic=acme),
    ]  # fmt: skip


def _usergroups() -> list[UserGroup]:
    return [
        UserGroup("S01SALES", "sales", "Sales", ["U01SARA", "U02BEN"]),
        UserGroup("S02OPERATIONS", "operations", "Operations",
                  ["U03LENA", "U04WIM", "U05QUINN", "U06OMAR", "U08INES"]),
    ]  # fmt: skip


def nordlicht(workspace: Workspace, language: str = "en") -> None:
    """Fill an empty workspace with Nordlicht's people and channels, and a DM with the bot for each person.

    `language` ("en", "de") is the one in which the channels say what they are for.
    """
    people = _people()
    created = int(workspace.clock.now().timestamp())
    for person in people:
        workspace.save_person(person)
    for group in _usergroups():
        workspace.usergroups[group.id] = group
    for channel in _channels(people, language):
        channel.created, channel.creator = created, "U07PETRA"
        workspace.save_channel(channel)
    for person in people:
        if not person.is_bot and not person.is_stranger:
            workspace.dm_with(person.id)
