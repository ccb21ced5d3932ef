"""What is counted, and that it names nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event

from bot.metrics import MOST_CODES, Metrics
from storage.database import StorageUnavailable
from tests.unit.use_cases.office import LEIPZIG, Office

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def office(tmp_path):
    opened = Office.open(tmp_path)
    yield opened
    opened.store.database.close()


def samples(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Every sample, by its name and the values of its labels."""
    families = text_string_to_metric_families(metrics.text().decode())
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_facts_are_counted_by_kind():
    metrics = Metrics()
    metrics.acted(["SlotAgreed", "SlotAgreed", "PromiseSignedOff"])
    told = samples(metrics)
    assert told["promise_bot_acts_total", "SlotAgreed"] == 2
    assert told["promise_bot_acts_total", "PromiseSignedOff"] == 1


def test_acknowledgements_have_a_bucket_at_slacks_three_seconds():
    metrics = Metrics()
    for seconds in (0.02, 2.9, 3.2):
        metrics.acknowledged("button", seconds)
    told = samples(metrics)
    assert told["promise_bot_ack_seconds_bucket", "button", "3.0"] == 2
    assert told["promise_bot_ack_seconds_count", "button"] == 3


def test_errors_of_slack_are_counted_by_method_and_code():
    metrics = Metrics()
    metrics.slack_failed("chat.postMessage", "ratelimited")
    metrics.slack_failed("chat.postMessage", "A page of\na proxy")
    told = samples(metrics)
    assert told["promise_bot_slack_errors_total", "ratelimited", "chat.postMessage"] == 1
    assert told["promise_bot_slack_errors_total", "other", "chat.postMessage"] == 1


def test_a_server_that_makes_up_codes_does_not_fill_the_memory():
    metrics = Metrics()
    for number in range(3 * MOST_CODES):
        metrics.slack_failed("views.open", f"made_up_{number}")
    assert len([key for key in samples(metrics) if key[0] == "promise_bot_slack_errors_total"]) == MOST_CODES + 1


def test_each_bot_counts_for_itself():
    one, other = Metrics(), Metrics()
    one.ticked("done")
    assert samples(one)["promise_bot_ticks_total", "done"] == 1
    assert ("promise_bot_ticks_total", "done") not in samples(other)


def test_the_outbox_is_told_by_state_with_the_age_of_the_oldest(office):
    metrics = Metrics()
    metrics.watch_outbox(office.store, lambda: office.now + timedelta(seconds=90))
    assert samples(metrics)["promise_bot_outbox_oldest_seconds",] == 0
    office.draft(LEIPZIG)
    told = samples(metrics)
    assert told["promise_bot_outbox_messages", "waiting"] >= 1
    assert told["promise_bot_outbox_oldest_seconds",] == 90
    assert told["promise_bot_database_up",] == 1


def test_a_database_that_is_gone_is_told_and_nothing_is_made_up(office, monkeypatch):
    def gone(*_arguments, **_options):
        raise StorageUnavailable("gone")

    metrics = Metrics()
    metrics.watch_outbox(office.store, lambda: NOW)
    monkeypatch.setattr(office.store.database, "session", gone)
    told = samples(metrics)
    assert told["promise_bot_database_up",] == 0
    assert not [key for key in told if key[0].startswith("promise_bot_outbox")]


def test_a_scrape_reads_the_outbox_through_its_index(office):
    office.draft(LEIPZIG)
    asked = []
    engine = office.store.database.engine
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append((args[2], args[3])))
    metrics = Metrics()
    metrics.watch_outbox(office.store, lambda: NOW)
    metrics.text()
    about_outbox = [(sql, values) for sql, values in asked if "FROM outbox" in sql]
    assert len(about_outbox) == 6
    with engine.connect() as connection:
        for sql, values in about_outbox:
            plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall())
            assert "SCAN outbox" not in plan and "TEMP B-TREE" not in plan, plan


def test_what_is_committed_is_counted_and_what_is_rolled_back_is_not(office):
    metrics = Metrics()
    office.store.database.after_facts.append(metrics.acted)
    promise = office.draft(LEIPZIG)
    with pytest.raises(RuntimeError), office.store.write() as tx:
        tx.promises.append(tx.promises.load(promise.id), [])
        tx.session.info["facts"] = ["NeverHappened"]
        raise RuntimeError
    told = samples(metrics)
    assert told["promise_bot_acts_total", "PromiseDrafted"] == 1
    assert ("promise_bot_acts_total", "NeverHappened") not in told


def test_no_label_stands_for_anybody(office):
    metrics = Metrics()
    office.store.database.after_facts.append(metrics.acted)
    metrics.watch_outbox(office.store, lambda: NOW)
    office.agree("lena", office.draft(LEIPZIG))
    metrics.acknowledged("button", 0.1)
    metrics.slack_failed("chat.postMessage", "ratelimited")
    metrics.ticked("done")
    families = text_string_to_metric_families(metrics.text().decode())
    labels = {label for family in families for one in family.samples for label in one.labels}
    assert labels == {"kind", "le", "method", "code", "outcome", "state"}
    text = metrics.text().decode().casefold()
    assert not [word for word in ("lena", "sara", "acme", "leipzig", "u0", "p-1") if word in text]
