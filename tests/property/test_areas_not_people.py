"""Rule 10 over random weeks: a digest speaks of areas and never of persons, and a list judges nobody."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.overview import Digest
from bot.domain.promise import Promise, PromiseState
from bot.domain.slots import PersonRef
from bot.locale import speaker
from bot.slack.render import answers, digest
from bot.slack.render.cast import Cast
from tests.property.test_client_safe import Course, courses
from tests.unit.domain.builders import AUTHOR, NOON, SITE, SITE_LEAD, TEAM_MATE, WFM, WFM_DEPUTY, WFM_LEAD, WFM_SECOND

PERSONS = (AUTHOR, TEAM_MATE, WFM_LEAD, WFM_SECOND, WFM_DEPUTY, SITE_LEAD)
USERS = {person: f"U{number:03}NAMED" for number, person in enumerate(PERSONS)}
BERLIN = ZoneInfo("Europe/Berlin")
JUDGEMENTS = ("average", "fastest", "slowest", "score", "ranking", "durchschnitt", "schnellste", "langsamste", "rang")


def cast(now: timedelta, language: str) -> Cast:
    asked = {slot.id: tuple(USERS[person] for person in people) for slot, people in SEATS.items()}
    return Cast(say=speaker(language), zone=BERLIN, now=NOON + now, users=USERS, asked=asked, links={}, home=BERLIN)


SEATS = {WFM: (WFM_LEAD, WFM_SECOND), SITE: (SITE_LEAD,)}


def week(promises: list[Promise]) -> Digest:
    open_ones = tuple(promise for promise in promises if promise.is_open)
    told = tuple(promise for promise in promises if promise.may_be_told)
    fresh = tuple(promise for promise in told if promise.state is PromiseState.SIGNED_OFF)
    areas = tuple(dict.fromkeys(slot.area for one in fresh for line in one.sealed_terms for slot in line.slots))
    suspended = tuple(promise for promise in promises if promise.suspended and not promise.is_open)
    return Digest(NOON - timedelta(days=7), (*suspended, *open_ones), told, open_ones, fresh, areas)


@settings(max_examples=100, deadline=None)
@given(st.lists(courses(), min_size=1, max_size=4), st.integers(0, 9), st.sampled_from(["en", "de"]))
def test_a_digest_names_areas_and_no_person(happened: list[Course], days: int, language: str) -> None:
    shown = digest.digest(week([course.talk.promise for course in happened]), cast(timedelta(days=days), language))
    if shown is None:
        return
    said = f"{shown.text} {shown.blocks}"
    named = [mark for person, user in USERS.items() for mark in (user, person) if mark in said]
    assert named == []
    assert "<@" not in said
    assert [word for word in JUDGEMENTS if word in said.casefold()] == []
    thanked = week([course.talk.promise for course in happened]).thanks
    assert all(area in said for area in thanked)


@settings(max_examples=60, deadline=None)
@given(st.lists(courses(), min_size=1, max_size=4), st.sampled_from(["en", "de"]))
def test_a_list_says_who_is_waited_for_and_counts_nobodys_answers(happened: list[Course], language: str) -> None:
    """Whoever is asked may be named, for that is how they are found; nobody who answered is."""
    promises = [course.talk.promise for course in happened]
    message = answers.promise_list(promises, cast(timedelta(), language))
    said = f"{message.text} {message.blocks}"
    owing = {slot for one in promises if one.is_open for line in one.terms for slot in line.missing}
    may_be_named = {USERS[person] for slot in owing for person in SEATS[slot]}
    may_be_named |= {USERS[person] for one in promises for person in one.sales}
    assert [user for user in USERS.values() if user in said and user not in may_be_named] == []
    assert [word for word in JUDGEMENTS if word in said.casefold()] == []


def test_the_people_in_the_story_are_the_ones_looked_for() -> None:
    """Otherwise nobody would be found in a digest that names somebody."""
    course = Course(1)
    course.does("sign off", course.talk.promise.terms[0].id)
    said = {spoke.person for line in course.talk.promise.terms for spoke in line.positions.values()}
    assert {PersonRef(AUTHOR), *said} <= set(USERS)
