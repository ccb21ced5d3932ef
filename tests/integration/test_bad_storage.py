"""The database locked or full: the person is told to try again, nothing is half-done, and nothing typed is lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager

import pytest
from sqlalchemy import Connection, Engine, event

from tests.databases import held
from tests.integration.world import LENA, PROMISES, QUINN, SARA, WIM, Json, World, is_reply, said, until

DE, EN = "Das ließ sich gerade nicht speichern", "This could not be saved just now"
UNLIMITED = 1_073_741_823
FIGURES = "40 agents in Leipzig by 1 Feb 2031\nservice level 80/20 from 1 March 2031"
FILLED = {"client": "Acme", "needed_by": "29.11.2030 12:00", "figures": FIGURES}

Trouble = Callable[[World], AbstractContextManager[None]]


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Another program holds the database."""
    with held(world.playground.bot.office.settings.database_url):
        yield


@contextmanager
def full(world: World) -> Iterator[None]:
    """The database may not grow by one page, and none is free: SQLite says that the disk is full.

    PostgreSQL can only be told so by its disk; there it is the same error to us as any other of the server's.
    """
    engine = world.playground.bot.office.store.database.engine
    if engine.dialect.name != "sqlite":
        with out_of_order(engine):
            yield
        return
    with closing(sqlite3.connect(engine.url.database or "", isolation_level=None)) as connection:
        connection.execute("VACUUM")
    (pages,) = world.rows("PRAGMA page_count")[0]

    def no_more(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def more(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={UNLIMITED}")

    event.listen(engine, "begin", no_more)
    try:
        yield
    finally:
        event.remove(engine, "begin", no_more)
        event.listen(engine, "begin", more)


@contextmanager
def out_of_order(engine: Engine) -> Iterator[None]:
    """Let PostgreSQL answer every change as it does when its disk is full."""

    def refuse(connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            connection.exec_driver_sql("DO $$ BEGIN RAISE SQLSTATE '53100' USING MESSAGE = 'disk full'; END $$")

    event.listen(engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", refuse)


BOTH = pytest.mark.parametrize("trouble", [locked, full])
LONG = "ü" * 2900
"""Stored, it takes more than a page of the database, so that it needs a new one."""


def acquainted(world: World, *users: str) -> None:
    """Let the bot learn who somebody is, as it has of everybody who used it in the last day."""
    for user in users:
        world.command(user, "help")


def drafted(world: World, **inputs: str) -> Json:
    card = world.draft(SARA, **{"figures": FIGURES, **inputs})
    world.find(PROMISES, "Can these figures be kept?")
    world.settled()
    return world.card(card)


def everything(world: World) -> list[tuple[object, ...]]:
    """Return what is stored about promises: how much of each."""
    return [world.rows(f"SELECT count(*) FROM {table}")[0] for table in ("promises", "events", "outbox", "agenda")]


def whole_form(world: World, user: str) -> str:
    shown = [world.get(f"views/{user}")["views"], world.wrong(user)]
    return json.dumps(shown, ensure_ascii=False)


@BOTH
def test_a_command_says_try_again_and_works_afterwards(town: World, trouble: Trouble) -> None:
    acquainted(town, SARA)
    with trouble(town):
        town.command(SARA, f"Acme: {LONG}")
        town.told(SARA, DE)
        assert town.view(SARA) is None
    town.command(SARA, "Acme: 40 agents by 1 Feb")
    assert town.typed(SARA)["client"] == "Acme"


@pytest.mark.parametrize(("user", "words"), [(LENA, DE), (QUINN, EN)])
def test_somebody_whom_the_bot_does_not_know_yet_is_told_in_their_language(town: World, user: str, words: str) -> None:
    with locked(town):
        town.command(user)
        town.told(user, words)


@BOTH
def test_a_draft_stays_in_its_form(town: World, trouble: Trouble) -> None:
    acquainted(town, SARA)
    town.command(SARA)
    values = {**FILLED, "conditions": LONG}
    with trouble(town):
        town.submit(SARA, **values)
        assert DE in whole_form(town, SARA)
        draft = next(v for v in town.get(f"views/{SARA}")["views"] if v["callback_id"] == "promise.draft")
        state = {
            block: state["value"]["value"] for block, state in draft["state"]["values"].items() if block != "visibility"
        }
        assert {name: state[name] for name in values} == values
    while town.form(SARA)["callback_id"] != "promise.draft":
        town.do("close", user=SARA)
    town.submit(SARA)
    assert town.form(SARA)["callback_id"] == "promise.review"


@BOTH
def test_a_review_that_cannot_be_stored_is_posted_once_when_it_can(town: World, trouble: Trouble) -> None:
    acquainted(town, SARA)
    town.command(SARA)
    town.submit(SARA, **FILLED, title="x" * 300, conditions=LONG)
    before = everything(town)
    with trouble(town):
        town.submit(SARA)
        assert DE in whole_form(town, SARA)
        assert everything(town) == before
    while town.form(SARA)["callback_id"] != "promise.review":
        town.do("close", user=SARA)
    town.submit(SARA)
    town.find(PROMISES, "P-1 · Acme", "No figures to the client yet")
    town.settled()
    assert len([m for m in town.messages(PROMISES) if not is_reply(m) and not m.get("ephemeral")]) == 1


@BOTH
def test_an_objection_stays_in_its_form(town: World, trouble: Trouble) -> None:
    card = drafted(town)
    acquainted(town, WIM)
    town.press(WIM, card, "promise.object")
    before = everything(town)
    with trouble(town):
        town.submit(WIM, reason=LONG)
        assert EN in whole_form(town, WIM)
        assert everything(town) == before
    while town.form(WIM)["callback_id"] != "promise.object":
        town.do("close", user=WIM)
    assert town.typed(WIM)["reason"] == LONG
    town.submit(WIM)
    town.find(PROMISES, "objects in", "80/20")
    town.settled()
    assert len([m for m in town.messages(PROMISES) if "objects in" in m["text"]]) == 1


def test_a_button_says_try_again_and_works_afterwards(town: World) -> None:
    card = drafted(town)
    acquainted(town, WIM)
    town.told(WIM, "/promise")
    before = everything(town)
    with locked(town):
        for act in ("agree", "counter", "more"):
            town.press(WIM, card, f"promise.{act}")
            town.told(WIM, EN)
        assert town.view(WIM) is None
        assert everything(town) == before
    town.press(WIM, card, "promise.agree")
    town.told(WIM, "Agreed for WFM")
    until(lambda: "1 of 2 figures agreed" in said(town.card(card)) or None, "the agreement on the card")


def test_a_reaction_is_delivered_again_and_signs_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.playground.server.slack.delivery.retry_delays = (0.5, 0.5, 0.5, 0.5)
    card = drafted(world)
    acquainted(world, WIM)
    before = everything(world)
    with locked(world):
        answer = world.post("reaction", user=WIM, channel=PROMISES, ts=card["ts"], name="white_check_mark")
        assert not answer["ok"]
        assert everything(world) == before
    word = world.told(WIM, "Agreed for WFM")
    until(lambda: "1 of 2 figures agreed" in said(world.card(card)) or None, "the agreement on the card")
    world.settled()
    assert len([m for m in world.private(WIM) if m["text"] == word["text"]]) == 1
    assert world.rows("SELECT count(*) FROM events WHERE kind = 'TermAgreed'") == [(1,)]
    assert not [record.getMessage() for record in caplog.records if record.exc_info]


def test_what_was_owed_while_the_database_was_locked_arrives(town: World) -> None:
    card = drafted(town)
    town.press(WIM, card, "promise.agree")
    with locked(town):
        town.press(LENA, card, "promise.agree")
        town.told(LENA, DE)
    town.press(LENA, card, "promise.agree")
    town.find(PROMISES, "is jointly signed off")
