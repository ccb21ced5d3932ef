"""Rule 8: whatever happened before, wording for the client holds the signed figures with their conditions only."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.promise import PromiseState, TermId
from bot.locale import speaker
from bot.slack.render.figure import figure_text
from bot.slack.render.wording import NotFitForClient, wording
from tests.unit.domain.builders import FEB_1, SITE, WFM, Talk, added, agents, site_lead, wfm_lead

SITES = ("Leipzig", "Kassel", "Bonn", "Erfurt")
NUMBERS = re.compile(r"\b\d{4,}\b(?<!2027)")


def figure(number, site, condition):
    return agents(number, FEB_1, site, conditions=(f"forecast {condition}",) if condition else ())


# Amounts are told apart by their first digit: 1… drafted, 2… revised, 3… countered, 5… conditions.
@st.composite
def courses(draw):
    count = draw(st.integers(2, 4))
    amounts = [int(f"1{n}0{draw(st.integers(10, 99))}") for n in range(count)]
    with_conditions = [int(f"5{n}0{draw(st.integers(10, 99))}") if draw(st.booleans()) else 0 for n in range(count)]
    terms = [figure(amounts[n], SITES[n], with_conditions[n]) for n in range(count)]
    talk = Talk.about(*(added(TermId(f"T{n}"), term, SITE, WFM) for n, term in enumerate(terms)))
    for n in range(count - 1):
        match draw(st.sampled_from(("keep", "revise", "counter", "drop", "refused counter"))):
            case "revise":
                talk.revises(talk.replaced(TermId(f"T{n}"), figure(20000 + n, SITES[n], 0)))
            case "counter":
                talk.counters(site_lead, talk.replaced(TermId(f"T{n}"), figure(30000 + n, SITES[n], 58000 + n)))
                talk.accepts()
            case "refused counter":
                talk.counters(site_lead, talk.replaced(TermId(f"T{n}"), figure(40000 + n, SITES[n], 0)))
                talk.retracts(site_lead)
            case "drop":
                talk.drops(TermId(f"T{n}"))
    if draw(st.booleans()):
        talk.agrees(wfm_lead)
    if talk.promise.state is PromiseState.NEGOTIATING and draw(st.booleans()):
        open_ = [line for line in talk.promise.terms if SITE in line.missing]
        if open_:
            talk.agrees(site_lead)
    return talk


@given(courses(), st.sampled_from(("en", "de")))
def test_it_holds_what_is_signed_and_nothing_else(talk, language):
    promise = talk.promise
    if promise.state is not PromiseState.SIGNED_OFF:
        try:
            text = wording(promise, language)
        except NotFitForClient:
            return
        raise AssertionError(f"unsigned, and told all the same: {text}")
    text = wording(promise, language)
    said = set(NUMBERS.findall(text.replace(".", "").replace(",", "")))
    signed = "".join(
        f"{figure_text(line.term, speaker(language))} {' '.join(line.term.conditions)} " for line in promise.terms
    )
    assert said == set(NUMBERS.findall(signed.replace(".", "").replace(",", "")))
    for line in promise.terms:
        assert figure_text(line.term, speaker(language)) in text
        assert all(condition in text for condition in line.term.conditions)
