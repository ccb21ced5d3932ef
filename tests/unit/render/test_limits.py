"""Every surface is within what Slack takes, lets nothing through that a person typed, and says something."""

import json
import re
from functools import cache

import pytest

from bot.playground.block_kit import message_problems, view_problems
from bot.slack import ids
from bot.slack.render.message import Message
from tests.unit.render.stage import LANGUAGES, LINK, PLAYS, surfaces

CASES = [(make, language) for make in PLAYS for language in LANGUAGES]
DOCUMENTS = r"<https://[^<>|\s]+\|(?:Tender documents|Ausschreibungsunterlagen)>"
TAG = re.compile(r"<@U0[A-Z0-9]+>|<#C0PROMISES>|<" + re.escape(LINK) + r"\|P-12>|" + DOCUMENTS)
ENTITY = re.compile(r"&(?:amp|lt|gt);")


@cache
def rendered(make: str, language: str):
    return surfaces(make, language)


def parts(value):
    """Every object in a surface."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def blocks_of(surface):
    return surface.blocks if isinstance(surface, Message) else surface["blocks"]


def mrkdwn_of(surface):
    texts = [part["text"] for part in parts(blocks_of(surface)) if part.get("type") == "mrkdwn"]
    return [*texts, surface.text] if isinstance(surface, Message) else texts


@pytest.fixture(params=CASES, ids=lambda case: " ".join(case), scope="module")
def every(request):
    return rendered(*request.param)


def test_slack_would_take_every_surface(every):
    problems = {}
    for name, surface in every.items():
        if isinstance(surface, Message):
            problems[name] = message_problems(surface.blocks)
        else:
            problems[name] = view_problems(surface, surface["type"])
    assert {name: found for name, found in problems.items() if found} == {}


def test_views_weigh_little_enough(every):
    weights = {name: len(json.dumps(view)) for name, view in every.items() if not isinstance(view, Message)}
    assert {name: weight for name, weight in weights.items() if weight > 250_000} == {}


def test_the_text_of_a_message_fits_an_update_and_says_something(every):
    texts = {name: surface.text for name, surface in every.items() if isinstance(surface, Message)}
    assert {name: len(text) for name, text in texts.items() if not 10 < len(text) <= 3900} == {}
    assert {name: text for name, text in texts.items() if "*" in text} == {}


def test_no_message_is_cut_at_its_buttons(every):
    """Fifty blocks are enough for the largest promise: what can be done is never cut off."""
    lengths = {name: len(surface.blocks) for name, surface in every.items() if isinstance(surface, Message)}
    assert {name: length for name, length in lengths.items() if length >= 50} == {}


def test_nothing_typed_becomes_a_mention_a_link_or_half_an_entity(every):
    wrong = {}
    for name, surface in every.items():
        for text in mrkdwn_of(surface):
            bare = ENTITY.sub("", TAG.sub("", text))
            if "<" in bare or ">" in bare or "&" in bare:
                wrong[name] = text
    assert wrong == {}


def test_slack_makes_no_links_of_its_own(every):
    objects = [part for surface in every.values() for part in parts(blocks_of(surface)) if part.get("type") == "mrkdwn"]
    assert objects
    assert all(part["verbatim"] is True for part in objects)


def test_no_reference_of_a_person_and_no_open_place_is_shown(every):
    shown = [text for surface in every.values() for text in mrkdwn_of(surface)]
    assert not [text for text in shown if re.search(r"sales-author|wfm-lead|quality-lead|site-lead|\{\w+\}", text)]


def test_every_input_can_be_read_back(every):
    inputs = [
        part
        for surface in every.values()
        if not isinstance(surface, Message)
        for part in surface["blocks"]
        if part["type"] == "input"
    ]
    assert inputs
    assert {part["element"]["action_id"] for part in inputs} == {ids.VALUE}


def test_each_surface_says_other_words_in_each_language():
    english, german = rendered("usual", "en"), rendered("usual", "de")
    assert [name for name in english if english[name] == german[name]] == []


def test_the_largest_card_stays_below_what_slack_takes_as_one_message():
    """No limit is documented; messages of more than about 13,000 characters were refused as msg_blocks_too_long."""
    for make in PLAYS:
        surface = rendered(make, "de")["card, contested"]
        assert sum(len(part["text"]) for part in parts(surface.blocks) if part.get("type") == "mrkdwn") < 13_000
