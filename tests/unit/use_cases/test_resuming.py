"""The first start on a restored backup: nothing is sent before Slack was asked, and only once is it the first."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.use_cases import announcing, negotiating, resuming
from storage.outbox import OutboxState
from storage.queue_tables import OutboxRow
from storage.restored import BACKED_UP_AT, may_be_there_since
from storage.tables import SettingRow
from tests.unit.use_cases.office import LEIPZIG, SERVICE, Office


def mark(office: Office, at) -> None:
    with office.store.write() as tx:
        tx.session.add(SettingRow(team_id=office.store.team_id, key=BACKED_UP_AT, value=at.isoformat()))


def outbox(office: Office) -> list[OutboxRow]:
    with office.store.read() as tx:
        return list(tx.session.exec(select(OutboxRow).order_by(OutboxRow.id)))


def test_a_database_that_was_not_restored_is_left_alone(office: Office) -> None:
    office.draft(LEIPZIG)
    before = [row.model_dump() for row in outbox(office)]
    assert resuming.resume(office.store, office.now) is None
    assert [row.model_dump() for row in outbox(office)] == before


def test_what_waited_is_looked_for_before_it_is_sent(office: Office) -> None:
    office.draft(LEIPZIG)
    owed = [row.created_at for row in outbox(office)]
    at = office.now + timedelta(minutes=10)
    mark(office, at)
    resumed = resuming.resume(office.store, office.now + timedelta(hours=1))
    assert resumed is not None
    assert (resumed.backed_up_at, resumed.messages) == (at, 2)
    assert {row.state for row in outbox(office)} == {OutboxState.SENDING.value}
    assert [may_be_there_since(row) for row in outbox(office)] == owed


def test_what_fell_due_since_is_looked_for_from_the_backup_on(office: Office) -> None:
    office.draft(LEIPZIG, needed_by="2026-12-18 12:00")
    office.deliver()
    sent = {row.id for row in outbox(office)}
    at = office.now + timedelta(minutes=10)
    mark(office, at)
    office.now += timedelta(days=1)  # Tuesday afternoon: the reminder of nine o'clock may have been sent
    resuming.resume(office.store, office.now)
    new = [row for row in outbox(office) if row.id not in sent and row.kind == announcing.REMINDER]
    assert new
    assert {(row.state, may_be_there_since(row)) for row in new} == {(OutboxState.SENDING.value, at)}
    assert {row.created_at for row in new} == {office.now}  # it is not out of date


def test_cards_are_shown_as_the_backup_knows_them(office: Office) -> None:
    kept, gone = office.draft(LEIPZIG), office.draft(SERVICE)
    office.deliver()
    negotiating.withdraw(office.store, office.people["sara"], gone.id, "no longer asked for", office.now)
    office.deliver()
    mark(office, office.now)
    resumed = resuming.resume(office.store, office.now)
    assert resumed is not None and resumed.cards == 1
    owed = [row for row in outbox(office) if row.state == OutboxState.WAITING.value]
    assert [(row.kind, row.promise_id) for row in owed] == [(announcing.CARD, kept.id)]


@pytest.mark.parametrize(("days", "cards"), [(89, 1), (91, 0)])
def test_cards_of_what_ended_long_ago_are_left_alone(office: Office, days: int, cards: int) -> None:
    office.agree("lena", office.draft(LEIPZIG))
    office.deliver()
    mark(office, office.now)
    resumed = resuming.resume(office.store, office.now + timedelta(days=days))
    assert resumed is not None and resumed.cards == cards


def test_it_happens_once(office: Office) -> None:
    office.draft(LEIPZIG)
    mark(office, office.now)
    assert resuming.resume(office.store, office.now) is not None
    assert resuming.resume(office.store, office.now) is None
