"""What cannot be read is answered where it was typed, in that person's language, and nothing typed is lost."""

from __future__ import annotations

import pytest

from bot.settings import Mode
from tests.integration.world import BEN, OMAR, PETRA, PROMISES, SARA, WIM, Json, World, said, until

HTTP = pytest.mark.parametrize("playground", [Mode.HTTP], indirect=True, ids=str)
pytestmark = HTTP

HOSTILE = ("<!channel> <@U07PETRA> <https://evil.example|Acme> *Acme* &lt;!here&gt; https://evil.example/" + "x" * 300)[
    :300
]


def nothing_posted(world: World) -> bool:
    return not [m for m in world.messages(PROMISES) if not m.get("ephemeral")]


def rendered(part: object) -> list[str]:
    """Return every text that Slack would read marks in: mrkdwn, and a message's own text."""
    if isinstance(part, list):
        return [text for item in part for text in rendered(item)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if part.get("type") in ("mrkdwn", "link", "user", "broadcast") and "text" in part else []
    own += [part["text"]] if "ts" in part and isinstance(part.get("text"), str) else []
    return own + [text for item in part.values() if isinstance(item, dict | list) for text in rendered(item)]


def is_harmless(part: Json) -> bool:
    texts = rendered(part)
    kinds = said({"text": "", "blocks": part.get("blocks")})
    texts = [text.replace("<https://nordlicht-service.slack.com/archives/", "") for text in texts]  # the bot's own
    marks = ("<!", "<http", "|Acme>", "<@U07PETRA>", '"broadcast"', '"type": "link"')
    assert texts or kinds
    return not any(mark in text for mark in marks for text in [*texts, kinds if mark.startswith('"') else ""])


# Figures and moments


@pytest.mark.parametrize(
    ("user", "words"),
    [
        (SARA, ("Zeile 2, Zeichen 1", "„blah blah“ nennt keine Zahl", "Zum Beispiel: mindestens 40 Agenten")),
        (BEN, ("Line 2, character 1", "“blah blah” names no figure", "For example: at least 40 agents")),
    ],
)
def test_an_unreadable_figure_is_named_with_line_place_and_example(town: World, user: str, words: tuple[str]) -> None:
    town.command(user)
    figures = "40 agents in Leipzig by 1 Feb\nblah blah"
    answer = town.submit(user, client="Acme", needed_by="29.11.2030 12:00", figures=figures, conditions="forecast")
    assert answer["ack"]["response_action"] == "errors"
    assert list(town.wrong(user)) == ["figures"]
    assert all(word in town.wrong(user)["figures"] for word in words)
    assert town.typed(user) == {
        "client": "Acme",
        "title": "",
        "needed_by": "29.11.2030 12:00",
        "figures": figures,
        "conditions": "forecast",
    }
    assert nothing_posted(town)


def test_what_was_mended_after_an_error_is_taken(town: World) -> None:
    town.command(SARA)
    town.submit(SARA, client="Acme", needed_by="29.11.2030 12:00", figures="40 in Leipzig am Sankt Nimmerleinstag")
    assert town.wrong(SARA)
    town.submit(SARA, figures="40 Agenten in Leipzig ab 1.2.2031")
    assert town.form(SARA)["callback_id"] == "promise.review"
    assert town.wrong(SARA) == {}
    town.submit(SARA)
    assert "40 agents in Leipzig" in said(town.find(PROMISES, "Acme", "No figures to the client yet"))


@pytest.mark.parametrize(
    ("user", "needed_by", "figures", "words"),
    [
        (SARA, "22.11.2030 12:00", "40 Agenten ab 1.2.2029", ("ist schon vorbei", "1. Februar 2029 ist schon vorbei")),
        (BEN, "22 Nov 2030 12:00", "40 agents by 1 Feb 2029", ("is over already", "1 February 2029 is over already")),
    ],
)  # fmt: skip
def test_a_date_in_the_past_is_refused_in_both_fields(
    town: World, user: str, needed_by: str, figures: str, words: tuple[str, str]
) -> None:
    town.command(user)
    town.submit(user, client="Acme", needed_by=needed_by, figures=figures)
    wrong = town.wrong(user)
    assert set(wrong) == {"needed_by", "figures"}
    assert words[0] in wrong["needed_by"]
    assert words[1] in wrong["figures"]
    assert town.typed(user)["figures"] == figures


@pytest.mark.parametrize(
    ("user", "readings"),
    [(SARA, ("„2. Januar 2031“", "„1. Februar 2031“")), (BEN, ("“2 January 2031”", "“1 February 2031”"))],
)
def test_a_line_that_can_be_read_in_two_ways_shows_both(town: World, user: str, readings: tuple[str, str]) -> None:
    town.command(user)
    town.submit(user, client="Acme", needed_by="29.11.2030 12:00", figures="40 agents in Leipzig by 01/02/2031")
    assert all(reading in town.wrong(user)["figures"] for reading in readings)


@pytest.mark.parametrize(
    ("user", "figure", "reading"),
    [
        (SARA, "1.200 FTE ab 1.2.2031", "„1.200“ wird gelesen als: 1200"),
        (BEN, "AHT 1.200 s", "“1.200” is read as 1,2"),
    ],
)
def test_a_number_that_the_language_decides_shows_its_reading(
    town: World, user: str, figure: str, reading: str
) -> None:
    town.command(user)
    town.submit(user, client="Acme", needed_by="29.11.2030 12:00", figures=figure)
    assert reading in said(town.form(user))


def test_a_counter_line_that_fits_two_figures_names_both(town: World) -> None:
    figures = "40 agents in Leipzig by 1 Feb 2031\n60 agents in Leipzig by 1 May 2031"
    card = town.draft(SARA, figures=figures)
    town.press("U03LENA", card, "promise.counter")
    town.submit("U03LENA", figures="50 Agenten in Leipzig ab 1.3.2031", reason="Nur eine Klasse")
    wrong = town.wrong("U03LENA")["figures"]
    assert "1. Februar 2031" in wrong and "1. Mai 2031" in wrong
    assert town.typed("U03LENA")["reason"] == "Nur eine Klasse"


def test_a_revision_that_changes_nothing_is_not_posted(town: World) -> None:
    card = town.draft(SARA)
    town.press(SARA, card, "promise.more")
    town.press_in_view(SARA, town.form(SARA), "promise.revise")
    town.submit(SARA, reason="nichts Neues")
    assert "nichts gesendet" in town.wrong(SARA)["figures"]


# Forms


def test_the_form_at_its_largest_goes_through_every_surface(town: World) -> None:
    sites = [f"Town{letter}" for letter in "abcdefghijklmnopqrst"]
    dated = [f"{n} agents in {site} by {n} Feb 2031" for n, site in enumerate(sites, start=1)]
    figures = "\n".join(f"{line}, if {'<&>' * 40}"[:149] for line in dated)
    assert 2900 < len(figures) <= 3000
    values = {
        "client": "Acme and Daughters AG" + "&" * 279,
        "title": "<" * 300,
        "needed_by": "29.11.2030 12:00",
        "figures": figures,
        "conditions": "\n".join(["<" * 298] * 10),
    }
    card = town.draft(SARA, **values)
    assert "figures agreed" in said(card)
    town.find(PROMISES, "Can these figures be kept?")
    town.press(WIM, card, "promise.more")
    assert "Townt" in said(town.form(WIM))
    town.do("close", user=WIM)
    town.press(WIM, card, "promise.object")
    town.choose(WIM, "terms", "Town", reason="<" * 3000)
    town.find(PROMISES, "objects in", "Towna")
    town.press(WIM, town.card(card), "promise.counter")
    town.submit(WIM, reason="&" * 3000)
    assert "figures" in town.wrong(WIM)
    town.submit(WIM, figures="\n".join(f"1{line}" for line in dated), reason="&" * 3000)
    town.submit(WIM)
    reply = town.find(PROMISES, "proposes", "120 agents")
    town.press(SARA, reply, "promise.more")
    assert "120" in said(town.form(SARA))
    town.do("close", user=SARA)
    town.command(SARA, "list")
    town.told(SARA, "P-1")
    town.command(SARA, "show P-1")
    town.told(SARA, "Townt")
    assert town.home(WIM)["blocks"]
    town.press(SARA, reply, "promise.accept")
    town.find(PROMISES, "is jointly signed off")


def test_twenty_one_figures_are_one_too_many(town: World) -> None:
    town.command(SARA)
    figures = "\n".join(f"{n} agents in Leipzig by {n} May 2031" for n in range(1, 22))
    town.submit(SARA, client="Acme", needed_by="29.11.2030 12:00", figures=figures)
    assert "20" in town.wrong(SARA)["figures"] and "höchstens" in town.wrong(SARA)["figures"]
    assert town.typed(SARA)["figures"] == figures


def test_a_hostile_client_name_makes_no_mention_and_no_link_anywhere(town: World) -> None:
    town.command(SARA)
    inputs = {"needed_by": "29.11.2030 09:30", "figures": "service level 80/20 from 1 March 2031, if <!channel> calls"}
    town.submit(SARA, client=HOSTILE, title=HOSTILE, conditions=HOSTILE, **inputs)
    assert is_harmless(town.form(SARA))
    town.submit(SARA)
    card = town.find(PROMISES, "No figures to the client yet")
    assert is_harmless(card)
    assert is_harmless(town.find(PROMISES, "Can these figures be kept?"))
    town.command(BEN, f"list {HOSTILE}")
    assert is_harmless(town.private(BEN)[-1])
    town.command(BEN, HOSTILE[:40].replace(":", ""))
    assert town.form(BEN)["callback_id"] == "promise.draft"
    town.do("close", user=BEN)
    for wish in ("list", "show P-1", "digest", "show <!channel>"):
        town.command(BEN, wish)
        assert is_harmless(town.private(BEN)[-1]), wish
    town.press(WIM, card, "promise.object")
    assert is_harmless(town.form(WIM))
    town.submit(WIM, reason=HOSTILE)
    objection = town.find(PROMISES, "objects in")
    assert is_harmless(objection)
    assert is_harmless(town.card(card))
    town.press(WIM, card, "promise.more")
    assert is_harmless(town.form(WIM))
    assert is_harmless(town.home(SARA))
    town.do("close", user=WIM)
    assert all(is_harmless(message) for message in town.direct(SARA))
    posts = [e["request"] for e in town.get("log")["entries"] if e["kind"] == "chat.postMessage"]
    unfurls = {str(post[part]).lower() for post in posts for part in ("unfurl_links", "unfurl_media")}
    assert unfurls <= {"false", "0"}


# Commands


@pytest.mark.parametrize(
    ("user", "command", "text", "words"),
    [
        (SARA, "/promise", "show P-99", ("Zusage P-99", "/promise list")),
        (SARA, "/zusage", "zeige P-99", ("Zusage P-99", "/zusage")),
        (BEN, "/promise", "show P-99", ("no promise P-99", "/promise list")),
        (BEN, "/promise", "P-99", ("no promise P-99",)),
        (BEN, "/promise", "show nonsense", ("no promise nonsense",)),
        (BEN, "/promise", "lsit", ("“lsit” is no command", "`/promise list`")),
        (SARA, "/zusage", "hlfe", ("„hlfe“", "`/zusage h")),
        (BEN, "/promise", "list Nobody Ltd", ("none", "Nobody Ltd")),
    ],
)
def test_a_command_that_leads_nowhere_says_what_would(
    town: World, user: str, command: str, text: str, words: tuple[str, ...]
) -> None:
    town.draft(SARA)
    town.command(user, text, command=command)
    town.told(user, *words)
    assert town.view(user) is None


def test_show_without_a_number_shows_what_there_is(town: World) -> None:
    town.draft(SARA)
    town.command(BEN, "show")
    town.told(BEN, "P-1", "Acme")


# Nobody answers


def test_a_figure_that_nobody_answers_for_is_kept_until_somebody_does(town: World) -> None:
    settings = town.playground.bot.office.store

    def default_area(name: str) -> None:
        with settings.write() as tx:
            tx.settings.put({"default_area": name})

    default_area("")
    town.command(SARA)
    values = {"client": "Acme", "needed_by": "29.11.2030 12:00", "figures": "Go-live am 1.2.2031"}
    town.submit(SARA, **values)
    review = town.form(SARA)
    assert all(part in said(review) for part in (f"<@{PETRA}>", "promise-bot import owners", "1. Februar 2031"))
    assert "submit" not in review or review["submit"] is None
    town.do("close", user=SARA)
    assert nothing_posted(town)

    town.command(SARA)
    assert {name: town.typed(SARA)[name] for name in values} == values
    default_area("Operations")
    town.submit(SARA)
    town.submit(SARA)
    ask = town.find(PROMISES, "Can these figures be kept?", f"<@{OMAR}>")
    assert ask
    town.command(SARA)
    until(lambda: town.typed(SARA)["client"] == "", "an empty form after posting")
