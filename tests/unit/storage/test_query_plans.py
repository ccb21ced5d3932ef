"""What the bot asks again and again is read along an index: no query looks at every row of a table that grows.

The statements are those that really run, noted while the bot works, and explained by the database itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.promise import Visibility
from bot.use_cases import glancing, known_clients, ticking
from bot.use_cases.announcing import DIGEST
from bot.use_cases.queries import Filter, desk_of
from bot.use_cases.tidying import tidy
from tests.unit.use_cases.office import LEIPZIG, SERVICE, Office

GROWING = (
    "promises", "events", "owed", "participants", "outbox", "renderings", "comments", "reactions", "drafts", "agenda",
    "nudges", "inbox", "passed_on",
)  # fmt: skip
Noted = list[tuple[str, Any]]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office.open(tmp_path)
    promise = office.draft(LEIPZIG, SERVICE)
    office.agree("lena", promise)
    office.deliver()
    return office


@contextmanager
def noted(office: Office) -> Iterator[Noted]:
    statements: Noted = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        if sql.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            statements.append((sql, values[0] if many else values))

    engine = office.store.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def plans(office: Office, statements: Noted) -> dict[str, list[str]]:
    """Return statement -> what SQLite says of how it reads each table."""
    found = {}
    with office.store.database.engine.connect() as connection:
        for sql, values in statements:
            steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", tuple(values)).all()
            found[" ".join(sql.split())] = [str(step[-1]) for step in steps]
    return found


def scanned(sql: str, steps: list[str]) -> list[str]:
    """Return the growing tables that are read from end to end, or of which no more than the team is looked up.

    Where one row is wanted, or a number of rows in the order of the index, looking up the team is enough.
    """
    stops = re.search(r"\b(min|max)\(|\bLIMIT\b", sql) and not any("TEMP B-TREE" in step for step in steps)
    bad = []
    for step in steps:
        whole = re.match(r"SCAN (\w+)", step)
        of_team = re.match(r"SEARCH (\w+) USING .*\(team_id=\?\)$", step)
        suspects = (whole, None if stops else of_team)
        bad += [match.group(1) for match in suspects if match and match.group(1) in GROWING]
    return bad


def act(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE, client="Bolt")
    office.agree("lena", promise)
    office.object("wim", promise, promise.terms[1].id)


def look(office: Office) -> None:
    person = office.people["lena"]
    for which in Filter:
        glancing.promises(office.store, person, which, None)
    glancing.promises(office.store, person, Filter.OPEN, "acme")
    glancing.digest(office.store, person, office.now)
    glancing.calling_card(office.store, person.user_id, office.now)
    with office.read() as tx:
        desk_of(tx, person.ref, office.now)
        tx.promises.by_number(1)
        tx.promises.by_card("C1", "1.1")
        tx.promises.channels_of(Visibility.RESTRICTED)
        known_clients.usual_names(tx, person, "Acmee")
        tx.promises.first_drafted_at()


def tick(office: Office) -> None:
    office.later(days=1)
    ticking.tick(office.store, office.now)
    tidy(office.store, office.now)


def deliver(office: Office) -> None:
    act(office)
    office.deliver()
    with office.read() as tx:
        tx.outbox.heads()
        tx.outbox.last_sent(DIGEST)
        tx.outbox.to_sweep(office.now + timedelta(days=1), 10)
        tx.outbox.by_message("C1", "1.1")
        tx.renderings.on_message("C1", "1.1")


@pytest.mark.parametrize("work", [act, look, tick, deliver])
def test_nothing_reads_a_growing_table_from_end_to_end(office: Office, work: Callable[[Office], None]) -> None:
    with noted(office) as statements:
        work(office)
    assert len(statements) > 5
    slow = {sql: steps for sql, steps in plans(office, statements).items() if scanned(sql, steps)}
    assert not slow, "\n".join(f"{sql}: {steps}" for sql, steps in slow.items())


def test_a_list_stops_where_it_has_enough(office: Office) -> None:
    with noted(office) as statements:
        glancing.promises(office.store, office.people["lena"], Filter.ALL, None)
    lists = {sql: steps for sql, steps in plans(office, statements).items() if "ORDER BY promises." in sql}
    indices = {match.group(1) for steps in lists.values() for match in [re.search(r"INDEX (\w+)", steps[0])] if match}
    assert indices == {"ix_promises_state", "ix_promises_ended"}
    assert not [steps for steps in lists.values() if any("TEMP B-TREE" in step for step in steps)]


def test_the_check_finds_a_query_without_an_index(office: Office) -> None:
    found = plans(office, [("SELECT * FROM promises WHERE team_id = ? AND title = ?", ("T1", ""))])
    assert [scanned(sql, steps) for sql, steps in found.items()] == [["promises"]]
