"""Rule 10 over random weeks: a digest speaks of areas and never of persons, and a list judges nobody.

Nothing counts or times by area anywhere, so there is nothing yet in which small areas would have to be merged: the
tests at the end hold what is stored, sent, logged and exported to that.
"""

from __future__ import annotations

import re
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Integer, Interval, Numeric
from sqlmodel import SQLModel

import storage.queue_tables
import storage.tables  # noqa: F401
from bot.domain.errors import PromiseError
from bot.domain.overview import Digest
from bot.domain.promise import Promise, PromiseState
from bot.domain.slots import PersonRef
from bot.locale import speaker
from bot.slack.render import answers, digest
from bot.slack.render.cast import Cast
from bot.use_cases import exporting, moving, negotiating
from tests.property.listening import Listener
from tests.property.test_client_safe import Course, courses
from tests.unit.domain.builders import AUTHOR, NOON, SITE, SITE_LEAD, TEAM_MATE, WFM, WFM_DEPUTY, WFM_LEAD, WFM_SECOND
from tests.unit.use_cases.office import LEIPZIG, QUALITY, SERVICE, Office

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


# What is stored, sent, logged and exported

ACTS = ("agree", "object", "counter", "check", "retract", "morning", "deputy")
OPERATIONS = ("lena", "wim", "wilma", "quinn", "omar", "otto")
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(OPERATIONS)), min_size=3, max_size=12)
BODY = {"seqs": list, "reason": str, "row": int, "problem": str}
"""What the body of a message that is owed may hold: which facts it is about, and why it is owed."""
NUMBERS = {("promises", "number"), ("promises", "revision"), ("outbox", "id"), ("outbox", "attempt"),
           ("seats", "position")}  # fmt: skip
"""Every number in a table that knows of a person: none of them says how many or how fast."""


def act(office: Office, promise: Promise, step: tuple[str, str]) -> None:
    """Do what the step says, if it is allowed; time passes with each."""
    kind, name = step
    person, shown = office.people[name], office.shown(promise)
    office.later(hours=5)
    ways = {
        "agree": lambda: office.agree(name, promise),
        "object": lambda: office.object(name, promise),
        "counter": lambda: office.bundle(name, promise, "38 agents in Leipzig by 1 Feb 2027", SERVICE, QUALITY),
        "check": lambda: moving.check_until(office.store, person, shown, office.now + timedelta(hours=9), office.now),
        "retract": lambda: negotiating.retract(office.store, person, shown, office.now),
        "morning": lambda: office.later(hours=19),
        "deputy": lambda: office.agree("omar" if name == "lena" else "otto", promise),
    }
    with suppress(PromiseError):
        ways[kind]()
    office.tick()


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # no shrinking: an example costs half a second
    suppress_health_check=[HealthCheck.too_slow],
)
@given(steps)
def test_nothing_that_is_stored_sent_logged_or_exported_judges_a_person(wanted: list[tuple[str, str]]) -> None:
    heard = Listener()
    with heard.at_work(), tempfile.TemporaryDirectory() as folder:
        office = Office.open(Path(folder))
        try:
            promise = office.draft(LEIPZIG, SERVICE, QUALITY, needed_by="2026-11-24 16:00")
            for step in wanted:
                act(office, promise, step)
            office.deliver()
            held_to_rule_10(office, heard.lines)
        finally:
            office.store.database.close()


def held_to_rule_10(office: Office, logged: list[str]) -> None:
    names = {mark for name, person in office.people.items() for mark in (person.ref, person.user_id, f"@{name}")}
    assert logged and named_in("\n".join(logged), names) == []
    owed = [row for state in ("sent", "waiting", "dropped", "failed") for row in office.rows(state)]
    assert owed
    for _, _, _, body in owed:
        assert {key: type(value) for key, value in body.items()}.items() <= BODY.items(), body
        assert named_in(str(body), names) == []
    for _, envelope in office.slack.sent:
        assert named_in(str(envelope.metadata), names) == []
        said = f"{envelope.message.text} {envelope.message.blocks}"
        assert [word for word in JUDGEMENTS if word in said.casefold().replace("quality score", "")] == []
        assert re.findall(r"<@U\w+>\W{0,3}(?:took |needed )?\d", said) == [], "a figure beside a person judges them"
        assert re.findall(r"(?:Leipzig|WFM|Quality|Operations)(?:: | \(|, )\d+ (?!agents)", said) == [], said
    rows = [str(row) for row in exporting.figures(office.store, None)]
    assert rows and named_in("\n".join(rows), names) == []


def named_in(text: str, names: set[str]) -> list[str]:
    return sorted(name for name in names if name in text)


def test_no_table_that_knows_of_a_person_counts_or_times_anything() -> None:
    persons = {"person", "author", "ref", "user_id"}
    tables = [table for table in SQLModel.metadata.tables.values() if persons & set(table.columns.keys())]
    assert {"outbox", "people", "seats", "comments", "passed_on"} <= {table.name for table in tables}
    counted = (Integer, Numeric, Interval)
    found = {(table.name, column.name) for table in tables for column in table.columns
             if isinstance(column.type, counted) and not isinstance(column.type, Boolean)}  # fmt: skip
    assert found == NUMBERS
