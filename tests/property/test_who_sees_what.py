"""Rule 9 over random viewers and promises: no query, act or suggestion knows more than the viewer may."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.delivery.envelope import Envelope
from bot.domain.errors import PromiseError
from bot.domain.promise import Promise, Visibility
from bot.domain.visibility import ChannelViewing, may_see
from bot.locale import speaker
from bot.slack.render import answers, digest
from bot.slack.render.cast import Cast
from bot.use_cases import (
    bundling,
    closer_look,
    conversing,
    drafting,
    exporting,
    glancing,
    moving,
    negotiating,
    saying,
    templating,
)
from bot.use_cases.acting import UnknownPromise
from bot.use_cases.announcing import TROUBLE
from bot.use_cases.people import Person, viewer_of
from bot.use_cases.queries import Filter, digest_for
from tests.property.listening import Listener
from tests.unit.use_cases.office import BOSTON, LEIPZIG, LISBON, QUALITY, SERVICE, Office

ROOT = Path(__file__).parents[2]
HOMES = ("G1HOME", "G2HOME")
CLIENTS = ("Nordlicht", "Südwind", "Ostfriesland")
FIGURES = {
    LEIPZIG: {"lena", "omar"},
    LISBON: {"ines", "omar"},
    BOSTON: {"nick", "omar"},
    SERVICE: {"wim", "wilma", "otto"},
    QUALITY: {"quinn", "otto"},
}
"""Figure → who sits in the area that answers for it."""
LEAD = "petra"


@dataclass(frozen=True)
class Plan:
    """A promise as it is to be: the oracle knows it by this alone."""

    client: str
    author: str
    visibility: Visibility
    home: str
    figures: tuple[str, ...]
    is_signed: bool

    def is_for(self, viewer: str, channels: frozenset[str]) -> bool:
        """Tell from the words of the design who sees it."""
        takes_part = viewer == self.author or any(viewer in FIGURES[figure] for figure in self.figures)
        if self.visibility is Visibility.OPEN:
            return True
        if self.visibility is Visibility.RESTRICTED:
            return takes_part or self.home in channels
        return takes_part or viewer == LEAD


plans = st.lists(
    st.builds(
        Plan,
        client=st.sampled_from(CLIENTS),
        author=st.sampled_from(["sara", "ben"]),
        visibility=st.sampled_from(Visibility),
        home=st.sampled_from(HOMES),
        figures=st.lists(st.sampled_from(list(FIGURES)), min_size=1, max_size=2, unique=True).map(tuple),
        is_signed=st.booleans(),
    ),
    min_size=1,
    max_size=3,
)
OWNERS = ("lena", "ines", "nick", "wim", "quinn")
viewers = st.sampled_from(["sara", "ben", "lena", "ines", "wim", "otto", "omar", "quinn", "petra"])
memberships = st.frozensets(st.sampled_from(HOMES))


@contextmanager
def workspace(wanted: list[Plan]) -> Iterator[tuple[Office, list[Promise]]]:
    with tempfile.TemporaryDirectory() as folder:
        office = Office.open(Path(folder), leads=["UPETRA"])
        try:
            yield office, [opened(office, plan) for plan in wanted]
        finally:
            office.store.database.close()


def opened(office: Office, plan: Plan) -> Promise:
    author = office.people[plan.author]
    draft_id, _ = drafting.open_draft(office.store, author, plan.home, {}, office.now, is_private=True)
    typed = {"client": plan.client, "needed_by": "2026-11-27 12:00", "figures": "\n".join(plan.figures)}
    typed["title"] = f"New line of {plan.client}"
    drafting.review(office.store, author, draft_id, {**typed, "visibility": plan.visibility}, "en", office.now)
    promise = drafting.post(office.store, author, draft_id, office.now)
    for name in OWNERS if plan.is_signed else ():
        if any(name in FIGURES[figure] for figure in plan.figures):
            office.agree(name, promise)
    return office.load(promise)


def numbers(promises: object) -> set[int]:
    return {promise.number for promise in promises}  # type: ignore[attr-defined]


# no shrinking: each example costs half a second, and a failure is to be seen at once
@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(plans, viewers, memberships)
def test_nobody_knows_more_than_the_design_says(wanted: list[Plan], name: str, channels: frozenset[str]) -> None:
    with workspace(wanted) as (office, promises):
        person = replace(office.people[name], channels=channels)
        seen = {p.number for p, plan in zip(promises, wanted, strict=True) if plan.is_for(name, channels)}
        with office.read() as tx:
            viewer = viewer_of(tx, person.ref, channels)
        assert {p.number for p in promises if may_see(viewer, p)} == seen
        for look in (lists, digests, sayings, homes, suggestions, exports):
            look(office, person, promises, seen)
        for promise in promises:
            one_by_one(office, person, promise, promise.number in seen)


def lists(office: Office, person: Person, promises: list[Promise], seen: set[int]) -> None:
    assert numbers(glancing.promises(office.store, person, Filter.ALL, None)) == seen
    for which in Filter:
        assert numbers(glancing.promises(office.store, person, which, None)) <= seen
    for client in CLIENTS:
        named = {promise.number for promise in promises if promise.client == client}
        assert numbers(glancing.promises(office.store, person, Filter.ALL, client)) == seen & named


def digests(office: Office, person: Person, promises: list[Promise], seen: set[int]) -> None:
    week = glancing.digest(office.store, person, office.now)
    assert numbers((*week.to_decide, *week.may_be_told, *week.not_yet, *week.signed_since)) == seen
    with office.read() as tx:
        for channel in (*HOMES, "C1PROMISES"):
            week = digest_for(tx, ChannelViewing(channel), office.now, office.now)
            there = [p for p in promises if p.visibility is Visibility.RESTRICTED and p.channel == channel]
            everywhere = [p for p in promises if p.visibility is Visibility.OPEN]
            assert numbers((*week.may_be_told, *week.not_yet)) == numbers((*there, *everywhere))


def sayings(office: Office, person: Person, promises: list[Promise], seen: set[int]) -> None:
    for client in CLIENTS:
        said = saying.say(office.store, person, client, office.now)
        mine = [promise for promise in promises if promise.number in seen and promise.client == client]
        assert numbers(said.told) == {promise.number for promise in mine if promise.may_be_told}
        assert (said.answer_by is None) == (not any(promise.is_open for promise in mine))


def homes(office: Office, person: Person, promises: list[Promise], seen: set[int]) -> None:
    desk = closer_look.home_of(office.store, person, office.now).desk
    assert numbers((*(item.promise for item in desk.owes), *desk.waits_for)) <= seen


def exports(office: Office, person: Person, promises: list[Promise], seen: set[int]) -> None:
    own = list(exporting.figures(office.store, person))
    assert numbers(own) == seen
    assert {row.client for row in own} == {promise.client for promise in promises if promise.number in seen}
    for_anybody = numbers(exporting.figures(office.store, None))
    assert for_anybody == {promise.number for promise in promises if promise.visibility is Visibility.OPEN}


def suggestions(office: Office, person: Person, promises: list[Promise], seen: set[int]) -> None:
    names = {promise.client for promise in promises if promise.number in seen}
    for client in CLIENTS:
        for typed in (client, f"{client} GmbH"):
            draft_id, _ = drafting.open_draft(office.store, person, "C1PROMISES", {"client": typed}, office.now)
            inputs = {"client": typed, "needed_by": "2026-11-27 12:00", "figures": "\n".join(FIGURES)}
            review = drafting.review(office.store, person, draft_id, inputs, "en", office.now)
            assert numbers(found.promise for found in review.duplicates) <= seen
            assert set(review.usual_names) <= names


def one_by_one(office: Office, person: Person, promise: Promise, is_seen: bool) -> None:
    """Hold everything that leads to one promise, by its number or by a button that hung on it."""
    store, button, now = office.store, office.shown(promise), office.now
    ways: list[Callable[[], object]] = [
        lambda: glancing.promise(store, person, promise.number),
        lambda: closer_look.look_closer(store, person, button, now),
        lambda: closer_look.figures_in_force(store, person, button, now),
        lambda: negotiating.promise_shown(store, person, button),
        lambda: negotiating.offer(store, person, promise.id, now),
        lambda: negotiating.own_lines(store, person, button),
        lambda: templating.copied_inputs(store, person, button, "en"),
        lambda: templating.save_template(store, person, button, "name", "en", now),
        lambda: bundling.open_bundle(store, person, button, "counter", "en", now),
        lambda: bundling.open_bundle(store, person, button, "revision", "en", now),
        lambda: moving.areas_to_reassign(store, person, button),
        lambda: moving.new_home(store, person, button, Visibility.CONFIDENTIAL),
    ]
    for way in ways:
        assert is_hidden(way) is not is_seen
    office.deliver()
    with store.read() as tx:
        card = tx.promises.card_of(promise.id)
    assert card is not None
    assert (conversing.promise_at(store, person, *card) is not None) is is_seen


# What is sent and what is written down


def played(office: Office, promise: Promise, plan: Plan) -> None:
    """Let everything happen to a promise that makes somebody hear of it: replies, reminders, a call, a recall."""
    store, now = office.store, office.now
    sara = office.people[plan.author]
    moving.edit(store, sara, office.shown(promise), moving.Edits(notes=f"for {plan.client}"), now)
    if office.load(promise).is_open:
        asked = next(name for name in OWNERS if name in FIGURES[plan.figures[0]])
        moving.note_phone_call(store, sara, office.shown(promise), f"U{asked.upper()}", now)
        office.object(asked, promise, office.load(promise).terms[0].id, reason=f"not for {plan.client}")
        office.bundle(plan.author, promise, f"{plan.figures[0]}, if the forecast holds", kind="revision")
    else:
        first = office.load(promise).sealed_terms[0].id
        owner = next(name for name in OWNERS if name in FIGURES[plan.figures[0]])
        saying.say(store, sara, plan.client, now)
        moving.cannot_keep(store, office.people[owner], office.shown(promise), (first,), f"{plan.client} changed", now)
    with store.write() as tx:
        tx.outbox.add(f"trouble:{promise.id}", TROUBLE, f"dm:{promise.author}", now, promise.id, promise.author,
                      {"problem": "is_archived"})  # fmt: skip
    office.deliver()


def speaks_of(plan: Plan, text: str) -> bool:
    return plan.client.casefold() in text.casefold()


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(plans)
def test_what_is_sent_and_logged_names_no_client_to_whom_it_may_not(wanted: list[Plan]) -> None:
    wanted = [replace(plan, client=f"{plan.client} {number}") for number, plan in enumerate(wanted, 100)]
    heard = Listener()
    with heard.at_work(), workspace(wanted) as (office, promises):
        for promise, plan in zip(promises, wanted, strict=True):
            played(office, promise, plan)
        for moment in ("2026-11-24T09:05+01:00", "2026-11-27T09:00+01:00", "2026-11-27T12:05+01:00",
                       "2026-11-30T15:05+01:00"):  # fmt: skip
            office.at(moment).tick()
        assert office.slack.sent and office.rows("failed") == []
        for plan, promise in zip(wanted, promises, strict=True):
            now = office.load(promise)
            for channel, envelope in office.slack.sent:
                held_to_rule_9(office, now, plan, channel, envelope)
            assert not any(speaks_of(plan, line) or plan.figures[0] in line for line in heard.lines)
        held_in_answers(office, [office.load(promise) for promise in promises], wanted)


def held_to_rule_9(office: Office, promise: Promise, plan: Plan, channel: str, envelope: Envelope) -> None:
    said = envelope.message
    assert not speaks_of(plan, json.dumps(envelope.metadata, ensure_ascii=False))
    if plan.visibility is Visibility.CONFIDENTIAL:
        assert not speaks_of(plan, said.text), said.text
    if not speaks_of(plan, json.dumps(said.blocks, ensure_ascii=False)):
        return
    viewer = next((name for name in office.people if channel == f"DU{name.upper()}"), None)
    if viewer is None:
        assert channel == promise.channel or plan.visibility is Visibility.OPEN
    else:
        assert plan.is_for(viewer, frozenset())


def held_in_answers(office: Office, promises: list[Promise], wanted: list[Plan]) -> None:
    """Hold the private answers of a lead, who sees all of it, to the code name in what a locked phone shows."""
    petra = office.people[LEAD]
    cast = Cast(say=speaker("en"), zone=petra.zone, now=office.now, users={}, asked={}, links={}, home=petra.zone)
    week = glancing.digest(office.store, petra, office.now)
    texts = [answers.promise_list(promises, cast).text]
    texts += [said.text for said in [digest.digest(week, cast)] if said]
    texts += [answers.show(promise, cast, "r").text for promise in promises]
    texts += [answers.posted(promise, cast).text for promise in promises]
    for plan in wanted:
        if plan.visibility is Visibility.CONFIDENTIAL:
            assert not any(speaks_of(plan, text) for text in texts), texts


def is_hidden(way: Callable[[], object]) -> bool:
    try:
        way()
    except UnknownPromise:
        return True
    except PromiseError:
        return False
    return False


ASKING = """
from bot.domain.visibility import Viewer
from bot.use_cases import exporting, glancing, negotiating, queries, saying
from bot.use_cases.people import Person
from bot.use_cases.queries import Filter
from storage.unit_of_work import Store, Transaction

