"""Rule 6 in the database: whatever people do in whatever order, the rows beside the history agree with its replay."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import SQLModel, text

from bot.domain.errors import PromiseError
from bot.domain.evolution import replay
from bot.domain.promise import Agreed, Objected, Promise, PromiseState
from bot.use_cases import conversing, negotiating, owners
from bot.use_cases.forms import FormErrors
from tests.unit.use_cases.office import BOSTON, CHANNEL, ELSEWHERE, LEIPZIG, OWNERS, QUALITY, SERVICE, Office, resolve

FIGURES = (
    LEIPZIG, SERVICE, QUALITY, ELSEWHERE, BOSTON,
    "28 agents in Leipzig by 1 Feb 2027", "service level 75/20 from 1 March 2027", "? agents in Boston by 1 Feb 2027",
)  # fmt: skip
OTHER_OWNERS = OWNERS.replace("@wim @wilma", "@quinn").replace("@lena", "@ines")
SALES, OPERATIONS = ("sara", "ben"), ("lena", "wim", "wilma", "quinn", "otto", "omar", "nick", "ines")
EVERYBODY = st.sampled_from(SALES + OPERATIONS)
OPERATIONS_MOSTLY = st.sampled_from(OPERATIONS * 3 + SALES)
SALES_MOSTLY = st.sampled_from(SALES * 8 + OPERATIONS)
KEPT_WHATEVER_HAPPENS = ("drafts", "renderings", "inbox")  # what was typed and shown is kept although an act failed

lines = st.lists(st.sampled_from(FIGURES), min_size=1, max_size=3, unique=True)


class Workspace(RuleBasedStateMachine):
    """A few promises, everybody around them, and Slack taking messages now and then."""

    @initialize()
    def opens(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="promise-bot-tests-"))
        self.office = Office.open(self.folder)
        self.promises: list[Promise] = []
        self.history: list[tuple[Any, ...]] = []

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.office.store.database.close()
            shutil.rmtree(self.folder)

    # What people do

    @precondition(lambda self: len(self.promises) < 3)
    @rule(author=EVERYBODY, figures=lines, needed_by=st.sampled_from(["in 2 hours", "in 3 days"]))
    def draft(self, author: str, figures: list[str], needed_by: str) -> None:
        def act() -> None:
            self.promises.append(self.office.draft(*figures, author=author, needed_by=needed_by))

        self.attempt(act)

    @precondition(lambda self: self.promises)
    @rule(name=OPERATIONS_MOSTLY, data=st.data())
    def agree(self, name: str, data: st.DataObject) -> None:
        promise = self.some(data)
        self.attempt(lambda: self.office.agree(name, promise))

    @precondition(lambda self: self.promises)
    @rule(name=OPERATIONS_MOSTLY, data=st.data())
    def object(self, name: str, data: st.DataObject) -> None:
        promise = self.some(data)
        term = data.draw(st.sampled_from(promise.terms)).id
        self.attempt(lambda: self.office.object(name, promise, term))

    @precondition(lambda self: self.promises)
    @rule(name=OPERATIONS_MOSTLY, data=st.data(), figures=lines)
    def counter(self, name: str, data: st.DataObject, figures: list[str]) -> None:
        promise = self.some(data)
        self.attempt(lambda: self.office.bundle(name, promise, *figures))

    @precondition(lambda self: self.promises)
    @rule(name=SALES_MOSTLY, data=st.data(), figures=lines)
    def revise(self, name: str, data: st.DataObject, figures: list[str]) -> None:
        promise = self.some(data)
        self.attempt(lambda: self.office.bundle(name, promise, *figures, kind="revision"))

    @precondition(lambda self: any(self.office.load(one).counters for one in self.promises))
    @rule(name=SALES_MOSTLY)
    def accept(self, name: str) -> None:
        promise = next(one for one in map(self.office.load, self.promises) if one.counters)
        self.attempt(lambda: self.office.accept(name, promise))

    @precondition(lambda self: self.promises)
    @rule(name=OPERATIONS_MOSTLY, data=st.data())
    def retract(self, name: str, data: st.DataObject) -> None:
        office, promise = self.office, self.some(data)
        rendering = office.shown(promise)
        self.attempt(lambda: negotiating.retract(office.store, office.people[name], rendering, office.now))

    @precondition(lambda self: self.promises)
    @rule(name=SALES_MOSTLY, data=st.data(), give_up=st.integers(0, 5))
    def drop_or_withdraw(self, name: str, data: st.DataObject, give_up: int) -> None:
        office, promise = self.office, self.some(data)
        person, rendering = office.people[name], office.shown(promise)
        if give_up == 0:
            self.attempt(lambda: negotiating.withdraw(office.store, person, promise.id, "no order", office.now))
        else:
            term = data.draw(st.sampled_from(promise.terms)).id
            self.attempt(lambda: negotiating.drop(office.store, person, rendering, term, "no need", office.now))

    @precondition(lambda self: self.promises)
    @rule(name=OPERATIONS_MOSTLY, data=st.data(), away=st.booleans())
    def react(self, name: str, data: st.DataObject, away: bool) -> None:
        office, promise = self.office, self.some(data)
        with office.read() as tx:
            card = tx.promises.card_of(promise.id) or (CHANNEL, "1.0")
        person, event = office.people[name], f"E{office.now.isoformat()}"
        if away:
            self.attempt(lambda: conversing.unreact(office.store, person, *card, event, office.now, office.now))
        else:
            self.attempt(lambda: conversing.react(office.store, person, *card, event, office.now, office.now))

    @rule(sheet=st.sampled_from([OWNERS, OTHER_OWNERS]))
    def owners_change(self, sheet: str) -> None:
        assert owners.import_owners(self.office.store, sheet, resolve, self.office.now)[0] == []

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.office.later(hours=hours).tick()

    def some(self, data: st.DataObject) -> Promise:
        return self.office.load(data.draw(st.sampled_from(self.promises)))

    def attempt(self, act: Callable[[], object]) -> None:
        """Carry an act out a second later; one that is not allowed leaves every row as it was."""
        self.office.later(seconds=1)
        before = self.rows()
        try:
            act()
        except (PromiseError, FormErrors):
            assert self.rows() == before

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        tables = [table for table in SQLModel.metadata.tables if table not in KEPT_WHATEVER_HAPPENS]
        with self.office.store.database.session() as session:
            return {table: [tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))] for table in tables}

    # What always holds

    @invariant()
    def history_only_grows(self) -> None:
        with self.office.store.database.session() as session:
            found = session.execute(text("SELECT promise_id, seq, kind, body FROM events ORDER BY rowid")).all()
        assert [tuple(row) for row in found[: len(self.history)]] == self.history
        self.history = [tuple(row) for row in found]

    @invariant()
    def the_rows_beside_the_history_agree_with_its_replay(self) -> None:
        for promise in self.promises:
            now = self.office.load(promise)
            with self.office.store.database.session() as session:
                (row,) = session.execute(text("SELECT * FROM promises WHERE id = :id"), {"id": promise.id}).mappings()
                facts = session.execute(
                    text("SELECT seq, schema_version FROM events WHERE promise_id = :id ORDER BY seq"),
                    {"id": promise.id},
                ).all()
            assert [seq for seq, _ in facts] == list(range(1, now.revision + 1))
            assert (row["number"], row["client"], row["author"]) == (now.number, now.client, now.author)
            assert (row["state"], row["revision"]) == (now.state.value, now.revision)
            assert (row["ended_at"] is None) is (now.state is PromiseState.NEGOTIATING)
            assert self.keys("participants", now) == self.part_of(now)
            assert self.keys("owed", now) == self.owed_on(now)

    @invariant()
    def whoever_owes_an_answer_is_on_the_agenda_and_nobody_else_for_what_has_ended(self) -> None:
        for promise in self.promises:
            ended = self.office.load(promise).state is not PromiseState.NEGOTIATING
            with self.office.store.database.session() as session:
                count = session.execute(
                    text("SELECT count(*) FROM agenda WHERE promise_id = :id"), {"id": promise.id}
                ).scalar_one()
            assert not (ended and count)

    def keys(self, table: str, promise: Promise) -> set[str]:
        with self.office.store.database.session() as session:
            query = text(f"SELECT slot_id FROM {table} WHERE promise_id = :id")
            return set(session.execute(query, {"id": promise.id}).scalars())

    @staticmethod
    def part_of(promise: Promise) -> set[str]:
        areas = {slot.id for line in promise.terms for slot in line.slots}
        return areas | {f"sales:{person}" for person in promise.sales}

    @staticmethod
    def owed_on(promise: Promise) -> set[str]:
        if promise.state is not PromiseState.NEGOTIATING:
            return set()
        said = [position for line in promise.terms for position in line.positions.values()]
        silent = {slot.id for line in promise.terms for slot in line.slots if slot.id not in line.positions}
        assert all(isinstance(position, Agreed | Objected) for position in said)
        sales = any(isinstance(position, Objected) for position in said) or promise.counters
        return silent | ({f"sales:{person}" for person in promise.sales} if sales else set())

    @invariant()
    def the_stored_history_is_what_the_program_shows(self) -> None:
        for promise in self.promises:
            with self.office.read() as tx:
                history = [fact for _, fact in tx.promises.history(promise.id)]
                assert replay(history) == tx.promises.load(promise.id) == tx.promises.by_number(promise.number)


TestWorkspace: Callable[..., object] = Workspace.TestCase
Workspace.TestCase.settings = settings(
    max_examples=10,
    stateful_step_count=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # every step writes to a disk: shrinking takes minutes
)
