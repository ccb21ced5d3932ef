"""One negotiation in English and in German: who acts, what they type, and what everybody reads."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody of the local workspace."""

    id: str
    name: str


BEN, WIM, QUINN, INES = (
    Person("U02BEN", "Ben Carter"), Person("U04WIM", "Wim de Boer"),
    Person("U05QUINN", "Quinn Adler"), Person("U08INES", "Ines Duarte"),
)  # fmt: skip
SARA, LENA, OMAR, PETRA = (
    Person("U01SARA", "Sara Vogt"), Person("U03LENA", "Lena Krüger"),
    Person("U06OMAR", "Omar Haddad"), Person("U07PETRA", "Petra Lang"),
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """What is typed, pressed and read. `says` are the words of the interface, by what they stand for."""

    language: str
    command: str
    sales: Person
    agreeing: Person
    countering: Person
    objecting: Person
    leading: Person
    about: str
    figures: str
    read: tuple[str, ...]
    ramp: str
    ramp_read: tuple[str, ...]
    ramp_reason: str
    objected: str
    objection: str
    revised: str
    revised_read: str
    revision_reason: str
    areas: tuple[str, ...]
    wording: str
    others: tuple[tuple[str, str], ...]
    says: dict[str, str]


ENGLISH = Story(
    language="en",
    command="/promise",
    sales=BEN,
    agreeing=WIM,
    countering=INES,
    objecting=QUINN,
    leading=QUINN,
    about="new inbound line",
    figures="40 agents in Lisbon by 1 Feb\n"
    "service level 80/20 from 1 March, if forecast within ±10 %\n"
    "quality score at least 90 % from 15 March",
    read=(
        "40 agents in Lisbon by 1 February 2031",
        "service level 80/20 from 1 March 2031, if forecast within ±10 %",
        "quality score at least 90 % from 15 March 2031",
    ),
    ramp="28 agents in Lisbon by 1 Feb\n40 agents in Lisbon by 1 March",
    ramp_read=("28 agents in Lisbon by 1 February 2031", "40 agents in Lisbon by 1 March 2031"),
    ramp_reason="Two training classes until February, a third one in March",
    objected="quality score at least 90 % from 15 March 2031",
    objection="90 % needs ten weeks of coaching",
    revised="quality score at least 85 % from 15 March",
    revised_read="quality score at least 85 % from 15 March 2031",
    revision_reason="85 % first, 90 % once the coaching is through",
    areas=("Lisbon", "WFM", "Quality"),
    wording="We can promise you the following figures:\n\n"
    "• 28 agents in Lisbon by 1 February 2031\n"
    "• 40 agents in Lisbon by 1 March 2031\n"
    "• service level 80/20 from 1 March 2031\n"
    "   Condition: forecast within ±10 %\n"
    "• quality score at least 85 % from 15 March 2031",
    others=(
        ("Blue Energy: 12 agents in Lisbon by 1 April; CSAT 85 % from 1 May", "tomorrow 15:00"),
        ("Northbank: AHT max. 300 s from 1 Feb", "6 Dec 12:00"),
    ),
    says={
        "first hint": "You are Ben Carter (sales, new business). Type /promise and press Enter.",
        "new": "New promise",
        "client": "Client",
        "about": "What is it about?",
        "needed": "Answer by",
        "friday": "Friday 12:00",
        "figures": "Figures, one a line",
        "check": "Check",
        "right?": "Is this right?",
        "until": "Answer by Fri 29 Nov 12:00 (London time)",
        "post": "Post promise",
        "posted": "Reminders go out by themselves until Fri 29 Nov 12:00 (London time); no figures to the client yet.",
        "not yet": "No figures to the client yet · 0 of 3 figures agreed",
        "one": "No figures to the client yet · 1 of 3 figures agreed",
        "three": "No figures to the client yet · 3 of 4 figures agreed",
        "ask": "Can these figures be kept?",
        "agree": "We can keep it",
        "agreed for": "Agreed for WFM in P-1 · Acme:",
        "take back": "Take agreement back",
        "agreed by": "agreed by WFM",
        "counter": "Counter…",
        "counter title": "Counter",
        "reason": "Reason",
        "own area": "posting agrees for Lisbon",
        "stays": "Stays as it is",
        "post counter": "Post counter",
        "proposes": "Ines Duarte for Lisbon proposes for P-1 · Acme:",
        "counter from": "counter from Lisbon",
        "accept": "Accept counter",
        "accepted": "accepted the counter from @Ines Duarte for P-1 · Acme. Now it says:",
        "reminder": "1 promise is waiting for an answer.",
        "object": "Object…",
        "object title": "Object",
        "post objection": "Post objection",
        "objects": "Quinn Adler for Quality objects in P-1 · Acme:",
        "revise": "Revise…",
        "revise title": "Revise",
        "post revision": "Post revision",
        "asked again": "waiting for Quality (@Quinn Adler)",
        "tick": "React with a tick",
        "signed": "P-1 · Acme · new inbound line is jointly signed off.",
        "told": "May be told to the client · jointly signed off",
        "owed": "Waiting for my answer",
        "nothing": "Nothing is open.",
        "lead in": "Wording for the client, to be used as it is:",
        "digest": "Weekly digest: promises",
        "decide": "Needs a decision",
        "overdue": "answer was due Wed 27 Nov 16:00; missing: Lisbon and Quality",
        "may": "May be told to clients",
        "open": "Not yet",
        "missing": "missing: WFM; answer by Fri 6 Dec 13:00",
        "since": "Jointly signed off since",
        "thanks": "Thanks to Lisbon, WFM and Quality.",
    },
)

GERMAN = Story(
    language="de",
    command="/zusage",
    sales=SARA,
    agreeing=WIM,
    countering=LENA,
    objecting=OMAR,
    leading=PETRA,
    about="neue Inbound-Hotline",
    figures="40 Agenten in Leipzig bis 1.2.\nServicelevel 80/20 ab 1.4., wenn Forecast innerhalb ±10 %\nGo-live 15.2.",
    read=(
        "40 Agenten in Leipzig bis 1. Februar 2031",
        "Servicelevel 80/20 ab 1. April 2031, wenn Forecast innerhalb ±10 %",
        "Go-live 15. Februar 2031",
    ),
    ramp="28 Agenten in Leipzig bis 1.2.\n40 Agenten in Leipzig bis 1.3.",
    ramp_read=("28 Agenten in Leipzig bis 1. Februar 2031", "40 Agenten in Leipzig bis 1. März 2031"),
    ramp_reason="Zwei Schulungsgruppen bis Februar, die dritte im März",
    objected="Go-live 15. Februar 2031",
    objection="Die Systemzugänge stehen erst Ende Februar",
    revised="Go-live 1.3.",
    revised_read="Go-live 1. März 2031",
    revision_reason="Start, sobald die Zugänge stehen",
    areas=("Leipzig", "WFM", "Operations"),
    wording="Wir können Ihnen folgende Zahlen zusagen:\n\n"
    "• 28 Agenten in Leipzig bis 1. Februar 2031\n"
    "• 40 Agenten in Leipzig bis 1. März 2031\n"
    "• Servicelevel 80/20 ab 1. April 2031\n"
    "   Voraussetzung: Forecast innerhalb ±10 %\n"
    "• Go-live 1. März 2031",
    others=(
        ("Blau Energie: 12 Agenten in Leipzig bis 1.4.; CSAT 85 % ab 1. Mai", "morgen 15:00"),
        ("Nordbank: AHT max. 300 s ab 1.2.", "6.12. 12:00"),
    ),
    says={
        "first hint": "Angemeldet als Sara Vogt (Vertrieb, Key Account). /zusage eintippen und Enter drücken.",
        "new": "Neue Zusage",
        "client": "Auftraggeber",
        "about": "Worum geht es?",
        "needed": "Antwort bis",
        "friday": "Freitag 12:00",
        "figures": "Zahlen, eine je Zeile",
        "check": "Prüfen",
        "right?": "Richtig verstanden?",
        "until": "Antwort bis Fr., 29. Nov., 12:00 (Ortszeit Berlin)",
        "post": "Abstimmung starten",
        "posted": "Erinnert wird von selbst bis Fr., 29. Nov., 12:00; noch keine Zahlen an den Auftraggeber.",
        "not yet": "Noch keine Zahlen an den Auftraggeber · 0 von 3 Zahlen freigegeben",
        "one": "Noch keine Zahlen an den Auftraggeber · 1 von 3 Zahlen freigegeben",
        "three": "Noch keine Zahlen an den Auftraggeber · 3 von 4 Zahlen freigegeben",
        "ask": "Sind diese Zahlen zu halten?",
        "agree": "Können wir halten",
        "agreed for": "Agreed for WFM in P-1 · Acme:",  # Wim's own Slack is English, whatever the channel speaks
        "take back": "Take agreement back",
        "agreed by": "freigegeben von WFM",
        "counter": "Gegenvorschlag …",
        "counter title": "Gegenvorschlag",
        "reason": "Begründung",
        "own area": "mit dem Senden freigegeben von Leipzig",
        "stays": "Bleibt, wie es ist",
        "post counter": "Vorschlag senden",
        "proposes": "Gegenvorschlag von @Lena Krüger für Leipzig zu P-1 · Acme:",
        "counter from": "Gegenvorschlag von Leipzig",
        "accept": "Gegenvorschlag annehmen",
        "accepted": "hat den Gegenvorschlag von @Lena Krüger zu P-1 · Acme angenommen. Neuer Stand:",
        "reminder": "1 Zusage wartet auf Antwort.",
        "object": "Einwand …",
        "object title": "Einwand",
        "post objection": "Einwand senden",
        "objects": "Einwand von @Omar Haddad für Operations in P-1 · Acme:",
        "revise": "Anpassen …",
        "revise title": "Anpassen",
        "post revision": "Änderung senden",
        "asked again": "Freigabe fehlt: Operations (@Omar Haddad)",
        "tick": "Mit Häkchen reagieren",
        "signed": "P-1 · Acme · neue Inbound-Hotline ist gemeinsam freigegeben.",
        "told": "Darf genannt werden · gemeinsam freigegeben",
        "owed": "Wartet auf meine Antwort",
        "nothing": "Nichts offen.",
        "lead in": "Formulierung für den Auftraggeber, unverändert zu verwenden:",
        "digest": "Wochenüberblick: Zusagen",
        "decide": "Entscheidung nötig",
        "overdue": "Antwort war fällig: Mi., 27. Nov., 15:00; Freigabe fehlt: Leipzig und Quality",
        "may": "Darf genannt werden",
        "open": "Noch nicht",
        "missing": "Freigabe fehlt: WFM; Antwort bis Fr., 6. Dez., 12:00",
        "since": "Gemeinsam freigegeben seit",
        "thanks": "Danke an Leipzig, WFM und Operations.",
    },
)
