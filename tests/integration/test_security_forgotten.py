"""Who is forgotten is nowhere any more: in no table, no file, no later log and no later backup; every seal verifies."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.domain.events import PromiseSignedOff
from bot.domain.evolution import evolve
from bot.domain.promise import Promise
from bot.domain.seal import seal_holds
from bot.use_cases import configuring, conversing, drafting, forgetting
from bot.use_cases.configuring import Key
from storage.unit_of_work import Store
from tests.databases import DATABASES, available, everything, opened
from tests.unit.use_cases.office import CHANNEL, FRIDAY_NOON, LEIPZIG, SERVICE, Office, user_id

WIM = user_id("wim")
OWN_WORDS = "eleven words that only this one colleague ever typed in here"
MENTIONS = f"ask <@{WIM}> or <@{WIM}|wim> (@wim, @Wim)"
TRACES = re.compile(rf"\b(?:D?{WIM})\b|@wim\b|'wim'|{OWN_WORDS}", re.IGNORECASE)


@pytest.fixture(params=DATABASES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with opened(available(request.param), tmp_path) as database:
        yield Office.on(Store(database, "T1"))


@pytest.fixture
def full(office: Office) -> Office:
    """Wim has been everywhere: he signed, objected, commented and was reminded, looks after the bot, and is named."""
    configuring.change(office.store, Key.ADMINS, [WIM, user_id("petra")], office.now)
    configuring.change(office.store, Key.LEADS, [WIM], office.now)
    signed = drafted(office, LEIPZIG, SERVICE, title=f"line of {MENTIONS}")
    office.deliver()
    _comment(office, signed, "wim", OWN_WORDS, "1.1")
    _comment(office, signed, "sara", MENTIONS, "1.2")
    office.at("2026-11-24 09:01+01:00").tick()  # Wim gets his reminder
    for name in ("wim", "lena"):
        office.agree(name, signed)
    contested = drafted(office, SERVICE, client="Second", conditions=f"if {MENTIONS} agrees")
    office.deliver()
    office.object("wim", contested)
    drafting.open_draft(
        office.store, office.people["sara"], CHANNEL, {"client": "Third", "title": MENTIONS}, office.now
    )
    drafting.open_draft(office.store, office.people["wim"], CHANNEL, {"client": OWN_WORDS}, office.now)
    with office.store.write() as tx:
        tx.templates.save("often", office.ref("sara"), MENTIONS, SERVICE, MENTIONS, "en", office.now)
        shown = tx.renderings.add(signed.id, {}, office.now)
        tx.renderings.mark_shown(shown.id, f"D{WIM}", "9.9", office.now)
    office.at("2026-11-25 09:01+01:00").tick()
    office.deliver()
    return office


def drafted(office: Office, *figures: str, **typed: str) -> Promise:
    """Post a promise with more typed into its form than figures."""
    sara = office.people["sara"]
    draft_id, _ = drafting.open_draft(office.store, sara, CHANNEL, {}, office.now)
    filled = {"client": "Acme", "needed_by": FRIDAY_NOON, "figures": "\n".join(figures), **typed}
    drafting.review(office.store, sara, draft_id, filled, "en", office.now)
    return drafting.post(office.store, sara, draft_id, office.now)


def _comment(office: Office, promise: Promise, name: str, text: str, ts: str) -> None:
    with office.read() as tx:
        card = tx.promises.card_of(promise.id)
    assert card is not None
    assert conversing.keep_comment(office.store, office.people[name], *card, ts, text, office.now)


def traces(text: str) -> list[str]:
    return sorted({text[max(0, found.start() - 60) : found.end() + 20] for found in TRACES.finditer(text)})


def forget(office: Office) -> None:
    forgetting.forget(office.store, "@wim", office.now)
    office.store.database.compact()


def seals(office: Office) -> list[bool]:
    """Return whether each sign-off that ever was verifies, from history alone."""
    found = []
    with office.read() as tx:
        for number in range(1, 50):
            known = tx.promises.by_number(number)
            promise: Promise | None = None
            for _, fact in tx.promises.history(known.id) if known else []:
                promise = evolve(promise, fact)
                if isinstance(fact, PromiseSignedOff):
                    found.append(seal_holds(promise))
            assert known is None or promise == known, "replay gives what is stored"
    return found


def test_no_column_of_any_table_holds_them(full: Office) -> None:
    before = everything(full.store.database)
    for trace in (WIM, f"D{WIM}", "@wim", "'wim'", OWN_WORDS):
        assert trace in before, f"{trace} is not there to be removed"
    assert seals(full) == [True]
    forget(full)
    assert traces(everything(full.store.database)) == []
    assert seals(full) == [True]


def test_what_comes_later_does_not_bring_them_back(full: Office, caplog: pytest.LogCaptureFixture) -> None:
    forget(full)
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    full.slack.sent.clear()
    for moment in ("2026-11-26 09:01+01:00", "2026-11-27 09:01+01:00", "2026-11-30 09:01+01:00"):
        full.at(moment).tick()
        full.deliver()
    said = str([(channel, envelope.message, envelope.channel, envelope.user) for channel, envelope in full.slack.sent])
    assert full.slack.sent and traces(said) == []
    assert traces("\n".join(record.getMessage() for record in caplog.records)) == []
    assert traces(everything(full.store.database)) == []


def bytes_of(path: Path) -> str:
    """Return the file with those beside it (the log of what is written ahead), as one text."""
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*")).decode("latin-1")


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_no_byte_of_the_file_holds_them(full: Office) -> None:
    """Which bytes a server of PostgreSQL keeps where is its own affair: there it is the rows that count."""
    path = Path(full.store.database.engine.url.database or "")
    assert traces(bytes_of(path))
    forget(full)
    assert traces(bytes_of(path)) == []


def test_no_byte_of_a_later_backup_holds_them(
    full: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def backed_up(name: str) -> bytes:
        assert main(["backup", name]) == 0
        return (tmp_path / name).read_bytes()

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", full.store.database.engine.url.render_as_string(hide_password=False))
    assert traces(backed_up("before.db").decode("latin-1"))
    forget(full)
    after = backed_up("after.db")
    assert user_id("lena").encode() in after
    assert traces(after.decode("latin-1")) == []
    assert "1 seal verified" in capsys.readouterr().out


def test_words_that_were_sealed_stay_as_they_were_signed(office: Office) -> None:
    signed = drafted(office, LEIPZIG, conditions=f"if {MENTIONS} agrees", title=MENTIONS)
    office.deliver()
    office.agree("lena", signed)
    forget(office)
    assert seals(office) == [True]
    assert "agrees" in everything(office.store.database)
