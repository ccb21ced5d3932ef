"""What has served its purpose goes by itself, and nothing that is still asked for."""

from __future__ import annotations

import time
from datetime import timedelta

from sqlmodel import select

from bot.scheduler import Ticker
from bot.use_cases.tidying import tidy
from storage.queue_tables import InboxRow, NudgeRow
from tests.unit.use_cases.office import MONDAY, Office


def remember(office: Office, days_ago: int) -> None:
    at = MONDAY - timedelta(days=days_ago)
    with office.store.write() as tx:
        assert tx.inbox.is_new(f"E{days_ago}", at)
        assert tx.agenda.first_time("p_somebody", "morning", at.date())


def events(office: Office) -> set[str]:
    with office.read() as tx:
        return {row.event_id for row in tx.session.exec(select(InboxRow))}


def nudges(office: Office) -> set[int]:
    with office.read() as tx:
        return {(MONDAY.date() - row.period).days for row in tx.session.exec(select(NudgeRow))}


def test_events_are_known_for_a_week_and_reminders_for_a_month(office: Office) -> None:
    for days in (0, 6, 8, 30, 32):
        remember(office, days)
    tidy(office.store, MONDAY)
    assert events(office) == {"E0", "E6"}
    assert nudges(office) == {0, 6, 8, 30}


def test_limits_that_are_long_empty_go(office: Office) -> None:
    filled = {"C1": MONDAY - timedelta(days=2), "C2": MONDAY, "C3": MONDAY + timedelta(hours=1)}
    with office.store.write() as tx:
        for name, until in filled.items():
            tx.paces.fill(name, until)
    tidy(office.store, MONDAY)
    with office.read() as tx:
        assert set(tx.paces.filled(filled)) == {"C2", "C3"}


def test_the_ticker_tidies(office: Office) -> None:
    remember(office, 8)
    ticker = Ticker(office.store, lambda: MONDAY, lambda: None)
    ticker.start()
    give_up = time.monotonic() + 10
    while events(office) and time.monotonic() < give_up:
        time.sleep(0.05)
    ticker.stop()
    assert events(office) == set()
