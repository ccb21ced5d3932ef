"""The moves beside the straight path in English and in German: what people read, who acts, and what they type."""

from __future__ import annotations

from dataclasses import dataclass

from tests.browser.stories import BEN, INES, LENA, OMAR, QUINN, SARA, WIM, Person

_ENGLISH_SPEAKERS = (BEN, WIM, QUINN, INES)
WORDS = {  # what people read: in English, in German
    "new": ("New promise", "Neue Zusage"),
    "client": ("Client", "Auftraggeber"),
    "needed": ("Answer by", "Antwort bis"),
    "figures": ("Figures, one a line", "Zahlen, eine je Zeile"),
    "conditions": ("Conditions for all figures", "Voraussetzungen für alle Zahlen"),
    "visibility": ("Who may see it?", "Wer darf sie sehen?"),
    "secret": (
        "Confidential: account team, areas asked, leads; a code name elsewhere",
        "Vertraulich: Account-Team, gefragte Bereiche, Leitung; sonst Deckname",
    ),
    "reason": ("Reason", "Begründung"),
    "check": ("Check", "Prüfen"),
    "right?": ("Is this right?", "Richtig verstanden?"),
    "post": ("Post promise", "Abstimmung starten"),
    "agree": ("We can keep it", "Können wir halten"),
    "counter": ("Counter…", "Gegenvorschlag …"),
    "counter title": ("Counter", "Gegenvorschlag"),
    "put in": ("put the number in its place", "die Zahl an diese Stelle setzen"),
    "post counter": ("Post counter", "Vorschlag senden"),
    "accept": ("Accept counter", "Gegenvorschlag annehmen"),
    "more": ("More…", "Mehr …"),
    "close": ("Close", "Schließen"),
    "phone": ("Agreed by phone…", "Am Telefon zugesagt …"),
    "phone title": ("Agreed by phone", "Am Telefon zugesagt"),
    "who agreed": ("Who agreed by phone?", "Wer hat am Telefon zugesagt?"),
    "send button": ("Send the button", "Schaltfläche senden"),
    "not signed yet": ("Nothing is signed until it is pressed.", "Bis sie gedrückt wird, ist nichts freigegeben."),
    "by phone": ("says that this was agreed by phone", "sagt, dass das am Telefon zugesagt wurde"),
    "renegotiate": ("Renegotiate…", "Neu verhandeln …"),
    "renegotiated": ("being renegotiated", "wird neu verhandelt"),
    "in force": ("in force", "in Kraft"),
    "may": ("May be told to the client", "Darf genannt werden"),
    "signed": ("jointly signed off", "gemeinsam freigegeben"),
    "none agreed": ("0 of 2 figures agreed", "0 von 2 Zahlen freigegeben"),
    "wording": (
        "Wording for the client, to be used as it is:",
        "Formulierung für den Auftraggeber, unverändert zu verwenden:",
    ),
    "cannot keep": ("Cannot be kept any more…", "Nicht mehr haltbar …"),
    "cannot keep title": ("Cannot be kept", "Nicht mehr haltbar"),
    "say so": ("Say so now", "Jetzt melden"),
    "instead": ("Propose other figures…", "Andere Zahlen vorschlagen …"),
    "renegotiate title": ("Renegotiate", "Neu verhandeln"),
    "except": ("May be told to the client, except: ", "Darf genannt werden, außer: "),
    "withdrawn": ("Cannot be kept any more", "Nicht mehr haltbar"),
    "recall": ("This figure does not hold any more", "Zahl gilt nicht mehr"),
    "to be said": ("to be said as it is:", "so zu sagen, wie es hier steht:"),
    "condition": ("Condition: ", "Voraussetzung: "),
    "reliable": ("We will give you reliable figures by Friday noon.", "Belastbare Zahlen nennen wir Ihnen bis Freitag"),
    "confidential": ("confidential", "vertraulich"),
}


def read_by(person: Person, word: str) -> str:
    """Return a word of the interface as this person reads it."""
    return WORDS[word][0 if person in _ENGLISH_SPEAKERS else 1]


@dataclass(frozen=True)
class Tale:
    """One side of the house in its language: who acts, what they type, and how it is read back."""

    language: str
    sales: Person
    site: Person
    site_name: str
    command: str
    friday: str
    question: str
    answering: Person
    answer: str
    answered: str
    bundle: str
    condition: str
    read: tuple[str, str]
    less: str
    less_read: str
    phone_condition: str

    def words(self, word: str) -> str:
        """Return a word in the language of the channel."""
        return WORDS[word][0 if self.language == "en" else 1]


ENGLISH = Tale(
    language="en",
    sales=BEN,
    site=INES,
    site_name="Lisbon",
    command="/promise",
    friday="Friday 12:00",
    question="? agents in Kassel by 1 Feb",
    answering=WIM,
    answer="26 agents in Kassel by 1 Feb",
    answered="26 agents in Kassel by 1 February 2031",
    bundle="40 agents in Lisbon by 1 Feb, if system access by 15 Jan\nservice level 80/20 from 1 March",
    condition="forecast within ±10 %",
    read=("40 agents in Lisbon by 1 February 2031", "service level 80/20 from 1 March 2031"),
    less="28 agents in Lisbon by 1 Feb\nservice level 80/20 from 1 March",
    less_read="28 agents in Lisbon by 1 February 2031",
    phone_condition="system access by 15 Jan",
)
GERMAN = Tale(
    language="de",
    sales=SARA,
    site=LENA,
    site_name="Leipzig",
    command="/zusage",
    friday="Freitag 12:00",
    question="? Agenten in Kassel bis 1.2.",
    answering=OMAR,
    answer="26 Agenten in Kassel bis 1.2.",
    answered="26 Agenten in Kassel bis 1. Februar 2031",
    bundle="40 Agenten in Leipzig bis 1.2., wenn Systemzugänge bis 15.1.\nServicelevel 80/20 ab 1.3.",
    condition="Forecast innerhalb ±10 %",
    read=("40 Agenten in Leipzig bis 1. Februar 2031", "Servicelevel 80/20 ab 1. März 2031"),
    less="28 Agenten in Leipzig bis 1.2.\nServicelevel 80/20 ab 1.3.",
    less_read="28 Agenten in Leipzig bis 1. Februar 2031",
    phone_condition="Systemzugänge bis 15.1.",
)
