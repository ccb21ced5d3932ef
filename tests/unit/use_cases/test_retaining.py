"""Retention: nothing goes without a setting, nothing that is still to be kept, and what goes is gone."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from bot.domain.promise import Visibility
from bot.use_cases import configuring, conversing, negotiating, retaining
from bot.use_cases.configuring import Key
from bot.use_cases.retaining import Expired
from tests.unit.use_cases.office import CHANNEL, LEIPZIG, QUALITY, SERVICE, Office


def keep(office: Office, months: str) -> None:
    configuring.change(office.store, Key.RETENTION_MONTHS, months, office.now)


def expired(office: Office) -> Expired:
    found = retaining.expired(office.store, office.now)
    assert found is not None
    return found


def numbers(found: Expired) -> list[int]:
    return [ended.number for ended in found.promises]


def rows(office: Office) -> dict[str, int]:
    with office.store.database.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        return {t: connection.execute(text(f'SELECT count(*) FROM "{t}"')).scalar_one() for t in tables}


@pytest.fixture
def past(office: Office) -> Office:
    """P-1 withdrawn with a comment, P-2 signed off until March 2027, P-3 still open; November 2026."""
    withdrawn = office.draft(QUALITY, LEIPZIG, client="Gone")
    signed = office.draft(LEIPZIG, SERVICE, client="Kept")
    office.draft(QUALITY, client="Open", needed_by="2026-12-11 12:00")
    office.deliver()
    with office.read() as tx:
        channel, ts = tx.promises.card_of(withdrawn.id) or ("", "")
    conversing.keep_comment(office.store, office.people["sara"], channel, ts, "1.1", "a word", office.now)
    conversing.react(office.store, office.people["quinn"], channel, ts, "E1", office.later(minutes=1).now, office.now)
    negotiating.withdraw(office.store, office.people["sara"], withdrawn.id, "lost", office.now)
    office.agree("lena", signed)
    office.agree("wim", signed)
    office.tick()
    return office


def test_nothing_goes_without_a_setting(past: Office) -> None:
    past.at("2036-11-24 12:00+00:00")
    before = rows(past)
    assert retaining.expired(past.store, past.now) is None
    assert retaining.remove_expired(past.store, past.now) is None
    assert rows(past) == before


def test_a_withdrawn_promise_goes_when_its_months_have_passed(past: Office) -> None:
    keep(past, "3")
    assert numbers(expired(past.at("2027-02-23 11:59+00:00"))) == []
    found = expired(past.at("2027-02-23 12:02+00:00"))
    assert [(e.number, e.client) for e in found.promises] == [(1, "Gone")]
    assert found.rows["comments"] == 1


def test_what_is_in_force_stays_until_its_last_date_is_that_long_ago(past: Office) -> None:
    keep(past, "3")
    assert numbers(expired(past.at("2027-06-01 00:00+00:00"))) == [1]  # 80/20 from 1 March
    assert numbers(expired(past.at("2027-06-02 00:00+00:00"))) == [1, 2]


def test_what_is_open_stays_for_ever(past: Office) -> None:
    keep(past, "1")
    assert 3 not in numbers(expired(past.at("2046-11-24 12:00+00:00")))


def test_looking_removes_nothing_and_removing_removes_what_was_shown(past: Office) -> None:
    keep(past, "3")
    past.at("2027-03-24 12:00+00:00")
    before = rows(past)
    shown = expired(past)
    assert rows(past) == before

    assert retaining.remove_expired(past.store, past.now) == shown

    after = rows(past)
    assert {table: before[table] - after[table] for table in before if before[table] > after[table]} == shown.rows
    assert {"promises", "events", "comments", "reactions", "renderings", "outbox", "inbox", "drafts"} <= set(shown.rows)
    assert expired(past).promises == ()
    with past.read() as tx:
        assert tx.promises.by_number(1) is None
        assert tx.promises.by_number(2) is not None


def test_what_stays_still_works(past: Office) -> None:
    keep(past, "3")
    past.at("2027-03-24 12:00+00:00")
    with past.read() as tx:
        promise = tx.promises.by_number(3)
        assert promise is not None
        channel, ts = tx.promises.card_of(promise.id) or ("", "")
    retaining.remove_expired(past.store, past.now)

    reacted = conversing.react(past.store, past.people["quinn"], channel, ts, "E2", past.now, past.now)
    assert reacted.result is conversing.ReactionResult.SIGNED


def test_a_number_is_never_given_again(past: Office) -> None:
    keep(past, "1")
    with past.read() as tx:
        third = tx.promises.by_number(3)
        assert third is not None
    negotiating.withdraw(past.store, past.people["sara"], third.id, "lost", past.now)
    past.at("2036-11-24 12:00+00:00")
    retaining.remove_expired(past.store, past.now)
    assert past.draft("40 agents in Leipzig by 1 Feb 2037", needed_by="2036-11-28 12:00").number == 4


def test_the_next_digest_still_knows_the_last_one(past: Office) -> None:
    past.at("2026-11-30 09:01+01:00").tick()
    past.at("2026-12-07 09:01+01:00").tick()
    keep(past, "1")
    past.at("2027-03-24 12:00+00:00")
    retaining.remove_expired(past.store, past.now)
    with past.read() as tx:
        last = tx.outbox.last_sent("digest")
    assert last is not None and last.key == "digest:2026-12-07"
    assert last.queue == CHANNEL


def test_the_client_of_a_confidential_promise_is_not_named(past: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from storage.promises import Promises

    find = Promises.find

    def confidential(self, *args):
        from dataclasses import replace

        return [replace(promise, visibility=Visibility.CONFIDENTIAL) for promise in find(self, *args)]

    keep(past, "3")
    past.at("2027-03-24 12:00+00:00")
    monkeypatch.setattr(Promises, "find", confidential)
    assert [ended.client for ended in expired(past).promises] == [None]


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        ("2027-05-31", 3, "2027-02-28"),
        ("2028-05-31", 3, "2028-02-29"),
        ("2027-01-15", 1, "2026-12-15"),
        ("2027-12-31", 12, "2026-12-31"),
        ("2027-06-30", 120, "2017-06-30"),
    ],
)
def test_months_are_the_calendars(office: Office, now: str, months: int, before: str) -> None:
    keep(office, str(months))
    office.at(f"{now} 12:00+00:00")
    assert expired(office).before.date().isoformat() == before
