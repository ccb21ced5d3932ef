"""Forgetting a person: nothing in the database says any more who they were, and every seal still verifies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.seal import seal_holds
from bot.use_cases import configuring, conversing, forgetting, people
from bot.use_cases.configuring import Key
from bot.use_cases.forgetting import UnknownPerson
from storage.people import Profile
from tests.unit.use_cases.office import CHANNEL, LEIPZIG, QUALITY, SERVICE, Office, user_id

TOPIC = "a comment that only Wim wrote"


def forget(office: Office, word: str) -> forgetting.Memory:
    return forgetting.forget(office.store, word, office.now)


def everything(office: Office) -> str:
    """Return every value in the database, as text."""
    path = office.store.database.engine.url.database
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def card_of(office: Office, number: int = 1) -> tuple[str, str]:
    with office.read() as tx:
        promise = tx.promises.by_number(number)
        card = tx.promises.card_of(promise.id) if promise else None
    assert card is not None
    return card


def comment(office: Office, name: str, text: str, ts: str) -> None:
    channel, thread = card_of(office)
    assert conversing.keep_comment(office.store, office.people[name], channel, thread, ts, text, office.now)


@pytest.fixture
def signed(office: Office) -> Office:
    """A promise that Wim and Lena signed, with all that Wim leaves behind."""
    configuring.change(office.store, Key.ADMINS, [user_id("wim"), user_id("petra")], office.now)
    promise = office.draft(LEIPZIG, SERVICE)
    office.deliver()
    comment(office, "wim", TOPIC, "1.1")
    comment(office, "sara", f"thanks <@{user_id('wim')}|wim>, and <@{user_id('lena')}>", "1.2")
    office.at("2026-11-24 09:01+01:00").tick()  # Wim gets his reminder
    office.draft(SERVICE, client="Second")
    office.agree("wim", promise)
    office.agree("lena", promise)
    office.deliver()
    with office.store.write() as tx:  # something that a direct message showed
        shown = tx.renderings.add(promise.id, {}, office.now)
        tx.renderings.mark_shown(shown.id, f"D{user_id('wim')}", "9.9", office.now)
    return office


def test_how_often_they_were_written_to_goes_as_well(signed: Office) -> None:
    queue = f"dm:{signed.people['wim'].ref}"
    with signed.store.write() as tx:
        tx.paces.fill(queue, signed.now)
        tx.paces.fill(CHANNEL, signed.now)
    forget(signed, "@wim")
    with signed.store.read() as tx:
        assert set(tx.paces.filled([queue, CHANNEL])) == {CHANNEL}


def test_nothing_says_who_it_was(signed: Office) -> None:
    before = everything(signed)
    assert user_id("wim") in before and f"D{user_id('wim')}" in before and TOPIC in before

    gone = forget(signed, "@wim")

    after = everything(signed)
    for trace in (f"'{user_id('wim')}'", f"<@{user_id('wim')}", f"D{user_id('wim')}", "'wim'", TOPIC):
        assert trace not in after
    assert f"<@{user_id('lena')}>" in after
    assert (gone.name, gone.user_id, gone.areas, gone.settings) == ("@wim", user_id("wim"), ("WFM",), ("admins",))
    assert {"comments": 1, "seats": 1}.items() <= gone.rows.items()
    assert gone.rows["outbox"] >= 1
    assert gone.empty_areas == ()


def test_and_neither_does_the_file_itself(signed: Office) -> None:
    forget(signed, "@wim")
    signed.store.database.compact()
    signed.store.database.close()
    path = Path(signed.store.database.engine.url.database or "")
    raw = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert user_id("lena").encode() in raw
    assert TOPIC.encode() not in raw
    assert f"D{user_id('wim')}".encode() not in raw


def test_every_seal_still_verifies_and_history_stays(signed: Office) -> None:
    with signed.read() as tx:
        before = tx.promises.by_number(1)
        history = tx.promises.history(before.id) if before else []
    assert before is not None and seal_holds(before)

    for name in ("wim", "lena", "sara"):
        forget(signed, user_id(name))

    with signed.read() as tx:
        after = tx.promises.by_number(1)
        assert after == before and seal_holds(after)
        assert tx.promises.history(before.id) == history


def test_the_card_names_a_former_colleague(signed: Office) -> None:
    forget(signed, "@sara")
    signed.slack.sent.clear()
    signed.deliver()
    cards = [envelope for _, envelope in signed.slack.sent if envelope.update]
    assert len(cards) == 2
    assert all("a former colleague" in str(card.message.blocks) for card in cards)
    assert not any(user_id("sara") in str(card.message) for card in cards)


def test_whoever_is_left_in_the_area_is_asked(office: Office) -> None:
    office.draft(QUALITY)
    office.deliver()
    gone = forget(office, "@quinn")
    assert gone.empty_areas == ()
    office.deliver()
    assert office.at("2026-11-24 09:01+01:00").tick() == [("otto", "morning")]


def test_nobody_reminds_them_any_more(office: Office) -> None:
    promise = office.draft(QUALITY)
    office.object("quinn", promise)
    forget(office, "@sara")
    with office.read() as tx:
        due = tx.agenda.due(office.later(days=30).now, 100)
    assert due
    assert not [entry for entry in due if office.ref("sara") in entry.subject]


def test_who_leaves_an_area_or_a_promise_alone_is_said(office: Office) -> None:
    office.draft(QUALITY)
    forget(office, "@otto")
    assert forgetting.memory_of(office.store, "@quinn").empty_areas == ("Quality",)
    assert forgetting.memory_of(office.store, "@sara").without_sales == (1,)
    assert forgetting.memory_of(office.store, "@ben").without_sales == ()


def test_looking_removes_nothing(signed: Office) -> None:
    before = everything(signed)
    memory = forgetting.memory_of(signed.store, "@WIM")
    assert everything(signed) == before
    assert forget(signed, user_id("wim")) == memory


def test_they_cannot_be_forgotten_twice(signed: Office) -> None:
    forget(signed, "@wim")
    for word in ("@wim", user_id("wim")):
        with pytest.raises(UnknownPerson):
            forget(signed, word)


@pytest.mark.parametrize("word", ["", "@", "@nobody", "U9", "%"])
def test_nobody_is_forgotten_by_mistake(signed: Office, word: str) -> None:
    before = everything(signed)
    with pytest.raises(UnknownPerson):
        forget(signed, word)
    assert everything(signed) == before


def test_another_workspace_is_left_alone(signed: Office) -> None:
    other = Office.on(type(signed.store)(signed.store.database, "T2"))
    forget(signed, "@wim")
    with other.read() as tx:
        assert tx.people.known(user_id("wim")) is not None
        assert other.ref("wim") in dict.fromkeys(ref for area in tx.owners.areas() for ref in area.members)


def test_who_is_still_in_slack_is_somebody_new(signed: Office) -> None:
    old = signed.ref("wim")
    forget(signed, "@wim")
    people.take_roll(signed.store, [Profile(user_id("wim"), "wim")], signed.now)
    with signed.read() as tx:
        assert tx.people.ref_of(user_id("wim")) != old


def test_who_has_left_is_not_learned_again(signed: Office) -> None:
    forget(signed, "@wim")
    left = [Profile(user_id("wim"), "wim", deleted=True), Profile(user_id("omar"), "omar", deleted=True)]
    people.take_roll(signed.store, left, signed.now)
    with signed.read() as tx:
        assert tx.people.known(user_id("wim")) is None
        omar = tx.people.known(user_id("omar"))
        assert omar is not None and omar.deleted


def test_a_message_on_its_way_to_them_leaves_no_trace(signed: Office, caplog: pytest.LogCaptureFixture) -> None:
    signed.at("2026-11-25 09:00+01:00")

    def sent_while_forgotten() -> Iterator[None]:
        forget(signed, "@wim")
        yield

    slack_send = signed.slack.send
    forgetting_once = sent_while_forgotten()

    def send(envelope, channel):
        if channel == f"D{user_id('wim')}":
            next(forgetting_once, None)
        return slack_send(envelope, channel)

    signed.slack.send = send  # type: ignore[method-assign]
    signed.tick()
    with signed.read() as tx:
        assert tx.people.known(user_id("wim")) is None
    assert f"D{user_id('wim')}" not in everything(signed)
    assert signed.rows("failed") == []
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert CHANNEL in everything(signed)
