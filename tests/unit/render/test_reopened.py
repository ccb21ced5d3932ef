"""What is in force stands first on every surface, and neither a suspended nor a renegotiated figure is told."""

from functools import partial

import pytest

from bot.domain import commands, events
from bot.domain.overview import Digest
from bot.domain.possible import Possible
from bot.domain.promise import CounterId
from bot.slack.render import answers, digest, modals, more, news, recall
from bot.slack.render.card import card
from bot.slack.render.wording import NotFitForClient, wording
from tests.unit.domain.builders import (
    NOON,
    QUALITY,
    SITE,
    F,
    G,
    Talk,
    added,
    agents,
    author,
    quality_lead,
    quality_score,
    site_lead,
)
from tests.unit.render.stage import RENDERING, cast_in

WORDS = {
    "en": (
        "May be told to the client, except: 40 agents",
        "Cannot be kept any more",
        "being renegotiated: → *28 agents",
    ),
    "de": ("Darf genannt werden, außer: 40 Agenten", "Nicht mehr haltbar", "wird neu verhandelt: → *28 Agenten"),
}


def sealed() -> Talk:
    talk = Talk.about(added(F, agents(40), SITE), added(G, quality_score(), QUALITY), conditions=("forecast ±10 %",))
    talk.agrees(site_lead)
    talk.agrees(quality_lead)
    return talk


def cannot_keep(talk: Talk, actor=site_lead, term=F) -> None:
    seen = {line.id: line.version for line in talk.promise.sealed_terms}
    talk.does(commands.CannotKeep(actor, (term,), seen, "two classes fell through"))


def renegotiated(talk: Talk) -> None:
    change = talk.replaced(F, agents(28))
    talk.does(commands.Renegotiate(author, (change,), "less is enough", CounterId("C9")))


def lines(talk: Talk, language: str = "en") -> list[str]:
    blocks = card(talk.promise, cast_in(language), RENDERING).blocks
    return [block["text"]["text"] for block in blocks if block["type"] == "section"]


@pytest.mark.parametrize("language", WORDS)
def test_the_card_names_the_exception_in_its_first_line(language):
    told, gone, coming = WORDS[language]
    talk = sealed()
    cannot_keep(talk)
    assert told in lines(talk, language)[0]
    assert gone in lines(talk, language)[1]
    renegotiated(talk)
    assert told in lines(talk, language)[0]
    assert coming in lines(talk, language)[1]


def test_a_suspended_figure_is_never_in_bold():
    talk = sealed()
    cannot_keep(talk)
    assert "*40 agents" not in "\n".join(lines(talk))


def test_what_is_in_force_stands_before_what_may_come():
    talk = sealed()
    renegotiated(talk)
    line = lines(talk)[1]
    assert line.startswith("✅ *40 agents by 1 February 2027* · in force\n↳ being renegotiated: → *28 agents")
    assert "waiting for Site Leipzig" in line
    assert lines(talk)[2].endswith("in force")


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_wording_holds_what_is_in_force_and_can_be_kept(language):
    talk = sealed()
    renegotiated(talk)
    text = wording(talk.promise, language)
    assert "40" in text and "28" not in text and "forecast ±10 %" in text
    cannot_keep(talk)
    text = wording(talk.promise, language)
    assert "40" not in text and "90" in text
    cannot_keep(talk, quality_lead, G)
    with pytest.raises(NotFitForClient):
        wording(talk.promise, language)


def test_conditions_that_are_renegotiated_are_not_told():
    talk = sealed()
    slots = {F: (SITE,), G: (QUALITY,)}
    restate = commands.Restate(author, "Acme", ("forecast ±30 %",), slots, "the client insists")
    talk.does(commands.Renegotiate(author, (), "the client insists", CounterId("C9"), acts=(restate,)))
    assert "±10 %" in wording(talk.promise, "en")
    assert "±30 %" not in wording(talk.promise, "en")
    texts = [e["text"] for b in card(talk.promise, cast_in("en"), RENDERING).blocks for e in b.get("elements", [])]
    said = "\n".join(str(text) for text in texts)
    assert "Being renegotiated: condition for all figures: forecast ±30 %" in said


def test_nothing_may_be_told_when_no_figure_is_left():
    talk = sealed()
    cannot_keep(talk)
    cannot_keep(talk, quality_lead, G)
    assert "No figures to the client any more" in lines(talk)[0]
    assert "No figures to the client any more" in answers.promise_list([talk.promise], cast_in("en")).text


def test_the_digest_tells_only_what_is_in_force_and_can_be_kept():
    talk = sealed()
    cannot_keep(talk)
    renegotiated(talk)
    promise = talk.promise
    said = digest.digest(Digest(NOON, (promise,), (promise,), (promise,)), cast_in("en"))
    assert said is not None
    decide, _, told = said.text.partition("May be told to clients")
    assert "cannot be kept any more: 40 agents" in decide
    assert "28 agents" not in told
    assert "quality score" in told.split("–")[0] and "40 agents" not in told.split("–")[0]


def test_more_says_who_cannot_keep_it_and_offers_the_honest_ways():
    talk = sealed()
    cannot_keep(talk)
    may = Possible(renegotiate=True, cannot_keep=True)
    view = more.more_modal(talk.promise, cast_in("en"), rendering=RENDERING, may=may, history=talk.history)
    assert "“cannot be kept any more” by <@U0SITE>" in str(view)
    pressed = [e["action_id"] for b in view["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert pressed == ["promise.renegotiate", "promise.cannot_keep"]


@pytest.mark.parametrize(("language", "title"), [("en", "does not hold any more"), ("de", "Zahl gilt nicht mehr")])
def test_the_recall_says_which_why_and_what_to_do(language, title):
    talk = sealed()
    cannot_keep(talk)
    fact = next(fact for fact in talk.history if isinstance(fact, events.TermSuspended))
    said = recall.recalled(fact, talk.promise, cast_in(language), RENDERING)
    assert title in said.text and "40" in said.text and "two classes fell through" in said.text
    assert "Rückruf" not in said.text


def test_who_may_not_see_it_any_more_learns_no_figure():
    talk = sealed()
    cannot_keep(talk)
    said = recall.recalled_blindly(talk.promise, cast_in("en"))
    assert "40" not in said.text and "Acme" not in said.text and "P-12" in said.text


def test_every_fact_that_is_news_has_words():
    from bot.use_cases.announcing import _NEWS

    assert {kind for kind in news._news.registry if kind is not object} == set(_NEWS)


@pytest.mark.parametrize(
    ("language", "title", "usual"), [("en", "Renegotiate", "Revise"), ("de", "Neu verhandeln", "Anpassen")]
)
def test_the_form_that_begins_a_renegotiation_is_called_so(language, title, usual):
    talk = sealed()
    make = partial(modals.revise_modal, cast_in(language).say, figures="y", reason="", draft_id="d")
    assert make(talk.promise)["title"]["text"] == title
    renegotiated(talk)
    assert make(talk.promise)["title"]["text"] == usual


def test_what_stays_in_force_is_said_beside_renegotiating():
    talk = sealed()
    may = Possible(renegotiate=True, edit=True)
    blocks = more.more_modal(talk.promise, cast_in("en"), rendering=RENDERING, may=may, history=talk.history)["blocks"]
    at = next(i for i, block in enumerate(blocks) if "stays in force" in str(block))
    assert "Renegotiate…" in str(blocks[at - 1]) and "The promise" in str(blocks[at + 1])
