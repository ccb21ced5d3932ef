"""Two workspaces in one database see nothing of each other, even with the same people, channels and times."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import SQLModel, text

from bot.use_cases import conversing, negotiating, people, queries
from bot.use_cases.queries import Filter
from storage.unit_of_work import Store
from tests.unit.use_cases.office import CHANNEL, LEIPZIG, SERVICE, Office


def story(office: Office) -> None:
    """Let something be stored in every table."""
    promise = office.draft(LEIPZIG, SERVICE, needed_by="2026-11-24 12:00")
    office.deliver()
    with office.read() as tx:
        card = tx.promises.card_of(promise.id)
    assert card
    office.later(seconds=10)
    conversing.react(office.store, office.people["wim"], *card, "E1", office.now, office.now)
    conversing.keep_comment(office.store, office.people["wim"], *card, "2.1", "tight", office.now)
    office.object("lena", promise, promise.terms[0].id)
    with office.store.write() as tx:
        tx.passed_on.note(promise.id, office.people["sara"].ref, office.now)
        tx.templates.save("Inbound", office.people["sara"].ref, "", LEIPZIG, "", "en", office.now)
        row = tx.outbox.last_sent("card")
        assert row
        tx.paces.fill(CHANNEL, office.now)
        tx.outbox.note(row, "retry", "operator", office.now)
    office.at("2026-11-24T09:00+01:00").tick()


def rows(store: Store, team: str) -> dict[str, list[tuple[object, ...]]]:
    query = "SELECT * FROM {} WHERE team_id = :team"
    with store.database.session() as session:
        return {
            table: sorted(map(tuple, session.execute(text(query.format(table)), {"team": team})), key=repr)
            for table in SQLModel.metadata.tables
        }


@pytest.fixture
def two(tmp_path: Path) -> tuple[Office, Office]:
    one = Office.open(tmp_path, "T1")
    return one, Office.on(Store(one.store.database, "T2"))


def test_the_story_leaves_something_in_every_table(two: tuple[Office, Office]) -> None:
    story(two[0])
    assert [table for table, found in rows(two[0].store, "T1").items() if not found] == []


def test_what_one_does_changes_nothing_of_the_other(two: tuple[Office, Office]) -> None:
    one, other = two
    story(one)
    before = rows(one.store, "T1")
    story(other)
    Office.on(other.store)
    negotiating.withdraw(other.store, other.people["sara"], only(other), "no order", other.now)
    conversing.channel_moved(other.store, CHANNEL, "C9NEW")
    other.at("2026-12-07T09:00+01:00").tick()

    assert rows(one.store, "T1") == before
    assert len(rows(one.store, "T2")["events"]) > len(before["events"])


def only(office: Office) -> str:
    with office.read() as tx:
        found = tx.promises.by_number(1)
    assert found is not None
    return found.id


def test_one_reads_nothing_of_the_other(two: tuple[Office, Office]) -> None:
    one, other = two
    story(one)
    promise_id = only(one)
    one.draft(LEIPZIG)  # and something is still to be sent
    rendering = negotiating.offer(one.store, one.people["sara"], promise_id, one.now).rendering_id
    with one.read() as tx:
        card = tx.promises.card_of(promise_id)
        row = tx.outbox.last_sent("card")
    assert card and row and row.id
    with other.read() as tx:
        assert tx.promises.load(promise_id) is None
        assert tx.promises.by_number(1) is None
        assert tx.promises.by_card(*card) is None
        assert tx.promises.card_of(promise_id) is None
        assert tx.promises.first_drafted_at() is None
        assert tx.promises.next_number() == 1
        assert tx.renderings.get(rendering) is None
        assert tx.renderings.on_message(*card) is None
        assert tx.outbox.get(row.id) is None
        assert tx.outbox.by_message(*card) is None
        assert tx.outbox.last_sent("card") is None
        assert tx.outbox.heads() == []
        assert tx.comments.of(promise_id) == []
        assert tx.people.get(one.people["wim"].ref) is None
        assert tx.people.users_of([one.people["wim"].ref]) == {}
        assert tx.owners.slots_of(one.people["wim"].ref) == frozenset()
        assert tx.reactions.take(*card, one.people["wim"].ref) == {}
        assert queries.promises_for(tx, people.viewer_of(tx, one.people["sara"].ref), Filter.ALL, None) == []
        assert tx.inbox.is_new("E1", other.now)
        due = [entry for entry in tx.agenda.due(other.later(days=365).now, 100) if entry.kind != "digest"]
        assert due == []
    with pytest.raises(negotiating.UnknownPromise):
        negotiating.agree(other.store, other.people["wim"], rendering, other.now)


def test_the_same_slack_user_is_somebody_else_in_another_workspace(two: tuple[Office, Office]) -> None:
    one, other = two
    assert one.people["wim"].ref != other.people["wim"].ref
    assert people.fresh_person(other.store, "UWIM", other.now) == other.people["wim"]
