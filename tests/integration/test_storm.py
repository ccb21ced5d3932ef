"""Whatever several processes do at the same moment is done once, counted once, and answered truthfully to everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlmodel import select

from bot.domain.promise import PromiseState
from bot.use_cases import configuring, drafting
from storage.checking import check_promises
from storage.database import Database
from storage.queue_tables import OutboxRow
from storage.tables import EventRow, TemplateRow
from storage.unit_of_work import Store
from tests.integration.storm import ALL, Storm, storms
from tests.unit.use_cases.office import CHANNEL, FRIDAY_NOON, LEIPZIG, SERVICE, Office


@pytest.fixture(scope="module")
def storm() -> Iterator[Storm]:
    with storms() as ready:
        yield ready


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with closing(Database(database_url)) as database:
        yield Office.on(Store(database, "T1"))
        with database.session() as session:
            check_promises(session)


def url(office: Office) -> str:
    return office.store.database.url


def kinds(office: Office, promise_id: str) -> Counter[str]:
    with office.read() as tx:
        rows = tx.session.exec(select(EventRow).where(EventRow.promise_id == promise_id))
        return Counter(row.kind for row in rows)


def owed(office: Office, kind: str) -> list[OutboxRow]:
    with office.read() as tx:
        return list(tx.session.exec(select(OutboxRow).where(OutboxRow.kind == kind)))


def test_processes_that_start_at_once(storm: Storm, office: Office) -> None:
    with office.read() as tx:
        before = tx.owners.directory("Operations")
    assert storm("start", url(office)) == ["started"] * ALL
    with office.read() as tx:
        assert tx.owners.directory("Operations") == before


def test_several_agree_at_once(storm: Storm, office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    said = storm("agree", url(office), [office.shown(promise) for _ in range(ALL)])
    assert {one for one in said if not isinstance(one, int)} <= {"AlreadySignedOff", "AlreadyAgreed"}, said
    facts = kinds(office, promise.id)
    by_sales = kinds(office, office.draft(LEIPZIG, SERVICE).id)["TermAgreed"]
    assert (facts["TermAgreed"] - by_sales, facts["PromiseSignedOff"]) == (2, 1), "each area once, and one sign-off"
    assert office.load(promise).state is PromiseState.SIGNED_OFF
    assert len(owed(office, "signed_off")) == 1


def test_one_event_that_is_delivered_many_times_at_once(storm: Storm, office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    office.deliver()
    with office.read() as tx:
        card = tx.promises.card_of(promise.id)
    assert card is not None
    before = kinds(office, promise.id)
    said = storm("react", url(office), *card)
    assert Counter(said) == {"signed": 1, "not_ours": ALL - 1}, said
    assert kinds(office, promise.id) - before == {"TermAgreed": 1}
    assert storm("comment", url(office), *card) == [True] * ALL
    with office.read() as tx:
        assert len(tx.comments.of(promise.id)) == 1


def test_one_draft_that_is_submitted_many_times_at_once(storm: Storm, office: Office) -> None:
    sara = office.people["sara"]
    draft_id, _ = drafting.open_draft(office.store, sara, CHANNEL, {}, office.now)
    typed = {"client": "Acme", "needed_by": FRIDAY_NOON, "figures": LEIPZIG}
    drafting.review(office.store, sara, draft_id, typed, "en", office.now)
    assert storm("submit", url(office), draft_id) == [1] * ALL
    assert len(owed(office, "card")) == 1
    with office.read() as tx:
        assert tx.promises.next_number() == 2


def test_numbers_are_given_once_and_without_gaps(storm: Storm, office: Office) -> None:
    assert sorted(storm("draft", url(office))) == list(range(1, ALL + 1))
    assert len(owed(office, "card")) == ALL


def test_ticks_at_once_remind_everybody_once(storm: Storm, office: Office) -> None:
    for client in range(5):
        office.draft(LEIPZIG, SERVICE, client=f"Client {client}")
    office.deliver()
    with office.read() as tx:
        nine = "2026-11-24T08:00:00+00:00"
        due = tx.agenda.due(office.now.fromisoformat(nine), 1000)
    said = storm("tick", url(office), nine)
    assert sum(said) == len(due), said
    mornings = [row.person for row in owed(office, "reminder")]
    assert sorted(mornings) == sorted(office.ref(name) for name in ("lena", "wim", "wilma"))
    assert storm("tick", url(office), nine) == [0] * ALL

    after = "2026-11-27T15:00:00+00:00"  # the answers are overdue: the author is told of each once, and so is the card
    storm("tick", url(office), after)
    assert len(owed(office, "overdue")) == 5


def test_ticks_drafts_and_signatures_at_once_get_in_nobodys_way(storm: Storm, office: Office) -> None:
    """The answers are needed today: every act puts things on the agenda that the ticks are just dealing with."""
    promises = [office.draft(LEIPZIG, SERVICE, client=f"Client {number}") for number in range(ALL)]
    renderings = [office.shown(promise) for promise in promises]
    said = storm("everything", url(office), renderings, "2026-11-24T08:00:00+00:00")
    assert not [one for one in said if isinstance(one, str)], said
    mornings = Counter(row.person for row in owed(office, "reminder") if row.key.startswith("morning:"))
    assert set(mornings.values()) == {1}, "one message a morning, whatever happens meanwhile"


def test_people_are_met_once(storm: Storm, office: Office) -> None:
    said = storm("meet", url(office), "newcomer", "another", "third")
    assert all(one == said[0] for one in said), said
    assert len(set(said[0])) == 3


def test_settings_change_one_after_the_other(storm: Storm, office: Office) -> None:
    assert storm("set", url(office)) == ["set"] * ALL
    changes = [one for one in configuring.history(office.store) if one.new.key is configuring.Key.RETENTION_MONTHS]
    assert len(changes) == ALL
    values = ["", *(one.new.value for one in changes)]
    assert [one.old.value for one in changes] == values[:-1], "each tells what it really replaced"
    assert storm("take_over", url(office)) == ["taken"] * ALL


def test_one_name_is_one_template(storm: Storm, office: Office) -> None:
    assert storm("template", url(office)) == ["saved"] * ALL
    with office.read() as tx:
        assert len(list(tx.session.exec(select(TemplateRow)))) == 1