def ask(tx: Transaction, store: Store, viewer: Viewer, person: Person) -> None:
    {line}
"""
BLIND = {
    "queries.promise_for(tx, 12)": "queries.promise_for(tx, viewer, 12)",
    "queries.story_for(tx, 'pr_1')": "queries.story_for(tx, viewer, 'pr_1')",
    "queries.promises_for(tx, Filter.ALL, None)": "glancing.promises(store, person, Filter.ALL, None)",
    "queries.promises_for(tx, None, Filter.ALL, None)": "glancing.promise(store, person, 12)",
    "queries.seen_by()": "queries.seen_by(viewer)",
    "exporting.page_for(tx, 0)": "exporting.page_for(tx, viewer, 0)",
    "exporting.figures(store)": "exporting.figures(store, person)",
    "negotiating.promise_shown(store, 'r_1')": "negotiating.promise_shown(store, person, 'r_1')",
}
"""A query without a viewer beside the same, or one like it, with a viewer."""


def test_a_query_without_a_viewer_does_not_type_check(tmp_path: Path) -> None:
    for number, (blind, seeing) in enumerate(BLIND.items()):
        for kind, line in (("blind", blind), ("seeing", seeing)):
            (tmp_path / f"{kind}_{number}.py").write_text(ASKING.format(line=line), encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--config-file", str(ROOT / "pyproject.toml"),
         *map(str, sorted(tmp_path.glob("*.py")))],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    wrong = {Path(line.split(":")[0]).stem for line in checked.stdout.splitlines() if ": error:" in line}
    assert wrong == {f"blind_{number}" for number in range(len(BLIND))}, checked.stdout + checked.stderr
